"""Every call of the function is allowed by the role that the component makes, and the role allows nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from functions.instance_scheduler import handler as module
from functions.instance_scheduler.config import read
from functions.instance_scheduler.places import session
from tests.functions.instance_scheduler.conftest import ACCOUNT, NIGHT, go, tag_pairs
from tests.functions.instance_scheduler.estate import OFF, ON, Estate
from tests.functions.instance_scheduler.test_failures import restart
from tests.support.policies import allows
from tests.support.synth import synth_component

OTHER = "arn:aws:iam::111122223333:role/quoin-scheduler"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
TAGS = {"Project": "shop", "Environment": "Production"}
PREFIXES = {"resourcegroupstaggingapi": "tag"}
NOT_OF_BOTO3 = {
    "logs:CreateLogStream",  # Lambda writes the log
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "kms:CreateGrant",  # EC2 does that on behalf of whoever starts an instance
}


@cache
def synthesis() -> Any:
    from components.governance.instance_scheduler import InstanceScheduler, InstanceSchedulerArgs
    from components.settings.instance_scheduler import InstanceSchedulerSettings

    def build(stage: Any) -> dict[str, Any]:
        daily = {
            "timezone": "America/New_York",
            "periods": {"days": {"begin": "08:00", "end": "18:00"}},
            "snapshots": 1,
        }
        settings = InstanceSchedulerSettings.of(
            stage.environment,
            schedules={"daily": daily},
            schedule="daily",
            roles=[OTHER],
            external_id="shop-4410",
            key_arns=[KEY],
        )
        made = InstanceScheduler("scheduler", InstanceSchedulerArgs(settings=settings, stack=stage.stack), stage.opts)
        return {"template": made.member_template}

    return synth_component(build)


def policy() -> str:
    return next(
        r.inputs["policy"] for r in synthesis().of_type("aws:iam/rolePolicy:RolePolicy") if "function" in r.name
    )


def configuration() -> Any:
    """The configuration that the component packs, but for the other account."""
    from components.governance.scheduler_package import configuration as make
    from components.settings.instance_scheduler import InstanceSchedulerSettings

    found: list[Any] = []

    def build(stage: Any) -> None:
        daily = {
            "timezone": "America/New_York",
            "periods": {"days": {"begin": "08:00", "end": "18:00"}},
            "snapshots": 1,
        }
        settings = InstanceSchedulerSettings.of(
            stage.environment, schedules={"daily": daily}, roles=[OTHER], external_id="shop-4410"
        )
        found.append(make("scheduler", settings, stage.stack))

    synth_component(build)
    return read(found[0])


SEEN: list[Any] = []


@pytest.fixture
def calls(aws, clock, recorder):
    """All calls of a life of every kind, once for all tests."""
    if not SEEN:
        live(aws, clock)
        SEEN.extend(recorder.calls)
    return SEEN


def live(aws, clock):
    """Nights and mornings, errors, restarts of RDS, another account, metrics."""
    estate, found = Estate(aws, schedule="daily", **TAGS), configuration()
    for day in range(2):
        for moment in (NIGHT + timedelta(days=day), NIGHT + timedelta(days=day, hours=14)):
            clock.move_to(moment)
            report = go(moment, found)
            assert not report.problems
    assert estate.state() == ON
    wrong(aws, estate, "dayly")
    assert go(moment, found).counts["failed"] == 7
    wrong(aws, estate, "daily")
    night = NIGHT + timedelta(days=2)
    clock.move_to(night)
    assert not go(night, found).problems
    assert estate.state() == OFF
    clock.move_to(night + timedelta(days=8))
    aws.client("rds").start_db_instance(DBInstanceIdentifier="orders")
    restart("orders", "db-instance", night + timedelta(days=7))
    aws.client("rds").start_db_cluster(DBClusterIdentifier="shop")
    # The schedule of a stack at rest: nothing has been wanted since, but for what RDS did.
    at_rest = found.schedules["daily"].wants(night)
    found.schedules["daily"].__dict__["wants"] = lambda _now: at_rest
    report = go(night + timedelta(days=8), found)
    module.send(report, found, session("us-east-1").client("cloudwatch"))


def wrong(aws, estate, name):
    tags = tag_pairs(name)
    arns = {"rds": estate.database()["DBInstanceArn"], "rds-cluster": estate.cluster()["DBClusterArn"]}
    aws.client("ec2").create_tags(Resources=[estate.instance_id], Tags=tags)
    entry = {**tags[0], "ResourceId": "web", "ResourceType": "auto-scaling-group", "PropagateAtLaunch": True}
    aws.client("autoscaling").create_or_update_tags(Tags=[entry])
    for arn in arns.values():
        aws.client("rds").add_tags_to_resource(ResourceName=arn, Tags=tags)
    aws.client("ecs").tag_resource(
        resourceArn=estate.service()["serviceArn"], tags=[{"key": "Schedule", "value": name}]
    )
    aws.client("eks").tag_resource(resourceArn=estate.nodes()["nodegroupArn"], tags={"Schedule": name})
    arn = f"arn:aws:redshift:us-east-1:{ACCOUNT}:cluster:facts"
    aws.client("redshift").create_tags(ResourceName=arn, Tags=tags)


def arns(service: str, operation: str, params: dict[str, Any]) -> Iterator[str]:
    """Yield the resources that AWS asks the role's policy about, from the service authorization reference."""
    here = f"arn:aws:{service}:us-east-1:{ACCOUNT}:"
    group = f"{here}autoScalingGroup:0:autoScalingGroupName/"
    found: dict[str, Any] = {
        "sts:AssumeRole": lambda: [params["RoleArn"]],
        "ec2:StartInstances": lambda: [f"{here}instance/{key}" for key in params["InstanceIds"]],
        "ec2:StopInstances": lambda: [f"{here}instance/{key}" for key in params["InstanceIds"]],
        "ec2:CreateTags": lambda: [f"{here}instance/{key}" for key in params["Resources"]],
        "ec2:DeleteTags": lambda: [f"{here}instance/{key}" for key in params["Resources"]],
        "autoscaling:UpdateAutoScalingGroup": lambda: [f"{group}{params['AutoScalingGroupName']}"],
        "autoscaling:CreateOrUpdateTags": lambda: [f"{group}{tag['ResourceId']}" for tag in params["Tags"]],
        "autoscaling:DeleteTags": lambda: [f"{group}{tag['ResourceId']}" for tag in params["Tags"]],
        "rds:DescribeEvents": lambda: ["*"],
        "ecs:UpdateService": lambda: [params["service"]],
        "ecs:DescribeServices": lambda: params["services"],
        "ecs:TagResource": lambda: [params["resourceArn"]],
        "ecs:UntagResource": lambda: [params["resourceArn"]],
        "eks:TagResource": lambda: [params["resourceArn"]],
        "eks:UntagResource": lambda: [params["resourceArn"]],
        "eks:DescribeNodegroup": lambda: [f"{here}nodegroup/{params['clusterName']}/{params['nodegroupName']}/0"],
        "eks:UpdateNodegroupConfig": lambda: [f"{here}nodegroup/{params['clusterName']}/{params['nodegroupName']}/0"],
        "redshift:PauseCluster": lambda: [f"{here}cluster:{params['ClusterIdentifier']}"],
        "redshift:ResumeCluster": lambda: [f"{here}cluster:{params['ClusterIdentifier']}"],
        "redshift:CreateTags": lambda: [params["ResourceName"]],
        "redshift:DeleteTags": lambda: [params["ResourceName"]],
        "application-autoscaling:RegisterScalableTarget": lambda: [f"{here}scalable-target/1"],
    }
    known = found.get(f"{service}:{operation}")
    if known:
        yield from known()
    elif service == "rds":
        yield from databases(here, operation, params)
    else:
        yield "*"


