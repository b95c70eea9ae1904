"""Stopped instances that cost, and previous generations: one rule at a time, without moto."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from functions.cost_optimizer.checks import instances
from functions.cost_optimizer.prices import PriceTable
from tests.functions.cost_optimizer.account import HOME, NOW, TABLE
from tests.functions.cost_optimizer.fake import faked

TAGS = [{"Key": "Owner", "Value": "web"}, {"Key": "Name", "Value": "x"}]
DISKS = [{"Ebs": {"VolumeId": "vol-1"}}, {"VirtualName": "ephemeral0"}, {"Ebs": {"VolumeId": "vol-2"}}]
SECOND = timedelta(seconds=1)


def check(*given: dict[str, Any], table: PriceTable = TABLE) -> list[tuple[Any, ...]]:
    """Return what is told of instances on the second page, all of one reservation."""

    def disks(VolumeIds: list[str]) -> dict[str, Any]:  # noqa: N803 (AWS's name)
        return {"Volumes": [{"VolumeId": one, "Size": 100, "VolumeType": "gp3"} for one in VolumeIds]}

    pages = [{"Reservations": []}, {"Reservations": [{"Instances": list(given)}]}]
    place, session = faked(table=table, describe_instances=pages, describe_volumes=disks)
    told = [(item.kind, item.action, item.resource, item.monthly, item.tags) for item in instances.check(place)]
    filters = [{"Name": "instance-state-name", "Values": ["running", "stopped"]}]
    assert session.asked["describe_instances"] == [{"Filters": filters}]
    return told


def stopped(number: int, age: timedelta, zone: str = "GMT", **more: Any) -> dict[str, Any]:
    return {
        "InstanceId": f"i-{number}",
        "InstanceType": "m4.large",
        "State": {"Name": "stopped"},
        "StateTransitionReason": f"User initiated ({NOW - age:%Y-%m-%d %H:%M:%S} {zone})",
        "BlockDeviceMappings": DISKS,
        "Tags": TAGS,
        **more,
    }


def test_stopped_for_the_limit_and_not_a_second_less() -> None:
    month = timedelta(days=30)
    told = check(
        stopped(1, month),
        stopped(2, month - SECOND),
        stopped(3, month, "UTC", PublicIpAddress="192.0.2.1"),
        stopped(4, month, StateTransitionReason="Server.ScheduledStop"),
        stopped(5, month, BlockDeviceMappings=[]),
    )
    kind, owner = ("stopped-instance", "remove"), {"Owner": "web"}
    assert told == [(*kind, "i-1", Decimal(16), owner), (*kind, "i-3", Decimal("19.65"), owner)]  # 2 × 100 × 0.08, 3.65


def running(kind: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"InstanceId": f"i-{number}", "InstanceType": kind, "State": {"Name": "running"}, "Tags": TAGS, **more}


@pytest.mark.parametrize(
    ("one", "saved"),
    [
        (running("m4.large"), [Decimal("2.92")]),  # (0.10 − 0.096) × 730
        (running("m4.huge"), [None]),
        (running("m6i.large"), []),
        (running("m4.large", InstanceLifecycle="spot"), []),
        (running("m4.large", Platform="windows"), []),
    ],
)
def test_previous_generations(one: dict[str, Any], saved: list[Decimal | None]) -> None:
    told = check(running("m7g.large", 2), one)
    assert told == [("previous-generation", "upgrade", "i-1", amount, {"Owner": "web"}) for amount in saved]


@pytest.mark.parametrize("new", ["1", "2"])
def test_a_generation_that_costs_no_less_is_not_told(new: str) -> None:
    table = PriceTable({HOME: {"ec2.instance/m4.large": "1", "ec2.instance/m6i.large": new}})
    assert check(running("m4.large"), table=table) == []
