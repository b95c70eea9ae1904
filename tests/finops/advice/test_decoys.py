"""What looks like waste and is none, and what cannot be told."""

from __future__ import annotations

import pytest

from finops.estimate import UNKNOWN
from tests.finops.advice.support import TYPES, found, instance, usage
from tests.finops.estimate.support import resource

RDS = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DATABASE = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t4g.small", "allocatedStorage": 100}
QUIET = usage(
    nat={"dataProcessedGb": 100, "internetGb": 0},
    logs={"ingestedGb": 10, "storedGb": 10},
    bucket={"standardGb": 100, "monthlyWrites": 0, "monthlyReads": 0},
)
LOGS = resource(TYPES["logs"], "logs", retentionInDays=30)


@pytest.mark.parametrize(
    ("way", "resources"),
    [
        ("volumes", [resource("aws:ebs/volume:Volume", "it", size=100, type="gp3")]),
        ("volumes", [resource("aws:ebs/volume:Volume", "it", size=UNKNOWN, type="gp2")]),
        ("volumes", [resource(RDS, "gp2-costs-the-same-as-gp3", **DATABASE, storageType="gp2")]),
        ("machines", [instance(type_="m6g.large")]),
        ("machines", [instance(type_=UNKNOWN)]),
        ("machines", [instance("a-gpu", type_="g5.xlarge")]),
        (
            "machines",
            [resource(RDS, "no-row-for-better", **{**DATABASE, "engine": "mariadb", "instanceClass": "db.t3.large"})],
        ),
        ("machines", [resource(TYPES["function"], "it", architectures=["arm64"])]),
        ("caches", [resource(CACHE, "it", engine="valkey", nodeType="cache.t3.medium")]),
        ("caches", [resource(CACHE, "no-row", engine="redis", nodeType="cache.x9.large")]),
        ("logs", [resource(TYPES["logs"], "it", retentionInDays=30, logGroupClass="INFREQUENT_ACCESS")]),
        ("logs", [LOGS, resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "read", logGroupName="${logs}")]),
        (
            "objects",
            [
                resource(TYPES["bucket"], "it"),
                resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules", bucket="${it}"),
            ],
        ),
        (
            "nat",
            [
                resource(TYPES["nat"], "nat"),
                resource("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", serviceName="com.amazonaws.us-east-1.s3"),
                resource("aws:ec2/vpcEndpoint:VpcEndpoint", "ddb", serviceName="com.amazonaws.us-east-1.dynamodb"),
            ],
        ),
        (
            "nat",
            [resource(TYPES["nat"], "nat"), resource("aws:ec2/vpcEndpoint:VpcEndpoint", "it", serviceName=UNKNOWN)],
        ),
        ("hours", [instance()]),  # Production without a schedule
        ("hours", [resource(RDS, "a-replica-cannot-stop", **DATABASE, replicateSourceDb="other")]),
        ("transfer", []),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0].name if value else "nothing",
)
def test_no_advice(way, resources):
    assert [one.id for one in found(*resources, told=QUIET, only=way).values()] == []


def test_zones_of_production_keep_their_gateways():
    gateways = [resource(TYPES["nat"], name) for name in "abc"]
    assert "nat/single" not in found(*gateways, told=QUIET, only="nat")


def test_a_schedule_that_is_not_defined_has_no_hours():
    one = found(instance(tags={"Schedule": "mine"}), only="hours")["hours/mine"]
    assert one.saving is None
    assert "is not defined" in one.arithmetic[0]


def test_a_region_without_a_book_has_no_advice_but_that_of_the_rest():
    assert [one.id for one in found(instance(region="eu-west-1")).values() if one.saving] == []
