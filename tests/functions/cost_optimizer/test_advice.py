"""What AWS itself recommends, and what Cost Explorer says: services that moto does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.cost_optimizer.checks import compute, hub, spend
from functions.cost_optimizer.place import Place
from tests.functions.cost_optimizer.account import HOME, config, found, place
from tests.functions.cost_optimizer.fake import ACCOUNT, faked

HUB, COMPUTE = "cost-optimization-hub", "compute-optimizer"
ACTIVE = {"items": [{"accountId": ACCOUNT, "status": "Active"}]}


@contextmanager
def stubbed(here: Place, service: str, *answers: tuple[str, dict[str, Any], dict[str, Any]]) -> Iterator[None]:
    """Answer the calls of one service in this order; the service's own model checks both directions."""
    client = boto3.client(service, region_name=HOME)  # pyright: ignore[reportArgumentType, reportCallIssue]
    with Stubber(client) as stub:
        for operation, answer, expected in answers:
            stub.add_response(operation, answer, expected)
        here._clients[service, HOME] = client
        yield
        stub.assert_no_pending_responses()


def enrolment(status: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "list_enrollment_statuses", {"items": [{"accountId": ACCOUNT, "status": status}]}, {}


def test_the_hub_is_read_page_by_page() -> None:
    item = {
        "accountId": ACCOUNT,
        "region": "eu-west-1",
        "resourceArn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:volume/vol-1",
        "currentResourceType": "EbsVolume",
        "actionType": "Delete",
        "estimatedMonthlySavings": 12.345,
        "tags": [{"key": "Owner", "value": "web"}, {"key": "x", "value": "y"}],
    }
    plan = {"actionType": "PurchaseSavingsPlans", "currentResourceType": "Ec2InstanceSavingsPlans"}
    pages = [
        ("list_recommendations", {"items": [item], "nextToken": "n"}, {}),
        ("list_recommendations", {"items": [plan]}, {"nextToken": "n"}),
    ]
    here = place()
    with stubbed(here, HUB, enrolment("Active"), *pages):
        volume, savings_plan = hub.check(here)
    assert (volume.action, volume.region, volume.plain()["monthlySavings"]) == ("remove", "eu-west-1", "12.34")
    assert volume.tags == {"Owner": "web"}
    assert (savings_plan.action, savings_plan.monthly) == ("commit", None)


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("Rightsize", "rightsize"),
        ("ScaleIn", "rightsize"),
        ("Stop", "stop"),
        ("Upgrade", "upgrade"),
        ("PurchaseSavingsPlans", "commit"),
        ("PurchaseReservedInstances", "commit"),
        ("MigrateToGraviton", "migrate"),
        ("Delete", "remove"),
        ("SomethingNew", "review"),
    ],
)
def test_what_the_hub_says_is_to_be_done(said: str, action: str) -> None:
    here, _ = faked(list_enrollment_statuses=[ACTIVE], list_recommendations=[{"items": [{"actionType": said}]}])
    (finding,) = hub.check(here)
    assert (finding.action, finding.kind, finding.source) == (action, f"hub-{action}", HUB)


def test_the_hub_speaks_of_all_accounts_and_regions() -> None:
    """A resource without ARN has its id; a commitment has neither, and belongs to no region."""
    items = [
        {"accountId": "210987654321", "region": "eu-west-1", "resourceArn": "arn:x", "resourceId": "x"},
        {"resourceId": "y", "estimatedMonthlySavings": 0.1},
        {"currentResourceType": "Plans"},
    ]
    here, session = faked(list_enrollment_statuses=[ACTIVE], list_recommendations=[{}, {"items": items}])
    told = [(item.account, item.region, item.resource, item.monthly) for item in hub.check(here)]
    assert told == [
        ("210987654321", "eu-west-1", "arn:x", None),
        (ACCOUNT, "global", "y", Decimal("0.1")),
        (ACCOUNT, "global", "Plans", None),
    ]
    assert session.regions == {(HUB, "us-east-1")}
    abroad, session = faked(region="eu-west-1", list_enrollment_statuses=[ACTIVE])
    assert list(hub.check(abroad)) == []
    assert session.regions == {(HUB, "us-east-1")}


@pytest.mark.parametrize(
    ("statuses", "takes_part"),
    [
        ([], False),
        ([{"accountId": ACCOUNT, "status": "Inactive"}], False),
        ([{"accountId": "210987654321", "status": "Active"}], False),
        ([{"accountId": "210987654321", "status": "Inactive"}, {"accountId": ACCOUNT, "status": "Active"}], True),
    ],
)
def test_enrolment_is_that_of_this_account(statuses: list[dict[str, str]], *, takes_part: bool) -> None:
    here, _ = faked(list_enrollment_statuses=[{"items": statuses}])
    assert hub.enrolled(here) is takes_part


def test_an_account_that_is_not_enrolled_has_no_advice() -> None:
    here = place()
    with stubbed(here, HUB, enrolment("Inactive")):
        assert list(hub.check(here)) == []
    with stubbed(here, COMPUTE, ("get_enrollment_status", {"status": "Inactive"}, {})):
        assert list(compute.check(here)) == []


