"""Tests rules as the engine runs them: plain data becomes the SDK's own argument objects, proxies included.

`UNKNOWN` and `secret(x)` mark values anywhere in the inputs. A case says what a rule must answer; `suite` turns the
cases of a rule into one parametrised test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    StackValidationArgs,
)
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, deserialize_properties
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policy.discovery import by_id
from policy.rule import Context, Finding, Rule, Undecided
from policy.sdk import resource_view, stack_view
from policy.settings import defaults

OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
TODAY = date(2026, 11, 25)
"""The day on which rules judge in tests."""
TAGS = {
    "Environment": "Production",
    "CostCenter": "4410",
    "Project": "shop",
    "Owner": "platform@example.com",
    "ManagedBy": "Pulumi",
}
"""Tags that keep the schema."""


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Any = _Unknown()
"""A value that a preview cannot know."""


@dataclass(frozen=True)
class _Secret:
    value: Any


def secret(value: Any) -> Any:
    """Mark a value as secret."""
    return _Secret(value)


@dataclass(frozen=True, eq=False)
class Declared:
    """A resource of a test, as plain data."""

    type: str
    inputs: Mapping[str, Any]
    name: str = "it"
    provider: Mapping[str, Any] | None = None
    depends: Mapping[str, Sequence[Declared]] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        return f"urn:pulumi:prod::quoin::{self.type}::{self.name}"


def resource(
    type_: str, inputs: Mapping[str, Any], /, name: str = "it", *, default_tags: Any = None, **options: Any
) -> Declared:
    """Describe a resource; `default_tags` become the provider's JSON text, `depends` maps properties to resources."""
    provider = {"region": "eu-west-1"}
    if default_tags is not None:
        text = default_tags if isinstance(default_tags, _Unknown | str) else json.dumps({"tags": default_tags})
        provider["defaultTags"] = text
    return Declared(type_, inputs, name, provider, **options)


def encoded(value: Any) -> Any:
    """Return a value as the engine writes it: unknowns as their sentinel, secrets with their signature."""
    if value is UNKNOWN:
        return UNKNOWN_STRING_VALUE
    if isinstance(value, _Secret):
        return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": encoded(value.value)}
    if isinstance(value, Mapping):
        return {key: encoded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encoded(item) for item in value]
    return value


