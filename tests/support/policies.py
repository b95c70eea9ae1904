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
    "StringLike": lambda wanted, found: fnmatchcase(found, wanted),
    "Bool": lambda wanted, found: wanted.lower() == found.lower(),
}


def allows(
    policy: str, action: str, resource: str, *, principal: str | None = None, context: Mapping[str, Any]
) -> bool:
    """Tell whether a policy lets `principal` (a service, a role; None in the policy of a role) do something.

    `context` are the condition keys of the request; one with several values is a list. What no statement allows is
    denied; a Deny that applies wins.
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


def _holds(condition: Mapping[str, Mapping[str, Any]], context: Mapping[str, Any]) -> bool:
    return all(
        _key_holds(test, wanted, context.get(key)) for test, keys in condition.items() for key, wanted in keys.items()
    )


def _key_holds(test: str, wanted: Any, found: Any) -> bool:
    """A key that the request has not (None) makes a condition false, but for those that ask whether it is there."""
    if test == "Null":
        return (found is None) is (str(wanted).lower() == "true")
    if test == "ArnNotLike":
        return found is None or not any(_TESTS["ArnLike"](item, found) for item in _list(wanted))
    if test.startswith("ForAllValues:"):
        each = _TESTS[test.partition(":")[2]]
        return all(any(each(item, value) for item in _list(wanted)) for value in _list(found or []))
    return found is not None and any(_TESTS[test](item, found) for item in _list(wanted))


def _is_meant(named: Any, principal: str | None) -> bool:
    if principal is None or named is None:
        return principal is named
    if named == "*":
        return True
    if any(principal in _list(named.get(kind, [])) for kind in ("Service", "AWS", "Federated")):
        return True
    # An account stands for every principal of it.
    account = principal.split(":")[4] if principal.startswith("arn:") else None
    return f"arn:aws:iam::{account}:root" in _list(named.get("AWS", []))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
