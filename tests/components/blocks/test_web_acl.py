"""The web ACL: its rules, where it lives, what it logs."""

from __future__ import annotations

from typing import Any

import pytest

from components.blocks.web_acl_rules import GROUPS, RATE_LIMIT_PRIORITY, metric_name, rules
from components.operations import Operations
from components.settings.web_acl import WafSettings
from tests.support.synth import Stage, Synthesis, synth_component


def web_acl(scope: Any = "REGIONAL", region: str = "eu-west-1", **settings: Any) -> tuple[Synthesis, Operations]:
    found: list[Operations] = []

    def build(stage: Stage) -> Any:
        from components.blocks.web_acl import WebAcl, WebAclArgs

        args = WebAclArgs(settings=WafSettings.of("Production", **settings), stack=stage.stack, scope=scope)
        acl = WebAcl("edge", args, stage.opts)
        found.append(acl.operations)
        return {"arn": acl.arn}

    return synth_component(build, region=region), found[0]


def test_rules_are_the_managed_groups_and_the_rate_limit() -> None:
    made, _ = web_acl(rate_limit=500)
    acl = made.only("aws:wafv2/webAcl:WebAcl")
    asked = {rule["name"]: rule for rule in acl.inputs["rules"]}
    assert set(asked) == {"rate-limit", "ip-reputation", "common", "known-bad-inputs"}
    assert asked["rate-limit"]["action"] == {"block": {}}
    assert asked["rate-limit"]["statement"]["rateBasedStatement"]["limit"] == 500
    assert asked["common"]["overrideAction"] == {"none": {}}
    assert asked["common"]["statement"]["managedRuleGroupStatement"]["name"] == "AWSManagedRulesCommonRuleSet"
    assert acl.inputs["defaultAction"] == {"allow": {}}
    assert made.exports["arn"] == acl.outputs["arn"]


def test_priorities_are_unique_and_a_further_group_moves_none() -> None:
    assert len({priority for _, priority in GROUPS.values()} | {RATE_LIMIT_PRIORITY}) == len(GROUPS) + 1
    few = {rule["name"]: rule["priority"] for rule in rules(WafSettings.of("Production", groups=["common"]), "m")}
    more = WafSettings.of("Production", groups=["sqli", "ip-reputation", "common"])
    assert few.items() <= {rule["name"]: rule["priority"] for rule in rules(more, "m")}.items()


def test_counting_only() -> None:
    counted = rules(WafSettings.of("Production", mode="count"), "m")
    assert [rule.get("action") or rule["override_action"] for rule in counted] == [{"count": {}}] * 4


def test_single_rules_can_count() -> None:
    settings = WafSettings.of("Production", counted_rules={"common": ["SizeRestrictions_BODY"]})
    group = next(rule for rule in rules(settings, "m") if rule["name"] == "common")
    assert group["statement"]["managed_rule_group_statement"]["rule_action_overrides"] == [
        {"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}
    ]


@pytest.mark.parametrize(
    ("scope", "region", "dimensions"),
    [
        ("REGIONAL", None, {"WebACL": "shop-test-edge", "Rule": "ALL", "Region": "eu-west-1"}),
        ("CLOUDFRONT", "us-east-1", {"WebACL": "shop-test-edge", "Rule": "ALL"}),
    ],
)
def test_for_distributions_all_of_it_lives_in_us_east_1(
    scope: str, region: str | None, dimensions: dict[str, str]
) -> None:
    made, operations = web_acl(scope)
    types = ("aws:wafv2/webAcl:WebAcl", "LogGroup", "WebAclLoggingConfiguration")
    assert [made.only(type_).inputs.get("region") for type_ in types] == [region] * 3
    assert made.only("aws:wafv2/webAcl:WebAcl").inputs["scope"] == scope
    (alarm,) = operations.alarms
    assert (alarm.region, operations.queries[0].region, operations.widgets[0].region) == (region,) * 3
    assert [metric.dimensions for metric in alarm.metrics.values()] == [dimensions] * 2


def test_the_dimension_is_the_metric_name_of_the_acl() -> None:
    made, operations = web_acl()
    metric = made.only("aws:wafv2/webAcl:WebAcl").inputs["visibilityConfig"]["metricName"]
    assert operations.alarms[0].metrics["m1"].dimensions["WebACL"] == metric


def test_the_log_keeps_what_was_blocked_without_credentials() -> None:
    made, _ = web_acl()
    group, logging = made.only("LogGroup"), made.only("WebAclLoggingConfiguration")
    assert group.inputs["name"] == "aws-waf-logs-shop-test-edge"
    assert group.inputs["retentionInDays"] == 90
    assert logging.inputs["logDestinationConfigs"] == [group.outputs["arn"]]
    redacted = [field["singleHeader"]["name"] for field in logging.inputs["redactedFields"]]
    assert redacted == ["authorization", "cookie"]
    (kept,) = logging.inputs["loggingFilter"]["filters"]
    assert logging.inputs["loggingFilter"]["defaultBehavior"] == "DROP"
    actions = {condition["actionCondition"]["action"] for condition in kept["conditions"]}
    assert actions == {"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"}
    assert "loggingFilter" not in web_acl(log_all=True)[0].only("WebAclLoggingConfiguration").inputs


@pytest.mark.parametrize(("blocked", "allowed", "share"), [(50, 50, 0), (200, 800, 20), (200, None, 100)])
def test_the_alarm_is_on_a_share_of_many(blocked: int, allowed: int | None, share: float) -> None:
    expression = web_acl()[1].alarms[0].expression or ""
    functions = {
        "IF": lambda condition, one, other: one if condition else other,
        "FILL": lambda value, other: other if value is None else value,
    }
    assert eval(expression, functions, {"m1": blocked, "m2": allowed}) == share


def test_metric_names_are_what_aws_waf_takes() -> None:
    assert metric_name("my shop", "dev", "a.b") == "my-shop-dev-a-b"
    assert len(metric_name("x" * 200)) == 128