def struct(value: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return a map as the protocol carries it."""
    message = struct_pb2.Struct()
    message.update(encoded(value))
    return message


def proxied(value: Mapping[str, Any], *, secrets: bool = False) -> Any:
    """Return a map as the SDK hands it to a policy; with `secrets`, as it hands it to a remediation."""
    return unknown_checking_proxy(deserialize_properties(json_format.MessageToDict(struct(value)), secrets))


def provider_of(declared: Declared) -> PolicyProviderResource | None:
    if declared.provider is None:
        return None
    urn = "urn:pulumi:prod::quoin::pulumi:providers:aws::aws"
    return PolicyProviderResource("pulumi:providers:aws", proxied(declared.provider), urn, "aws")


def resource_args(declared: Declared, *, secrets: bool = False) -> ResourceValidationArgs:
    """Return the SDK's argument object for a resource policy."""
    return ResourceValidationArgs(
        declared.type,
        proxied(declared.inputs, secrets=secrets),
        declared.urn,
        declared.name,
        OPTIONS,
        provider_of(declared),
    )


def stack_args(declared: Sequence[Declared]) -> StackValidationArgs:
    """Return the SDK's argument object for a stack policy."""
    built = {
        item.urn: PolicyResource(
            item.type, proxied(item.inputs), item.urn, item.name, OPTIONS, provider_of(item), None, [], {}
        )
        for item in declared
    }
    for item in declared:
        for name, targets in item.depends.items():
            built[item.urn].property_dependencies[name] = [built[target.urn] for target in targets]
    return StackValidationArgs(list(built.values()))


@dataclass(frozen=True)
class Case:
    """What a rule must answer: texts that its findings contain, in order; or the path that it cannot decide on."""

    title: str
    subjects: tuple[Declared, ...]
    findings: tuple[str, ...] = ()
    undecided: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        return "fail" if self.findings else "undecided" if self.undecided else "pass"

    def contains(self, kind: type) -> bool:
        """Tell whether an unknown or a secret value stands somewhere in the inputs."""
        return any(_contains(value, kind) for item in self.subjects for value in (item.inputs, item.provider))

    @property
    def unknown(self) -> bool:
        return self.contains(_Unknown)

    @property
    def secret(self) -> bool:
        return self.contains(_Secret)


def passes(title: str, *subjects: Declared, **context: Any) -> Case:
    """The rule finds nothing. Also for resources that are none of its business."""
    return Case(title, subjects, context=context)


def fails(title: str, *subjects: Declared, says: str | tuple[str, ...], **context: Any) -> Case:
    """The rule finds exactly as many things as there are texts, each of which its message contains."""
    return Case(title, subjects, (says,) if isinstance(says, str) else says, context=context)


def undecided(title: str, *subjects: Declared, on: str, **context: Any) -> Case:
    """The rule cannot decide, and names the path."""
    return Case(title, subjects, undecided=on, context=context)


def answers(rule: Rule, case: Case, *, secrets: bool = False) -> list[Finding | Undecided]:
    """Run a rule on the resources of a case, the way the pack does: only on types that it looks at."""
    options = {**defaults(rule.options), **case.context.get("config", {})}
    context = Context(
        case.context.get("environment", "Production"),
        case.context.get("stated", True),
        options,
        case.context.get("today", TODAY),
        case.context.get("governance"),
    )
    if rule.kind == "stack":
        view = stack_view(stack_args(case.subjects))
        return rule.findings(view, context) if rule.types & view.by_type.keys() else []
    views = [resource_view(resource_args(item, secrets=secrets)) for item in case.subjects]
    return [answer for view in views if view.type in rule.types for answer in rule.findings(view, context)]


def failure(rule: Rule, case: Case, *, secrets: bool = False) -> str | None:
    """Return why a rule does not answer as the case demands, or None."""
    found = answers(rule, case, secrets=secrets)
    messages = [answer.message for answer in found if isinstance(answer, Finding)]
    paths = [answer.path for answer in found if isinstance(answer, Undecided)]
    if len(messages) != len(case.findings):
        return f"expected {len(case.findings)} findings, got {messages}"
    for text, message in zip(case.findings, messages, strict=True):
        if text not in message:
            return f"expected {text!r} in {message!r}"
    if case.undecided and case.undecided not in paths:
        return f"expected to be undecided on {case.undecided}, got {paths}"
    if paths and not case.undecided and not case.findings and rule.on_unknown == "cannot-decide":
        return f"undecided on {paths}"
    leaked = [text for text in _secret_texts(case) if any(text in message for message in messages)]
    return f"a message shows the secret {leaked}" if leaked else None


def suite(rule_id: str, cases: Sequence[Case]) -> Callable[[Case], None]:
    """Return the test of a rule; pytest runs it once per case."""

    @pytest.mark.parametrize("case", cases, ids=[case.title for case in cases])
    def test_case(case: Case) -> None:
        rule = by_id()[rule_id]
        problem = failure(rule, case)
        assert problem is None, problem
        if rule.kind == "resource":  # remediations see secrets through another proxy, in which unknowns do not raise
            problem = failure(rule, case, secrets=True)
            assert problem is None, problem

    test_case.rule_id = rule_id  # type: ignore[attr-defined]
    test_case.cases = tuple(cases)  # type: ignore[attr-defined]
    return test_case


def with_check(rule: Rule, check: Callable[..., Any]) -> Rule:
    """Return a rule with another check."""
    return replace(rule, check=check)


def _contains(value: Any, kind: type) -> bool:
    if isinstance(value, kind):
        return True
    if isinstance(value, _Secret):
        return _contains(value.value, kind)
    if isinstance(value, Mapping):
        return any(_contains(item, kind) for item in value.values())
    return isinstance(value, list | tuple) and any(_contains(item, kind) for item in value)


def _secret_texts(case: Case) -> Iterator[str]:
    for item in case.subjects:
        yield from _texts(item.inputs, inside=False)


def _texts(value: Any, *, inside: bool) -> Iterator[str]:
    if isinstance(value, _Secret):
        yield from _texts(value.value, inside=True)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item, inside=inside)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, inside=inside)
    elif inside and isinstance(value, str) and value:
        yield value