def databases(here: str, operation: str, params: dict[str, Any]) -> Iterator[str]:
    if "ResourceName" in params:
        yield params["ResourceName"]
    if operation in ("DescribeDBInstances", "DescribeDBSnapshots"):
        yield f"{here}db:{params.get('DBInstanceIdentifier', '*')}"
    elif operation == "DescribeDBClusters":
        yield f"{here}cluster:*"
    elif "DBInstanceIdentifier" in params:
        yield f"{here}db:{params['DBInstanceIdentifier']}"
    elif "DBClusterIdentifier" in params:
        yield f"{here}cluster:{params['DBClusterIdentifier']}"
    if "DBSnapshotIdentifier" in params:
        yield f"{here}snapshot:{params['DBSnapshotIdentifier']}"
    if "DBClusterSnapshotIdentifier" in params:
        yield f"{here}cluster-snapshot:{params['DBClusterSnapshotIdentifier']}"


def tag_keys(params: dict[str, Any]) -> list[str] | None:
    tags = params.get("TagKeys") or params.get("tagKeys") or params.get("Tags") or params.get("tags")
    if isinstance(tags, dict):
        return list(tags)
    return [tag if isinstance(tag, str) else tag.get("Key", tag.get("key")) for tag in tags] if tags else None


def requests(calls) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield action, resource and condition keys of every call; whoever it is may ask for his own identity."""
    for service, operation, params, region in calls:
        if operation == "GetCallerIdentity":
            continue
        context: dict[str, Any] = {"aws:RequestedRegion": region}
        if (keys := tag_keys(params)) is not None:
            context["aws:TagKeys"] = keys
        if service == "application-autoscaling":
            context |= {
                "application-autoscaling:service-namespace": params["ServiceNamespace"],
                "application-autoscaling:scalable-dimension": params["ScalableDimension"],
            }
        if service == "cloudwatch":
            context["cloudwatch:namespace"] = params["Namespace"]
        for arn in arns(service, operation, params):
            yield f"{PREFIXES.get(service, service)}:{operation}", arn, context


def tags_of(schedule: str, **tags: str) -> dict[str, str]:
    return {f"aws:ResourceTag/{key}": value for key, value in {"Schedule": schedule, **tags}.items()}


def test_the_role_allows_every_call_and_nothing_that_is_never_called(calls):
    text, used = policy(), set()
    for action, arn, context in requests(calls):
        assert allows(text, action, arn, context=context | tags_of("daily", **TAGS)), (action, arn, context)
        used.add(action)
    named = {action for statement in json.loads(text)["Statement"] for action in statement["Action"]}
    assert named - used == NOT_OF_BOTO3
    assert len(used) > 35


def test_what_has_no_schedule_of_ours_or_is_another_stacks_is_out_of_reach(calls):
    text = policy()
    free = {"sts", "cloudwatch", "tag", "application-autoscaling"}
    changing = [
        (action, arn, context)
        for action, arn, context in requests(calls)
        if not action.split(":")[1].startswith("Describe") and action.split(":")[0] not in free
        if "snapshot:" not in arn
    ]
    assert len({action for action, _, _ in changing}) > 20
    for action, arn, context in changing:
        assert not allows(text, action, arn, context=context), action
        assert not allows(text, action, arn, context=context | tags_of("daily", **TAGS | {"Project": "bank"})), action
        elsewhere = context | tags_of("daily", **TAGS) | {"aws:RequestedRegion": "eu-west-1"}
        assert not allows(text, action, arn, context=elsewhere), action
        if "aws:TagKeys" in context:
            more = context | tags_of("daily", **TAGS) | {"aws:TagKeys": [*context["aws:TagKeys"], "Owner"]}
            assert not allows(text, action, arn, context=more), action
        else:
            assert not allows(text, action, arn, context=context | tags_of("theirs", **TAGS)), action
    mine = f"arn:aws:rds:us-east-1:{ACCOUNT}:snapshot:mine"
    here = {"aws:RequestedRegion": "us-east-1"}
    assert not allows(text, "rds:DeleteDBSnapshot", mine, context=here | tags_of("daily", **TAGS))


def test_the_role_of_another_account_can_do_the_same_and_trusts_the_scheduler_only(calls):
    template = json.loads(synthesis().exports["template"])
    role = template["Resources"]["Role"]["Properties"]
    document = role["Policies"][0]["PolicyDocument"]
    text = json.dumps(document).replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Partition}", "aws")
    plain = json.loads(text)
    for statement in plain["Statement"]:
        statement["Resource"] = [item if isinstance(item, str) else item["Fn::Sub"] for item in statement["Resource"]]
    for action, arn, context in requests(calls):
        if action.split(":")[0] not in ("sts", "cloudwatch"):
            assert allows(json.dumps(plain), action, arn, context=context | tags_of("daily", **TAGS)), (action, arn)
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "shop-4410"}
    assert trust["Condition"]["ArnEquals"] == {"aws:PrincipalArn": {"Ref": "Caller"}}
    made = next(r for r in synthesis().of_type("aws:iam/role:Role") if "function" in r.name)
    assert template["Parameters"]["Caller"]["Default"].endswith(f":role/{made.outputs['name']}")
