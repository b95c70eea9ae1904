"""A whole run: several places, a report in the bucket, a message; what fails stops nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from functions.cost_optimizer import handler as code
from functions.cost_optimizer.checks import REGIONAL
from functions.cost_optimizer.config import Config, Target
from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place
from tests.functions.cost_optimizer.account import AWAY, HOME, MEMBER, NOW, TABLE, at, config
from tests.support.boto import sign_with_one_key

OWN, OTHER = Target(region=HOME), Target(region=AWAY)
ELSEWHERE = Target(region=HOME, role=MEMBER)
TWO = ("addresses", "logs")


class Setup:
    """A bucket and a topic whose messages a queue receives, and the configuration of the function."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        sign_with_one_key(monkeypatch)
        s3: Any = boto3.client("s3", region_name=HOME)
        self.s3 = s3
        s3.create_bucket(Bucket="reports")
        sns: Any = boto3.client("sns", region_name=HOME)
        self.sqs: Any = boto3.client("sqs", region_name=HOME)
        topic = sns.create_topic(Name="summaries")["TopicArn"]
        self.queue = self.sqs.create_queue(QueueName="mailbox")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        monkeypatch.setenv("REPORT_BUCKET", "reports")
        monkeypatch.setenv("TOPIC_ARN", topic)
        self.use(config(targets=(OWN, OTHER), checks=TWO))

    def use(self, given: Config) -> None:
        self._patch.setattr(code, "_package", lambda: (given, TABLE))

    def run(self, event: dict[str, Any] | None = None) -> dict[str, Any]:
        with at(NOW):
            return code.handler(event, None)

    def report(self, ending: str) -> str:
        key = f"reports/2026/11/23/report.{ending}"
        return self.s3.get_object(Bucket="reports", Key=key)["Body"].read().decode()

    def messages(self) -> list[dict[str, Any]]:
        with at(NOW):  # by the clock of today the queue has forgotten them
            received = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in received]


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Setup:
    made = Setup(monkeypatch)
    for region in (HOME, AWAY):
        ec2: Any = boto3.client("ec2", region_name=region)
        ec2.allocate_address(Domain="vpc")
        logs: Any = boto3.client("logs", region_name=region)
        logs.create_log_group(logGroupName=f"/app/{region}")
    return made


def test_a_run_over_two_regions(setup: Setup) -> None:
    figures = setup.run()
    assert (figures["findings"], figures["monthlySavings"], figures["notPriced"]) == (4, "3.65", 2)
    assert figures["problems"] == []
    document = json.loads(setup.report("json"))
    assert document["findings"] == len(document["items"]) == 4
    assert [item["monthlySavings"] for item in document["items"]] == ["3.65", "0.00", None, None]
    assert {item["region"] for item in document["items"]} == {HOME, AWAY}
    rows = list(csv.DictReader(io.StringIO(setup.report("csv"))))
    assert [row["resource"] for row in rows] == [item["resource"] for item in document["items"]]
    assert "<h1>Cost findings of 2026-11-23</h1>" in setup.report("html")
    (message,) = setup.messages()
    assert message["Subject"] == "4 cost findings: USD 4 a month"
    assert "s3://reports/reports/2026/11/23/report.html" in message["Message"]


def test_the_figures_are_measured(setup: Setup) -> None:
    setup.run()
    metrics: Any = boto3.client("cloudwatch", region_name=HOME)
    found = {
        metric["MetricName"]: metric["Dimensions"] for metric in metrics.list_metrics(Namespace="shop/prod")["Metrics"]
    }
    assert set(found) == {"Findings", "MonthlySavings", "Failures"}
    assert found["Failures"] == [{"Name": "Optimizer", "Value": "shop-prod-optimizer"}]


