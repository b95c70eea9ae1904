"""Flow logs: who writes where, and how long it stays."""

from __future__ import annotations

import json
from typing import Any

from components.operations import Query
from components.settings.network import FlowLogSettings
from tests.support.synth import Stage, Synthesis, synth_component

ACCOUNT = {"aws:SourceAccount": "123456789012"}


def flow_logs(environment: str = "Production", **settings: Any) -> tuple[Synthesis, list[Query]]:
    queries: list[Query] = []

    def build(stage: Stage) -> None:
        from components.blocks.flow_logs import FlowLogs, FlowLogsArgs

        args = FlowLogsArgs(
            settings=FlowLogSettings.of(environment, **settings), stack=stage.stack, vpc_id="vpc-1", name_prefix="shop"
        )
        queries.extend(FlowLogs("traffic", args, stage.opts).operations.queries)

    return synth_component(build, environment), queries


def test_s3_gets_parquet_in_hourly_partitions() -> None:
    made, queries = flow_logs(destination="s3")
    log = made.only("FlowLog")
    assert log.inputs["logDestination"] == made.only("Bucket", "traffic-bucket-bucket").outputs["arn"]
    assert log.inputs["destinationOptions"] == {
        "fileFormat": "parquet",
        "hiveCompatiblePartitions": True,
        "perHourPartition": True,
    }
    columns = log.inputs["logFormat"].split()
    assert len(set(columns)) == len(columns) == 23
    assert {"${srcaddr}", "${dstport}", "${action}", "${pkt-srcaddr}"} <= set(columns)
    assert queries == []


def test_the_bucket_takes_records_of_this_account_and_region_only_and_stands_first() -> None:
    made, _ = flow_logs(destination="s3")
    policy = json.loads(made.only("BucketPolicy").inputs["policy"])["Statement"]
    delivery = {s["Sid"]: s for s in policy if s["Sid"].startswith("AWSLogDelivery")}
    write, check = delivery["AWSLogDeliveryWrite"], delivery["AWSLogDeliveryAclCheck"]
    source = {"aws:SourceArn": "arn:*:logs:us-east-1:123456789012:*"}
    assert write["Principal"] == check["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert (write["Action"], check["Action"]) == (["s3:PutObject"], ["s3:GetBucketAcl"])
    assert write["Condition"]["StringEquals"] == ACCOUNT | {"s3:x-amz-acl": "bucket-owner-full-control"}
    assert check["Condition"]["StringEquals"] == ACCOUNT
    assert write["Condition"]["ArnLike"] == check["Condition"]["ArnLike"] == source
    assert write["Resource"][0].endswith("/AWSLogs/*")
    assert made.only("BucketPolicy").urn in made.only("FlowLog").depends_on


def test_records_end_with_their_retention() -> None:
    made, _ = flow_logs(destination="s3", retention_days=90)
    rules = made.only("BucketLifecycleConfiguration").inputs["rules"]
    assert [rule["expiration"]["days"] for rule in rules if rule.get("expiration")] == [90]
    made, _ = flow_logs("Staging")
    assert made.only("LogGroup").inputs["retentionInDays"] == 30


def test_cloudwatch_gets_a_role_that_writes_to_one_group() -> None:
    made, queries = flow_logs(destination="cloudwatch", traffic="REJECT")
    group, role, log = made.only("LogGroup"), made.only("Role"), made.only("FlowLog")
    assert log.inputs["logDestination"] == group.outputs["arn"]
    assert log.inputs["iamRoleArn"] == role.outputs["arn"]
    assert log.inputs["trafficType"] == "REJECT"
    (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trust["Condition"] == {
        "StringEquals": ACCOUNT,
        "ArnLike": {"aws:SourceArn": "arn:*:ec2:us-east-1:123456789012:vpc-flow-log/*"},
    }
    (write,) = json.loads(made.only("RolePolicy").inputs["policy"])["Statement"]
    assert write["Resource"] == [group.outputs["arn"], f"{group.outputs['arn']}:*"]
    assert made.only("RolePolicy").urn in log.depends_on
    assert {query.name for query in queries} == {"refused connections", "most bytes"}


def test_none_makes_nothing() -> None:
    made, queries = flow_logs("Development")
    assert not [resource for resource in made.resources if resource.type.startswith("aws:")]
    assert queries == []
