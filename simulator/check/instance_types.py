"""Instance types, classes and node types: known to AWS, and of the form that the service takes."""

from __future__ import annotations

import difflib
import re
from functools import cache

from simulator.check.problem import shown
from simulator.schema import source

_FORM = re.compile(r"^[a-z]+[a-z0-9-]*\.[a-z0-9.-]+$")
_PREFIX = {
    "rds": "db.",
    "docdb": "db.",
    "neptune": "db.",
    "memorydb": "db.",
    "elasticache": "cache.",
}


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    """(types, families) that pulumi_aws lists for EC2, as its own release knew them."""
    body = source.class_text(source.package_root() / "ec2" / "_enums.py", "InstanceType") or ""
    types = frozenset(re.findall(r'= "([a-z0-9-]+\.[a-z0-9-]+)"', body))
    return types, frozenset(name.partition(".")[0] for name in types)


def problem(token: str, value: str) -> str | None:
    """Why a value is no instance type of the service; None when it may be one.

    A type of a family that the list knows must itself be listed. A family that is newer than the list passes.
    """
    module = token.split(":")[1].split("/", maxsplit=1)[0]
    prefix = _PREFIX.get(module, "")
    if module in ("ec2", "autoscaling"):
        return _ec2(value)
    if not prefix:
        return None
    if not value.startswith(prefix) or not (_FORM.match(value.removeprefix(prefix)) or value == f"{prefix}serverless"):
        return (
            f'{shown(value)} is not an instance class. Allowed: {prefix}<family>.<size>, such as "{prefix}t4g.medium".'
        )
    return None


def _ec2(value: str) -> str | None:
    types, families = _listed()
    if value in types:
        return None
    if not _FORM.match(value):
        return f'{shown(value)} is not an instance type. Allowed: <family>.<size>, such as "t4g.medium".'
    if value.partition(".")[0] not in families:
        return None
    near = difflib.get_close_matches(value, sorted(types), n=3)
    return f"{shown(value)} is not an instance type. Allowed: {', '.join(near)} …"
