"""A resource that a program asks for, and the general forms of what AWS answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"
ZONES: Mapping[str, str] = {"us-east-1": "abcdef", "eu-west-1": "abc", "us-west-2": "abcd", "eu-central-1": "abc"}
"""Letters of the availability zones of the regions that tests use."""


@dataclass(frozen=True)
class Made:
    """A resource that the program asks for."""

    token: str
    name: str
    region: str
    inputs: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Hexadecimal digits that stand for the resource."""
        return hashlib.sha256(f"{self.token}:{self.name}".encode()).hexdigest()

    def physical(self, key: str) -> str:
        """The value of `key`, or what autonaming would make of the resource's name."""
        return str(self.inputs.get(key) or f"{self.name}-{self.digest[:7]}")

    def arn(self, service: str, rest: str) -> str:
        """Return an ARN in the resource's region."""
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{rest}"

    def id(self, prefix: str) -> str:
        """Return an id such as vpc-0123456789abcdef0."""
        return f"{prefix}-{self.digest[:17]}"


Outputs = Callable[[Made], dict[str, Any]]


def ec2(prefix: str, kind: str) -> Outputs:
    return lambda made: {"id": made.id(prefix), "arn": made.arn("ec2", f"{kind}/{made.id(prefix)}"), "ownerId": ACCOUNT}


def named(service: str, kind: str, key: str = "name", separator: str = "/", **more: str) -> Outputs:
    """Outputs of a resource whose id is its name; `more` are further outputs with {name} in them."""

    def outputs(made: Made) -> dict[str, Any]:
        name = made.physical(key)
        extra = {
            output: text.format(name=name, region=made.region, digest=made.digest) for output, text in more.items()
        }
        return {"id": name, key: name, "arn": made.arn(service, f"{kind}{separator}{name}" if kind else name), **extra}

    return outputs


def of_account(service: str, kind: str) -> Outputs:
    def outputs(made: Made) -> dict[str, Any]:
        name = made.physical("name")
        return {
            "id": name,
            "name": name,
            "arn": f"arn:aws:{service}::{ACCOUNT}:{kind}/{name}",
            "uniqueId": made.digest[:20].upper(),
        }

    return outputs


def by_arn(service: str, rest: str, **more: str) -> Outputs:
    """Outputs of a resource whose id is its ARN."""

    def outputs(made: Made) -> dict[str, Any]:
        words = {"name": made.physical("name"), "digest": made.digest[:16], "region": made.region, "uuid": uuid(made)}
        arn = made.arn(service, rest.format(**words))
        return {
            "id": arn,
            "arn": arn,
            "name": words["name"],
            **{key: text.format(**words) for key, text in more.items()},
        }

    return outputs


def uuid(made: Made) -> str:
    d = made.digest
    return f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:32]}"
