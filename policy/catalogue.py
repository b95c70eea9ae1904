"""How rules are shown: to the engine as policy information, to people as messages, to tools as plain data."""

from __future__ import annotations

import textwrap
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from policy.rule import Rule
from policy.settings import OWN_ID, OWN_OPTIONS

_KINDS = {"resource": analyzer_pb2.POLICY_TYPE_RESOURCE, "stack": analyzer_pb2.POLICY_TYPE_STACK}
_WIDTH = 110


def policy_info(rule: Rule, level: Any, severity: Any) -> Any:
    """Return a rule as the engine's `PolicyInfo`."""
    info = analyzer_pb2.PolicyInfo(
        name=rule.id,
        displayName=rule.name,
        description=rule.title,
        message=rule.rationale,
        enforcementLevel=level,
        severity=severity,
        policy_type=_KINDS[rule.kind],
        tags=[rule.topic, *rule.frameworks],
        remediation_steps=rule.fix,
        url=rule.url,
    )
    if rule.frameworks:
        info.framework.name = "; ".join(rule.frameworks)
    _options(info, rule.options)
    return info


def own_options() -> Any:
    """Return the pack's own options, as a policy that never reports: the only place the protocol has for them."""
    info = analyzer_pb2.PolicyInfo(
        name=OWN_ID,
        displayName="Options of the pack",
        description="Holds the options of the pack itself; reports nothing",
        enforcementLevel=analyzer_pb2.ADVISORY,
        policy_type=analyzer_pb2.POLICY_TYPE_RESOURCE,
    )
    _options(info, OWN_OPTIONS)
    return info


def _options(info: Any, options: Any) -> None:
    for name, schema in options.items():
        struct = struct_pb2.Struct()
        struct.update({key: list(value) if isinstance(value, tuple) else value for key, value in schema.items()})
        info.configSchema.properties[name] = struct


def message(rule: Rule, finding: str) -> str:
    """Return what the command line shows below the rule's id and the resource."""
    told = [line for text in finding.splitlines() for line in _wrapped("- " if text.startswith("- ") else "", text)]
    lines = [rule.title, *told, *_wrapped("Fix:  ", rule.fix), f"More: {rule.url}"]
    return "\n".join(lines)


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        label + text.removeprefix(label),
        _WIDTH,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_data(rule: Rule) -> dict[str, Any]:
    """Return a rule's metadata as plain data, for the JSON catalogue and the documentation page."""
    return {
        "id": rule.id,
        "name": rule.name,
        "topic": rule.topic,
        "title": rule.title,
        "severity": rule.severity.value,
        "kind": rule.kind,
        "types": sorted(rule.types),
        "onUnknown": rule.on_unknown,
        "rationale": rule.rationale,
        "fix": rule.fix,
        "url": rule.url,
        "frameworks": list(rule.frameworks),
        "options": {name: dict(schema) for name, schema in rule.options.items()},
    }
