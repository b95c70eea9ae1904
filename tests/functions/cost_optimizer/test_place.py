"""Roles, pages, regions and measured use of a place."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID

from functions.cost_optimizer.config import Target
from functions.cost_optimizer.place import open_place
from functions.cost_optimizer.prices import Prices, total
from functions.cost_optimizer.usage import Question, sums
from tests.functions.cost_optimizer.account import AWAY, HOME, MEMBER, NOW, TABLE, config
from tests.functions.cost_optimizer.fake import faked, measured


def test_the_role_gives_the_account_its_credentials_and_takes_the_external_id(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    real = boto3.Session.client

    def client(self: boto3.Session, service: str, **more: Any) -> Any:
        made: Any = real(self, service, **more)  # pyright: ignore[reportCallIssue, reportArgumentType]
        made.meta.events.register("provide-client-params.sts.AssumeRole", lambda params, **_: asked.append(params))
        return made

    monkeypatch.setattr(boto3.Session, "client", client)
    for external in ("x-1", ""):
        place = open_place(Target(region=AWAY, role=MEMBER), config(external_id=external), TABLE, NOW)
        assert place.account == "210987654321"
        assert place.client("sts").get_caller_identity()["Account"] == "210987654321"
        assert place.session.get_credentials().token  # AWS refuses keys of a role without it; moto does not
    assert [params.get("ExternalId") for params in asked] == ["x-1", None]
    assert open_place(Target(region=AWAY), config(), TABLE, NOW).account == DEFAULT_ACCOUNT_ID


def test_every_page_is_read_and_each_client_is_of_its_region() -> None:
    place, session = faked(list_things=[{"Things": [1, 2]}, {}, {"Things": [3]}])
    assert list(place.pages("ec2", "list_things", "Things")) == [1, 2, 3]
    assert list(place.pages("ec2", "list_things", "Things", region=AWAY, Size=5)) == [1, 2, 3]
    assert session.regions == {("ec2", HOME), ("ec2", AWAY)}
    assert session.asked["list_things"] == [{}, {"Size": 5}]


def test_use_is_added_up_over_pages_in_the_order_of_the_questions() -> None:
    """CloudWatch answers in any order, and may split one metric over two pages."""
    pages = [
        {"MetricDataResults": [{"Id": "m1", "Values": [1.0, 2.0]}, {"Id": "m0", "Values": []}]},
        {"MetricDataResults": [{"Id": "m1", "Values": [4.0]}]},
    ]
    place, session = faked(get_metric_data=pages)
    questions = [Question("AWS/X", "Calls", (("Name", name),)) for name in ("a", "b", "c")]
    assert list(sums(place, questions, 14)) == [0.0, 7.0, 0.0]
    (asked,) = session.asked["get_metric_data"]
    assert asked["EndTime"] == NOW
    assert {(item["MetricStat"]["Stat"], item["MetricStat"]["Period"]) for item in asked["MetricDataQueries"]} == {
        ("Sum", 86_400)
    }


def test_a_sum_with_a_part_without_price_has_none() -> None:
    prices = Prices({"a": "0.1"})
    assert total(prices.cost("a", 2), prices.cost("b", 1)) is None
    assert prices.hourly("a") == 73
    assert TABLE.of(AWAY).unit("nat.hour") is None


def test_more_questions_than_one_call_takes() -> None:
    """CloudWatch takes 500 in one call; the sum of the last one is its own."""
    place, session = faked(get_metric_data=measured({"n-0": [1.0], "n-500": [2.0]}))
    questions = [Question("AWS/X", "Calls", (("Name", f"n-{number}"),)) for number in range(501)]
    assert list(sums(place, questions, 14)) == [1.0, *[0.0] * 499, 2.0]
    assert [len(asked["MetricDataQueries"]) for asked in session.asked["get_metric_data"]] == [500, 1]
