"""Arithmetic done by hand from the price book's rows, to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops.estimate import Resource, Usage, estimate
from tests.finops.estimate.support import resource

D = Decimal

TASK = resource("aws:ecs/taskDefinition:TaskDefinition", "task", cpu="512", memory="1024")


def fixed(*resources: Resource) -> D:
    result = estimate(resources)
    assert not [gap for gap in result.gaps if gap.basis == "fixed"], result.gaps
    return result.fixed.expected


HAND = {
    "NAT gateway in each of three zones, with its address": (
        [resource(f"aws:ec2/{kind}", f"{zone}") for zone in "abc" for kind in ("natGateway:NatGateway", "eip:Eip")],
        3 * (730 * D("0.045") + 730 * D("0.005")),  # 109.50
    ),
    "t3.medium with 50 GB gp3 at 4,000 IOPS and 200 MiB/s": (
        [
            resource(
                "aws:ec2/instance:Instance",
                instanceType="t3.medium",
                associatePublicIpAddress=False,
                rootBlockDevice={"volumeSize": 50, "volumeType": "gp3", "iops": 4000, "throughput": 200},
            )
        ],
        730 * D("0.0416") + 50 * D("0.08") + 1000 * D("0.005") + 75 * D("0.04"),  # 42.368
    ),
    "MySQL db.t4g.small, Multi-AZ, 100 GB gp3": (
        [
            resource(
                "aws:rds/instance:Instance",
                engine="mysql",
                engineVersion="8.4",
                instanceClass="db.t4g.small",
                allocatedStorage=100,
                storageType="gp3",
                multiAz=True,
            )
        ],
        2 * (730 * D("0.032") + 100 * D("0.115")),  # 69.72
    ),
    "Application Load Balancer that faces the internet in two zones": (
        [resource("aws:lb/loadBalancer:LoadBalancer", internal=False, subnets=["a", "b"])],
        730 * D("0.0225") + 2 * 730 * D("0.005"),  # 23.725
    ),
    "Valkey, two shards with a replica each, cache.t3.small": (
        [
            resource(
                "aws:elasticache/replicationGroup:ReplicationGroup",
                engine="valkey",
                nodeType="cache.t3.small",
                numNodeGroups=2,
                replicasPerNodeGroup=1,
            )
        ],
        4 * 730 * D("0.034") * D("0.8"),  # 79.424
    ),
    "EKS in standard support with three t3.large nodes of 20 GB": (
        [
            resource("aws:eks/cluster:Cluster", version="1.35"),
            resource(
                "aws:eks/nodeGroup:NodeGroup",
                instanceTypes=["t3.large"],
                scalingConfig={"minSize": 1, "desiredSize": 3, "maxSize": 5},
            ),
        ],
        730 * D("0.10") + 3 * 730 * D("0.0832") + 3 * 20 * D("0.08"),  # 260.008
    ),
    "Fargate, three tasks of half a vCPU and 1 GB, on x86": (
        [
            TASK,
            resource("aws:ecs/service:Service", launchType="FARGATE", taskDefinition="${task.arn}", desiredCount=3),
        ],
        3 * 730 * (D("0.5") * D("0.04048") + D("0.004445")),  # 54.06015
    ),
    "OpenSearch, three data nodes with 400 GB gp2 each": (
        [
            resource(
                "aws:opensearch/domain:Domain",
                clusterConfig={"instanceType": "m6g.large.search", "instanceCount": 3},
                ebsOptions={"ebsEnabled": True, "volumeType": "gp2", "volumeSize": 400},
            )
        ],
        3 * 730 * D("0.128") + 3 * 400 * D("0.135"),  # 442.32
    ),
    "Web ACL with four rules": (
        [resource("aws:wafv2/webAcl:WebAcl", rules=[{"name": name} for name in "abcd"])],
        5 + 4 * D("1.00"),
    ),
    "Provisioned table, 10 WCU and 20 RCU": (
        [resource("aws:dynamodb/table:Table", writeCapacity=10, readCapacity=20)],
        730 * (10 * D("0.00065") + 20 * D("0.00013")),  # 6.643
    ),
    "Interface endpoint in three zones": (
        [resource("aws:ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType="Interface", subnetIds=["a", "b", "c"])],
        3 * 730 * D("0.01"),
    ),
    "Key, secret, dashboard, zone": (
        [
            resource("aws:kms/key:Key"),
            resource("aws:secretsmanager/secret:Secret"),
            resource("aws:cloudwatch/dashboard:Dashboard"),
            resource("aws:route53/zone:Zone"),
        ],
        D("1.00") + D("0.40") + D("3.00") + D("0.50"),
    ),
}


@pytest.mark.parametrize("case", HAND)
def test_fixed_cost(case):
    resources, cost = HAND[case]
    assert fixed(*resources) == cost


def test_the_figures_written_beside_the_cases():
    figures = ["109.50", "42.368", "69.72", "23.725", "79.424", "260.008", "54.06015", "442.32"]
    assert [cost for _, cost in list(HAND.values())[:8]] == [D(figure) for figure in figures]


def test_lambda_by_usage():
    function = resource("aws:lambda/function:Function", "f", memorySize=512, architectures=["arm64"])
    usage = Usage.of({"resources": {"f": {"monthlyRequests": 3_000_000, "averageDurationMs": 200}}})
    # 3 million × 0.20 + 3,000,000 × 0.2 s × 0.5 GB × 0.0000133334
    assert estimate([function], usage=usage).usage.expected == D("0.60") + 300_000 * D("0.0000133334")


def test_tiers_of_cloudfront():
    distribution = resource("aws:cloudfront/distribution:Distribution", "d")
    usage = Usage.of({"resources": {"d": {"dataOutGb": 20_480, "monthlyRequests": 0, "originGb": 0}}})
    expected = 10_240 * D("0.085") + 10_240 * D("0.08")
    assert estimate([distribution], usage=usage).usage.expected == expected
