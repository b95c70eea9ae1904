"""What AWS would decide by a policy: the part of its rules that the policies of this project use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, found: wanted == found,
    "ArnEquals": lambda wanted, found: wanted == found,
    "ArnLike": lambda wanted, found: fnmatchcase(found, wanted),
    "Bool": lambda wanted, found: wanted.lower() == found.lower(),
}


def allows(
    policy: str, action: str, resource: str, *, principal: str | None = None, context: Mapping[str, str]
) -> bool:
    """Tell whether a policy lets `principal` (a service; None in the policy of a role) do something.

    `context` are the condition keys of the request. What no statement allows is denied; a Deny that applies wins.
    """
    applying = {
        statement["Effect"]
        for statement in json.loads(policy)["Statement"]
        if any(fnmatchcase(action.lower(), item.lower()) for item in _list(statement["Action"]))
        and any(fnmatchcase(resource, item) for item in _list(statement["Resource"]))
        and _is_meant(statement.get("Principal"), principal)
        and _holds(statement.get("Condition", {}), context)
    }
    return applying == {"Allow"}


def _holds(condition: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]) -> bool:
    """A key that the request has not makes a condition false."""
    return all(
        key in context and any(_TESTS[test](item, context[key]) for item in _list(wanted))
        for test, keys in condition.items()
        for key, wanted in keys.items()
    )


def _is_meant(named: Any, principal: str | None) -> bool:
    if principal is None or named is None:
        return principal is named
    return named == "*" or principal in _list(named.get("Service", []))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
