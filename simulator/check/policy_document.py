"""IAM policy documents: the grammar that AWS enforces when a policy is created."""

from __future__ import annotations

import json
import re
from typing import Any

_TOP = {"Version", "Id", "Statement"}
_STATEMENT = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
_VERSIONS = ("2012-10-17", "2008-10-17")
_ACTION = re.compile(r"^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?_-]+)$")

IDENTITY, TRUST, RESOURCE = "identity", "trust", "resource"


def problem(text: str, kind: str) -> str | None:
    """Why AWS refuses a policy document as MalformedPolicyDocument; None when it holds.

    `kind`: "identity" (attached to a user, role or group: no principal), "trust" (who may assume a role: no resource)
    or "resource" (attached to a bucket, queue, key …: a principal in every statement).
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        return f"not JSON: {error}."
    return _document(document, kind)


def _document(document: Any, kind: str) -> str | None:
    if not isinstance(document, dict):
        return "a policy document is a JSON object with Version and Statement."
    if unknown := sorted(set(document) - _TOP):
        return f"unknown element {unknown[0]!r} in the policy. Allowed: Version, Id, Statement."
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return f"Version {document['Version']!r} is no policy version. Allowed: {_VERSIONS[0]}."
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        return "a policy needs at least one Statement."
    reasons = (_numbered(i, _statement(statement, kind)) for i, statement in enumerate(statements))
    return next((reason for reason in reasons if reason), None) or _duplicate_sid(statements)


def _numbered(place: int, reason: str | None) -> str | None:
    return f"Statement[{place}]: {reason}" if reason else None


def _statement(statement: Any, kind: str) -> str | None:
    if not isinstance(statement, dict):
        return "a statement is a JSON object."
    if unknown := sorted(set(statement) - _STATEMENT):
        return f"unknown element {unknown[0]!r}. Allowed: {', '.join(sorted(_STATEMENT))}."
    if statement.get("Effect") not in ("Allow", "Deny"):
        return f"Effect is {statement.get('Effect')!r}. Allowed: Allow, Deny."
    if ("Action" in statement) == ("NotAction" in statement):
        return "needs either Action or NotAction."
    for action in _many(statement.get("Action", statement.get("NotAction"))):
        if not isinstance(action, str) or not _ACTION.match(action):
            return f'{action!r} is not an action. Allowed: "service:Action", wildcards in it, or "*".'
    return _scope(statement, kind) or _condition(statement.get("Condition"))


def _scope(statement: dict[str, Any], kind: str) -> str | None:
    principal = "Principal" in statement or "NotPrincipal" in statement
    resource = "Resource" in statement or "NotResource" in statement
    for broken, reason in (
        ("Resource" in statement and "NotResource" in statement, "has both Resource and NotResource."),
        (kind == IDENTITY and principal, "a policy of a user, role or group has no Principal."),
        (kind == TRUST and resource, "a trust policy has no Resource."),
        (kind != IDENTITY and not principal, "needs a Principal."),
        (kind != TRUST and not resource, "needs Resource or NotResource."),
    ):
        if broken:
            return reason
    for item in _many(statement.get("Resource", statement.get("NotResource", []))):
        if not isinstance(item, str) or (item != "*" and not item.startswith(("arn:", "${", "*"))):
            return f'{item!r} is not a resource. Allowed: an ARN, or "*".'
    return None


def _condition(condition: Any) -> str | None:
    if condition is None:
        return None
    if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
        return 'Condition is a map of operator to {key: value}, such as {"StringEquals": {"aws:SourceAccount": "…"}}.'
    return None


def _duplicate_sid(statements: list[Any]) -> str | None:
    sids = [statement["Sid"] for statement in statements if isinstance(statement, dict) and statement.get("Sid")]
    twice = sorted({sid for sid in sids if sids.count(sid) > 1})
    return f"Sid {twice[0]!r} stands twice: a Sid is unique within a policy." if twice else None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
