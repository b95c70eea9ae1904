"""Borders of every check, and what looks like waste and is none: one rule at a time, without moto.

test_account.py shows that the calls are AWS's; here the answers are given.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from functions.cost_optimizer.checks import (
    GLOBAL,
    REGIONAL,
    addresses,
    balancers,
    logs,
    nat,
    snapshots,
    volumes,
)
from functions.cost_optimizer.prices import Prices, PriceTable
from tests.functions.cost_optimizer.account import HOME, LONG_AGO, NOW, TABLE, config, found
from tests.functions.cost_optimizer.fake import faked, measured

SECOND = timedelta(seconds=1)
TAGS = [{"Key": "Owner", "Value": "web"}, {"Key": "Name", "Value": "x"}]
WHOM = {"Owner": "web"}


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def test_all_checks_have_their_names() -> None:
    regional = {"volumes", "addresses", "snapshots", "logs", "load-balancers", "nat-gateways", "instances", "buckets"}
    assert set(REGIONAL) == regional | {"compute-optimizer"}
    assert set(GLOBAL) == {"cost-optimization-hub", "untagged-spend"}


def volume(number: int, **more: Any) -> dict[str, Any]:
    return {"VolumeId": f"vol-{number}", "Size": 100, "VolumeType": "gp2", "State": "in-use", "Tags": TAGS, **more}


def test_volumes_are_told_from_those_in_use_on_every_page() -> None:
    pages = [
        {"Volumes": [volume(1, State="available"), volume(2), volume(3, VolumeType="gp3")]},
        {"Volumes": [volume(4, State="available", VolumeType="gp3"), volume(5, VolumeType="io2")]},
    ]
    place, _ = faked(describe_volumes=pages)
    told = [(item.kind, item.action, item.resource, item.monthly, item.tags) for item in volumes.check(place)]
    assert told == [
        ("unattached-volume", "remove", "vol-1", Decimal(10), WHOM),
        ("gp2-volume", "upgrade", "vol-2", Decimal(2), WHOM),
        ("unattached-volume", "remove", "vol-4", Decimal(8), WHOM),
    ]


@pytest.mark.parametrize(
    ("one", "cost"),
    [
        ({"VolumeType": "gp2", "Iops": 300}, "10"),
        ({"VolumeType": "gp3", "Iops": 3000, "Throughput": 125}, "8"),
        ({"VolumeType": "gp3", "Iops": 3100, "Throughput": 135}, "8.9"),  # 100 × 0.005, 10 × 0.04
        ({"VolumeType": "io1", "Iops": 1000}, "77.5"),  # 12.5 + 65
        ({"VolumeType": "io2", "Iops": 1000}, "77.5"),
        ({"VolumeType": "st1"}, "4.5"),
    ],
)
def test_what_a_volume_costs(one: dict[str, Any], cost: str) -> None:
    assert volumes.monthly({"Size": 100, **one}, TABLE.of(HOME)) == Decimal(cost)


def test_iops_of_io2_have_their_own_price() -> None:
    rows = {"ebs.storage/io2": "0", "ebs.iops/io2": "2", "ebs.iops/io1": "3"}
    assert volumes.monthly({"Size": 1, "VolumeType": "io2", "Iops": 5}, Prices(rows)) == 10
    assert volumes.monthly({"Size": 1, "VolumeType": "io1", "Iops": 5}, Prices(rows)) is None


@pytest.mark.parametrize(("checked", "told"), [(True, ["vol-2"]), (False, ["vol-1", "vol-2"])])
def test_a_disk_of_an_instance_that_is_told_with_it_is_told_once(checked: bool, told: list[str]) -> None:
    def stopped(number: int, days: int) -> dict[str, Any]:
        reason = f"User initiated ({NOW - timedelta(days=days):%Y-%m-%d %H:%M:%S} GMT)"
        return {
            "State": {"Name": "stopped"},
            "StateTransitionReason": reason,
            "BlockDeviceMappings": [{"Ebs": {"VolumeId": f"vol-{number}"}}],
        }

    pages = [{"Reservations": [{"Instances": [stopped(1, 30)]}]}, {"Reservations": [{"Instances": [stopped(2, 29)]}]}]
    given = config(checks=("volumes", "instances") if checked else ("volumes",))
    place, session = faked(
        given=given, describe_instances=pages, describe_volumes=[{"Volumes": [volume(1), volume(2)]}]
    )
    assert [item.resource for item in volumes.check(place)] == told
    assert ("describe_instances" in session.asked) is checked


def test_without_gp2_nobody_asks_for_instances() -> None:
    place, session = faked(describe_volumes=[{"Volumes": [volume(1, VolumeType="gp3"), volume(2, State="available")]}])
    assert [item.resource for item in volumes.check(place)] == ["vol-2"]
    assert "describe_instances" not in session.asked


@pytest.mark.parametrize(("size", "saved"), [(1000, "20"), (1001, "20.005"), (6000, "55")])
def test_gp3_with_the_iops_of_gp2(size: int, saved: str) -> None:
    """6,000 GiB of gp2 have 16,000 IOPS, not 18,000."""
    assert volumes.saved_by_gp3(size, TABLE.of(HOME)) == Decimal(saved)


@pytest.mark.parametrize(("gp3", "kinds"), [("0.09", 1), ("0.10", 0), ("0.11", 0), (None, 1)])
def test_gp3_is_told_only_where_it_costs_less_or_has_no_price(gp3: str | None, kinds: int) -> None:
    rows = {"ebs.storage/gp2": "0.10", "ebs.iops/gp3": "0.005"} | ({"ebs.storage/gp3": gp3} if gp3 else {})
    place, _ = faked(table=PriceTable({HOME: rows}), describe_volumes=[{"Volumes": [volume(1)]}])
    assert len(list(volumes.check(place))) == kinds


def address(number: int, **more: str) -> dict[str, Any]:
    return {"AllocationId": f"eipalloc-{number}", "PublicIp": "192.0.2.1", "Tags": TAGS, **more}


def test_addresses_of_anything_are_in_use() -> None:
    """A NAT gateway's or load balancer's address has an interface, and no instance."""
    given = [
        address(1),
        address(2, AssociationId="eipassoc-1"),
        address(3, NetworkInterfaceId="eni-1"),
    ]
    place, _ = faked(describe_addresses=[{"Addresses": given}])
    (finding,) = addresses.check(place)
    assert (finding.resource, finding.action, finding.tags) == ("eipalloc-1", "remove", WHOM)
    assert finding.monthly == Decimal("3.65")


def snapshot(number: int, when: datetime = LONG_AGO, **more: Any) -> dict[str, Any]:
    return {"SnapshotId": f"snap-{number}", "StartTime": when, "VolumeSize": 40, **more}


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (snapshot(1, ago(90)), True),
        (snapshot(1, ago(90) + SECOND), False),
        (snapshot(1, Tags=TAGS), True),
        (snapshot(1, StorageTier="standard"), True),
        (snapshot(1, StorageTier="archive"), False),
        *(
            (snapshot(1, Tags=[*TAGS, {"Key": key, "Value": "x"}]), False)
            for key in ("aws:backup:source-resource", "aws:dlm:lifecycle-policy-id", "dlm:managed")
        ),
        (snapshot(7), False),
        (snapshot(8), False),
        (snapshot(9), False),
    ],
)
def test_snapshots(one: dict[str, Any], *, told: bool) -> None:
    """Images on two pages start from 7, 8 and 9; 8 is not of the first volume."""
    images = [
        {"Images": [{"BlockDeviceMappings": [{"Ebs": {"SnapshotId": "snap-7"}}, {"Ebs": {"SnapshotId": "snap-8"}}]}]},
        {
            "Images": [
                {},
                {"BlockDeviceMappings": [{"VirtualName": "a"}, {"Ebs": {}}, {"Ebs": {"SnapshotId": "snap-9"}}]},
            ]
        },
    ]
    place, session = faked(describe_images=images, describe_snapshots=[{}, {"Snapshots": [one]}])
    told_of = list(snapshots.check(place))
    assert [item.resource for item in told_of] == (["snap-1"] if told else [])
    assert all((item.action, item.confidence, item.monthly) == ("remove", "low", Decimal(2)) for item in told_of)
    assert all(item.tags == (WHOM if "Tags" in one else {}) for item in told_of)
    assert session.asked == {"describe_images": [{"Owners": ["self"]}], "describe_snapshots": [{"OwnerIds": ["self"]}]}


def test_log_groups_with_an_end_and_those_of_deliveries() -> None:
    given = [
        {"logGroupName": "endless", "storedBytes": 100 * 1024**3, "logGroupClass": "STANDARD"},
        {"logGroupName": "ended", "storedBytes": 1, "retentionInDays": 3653},
        {"logGroupName": "delivery", "storedBytes": 1, "logGroupClass": "DELIVERY"},
    ]
    place, _ = faked(describe_log_groups=[{"logGroups": given}, {"logGroups": [{"logGroupName": "empty"}]}])
    assert found(logs.check(place)) == {
        ("log-group-without-end", "endless"): "3.00",  # 100 × 0.03
        ("log-group-without-end", "empty"): "0.00",
    }


def balancer(name: str, kind: str = "application", when: datetime = LONG_AGO) -> dict[str, Any]:
    arn = f"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/{name}"
    return {"LoadBalancerArn": arn, "LoadBalancerName": name, "Type": kind, "CreatedTime": when}


def described(ResourceArns: list[str]) -> dict[str, Any]:  # noqa: N803 (AWS's name)
    assert len(ResourceArns) <= 20  # ELB takes no more
    return {"TagDescriptions": [{"ResourceArn": arn, "Tags": TAGS} for arn in reversed(ResourceArns)]}


def test_load_balancers_that_are_used_young_or_of_another_kind() -> None:
    given = [
        balancer("old", when=ago(14)),
        balancer("young", when=ago(14) + SECOND),
        balancer("busy"),
        balancer("gateway", "gateway"),
        balancer("network", "network"),
        balancer("busy-network", "network"),
    ]
    rows = {"alb.hour": "1", "nlb.hour": "2", "nat.hour": "3"}
    values = {"busy": [0.0, 1.0], "busy-network": [0.0, 1.0]}
    place, session = faked(
        table=PriceTable({HOME: rows}),
        describe_load_balancers=[{"LoadBalancers": given[:1]}, {"LoadBalancers": given[1:]}],
        get_metric_data=measured(values),
        describe_tags=described,
    )
    told = [(item.resource.split("/")[1], item.action, item.monthly, item.tags) for item in balancers.check(place)]
    assert told == [("old", "remove", Decimal(730), WHOM), ("network", "remove", Decimal(1460), WHOM)]
    (asked,) = session.asked["get_metric_data"]
    assert [
        (item["MetricStat"]["Metric"]["Namespace"], item["MetricStat"]["Metric"]["MetricName"])
        for item in asked["MetricDataQueries"]
    ] == [("AWS/ApplicationELB", "RequestCount")] * 2 + [("AWS/NetworkELB", "NewFlowCount")] * 2
    assert asked["StartTime"] == ago(14)


def test_a_thousand_idle_load_balancers() -> None:
    given = [balancer(f"b-{number}") for number in range(1001)]
    place, session = faked(
        describe_load_balancers=[{"LoadBalancers": given}], get_metric_data=measured({}), describe_tags=described
    )
    assert len({item.resource for item in balancers.check(place)}) == 1001
    assert [len(asked["MetricDataQueries"]) for asked in session.asked["get_metric_data"]] == [500, 500, 1]


def gateway(name: str, when: datetime = LONG_AGO, *addresses: dict[str, str]) -> dict[str, Any]:
    return {"NatGatewayId": name, "CreateTime": when, "NatGatewayAddresses": list(addresses), "Tags": TAGS}


def test_nat_gateways_that_are_used_young_or_private() -> None:
    """One with traffic in a single direction is used; a private one pays for no address."""
    public, private = {"PublicIp": "192.0.2.1"}, {"PrivateIp": "10.0.0.1"}
    given = [
        gateway("old", ago(14), public, public),
        gateway("young", ago(14) + SECOND, public),
        gateway("in", LONG_AGO, public),
        gateway("keep-alives", LONG_AGO, private),
        gateway("few-more", LONG_AGO, private),
    ]
    values: dict[str, list[float]] = {"in": [5e6], "keep-alives": [499_999], "few-more": [500_000]}
    answer = measured(values)
    place, session = faked(
        describe_nat_gateways=[{"NatGateways": given[:1]}, {"NatGateways": given[1:]}], get_metric_data=answer
    )
    told = [(item.resource, item.action, item.monthly, item.tags) for item in nat.check(place)]
    assert told == [
        ("old", "remove", Decimal("40.15"), WHOM),  # 32.85 + 2 × 3.65
        ("keep-alives", "remove", Decimal("32.85"), WHOM),
    ]
    assert session.asked["describe_nat_gateways"] == [{"Filters": [{"Name": "state", "Values": ["available"]}]}]
    assert session.asked["get_metric_data"][0]["StartTime"] == ago(14)


@pytest.mark.parametrize("metric", ["BytesOutToDestination", "BytesInFromDestination"])
def test_traffic_in_one_direction_is_use(metric: str) -> None:
    place, _ = faked(
        describe_nat_gateways=[{"NatGateways": [gateway("one")]}], get_metric_data=measured({metric: [1e6]})
    )
    assert list(nat.check(place)) == []
