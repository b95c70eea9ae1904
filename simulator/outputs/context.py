"""What outputs depend on: the resource, its inputs, the region and account, and a source of repeatable digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator import regions
from simulator.naming import hexadecimal
from simulator.schema.model import Resource


@dataclass(frozen=True)
class Context:
    """One resource that is being created, updated or read."""

    resource: Resource
    inputs: dict[str, Any]
    urn: str
    region: str
    account: str = regions.ACCOUNT
    id: str = ""

    @property
    def token(self) -> str:
        """The resource's type token."""
        return self.resource.token

    @property
    def module(self) -> str:
        """The service module of the token, such as `rds`."""
        return self.token.split(":")[1].split("/")[0]

    @property
    def partition(self) -> regions.Partition:
        """The partition of the resource's region."""
        return regions.partition_of(self.region)

    def text(self, *names: str) -> str:
        """The first of the named inputs that is a text; empty when none is."""
        for name in names:
            value = self.inputs.get(name)
            if isinstance(value, str) and value:
                return value
        return ""

    def digits(self, length: int, *salt: str) -> str:
        """Hexadecimal digits that stay the same for the same resource and inputs."""
        return hexadecimal(length, self.urn, self.id or self.inputs, *salt)

    def decimal(self, length: int, *salt: str) -> str:
        """Decimal digits that stay the same, none of them a leading zero."""
        number = int(self.digits(32, "decimal", *salt), 16)
        return str(10 ** (length - 1) + number % (9 * 10 ** (length - 1)))

    def letters(self, length: int, *salt: str) -> str:
        """Lower-case letters and digits that stay the same."""
        number, out = int(self.digits(max(32, 2 * length), "letters", *salt), 16), ""
        while len(out) < length:
            number, place = divmod(number, 36)
            out += "0123456789abcdefghijklmnopqrstuvwxyz"[place]
        return out

    def uuid(self, *salt: str) -> str:
        """A UUID (version 4 in form) that stays the same."""
        raw = self.digits(32, "uuid", *salt)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"

    def arn(self, service: str, resource: str, *, regional: bool = True, owned: bool = True) -> str:
        """An ARN in the resource's partition, with its region and account unless the service leaves them out."""
        region = self.region if regional else ""
        return f"arn:{self.partition.name}:{service}:{region}:{self.account if owned else ''}:{resource}"
