"""The cost optimizer as a component: when it runs, what it may do, what it is told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import ValidationError

from components.governance.cost_optimizer import CostOptimizer, CostOptimizerArgs, an_hour_later
from components.governance.optimizer_package import SUCCESSORS, configuration, price_table
from components.settings.cost_optimizer import CHECKS, CostOptimizerSettings
from functions.cost_optimizer.checks import GLOBAL, REGIONAL
from functions.cost_optimizer.config import read
from tests.support.synth import Synthesis, synth_component

ROLE = "arn:aws:iam::210987654321:role/quoin-cost-optimizer"


def build(profile: str = "Production", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> Any:
        settings = CostOptimizerSettings.of(stage.environment, **values)
        args = CostOptimizerArgs(settings=settings, stack=stage.stack, emails=["finops@example.com"])
        made = CostOptimizer("optimizer", args, stage.opts)
        return {
            "template": made.member_template,
            "alarms": {alarm.key: alarm.description for alarm in made.operations.alarms},
            "bucket": made.bucket,
        }

    return synth_component(program, profile)


def statements(made: Synthesis, policy: str) -> list[dict[str, Any]]:
    return json.loads(made.named(policy).inputs["policy"])["Statement"]


def test_it_looks_on_mondays_at_nine() -> None:
    schedule = build().only("Schedule").inputs
    assert schedule["scheduleExpression"] == "cron(0 9 ? * MON *)"
    assert schedule["scheduleExpressionTimezone"] == "Etc/UTC"
    assert schedule["target"]["arn"] == build().only("aws:lambda/function:Function").outputs["arn"]


def test_a_sweep_goes_first_and_the_report_follows() -> None:
    made = build(roles=[ROLE], sweep={}, when="cron(30 22 ? * SUN *)")
    schedules = {item.name: item.inputs for item in made.of_type("Schedule")}
    assert schedules["optimizer-call-schedule"]["scheduleExpression"] == "cron(30 22 ? * SUN *)"
    assert schedules["optimizer-call-schedule"]["target"]["arn"].startswith("arn:aws:states:")
    assert schedules["optimizer-report-schedule"]["scheduleExpression"] == "cron(30 23 ? * SUN *)"
    assert json.loads(schedules["optimizer-report-schedule"]["target"]["input"]) == {"report": True}


@pytest.mark.parametrize(
    ("cron", "later"),
    [
        ("cron(0 9 ? * MON *)", "cron(0 10 ? * MON *)"),
        ("cron(15 23 ? * MON *)", "cron(59 23 ? * MON *)"),
        ("cron(0 6/12 ? * MON *)", "cron(59 23 ? * MON *)"),
    ],
)
def test_an_hour_later(cron: str, later: str) -> None:
    assert an_hour_later(cron) == later


def test_it_reads_and_changes_nothing_but_its_reports() -> None:
    made = build()
    reading = {action for item in statements(made, "optimizer-look") for action in item["Action"]}
    assert all(re.match(r"[a-z0-9-]+:(Describe|Get|List)", action) for action in reading)
    own = statements(made, "optimizer-function-policy")
    puts = [item["Resource"] for item in own if "s3:PutObject" in item["Action"]]
    bucket = made.named("optimizer-reports-bucket").outputs["arn"]
    assert puts == [[f"{bucket}/reports/*"]]


def test_every_check_is_limited_to_the_regions_that_are_looked_at() -> None:
    made = build(regions=["us-east-1", "eu-west-1"])
    for item in statements(made, "optimizer-look"):
        if item["Sid"] == "Look":
            assert item["Condition"]["StringEquals"]["aws:RequestedRegion"] == ["eu-west-1", "us-east-1"]
        if item["Sid"] == "LookEverywhere":
            assert item["Condition"]["StringEquals"]["aws:RequestedRegion"] == "us-east-1"


def test_a_check_that_is_off_may_read_nothing() -> None:
    actions = {
        action for item in statements(build(checks=["addresses"]), "optimizer-look") for action in item["Action"]
    }
    assert actions == {"ec2:DescribeAddresses"}


def test_the_role_elsewhere_may_do_the_same_and_trusts_this_function_only() -> None:
    made = build(roles=[ROLE], external_id="x-1")
    role = json.loads(made.exports["template"])["Resources"]["Role"]["Properties"]
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "x-1"}
    assert trust["Principal"]["AWS"].endswith(":root")
    there = {action for item in role["Policies"][0]["PolicyDocument"]["Statement"] for action in item["Action"]}
    here = {action for item in statements(made, "optimizer-look") for action in item["Action"]}
    assert there == here
    taken = [item for item in statements(made, "optimizer-function-policy") if "sts:AssumeRole" in item["Action"]]
    assert taken[0]["Resource"] == [ROLE]


def test_somebody_hears_of_checks_that_fail_and_of_silence() -> None:
    assert set(build().exports["alarms"]) == {"failures", "silent"}
    emails = [item.inputs["endpoint"] for item in build().of_type("TopicSubscription")]
    assert emails == ["finops@example.com"]


@pytest.mark.parametrize(("profile", "days"), [("Development", 30), ("Production", 365)])
def test_reports_end_by_profile(profile: str, days: int) -> None:
    rules = build(profile).named("optimizer-reports-lifecycle").inputs["rules"]
    assert days in [rule.get("expiration", {}).get("days") for rule in rules]


def test_the_package_carries_what_the_function_reads() -> None:
    class Stack:
        project, stack, region = "shop", "prod", "us-east-1"

    given = configuration("optimizer", CostOptimizerSettings.of(), Stack())  # pyright: ignore[reportArgumentType]
    config = read(given)
    assert config.tags == ("Environment", "CostCenter", "Project", "Owner", "ManagedBy")
    assert config.limits.minimum == "0.50"
    table = price_table(["us-east-1", "eu-west-1"])
    assert set(table) == {"us-east-1"}
    assert table["us-east-1"]["nat.hour"] == "0.045"


def test_the_settings_and_the_function_know_the_same_checks() -> None:
    assert set(CHECKS) == {*REGIONAL, *GLOBAL}


@pytest.mark.parametrize("family", SUCCESSORS)
def test_a_successor_is_in_the_price_book_and_no_family_follows_itself(family: str) -> None:
    rows = price_table(["us-east-1"])["us-east-1"]
    assert any(row.startswith(f"ec2.instance/{SUCCESSORS[family]}.") for row in rows)
    assert SUCCESSORS[family] not in SUCCESSORS


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sweep": {}}, "sweep without roles would run for one account only"),
        ({"sweep": {}, "roles": [ROLE], "when": "rate(7 days)"}, "expected cron(…)"),
        ({"ownAccount": False}, "nothing would be looked at"),
        ({"checks": []}, "at least 1"),
        ({"checks": ["all"]}, "'volumes', 'addresses'"),
        ({"idleDays": 500}, "less than or equal to 455"),
        ({"when": "every monday"}, "an EventBridge schedule"),
    ],
)
def test_what_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        CostOptimizerSettings.of("Production", **values)
