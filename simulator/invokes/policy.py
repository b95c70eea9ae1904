"""Policy documents made from statements, and managed policies."""

from __future__ import annotations

import json
from typing import Any

from simulator.check import text
from simulator.invokes.question import Question
from simulator.lifecycle import Refused
from simulator.wire import UNKNOWN, holds_unknown


def _document(question: Question) -> dict[str, Any]:
    """The JSON of a policy; unknown while anything in it is unknown."""
    if holds_unknown(question.values):
        return {"json": UNKNOWN, "minifiedJson": UNKNOWN}
    sources = [*(question.values.get("sourcePolicyDocuments") or ()), question.values.get("sourceJson")]
    overrides = [*(question.values.get("overridePolicyDocuments") or ()), question.values.get("overrideJson")]
    statements: list[dict[str, Any]] = []
    for source in sources:
        statements += _statements_in(source)
    statements += [_statement(item) for item in question.values.get("statements") or ()]
    for override in overrides:
        for statement in _statements_in(override):
            same = [
                i for i, old in enumerate(statements) if statement.get("Sid") and old.get("Sid") == statement["Sid"]
            ]
            if same:
                statements[same[0]] = statement
            else:
                statements.append(statement)
    document: dict[str, Any] = {"Version": question.text("version") or "2012-10-17"}
    if question.text("policyId"):
        document["Id"] = question.text("policyId")
    document["Statement"] = statements
    return {"json": json.dumps(document, indent=2), "minifiedJson": json.dumps(document, separators=(",", ":"))}


def _statements_in(source: Any) -> list[dict[str, Any]]:
    if not source:
        return []
    try:
        found = json.loads(source).get("Statement", [])
    except (ValueError, AttributeError) as error:
        raise Refused(f"a source or override document is not a JSON policy: {error}.") from error
    return found if isinstance(found, list) else [found]


def _one_or_many(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _statement(item: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if item.get("sid"):
        out["Sid"] = item["sid"]
    out["Effect"] = item.get("effect") or "Allow"
    for name in ("actions", "notActions", "resources", "notResources"):
        if item.get(name):
            out[name[0].upper() + name[1:-1]] = _one_or_many(item[name])
    for name, key in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if item.get(name):
            out[key] = _principals(item[name])
    if item.get("conditions"):
        out["Condition"] = _conditions(item["conditions"])
    return out


def _principals(items: list[dict[str, Any]]) -> Any:
    if any(item["type"] == "*" for item in items):
        return "*"
    merged: dict[str, list[Any]] = {}
    for item in items:
        merged.setdefault(item["type"], []).extend(item["identifiers"])
    return {kind: _one_or_many(values) for kind, values in merged.items()}


def _conditions(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for item in items:
        merged.setdefault(item["test"], {}).setdefault(item["variable"], []).extend(item["values"])
    return {test: {key: _one_or_many(values) for key, values in keys.items()} for test, keys in merged.items()}


def _managed(question: Question) -> dict[str, Any]:
    name = question.text("name")
    arn = question.text("arn") or question.arn("iam", f"policy/{name}", regional=False, account="aws")
    if reason := text.arn(arn):
        raise Refused(reason)
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}],
    }
    return {
        "id": arn,
        "arn": arn,
        "name": name or arn.rpartition("/")[2],
        "path": "/",
        "description": "",
        "policyId": "ANPA" + question.digest(16).upper(),
        "policy": json.dumps(document),
        "attachmentCount": 0,
        "tags": {},
    }


TABLE = {
    "aws:iam/getPolicyDocument:getPolicyDocument": _document,
    "aws:iam/getPolicy:getPolicy": _managed,
}
