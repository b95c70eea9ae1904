"""On moto: one resource, region or account that fails, a process that is killed, RDS that restarts by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import boto3
import pytest
from moto.rds.models import rds_backends

from functions.instance_scheduler import handler as module
from functions.instance_scheduler.config import Target
from functions.instance_scheduler.places import session
from tests.functions.instance_scheduler.conftest import ACCOUNT, NEXT_NOON, NIGHT, NOON, Killed, go, tag_pairs
from tests.functions.instance_scheduler.estate import IMAGE, OFF, ON, Estate
from tests.functions.instance_scheduler.examples import BUSINESS, config

OTHER = "arn:aws:iam::111122223333:role/quoin-scheduler"
DAILY = {"timezone": "America/New_York", "periods": [{"begin": "08:00", "end": "18:00"}]}
CLOSED = "arn:aws:iam::444455556666:role/quoin-scheduler"


def instances(client, number=1, schedule="business-hours"):
    made = client.run_instances(
        ImageId=IMAGE,
        InstanceType="t3.small",
        MinCount=number,
        MaxCount=number,
        TagSpecifications=[{"ResourceType": "instance", "Tags": tag_pairs(schedule)}],
    )
    return [instance["InstanceId"] for instance in made["Instances"]]


def states(client):
    pages = client.get_paginator("describe_instances").paginate()
    found = [i for page in pages for r in page["Reservations"] for i in r["Instances"]]
    return {instance["InstanceId"]: instance["State"]["Name"] for instance in found}


def test_a_process_killed_before_any_of_its_writes_ends_as_one_that_was_not(aws, clock, recorder, monkeypatch):
    monkeypatch.setattr(module, "_AT_A_TIME", 1)
    # The kinds that take more than one call; test_decision does the same for the engine and one of one call.
    estate, found = Estate(aws), config({"business-hours": DAILY}, kinds=["autoscaling", "ecs", "eks"])
    go(NOON, found)
    recorder.writes_left = 1000
    go(NIGHT, found)
    whole, writes = estate.state(), 1000 - recorder.writes_left
    on, off = {**ON}, {**ON, **{kind: OFF[kind] for kind in found.kinds}}
    assert whole == off
    moment, killed = NEXT_NOON, 0
    for allowed, wanted in ((number, state) for number in range(writes + 2) for state in (on, off)):
        # A morning and an evening, both killed one write later than those of the day before.
        recorder.writes_left = allowed
        try:
            go(moment, found)
        except Killed:
            killed += 1
        recorder.writes_left = float("inf")
        go(moment + timedelta(minutes=5), found)
        assert estate.state(found.kinds) == {kind: wanted[kind] for kind in found.kinds}, allowed
        moment += timedelta(hours=10) if wanted == on else timedelta(hours=14)
        clock.move_to(moment)
    assert estate.state() == off
    assert killed > writes + 5 > 10  # before each write of an evening, and of a morning, which has fewer


def test_a_process_killed_half_way_through_everything(aws, clock, recorder, monkeypatch):
    monkeypatch.setattr(module, "_AT_A_TIME", 1)
    estate = Estate(aws)
    recorder.writes_left = 9
    with pytest.raises(Killed):
        go(NIGHT)
    assert estate.state() not in (ON, OFF)
    recorder.writes_left = float("inf")
    go(NIGHT + timedelta(minutes=5))
    assert estate.state() == OFF
    go(NEXT_NOON)
    assert estate.state() == ON


def test_one_instance_that_cannot_be_stopped_does_not_keep_the_others_running(aws, clock, recorder):
    client = aws.client("ec2")
    ids = instances(client, 7)
    recorder.refuse["StopInstances"] = lambda params, _: "Blocked" if ids[4] in params["InstanceIds"] else None
    report = go(NIGHT, kinds=["ec2"])
    assert states(client) == {key: "running" if key == ids[4] else "stopped" for key in ids}
    assert report.counts["failed"] == 1
    tags = client.describe_tags(Filters=[{"Name": "key", "Values": ["ScheduleError"]}])["Tags"]
    assert [(tag["ResourceId"], tag["Value"]) for tag in tags] == [(ids[4], "Blocked: refused by the test")]


def test_one_kind_that_fails_stops_no_other(aws, clock, recorder):
    estate = Estate(aws)
    recorder.refuse["DescribeAutoScalingGroups"] = lambda _params, _region: "InternalFailure"
    report = go(NIGHT)
    assert estate.state() == OFF | {"autoscaling": ON["autoscaling"]}
    assert report.counts["places_failed"] == 1
    assert report.problems == ["autoscaling in this account/us-east-1: InternalFailure: refused by the test"]


def test_one_region_or_account_that_fails_stops_no_other(aws, clock, recorder):
    regions = ("us-east-1", "eu-west-1", "ap-south-1")
    own = {region: aws.client("ec2", region) for region in regions}
    credentials = aws.client("sts").assume_role(RoleArn=OTHER, RoleSessionName="test")["Credentials"]
    given = {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
    there = {region: session(region, **given).client("ec2") for region in regions}
    for client in (*own.values(), *there.values()):
        instances(client)
    targets = [{"region": region, "role": role} for role in ("", OTHER, CLOSED) for region in regions]
    found = config(targets=targets, kinds=["ec2"], externalId="shop-4410")
    recorder.refuse["DescribeInstances"] = lambda _params, region: "AuthFailure" if region == "eu-west-1" else None
    recorder.refuse["AssumeRole"] = lambda params, _region: "AccessDenied" if params["RoleArn"] == CLOSED else None
    report = go(NIGHT, found)
    for clients in (own, there):
        found_states = {region: list(states(client).values()) for region, client in clients.items()}
        assert found_states == {"us-east-1": ["stopped"], "eu-west-1": ["running"], "ap-south-1": ["stopped"]}
    assert report.counts["places_failed"] == 2 + 3
    taken = [params for _, name, params, _ in recorder.calls if name == "AssumeRole"]
    assert {params["ExternalId"] for params in taken} == {"shop-4410"}
    assert len([params for params in taken if params["RoleArn"] == OTHER]) == len(regions)


def test_rds_that_restarts_after_seven_days_is_stopped_again_and_one_started_by_hand_is_not(aws, clock):
    estate = Estate(aws)
    schedule = {"business-hours": {**BUSINESS, "periods": [{"begin": "08:00", "end": "18:00", "months": ["jan"]}]}}
    found = config(schedule, kinds=["rds", "rds-cluster"])
    go(NIGHT, found)
    assert (estate.state()["rds"], estate.state()["rds-cluster"]) == ("stopped", "stopped")
    later = NIGHT + timedelta(days=7)
    clock.move_to(later)
    aws.client("rds").start_db_instance(DBInstanceIdentifier="orders")
    aws.client("rds").start_db_cluster(DBClusterIdentifier="shop")
    go(later + timedelta(minutes=5), found)
    assert estate.state()["rds"] == "available"  # nobody said that RDS did it: it was a person
    restart("orders", "db-instance", later)
    restart("shop", "db-cluster", later)
    clock.move_to(later + timedelta(minutes=10))
    go(later + timedelta(minutes=10), found)
    assert (estate.state()["rds"], estate.state()["rds-cluster"]) == ("stopped", "stopped")
    # Started by hand afterwards: the old event does not count again.
    aws.client("rds").start_db_instance(DBInstanceIdentifier="orders")
    clock.move_to(later + timedelta(days=7))
    go(later + timedelta(days=7), found)
    assert estate.state()["rds"] == "available"


def test_rds_that_was_off_already_is_stopped_again_as_well(aws, clock):
    """Somebody stopped it by day, or a run that was killed did: the mark says that nothing was to be done."""
    estate = Estate(aws)
    schedule = {"business-hours": {**BUSINESS, "periods": [{"begin": "08:00", "end": "18:00", "months": ["jan"]}]}}
    found = config(schedule, kinds=["rds"])
    aws.client("rds").stop_db_instance(DBInstanceIdentifier="orders")
    go(NIGHT, found)
    assert estate.marks()["rds"]["ScheduleState"].split()[2] == "none"
    later = NIGHT + timedelta(days=7)
    clock.move_to(later)
    aws.client("rds").start_db_instance(DBInstanceIdentifier="orders")
    restart("orders", "db-instance", later)
    clock.move_to(later + timedelta(minutes=5))
    go(later + timedelta(minutes=5), found)
    assert estate.state()["rds"] == "stopped"


def restart(identifier: str, kind: str, moment: datetime) -> None:
    word = "instance" if kind == "db-instance" else "cluster"
    rds_backends[ACCOUNT]["us-east-1"].events.append(
        SimpleNamespace(
            source_identifier=identifier,
            source_type=kind,
            message=f"DB {word} is being started due to it exceeding the maximum allowed time being stopped.",
            event_categories=["notification"],
            source_arn="arn",
            date=moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        )
    )


@pytest.mark.parametrize("kept", [1, 2])
def test_a_snapshot_comes_before_every_stop_and_the_oldest_goes(aws, clock, kept):
    Estate(aws)
    found = config({"business-hours": {**DAILY, "snapshots": kept}}, kinds=["rds", "rds-cluster"])
    aws.client("rds").create_db_snapshot(DBInstanceIdentifier="orders", DBSnapshotIdentifier="mine")
    nights = [NIGHT + timedelta(days=n) for n in range(3)]
    for night in nights:
        clock.move_to(night)
        go(night, found)
        go(night + timedelta(hours=14), found)
    names = manual(aws.client("rds").describe_db_snapshots()["DBSnapshots"], "DBSnapshotIdentifier")
    stamps = [f"{night:%Y%m%dt%H%M}" for night in nights]
    assert names == {"mine", *(f"quoin-scheduler-orders-{stamp}" for stamp in stamps[-kept:])}
    of_clusters = aws.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    since = [f"{night - timedelta(days=1):%Y%m%d}t2300" for night in nights]  # 18:00 in New York
    assert manual(of_clusters, "DBClusterSnapshotIdentifier") == {
        f"quoin-scheduler-shop-{stamp}" for stamp in since[-kept:]
    }


def test_a_cluster_waits_for_its_snapshot(aws, clock, monkeypatch):
    estate = Estate(aws)
    found = config({"business-hours": {**BUSINESS, "snapshots": 1}}, kinds=["rds-cluster"])
    from functions.instance_scheduler.kinds.rds_clusters import Clusters

    complete = Clusters._snapshot
    monkeypatch.setattr(Clusters, "_snapshot", lambda self, *args: complete(self, *args) and False)
    report = go(NIGHT, found)
    assert (estate.state()["rds-cluster"], report.counts["waiting"]) == ("available", 1)
    assert "ScheduleState" not in estate.marks()["rds-cluster"]
    monkeypatch.setattr(Clusters, "_snapshot", complete)
    go(NIGHT + timedelta(minutes=5), found)
    assert estate.state()["rds-cluster"] == "stopped"
    of_clusters = aws.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert len(manual(of_clusters, "DBClusterSnapshotIdentifier")) == 1


def manual(snapshots, key):
    """RDS makes snapshots of its own as well; their names begin with rds:."""
    return {snapshot[key] for snapshot in snapshots if not snapshot[key].startswith("rds:")}


def test_a_run_that_is_out_of_time_ends_and_says_so(aws, clock, monkeypatch):
    from functions.instance_scheduler.engine import Clock
    from functions.instance_scheduler.prices import Prices

    client = aws.client("ec2")
    instances(client)
    found = config(kinds=["ec2"])
    report = module.run(found, Prices({}), Clock(NIGHT, lambda: -1.0), found.targets)
    assert (report.counts["unfinished"], set(states(client).values())) == (1, {"running"})


def test_an_event_names_one_place_and_none_that_is_not_configured():
    found = config(targets=[{"region": "us-east-1"}, {"region": "eu-west-1", "role": OTHER}])
    assert module.places({}, found) == found.targets
    assert module.places({"region": "eu-west-1", "role": OTHER}, found) == (Target(region="eu-west-1", role=OTHER),)
    with pytest.raises(ValueError, match="444455556666/eu-west-1 is none of the places"):
        module.places({"region": "eu-west-1", "role": CLOSED}, found)


def test_metrics_of_a_run(aws, clock):
    instances(aws.client("ec2"))
    found = config(kinds=["ec2"])
    go(NIGHT, found)
    report = go(NIGHT, found)
    module.send(report, found, boto3.client("cloudwatch", "us-east-1"))
    metrics = boto3.client("cloudwatch", "us-east-1").list_metrics(Namespace="shop/test")["Metrics"]
    names = {(m["MetricName"], tuple(d["Name"] for d in m["Dimensions"])) for m in metrics}
    assert ("HoursSaved", ("Scheduler", "Schedule")) in names
    assert ("DollarsSaved", ("Scheduler",)) in names
    assert ("Failures", ("Scheduler",)) in names
