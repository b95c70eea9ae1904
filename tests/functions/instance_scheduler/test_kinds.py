"""Every kind of resource on moto: off at night, on by day as it was before, and nothing that is not to be touched."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from moto.ec2.models import ec2_backends

from functions.instance_scheduler.kinds.base import Order, Resource
from tests.functions.instance_scheduler.conftest import ACCOUNT, NEXT_NOON, NIGHT, NOON, go, tag_pairs
from tests.functions.instance_scheduler.estate import OFF, ON, Estate
from tests.functions.instance_scheduler.examples import BUSINESS, config


def test_every_kind_goes_off_and_comes_back_as_it_was(aws, clock):
    estate = Estate(aws)
    first = go(NOON)
    assert estate.state() == ON
    assert not first.problems
    night = go(NIGHT)
    assert not night.problems
    assert estate.state() == OFF
    assert night.counts["stopped"] == 7
    day = go(NEXT_NOON)
    assert not day.problems
    assert estate.state() == ON
    assert day.counts["started"] == 7


def test_marks_say_what_was_done_and_since_when(aws, clock):
    estate = Estate(aws)
    go(NOON)
    assert {tags["ScheduleState"] for tags in estate.marks().values()} == {
        "running 2026-11-24T13:00Z none 2026-11-24T17:00Z"
    }
    go(NIGHT)
    assert {tags["ScheduleState"] for tags in estate.marks().values()} == {
        "stopped 2026-11-24T23:00Z stop 2026-11-25T03:00Z"
    }
    sizes = {kind: tags.get("ScheduleCapacity") for kind, tags in estate.marks().items() if "ScheduleCapacity" in tags}
    assert sizes == {
        "autoscaling": "1/2/4 t3.small=2 2026-11-24T23:00Z",
        "ecs": "3/2/10/000 512x1024xarm64 2026-11-24T23:00Z",
        "eks": "1/2/5 t3.small 2026-11-24T23:00Z",
    }


def test_a_second_run_changes_nothing(aws, clock, recorder):
    estate = Estate(aws)
    go(NIGHT)
    marks = estate.marks()
    recorder.calls.clear()
    again = go(NIGHT + timedelta(minutes=5))
    assert again.counts["stopped"] == again.counts["started"] == 0
    assert {name for name in recorder.names() if not name.startswith(("Describe", "Get"))} == set()
    assert (estate.state(), estate.marks()) == (OFF, marks)


def test_hours_and_dollars_by_hand(aws, clock):
    Estate(aws)
    assert not go(NIGHT).savings  # what is only now being stopped has saved nothing yet
    saved = go(NIGHT + timedelta(minutes=5)).savings["business-hours"]
    machines = 1 + 2 + 1 + 2 + 3 + 2 + 2  # instance, group, database, members, tasks, nodes, nodes
    fargate = 3 * (Decimal("0.5") * Decimal("0.03238") + 1 * Decimal("0.00356"))
    hourly = (1 + 2 + 2) * Decimal("0.0208") + 2 * Decimal("0.018") + 2 * Decimal("0.082") + fargate
    hourly += 2 * Decimal("0.25")
    assert saved.hours * 12 == machines
    assert abs(saved.dollars * 12 - hourly) < Decimal("1e-20")
    assert saved.unpriced_hours == 0


def test_without_a_price_hours_count_and_dollars_do_not(aws, clock):
    Estate(aws, "eu-west-1")
    found = config(targets=[{"region": "eu-west-1"}], kinds=["ec2"])
    go(NIGHT, found)
    saved = go(NIGHT, found).savings["business-hours"]
    assert (saved.hours * 12, saved.dollars, saved.unpriced_hours * 12) == (1, 0, 1)


def test_members_of_groups_and_clusters_are_their_owners(aws, clock, recorder):
    estate = Estate(aws)
    go(NIGHT)
    stopped = [params["InstanceIds"] for _, name, params, _ in recorder.calls if name == "StopInstances"]
    assert stopped == [[estate.instance_id]]  # and not the two of the Auto Scaling group, which inherit the tag
    databases = [params["DBInstanceIdentifier"] for _, name, params, _ in recorder.calls if name == "StopDBInstance"]
    assert databases == ["orders"]


def test_only_what_is_in_scope_is_touched(aws, clock):
    estate = Estate(aws, Project="shop", Environment="Development")
    found = config(scope={"Project": "shop", "Environment": "Production"})
    report = go(NIGHT, found)
    assert estate.state() == ON
    assert report.counts["seen"] == 0
    go(NIGHT, config(scope={"Project": "shop", "Environment": "Development"}))
    assert estate.state() == OFF


def test_an_unknown_schedule_is_told_on_the_resource_and_forgotten_when_it_is_right(aws, clock, recorder):
    estate = Estate(aws, schedule="busines-hours")
    report = go(NIGHT, kinds=["ec2"])
    assert report.counts["failed"] == 1
    message = "there is no schedule busines-hours  expected one of business-hours"
    assert estate.marks()["ec2"]["ScheduleError"] == message
    recorder.calls.clear()
    go(NIGHT, kinds=["ec2"])
    assert "CreateTags" not in recorder.names()  # it is written once
    aws.client("ec2").create_tags(Resources=[estate.instance_id], Tags=tag_pairs())
    go(NIGHT, kinds=["ec2"])
    assert "ScheduleError" not in estate.marks()["ec2"]
    assert estate.state()["ec2"] == "stopped"


def test_only_those_that_can_hibernate_do(aws, clock, recorder):
    estate = Estate(aws)
    instance = ec2_backends[ACCOUNT]["us-east-1"].get_instance(estate.instance_id)
    schedule = {"business-hours": {**BUSINESS, "hibernate": True}}
    found = config(schedule, kinds=["ec2"])
    assert [order_of(order) for order in (False, True)] == [False, True]
    go(NIGHT, found)
    assert [params for _, name, params, _ in recorder.calls if name == "StopInstances"] == [
        {"InstanceIds": [instance.id]}
    ]


def order_of(able: bool) -> bool:
    from functions.instance_scheduler.kinds.ec2 import _hibernates

    raw = {"HibernationOptions": {"Configured": able}}
    resource = Resource(id="i-1", arn="i-1", state="running", tags={}, raw=raw)
    schedule = config({"s": {**BUSINESS, "hibernate": True}}).schedules["s"]
    return _hibernates(Order(resource=resource, schedule=schedule, since=NIGHT, now=NIGHT))


def test_spot_instances_and_replicas_are_told_not_stopped(aws, clock):
    estate = Estate(aws)
    ec2_backends[ACCOUNT]["us-east-1"].get_instance(estate.instance_id).lifecycle = "spot"
    aws.client("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders", Tags=tag_pairs()
    )
    report = go(NIGHT, kinds=["ec2", "rds"])
    assert estate.state()["ec2"] == "running"
    assert estate.state()["rds"] == "available"
    assert "Spot" in estate.marks()["ec2"]["ScheduleError"]
    assert "read replica" in estate.marks()["rds"]["ScheduleError"]
    assert report.counts["failed"] == 3


def test_a_group_that_was_empty_stays_empty(aws, clock):
    estate = Estate(aws)
    aws.client("autoscaling").update_auto_scaling_group(
        AutoScalingGroupName="web", MinSize=0, DesiredCapacity=0, MaxSize=3
    )
    for moment in (NIGHT, NEXT_NOON):
        go(moment, kinds=["autoscaling"])
    assert estate.sizes() == (0, 0, 3)


def test_auto_scaling_that_somebody_holds_still_is_held_still_afterwards(aws, clock):
    estate = Estate(aws)
    aws.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/main/api",
        ScalableDimension="ecs:service:DesiredCount",
        SuspendedState={
            "DynamicScalingInSuspended": True,
            "DynamicScalingOutSuspended": False,
            "ScheduledScalingSuspended": False,
        },
    )
    go(NIGHT, kinds=["ecs"])
    go(NEXT_NOON, kinds=["ecs"])
    target = aws.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
    held = target["ScalableTargets"][0]["SuspendedState"]
    assert (held["DynamicScalingInSuspended"], held["DynamicScalingOutSuspended"]) == (True, False)
    assert estate.state()["ecs"] == (3, 2, 10, False)