def test_the_values_of_the_figures(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    real = code._client

    def client(service: str) -> Any:
        made = real(service)
        if service == "cloudwatch":
            made.meta.events.register(
                "provide-client-params.cloudwatch.PutMetricData", lambda params, **_: sent.append(params)
            )
        return made

    monkeypatch.setattr(code, "_client", client)
    monkeypatch.setattr(code, "REGIONAL", {**REGIONAL, "logs": _broken})
    setup.run()
    values = {metric["MetricName"]: metric["Value"] for metric in sent[0]["MetricData"]}
    assert values == {"Findings": 2, "MonthlySavings": 3.65, "Failures": 2}


def _broken(_place: Place) -> Iterator[Finding]:
    raise ValueError("broken")


def test_failures_alone_are_told(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "REGIONAL", {**REGIONAL, "addresses": _broken, "logs": _broken})
    assert setup.run()["findings"] == 0
    (message,) = setup.messages()
    assert "logs in this account/eu-west-1: ValueError: broken" in message["Message"]


def test_a_sweep_hands_in_what_failed_and_leaves_other_days_out(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(NOW - timedelta(days=1)):
        code.handler({"region": AWAY}, None)
    monkeypatch.setattr(code, "REGIONAL", {**REGIONAL, "logs": _broken})
    assert setup.run({"region": HOME})["problems"] == 1
    swept = setup.run({"report": True})
    assert swept["findings"] == 1
    assert [problem["message"] for problem in swept["problems"]] == ["ValueError: broken"]


def test_accounts_hand_in_beside_each_other(setup: Setup) -> None:
    setup.use(config(targets=(OWN, ELSEWHERE), checks=("nat-gateways",)))
    keys = {setup.run({"region": HOME, "role": role})["key"] for role in ("", MEMBER)}
    assert keys == {f"parts/2026/11/23/{account}-us-east-1.jsonl.gz" for account in ("own", "210987654321")}


def finding(monthly: str | None) -> Finding:
    return Finding(
        kind="k",
        action="remove",
        account="1",
        region=HOME,
        resource=f"vol-{monthly}",
        monthly=None if monthly is None else Decimal(monthly),
        why="",
        fix="",
    )


def test_the_least_that_is_told() -> None:
    found = [finding(amount) for amount in (None, "0.99", "1.00", "1.01")]
    kept = [item.monthly for item in code._worth(found, config(minimum="1.00"))]
    assert kept == [None, Decimal("1.00"), Decimal("1.01")]


def test_the_same_account_gives_the_same_report(setup: Setup) -> None:
    setup.run()
    first = {ending: setup.report(ending) for ending in ("json", "csv", "html")}
    setup.run()
    assert {ending: setup.report(ending) for ending in first} == first


def test_an_account_without_waste_sends_no_message(setup: Setup) -> None:
    setup.use(config(checks=("nat-gateways",)))
    assert setup.run()["findings"] == 0
    assert setup.messages() == []
    assert json.loads(setup.report("json"))["items"] == []


def test_what_fails_stops_nothing_else(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(place: Place) -> Iterator[Finding]:
        if place.region == AWAY:
            answer = {"Error": {"Code": "AccessDenied", "Message": "no"}}
            raise ClientError(answer, "DescribeAddresses")
        yield from REGIONAL["addresses"](place)

    monkeypatch.setattr(code, "REGIONAL", {**REGIONAL, "addresses": denied})
    figures = setup.run()
    assert figures["findings"] == 3
    assert figures["problems"] == [
        {"place": "this account/eu-west-1", "check": "addresses", "message": "AccessDenied: no (DescribeAddresses)"}
    ]
    assert "AccessDenied: no" in setup.report("html")
    assert "1 checks could not be done" in setup.messages()[0]["Message"]


def test_a_check_that_breaks_half_way_keeps_what_it_found(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(place: Place) -> Iterator[Finding]:
        yield from REGIONAL["addresses"](place)
        raise ValueError("half way")

    monkeypatch.setattr(code, "REGIONAL", {**REGIONAL, "addresses": breaks})
    figures = setup.run()
    assert figures["findings"] == 4
    assert {problem["message"] for problem in figures["problems"]} == {"ValueError: half way"}


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "not trusted"}}, "AssumeRole"),
        EndpointConnectionError(endpoint_url="sts"),
    ],
)
def test_a_role_that_cannot_be_taken_is_told(setup: Setup, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    setup.use(config(targets=(OWN, ELSEWHERE), checks=TWO))
    real = code.open_place

    def opened(target: Target, *more: Any) -> Place:
        if target.role:
            raise error
        return real(target, *more)

    monkeypatch.setattr(code, "open_place", opened)
    figures = setup.run()
    assert figures["findings"] == 2
    assert figures["problems"][0]["place"] == "210987654321/us-east-1"


def test_another_account_is_looked_at_by_its_role(setup: Setup) -> None:
    setup.use(config(targets=(ELSEWHERE,), checks=("addresses",), external_id="x-1"))
    assert setup.run()["findings"] == 0  # moto gives the role's account, where there is nothing


def test_a_sweep_hands_in_by_place_and_reports_once(setup: Setup) -> None:
    assert setup.run({"region": HOME, "role": ""})["key"] == "parts/2026/11/23/own-us-east-1.jsonl.gz"
    assert setup.run({"region": AWAY})["findings"] == 2
    assert setup.messages() == []
    swept = setup.run({"report": True})
    whole = setup.report("json")
    setup.run()
    assert json.loads(setup.report("json"))["items"] == json.loads(whole)["items"]
    assert swept["findings"] == 4


def test_places_of_others_are_refused(setup: Setup) -> None:
    with pytest.raises(ValueError, match="is none of the places of this optimizer"):
        setup.run({"region": HOME, "role": "arn:aws:iam::999999999999:role/admin"})


def test_small_change_is_left_out_and_what_has_no_price_is_not(setup: Setup) -> None:
    setup.use(config(targets=(OWN, OTHER), checks=TWO, minimum="1.00"))
    setup.run()
    items = json.loads(setup.report("json"))["items"]
    assert [item["monthlySavings"] for item in items] == ["3.65", None, None]


def test_global_checks_are_done_once_in_each_account() -> None:
    given = config(targets=(OWN, OTHER, ELSEWHERE), checks=("addresses", "cost-optimization-hub"))
    places = [Place(target, given, "1", None, TABLE, NOW) for target in given.targets]
    done = [(str(place.target), name) for place, name in code.jobs(places, given)]
    assert done == [
        ("this account/us-east-1", "addresses"),
        ("this account/eu-west-1", "addresses"),
        ("210987654321/us-east-1", "addresses"),
        ("this account/us-east-1", "cost-optimization-hub"),
        ("210987654321/us-east-1", "cost-optimization-hub"),
    ]


def test_the_package_is_read_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "prices.json").write_text('{"us-east-1": {"nat.hour": "0.045"}}')
    monkeypatch.setattr(code, "FOLDER", tmp_path)
    code._package.cache_clear()
    with pytest.raises(ValueError, match="the configuration is not one: KeyError"):
        code._package()
    assert TABLE.of(HOME).unit("nat.hour") == Decimal("0.045")
