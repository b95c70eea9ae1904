"""Questions about IAM policy documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Condition keys that bind a request to an account, an organisation, a network or a resource. A condition on anything
# else (encryption, TLS, prefixes) does not keep strangers out.
_NARROWING = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:username",
        "aws:vpcsourceip",
        "kms:calleraccount",
        "kms:viaservice",
        "lambda:eventsourcetoken",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)


def statements(document: Any) -> list[dict[str, Any]]:
    """Return the statements of a document; anything that is none yields an empty list."""
    found = document.get("Statement") if isinstance(document, dict) else None
    return [item for item in as_list(found) if isinstance(item, dict)]


def as_list(value: Any) -> list[Any]:
    """Return a list: IAM takes a lone item wherever it takes a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def allows(statement: dict[str, Any]) -> bool:
    """Tell whether the statement grants something."""
    return statement.get("Effect") == "Allow"


def anyone(statement: dict[str, Any]) -> bool:
    """Tell whether the principal is everybody."""
    principal = statement.get("Principal")
    if "NotPrincipal" in statement:
        return True
    named = (
        [*as_list(principal.get("AWS")), *as_list(principal.get("*"))] if isinstance(principal, dict) else [principal]
    )
    return "*" in named


def narrowed(statement: dict[str, Any]) -> bool:
    """Tell whether a condition keeps strangers out."""
    conditions = statement.get("Condition")
    if not isinstance(conditions, dict):
        return False
    return any(
        str(key).lower() in _NARROWING and _keeps_out(operator, values)
        for operator, keys in conditions.items()
        if isinstance(keys, dict)
        for key, values in keys.items()
    )


def _keeps_out(operator: object, values: Any) -> bool:
    """A condition narrows when it names what is allowed; `Not…`, `…IfExists` and `*` let strangers through."""
    name = str(operator).rsplit(":", 1)[-1].lower()
    return (
        "not" not in name
        and not name.endswith(("ifexists", "null"))
        and not {"*", "0.0.0.0/0", "::/0"} & set(map(str, as_list(values)))
    )


def public_statements(document: Any) -> Iterator[str]:
    """Yield a name for each statement that grants something to everybody."""
    for index, statement in enumerate(statements(document)):
        if allows(statement) and anyone(statement) and not narrowed(statement):
            yield f"statement {index + 1}"


def administrator_statements(document: Any) -> Iterator[str]:
    """Yield a name for each statement that grants every action on every resource."""
    for index, statement in enumerate(statements(document)):
        actions, resources = as_list(statement.get("Action")), as_list(statement.get("Resource"))
        if allows(statement) and ("*" in actions or "*:*" in actions) and "*" in resources:
            yield f"statement {index + 1}"
