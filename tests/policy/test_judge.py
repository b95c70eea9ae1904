"""Levels, crashes, and what is done about values that nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from policy.accessor import Resource
from policy.judge import Judge
from policy.rule import Answer, Finding, Rule, Undecided, resource_rule, rule_of
from policy.sdk import resource_view, stack_view
from policy.selection import Level, environment_of, level, levels
from policy.settings import PackSettings
from tests.policy.harness import TAGS, UNKNOWN, resource, resource_args, stack_args

VPC = "aws:ec2/vpc:Vpc"


def made(check: Any, severity: str = "high", on_unknown: str = "cannot-decide", **more: Any) -> Rule:
    metadata = {"name": "n", "title": "t", "rationale": "r", "fix": "f", "url": "u", "types": (VPC,), **more}
    rule = rule_of(resource_rule(id="XX-001", severity=severity, on_unknown=on_unknown, **metadata)(check))
    assert rule is not None
    return rule


def one(_resource: Resource) -> Iterator[Answer]:
    yield "one"


def verdicts(
    rule: Rule, environment: str = "Production", settings: PackSettings | None = None, **inputs: Any
) -> list[Any]:
    judge = Judge([rule], settings or PackSettings(), environment=environment)
    return judge.resource(resource_view(resource_args(resource(VPC, inputs))))


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("critical", ("advisory", "mandatory", "mandatory")),
        ("high", ("advisory", "mandatory", "mandatory")),
        ("medium", ("advisory", "advisory", "mandatory")),
        ("low", ("advisory", "advisory", "advisory")),
    ],
)
def test_severity_and_environment_decide_the_level(severity: str, expected: tuple[str, ...]) -> None:
    rule = made(one, severity)
    environments = ("Development", "Staging", "Production")
    assert tuple(verdicts(rule, name)[0].level for name in environments) == expected
    assert tuple(level(rule.severity, name) for name in environments) == expected
    assert level(rule.severity, "nonsense") == expected[2]
    assert levels([rule], "Staging") == {"XX-001": expected[1]}


@pytest.mark.parametrize("chosen", [Level.ADVISORY, Level.MANDATORY])
def test_the_configuration_overrides_it(chosen: Level) -> None:
    for environment in ("Development", "Production"):
        assert verdicts(made(one), environment, PackSettings(levels={"XX-001": chosen}))[0].level == chosen


def test_a_disabled_rule_does_not_run() -> None:
    def crash(_resource: Resource) -> Iterator[Answer]:
        raise RuntimeError

    assert verdicts(made(crash), settings=PackSettings(levels={"XX-001": Level.DISABLED})) == []


def test_a_crash_is_a_finding_and_shows_no_value() -> None:
    def crash(subject: Resource) -> Iterator[Answer]:
        yield "before"
        raise ValueError(subject.get("password"))

    [verdict] = verdicts(made(crash), password="hunter22")
    assert (verdict.rule.id, verdict.level) == ("ENGINE-ERR", "mandatory")
    assert "XX-001 crashed with ValueError at test_judge.py:" in verdict.message
    assert "hunter22" not in verdict.message
    assert verdict.urn.endswith("::it")
    assert verdicts(made(crash), "Development")[0].level == "advisory"
    assert verdicts(made(crash), settings=PackSettings(levels={"ENGINE-ERR": Level.DISABLED})) == []


def test_what_was_found_before_an_unknown_value_is_kept() -> None:
    def check(subject: Resource) -> Iterator[Answer]:
        yield "first"
        subject.need("later")
        yield "never"

    found = verdicts(made(check), later=UNKNOWN)
    assert [verdict.message.split(":")[0] for verdict in found] == ["first", "Cannot decide"]
    assert [verdict.message for verdict in verdicts(made(check, on_unknown="pass"), later=UNKNOWN)] == ["first"]
    assert [verdict.message for verdict in verdicts(made(check), later=1)] == ["first", "never"]


def test_undecided_is_at_the_level_of_the_rule_in_production_only() -> None:
    def check(_resource: Resource) -> Iterator[Answer]:
        yield Undecided("later")

    assert verdicts(made(check))[0].level == "mandatory"
    assert verdicts(made(check), "Staging")[0].level == "advisory"
    overridden = PackSettings(levels={"XX-001": Level.MANDATORY})
    assert verdicts(made(check), "Staging", overridden)[0].level == "mandatory"


def test_a_rule_gets_its_context() -> None:
    def check(_resource: Resource, context: Any) -> Iterator[Answer]:
        yield Finding(f"{context.environment} {context.stated} {context.config['limit']}")

    rule = made(check, options={"limit": {"type": "integer", "default": 1, "description": "d"}})
    assert verdicts(rule)[0].message == "Production True 1"
    assert verdicts(rule, "Staging", PackSettings(options={"XX-001": {"limit": 2}}))[0].message == "Staging True 2"
    assert verdicts(rule, "", PackSettings(environment="Staging"))[0].message == "Staging True 1"
    assert verdicts(rule, "", tags=TAGS | {"Environment": "Development"})[0].message == "Development False 1"
    assert verdicts(rule, "")[0].message == "Production False 1"


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        (["Development", "Development"], "Development"),
        (["Development", "Production"], None),
        (["prod"], None),
        ([], None),
    ],
)
def test_the_environment_that_tags_agree_on(environments: list[str], expected: str | None) -> None:
    declared = [resource(VPC, {"tags": {"Environment": name}}, f"v{index}") for index, name in enumerate(environments)]
    stack = stack_view(stack_args([*declared, resource("quoin:index:Network", {}, "n")]))
    assert environment_of(stack.resources) == expected
