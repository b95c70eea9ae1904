"""Composite alarms: rules within CloudWatch's limits, however many alarms a workload has."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_aws import cloudwatch

from components.blocks.composite_alarm import MAX_CHILDREN, MAX_RULE, Member, any_of, gathered, groups
from components.component import Component
from tests.support.alarms import rules
from tests.support.synth import Stage, synth_component


class Owner(Component):
    """A workload with many alarms."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        self.publish()


def members(count: int, length: int = 20) -> list[Member]:
    made: Any = None
    return [Member(name=f"alarm-{index:04}".ljust(length, "x"), resource=made) for index in range(count)]


@pytest.mark.parametrize(
    ("count", "length", "expected"), [(0, 20, 0), (1, 20, 1), (100, 20, 1), (101, 20, 2), (250, 20, 3), (100, 255, 3)]
)
def test_groups_keep_within_the_limits_and_lose_nothing(count: int, length: int, expected: int) -> None:
    found = groups(members(count, length))
    assert len(found) == expected
    assert [member for group in found for member in group] == members(count, length)
    for group in found:
        assert len(group) <= MAX_CHILDREN
        assert len(any_of(group)) <= MAX_RULE
        assert rules.names(any_of(group)) == {member.name for member in group}


def test_many_alarms_are_gathered_below_silent_composites() -> None:
    def build(stage: Stage) -> dict[str, Any]:
        owner = Owner("shop", stage.opts)
        made = [
            Member(
                name=f"alarm-{index}",
                resource=cloudwatch.MetricAlarm(
                    f"shop-a{index}x",
                    comparison_operator="GreaterThanThreshold",
                    evaluation_periods=1,
                    opts=owner.child(),
                ),
            )
            for index in range(120)
        ]
        return {"names": [member.name for member in gathered(owner, stage.stack, made, None)]}

    result = synth_component(build, stack="prod")
    parts = {one.name: one.inputs for one in result.of_type("CompositeAlarm")}
    assert set(parts) == {"shop-health-part-aa", "shop-health-part-ab"}
    assert result.exports["names"] == ["shop-prod-shop-health-part-aa", "shop-prod-shop-health-part-ab"]
    assert all("alarmActions" not in inputs for inputs in parts.values())
    named = set().union(*(rules.names(inputs["alarmRule"]) for inputs in parts.values()))
    assert named == {f"alarm-{index}" for index in range(120)}


@pytest.mark.parametrize(
    ("rule", "states", "expected"),
    [
        ('ALARM("a") OR ALARM("b") AND ALARM("c")', {"a": "OK", "b": "ALARM", "c": "OK"}, False),
        ('(ALARM("a") OR ALARM("b")) AND NOT OK("c")', {"a": "ALARM", "b": "OK", "c": "ALARM"}, True),
        ("TRUE AND NOT FALSE", {}, True),
        ("INSUFFICIENT_DATA(a) OR FALSE", {"a": "INSUFFICIENT_DATA"}, True),
    ],
)
def test_the_parser_of_rules(rule: str, states: dict[str, str], expected: bool) -> None:
    assert rules.holds(rule, states) is expected


@pytest.mark.parametrize(
    "rule", ["", "ALARM(", 'ALARM("a") ALARM("b")', "AND", 'ALARM("a") OR', "(TRUE", "ALARM(TRUE)", "!"]
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(rules.RuleError):
        rules.parse(rule)