def instance(number: int) -> dict[str, Any]:
    arn = f"arn:aws:ec2:{HOME}:{ACCOUNT}:instance/i-{number}"
    saving = {"estimatedMonthlySavings": {"currency": "USD", "value": 20.5}}
    options = [
        {"rank": 2, "instanceType": "m7g.2xlarge"},
        {"rank": 1, "instanceType": "m7g.large", "savingsOpportunity": saving},
    ]
    return {"instanceArn": arn, "currentInstanceType": "m7g.4xlarge", "recommendationOptions": options}


def test_compute_optimizer_speaks_where_the_hub_does_not() -> None:
    wanted = {"filters": [{"name": "Finding", "values": ["Overprovisioned"]}]}
    pages = [
        ("get_enrollment_status", {"status": "Active"}, {}),
        (
            "get_ec2_instance_recommendations",
            {"instanceRecommendations": [instance(1)], "nextToken": "n"},
            wanted,
        ),
        ("get_ec2_instance_recommendations", {"instanceRecommendations": [instance(2)]}, {**wanted, "nextToken": "n"}),
    ]
    here = place()
    with stubbed(here, COMPUTE, *pages), stubbed(here, HUB, enrolment("Inactive")):
        first, second = compute.check(here)
    assert first.resource.endswith("i-1")
    assert (first.plain()["monthlySavings"], first.fix) == ("20.50", "Change its type to m7g.large.")
    assert second.resource.endswith("i-2")
    with stubbed(here, COMPUTE, pages[0]), stubbed(here, HUB, enrolment("Active")):
        assert list(compute.check(here)) == []


@pytest.mark.parametrize(("currency", "monthly"), [("USD", Decimal("0.1")), ("CNY", None)])
def test_what_compute_optimizer_says_is_kept_as_it_is(currency: str, monthly: Decimal | None) -> None:
    saving = {"estimatedMonthlySavings": {"currency": currency, "value": 0.1}}
    said = {
        "accountId": "210987654321",
        "instanceArn": "arn:aws:ec2:us-east-1:210987654321:instance/i-1",
        "currentInstanceType": "m7g.4xlarge",
        "recommendationOptions": [{"savingsOpportunity": saving}],
        "tags": [{"key": "Owner", "value": "web"}, {"key": "Name", "value": "x"}],
    }
    here, _ = faked(
        get_enrollment_status=[{"status": "Active"}],
        list_enrollment_statuses=[{"items": []}],
        get_ec2_instance_recommendations=[{"instanceRecommendations": [said]}],
    )
    (finding,) = compute.check(here)
    assert (finding.account, finding.action, finding.source) == ("210987654321", "rightsize", COMPUTE)
    assert (finding.monthly, finding.tags, finding.key) == (monthly, {"Owner": "web"}, "i-1")


def test_every_tag_is_asked_for_where_billing_answers() -> None:
    def answer(GroupBy: list[dict[str, str]], **_: Any) -> dict[str, Any]:  # noqa: N803 (AWS's name)
        return spent((f"{GroupBy[0]['Key']}$", "1.5"))

    given = replace(config(), tags=("CostCenter", "Owner"))
    here, session = faked(region="eu-west-1", given=given, get_cost_and_usage=answer)
    assert [item.resource for item in spend.check(here)] == ["tag:CostCenter", "tag:Owner"]
    assert session.regions == {("ce", "us-east-1")}


def spent(*groups: tuple[str, str]) -> dict[str, Any]:
    return {
        "ResultsByTime": [
            {
                "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
                "Groups": [
                    {"Keys": [key], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}}
                    for key, amount in groups
                ],
            }
        ]
    }


def test_spend_without_a_tag_is_added_up_over_pages() -> None:
    asked = {
        "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "TAG", "Key": "CostCenter"}],
    }
    first = {**spent(("CostCenter$4410", "900.1"), ("CostCenter$", "70.20")), "NextPageToken": "n"}
    second = spent(("CostCenter$", "0.05"))
    pages = [
        ("get_cost_and_usage", first, asked),
        ("get_cost_and_usage", second, {**asked, "NextPageToken": "n"}),
    ]
    here = place()
    with stubbed(here, "ce", *pages):
        (finding,) = spend.check(here)
    assert finding.why == "USD 70.25 of 2026-10 carry no tag CostCenter."
    assert finding.monthly is None  # nothing is saved by a tag
    with stubbed(here, "ce", ("get_cost_and_usage", spent(("CostCenter$4410", "1")), asked)):
        assert found(spend.check(here)) == {}


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 1, 1), (date(2025, 12, 1), date(2026, 1, 1))),
        (date(2026, 3, 31), (date(2026, 2, 1), date(2026, 3, 1))),
    ],
)
def test_the_month_that_has_ended(today: date, month: tuple[date, date]) -> None:
    last: Callable[[date], tuple[date, date]] = spend.last_month
    assert last(today) == month
