"""What other estimators get wrong (each case is a fault that was measured in one of them)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from finops.estimate import UNKNOWN, Estimate, Resource, Span, Usage, estimate
from tests.finops.estimate.support import resource

D = Decimal

SERVICE = "aws:ecs/service:Service"


def line(result: Estimate, label: str):
    found = [line for line in result.lines if line.label == label]
    assert len(found) == 1, [line.label for line in result.lines]
    return found[0]


def task(**inputs):
    return resource("aws:ecs/taskDefinition:TaskDefinition", "task", **{"cpu": "1024", "memory": "2048", **inputs})


def test_storage_of_a_search_domain_counts_for_every_data_node():
    domain = resource(
        "aws:opensearch/domain:Domain",
        clusterConfig={"instanceType": "t3.small.search", "instanceCount": 3},
        ebsOptions={"ebsEnabled": True, "volumeType": "gp2", "volumeSize": 400},
    )
    assert line(estimate([domain]), "Storage").cost.high == D("162.00")


def test_arm_tasks_have_the_price_of_arm():
    service = resource(SERVICE, launchType="FARGATE", taskDefinition="${task}", desiredCount=1)
    result = estimate([task(runtimePlatform={"cpuArchitecture": "ARM64"}), service])
    assert line(result, "Fargate vCPU, arm64").cost.high == 730 * D("0.03238")
    assert line(result, "Fargate memory, arm64").cost.high == 730 * 2 * D("0.00356")


def test_fargate_spot_lowers_the_low_end_by_base_and_weights():
    strategy = [
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    service = resource(SERVICE, capacityProviderStrategies=strategy, taskDefinition="${task}", desiredCount=5)
    cost = line(estimate([task(), service]), "Fargate vCPU, x86_64").cost
    on_demand = 5 * 730 * D("0.04048")
    assert cost.high == on_demand
    # One task is the base; of the other four, three are Spot: at best 70 % off 3 of 5.
    assert cost.low == on_demand * (1 - D("0.6") * D("0.7"))


def test_ephemeral_storage_above_20_gb():
    service = resource(SERVICE, launchType="FARGATE", taskDefinition="${task}", desiredCount=2)
    result = estimate([task(ephemeralStorage={"sizeInGib": 50}), service])
    assert line(result, "Ephemeral storage").cost.high == 2 * 30 * 730 * D("0.000111")


def test_default_capacity_provider_of_the_cluster():
    cluster = resource("aws:ecs/cluster:Cluster", "main")
    providers = resource(
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        clusterName="${main.name}",
        defaultCapacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
    )
    service = resource(SERVICE, cluster="${main.arn}", taskDefinition="${task}", desiredCount=1)
    cost = line(estimate([cluster, providers, service, task()]), "Fargate vCPU, x86_64").cost
    assert cost.low == cost.high * D("0.3")


def test_scaling_target_of_a_service_gives_the_range():
    service = resource(SERVICE, "web", launchType="FARGATE", taskDefinition="${task}", desiredCount=2)
    target = resource("aws:appautoscaling/target:Target", resourceId="service/main/web", minCapacity=2, maxCapacity=10)
    cost = line(estimate([task(), service, target]), "Fargate vCPU, x86_64").cost
    assert [cost.low, cost.expected, cost.high] == [n * 730 * D("0.04048") for n in (2, 2, 10)]


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:ec2/eip:Eip", {}),
        ("aws:ec2/eip:Eip", {"instance": "i-1"}),
        (
            "aws:ec2/instance:Instance",
            {"instanceType": "t3.nano", "associatePublicIpAddress": True, "rootBlockDevice": {"volumeSize": 8}},
        ),
    ],
)
def test_public_addresses_cost_in_use_and_idle(type_, inputs):
    assert line(estimate([resource(type_, **inputs)]), "Public IPv4").cost.high == D("3.65")


def test_a_subnet_decides_about_the_address():
    subnet = resource("aws:ec2/subnet:Subnet", "public", mapPublicIpOnLaunch=True)
    instance = resource(
        "aws:ec2/instance:Instance", instanceType="t3.nano", subnetId="${public.id}", rootBlockDevice={"volumeSize": 8}
    )
    assert line(estimate([subnet, instance]), "Public IPv4").cost.low == D("3.65")
    assert line(estimate([instance]), "Public IPv4").cost.low == 0
    assert line(estimate([instance]), "Public IPv4").cost.high == D("3.65")


def test_eks_in_extended_support_costs_438():
    old = resource("aws:eks/cluster:Cluster", version="1.32")
    assert estimate([old], on=date(2026, 11, 23)).fixed.high == D("438.00")
    assert estimate([old], on=date(2026, 3, 23)).fixed.high == D("73.00")
    upgraded = resource("aws:eks/cluster:Cluster", version="1.32", upgradePolicy={"supportType": "STANDARD"})
    assert estimate([upgraded], on=date(2026, 11, 23)).fixed.high == D("73.00")


def database(**inputs):
    base = {"engine": "mysql", "engineVersion": "8.0.36", "instanceClass": "db.t3.large", "allocatedStorage": 20}
    return resource("aws:rds/instance:Instance", **{**base, **inputs})


def test_rds_in_extended_support_pays_for_each_vcpu():
    result = estimate([database(multiAz=True)], on=date(2026, 11, 23))
    assert line(result, "Extended support").cost.high == 2 * 2 * 730 * D("0.10")
    off = database(engineLifecycleSupport="open-source-rds-extended-support-disabled")
    assert "Extended support" not in {line.label for line in estimate([off]).lines}


def test_the_third_year_of_extended_support_has_no_row():
    result = estimate([database(engineVersion="5.7")], on=date(2026, 11, 23))
    assert [gap.label for gap in result.gaps] == ["Extended support"]
    assert result.high is None


def test_gp3_of_rds_includes_12000_iops_from_400_gb():
    small = estimate([database(storageType="gp3", allocatedStorage=399, iops=12_000, engineVersion="8.4")])
    large = estimate([database(storageType="gp3", allocatedStorage=400, iops=12_000, engineVersion="8.4")])
    assert line(small, "IOPS").cost.high == 9000 * D("0.02")
    assert "IOPS" not in {line.label for line in large.lines}


def test_storage_autoscaling_of_rds_is_a_range():
    cost = line(estimate([database(maxAllocatedStorage=100)]), "Storage").cost
    assert (cost.low, cost.expected, cost.high) == (D("2.3"), D("2.3"), D("11.5"))


def test_serverless_capacity_comes_from_the_cluster():
    cluster = resource(
        "aws:rds/cluster:Cluster",
        "db",
        engine="aurora-postgresql",
        clusterIdentifier="store",
        serverlessv2ScalingConfiguration={"minCapacity": 0.5, "maxCapacity": 4},
    )
    member = resource(
        "aws:rds/clusterInstance:ClusterInstance", "one", clusterIdentifier="store", instanceClass="db.serverless"
    )
    cost = line(estimate([cluster, member]), "Serverless v2 capacity").cost
    assert (cost.low, cost.high) == (D("43.8"), D("350.4"))
    assert [gap.kind for gap in estimate([member]).gaps] == ["undecided"]


def group(**inputs):
    base = {"minSize": 1, "maxSize": 6, "desiredCapacity": 2, "launchTemplate": {"id": "${template.id}"}}
    return resource("aws:autoscaling/group:Group", "web", **{**base, **inputs})


TEMPLATE = resource(
    "aws:ec2/launchTemplate:LaunchTemplate",
    "template",
    instanceType="m5.large",
    blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "volumeType": "gp3"}}],
)


def test_a_group_is_priced_at_its_desired_count_with_its_volumes():
    result = estimate([TEMPLATE, group()])
    assert line(result, "Instances").cost.high == line(result, "Instances").cost.low == 2 * 730 * D("0.096")
    assert line(result, "Volume /dev/xvda: storage").cost.high == 2 * 30 * D("0.08")


def test_a_scaling_policy_makes_the_group_a_range():
    policy = resource("aws:autoscaling/policy:Policy", autoscalingGroupName="${web.name}")
    cost = line(estimate([TEMPLATE, group(), policy]), "Instances").cost
    assert [cost.low, cost.expected, cost.high] == [n * 730 * D("0.096") for n in (1, 2, 6)]


def test_a_group_of_several_types_goes_from_the_cheapest_to_the_dearest():
    overrides = [{"instanceType": "m5.large"}, {"instanceType": "m6g.large"}]
    mixed = {
        "launchTemplate": {
            "launchTemplateSpecification": {"launchTemplateId": "${template.id}"},
            "overrides": overrides,
        },
        "instancesDistribution": {"onDemandBaseCapacity": 2},
    }
    cost = line(estimate([TEMPLATE, group(launchTemplate=None, mixedInstancesPolicy=mixed)]), "Instances").cost
    assert cost.high == 2 * 730 * D("0.096")
    assert cost.low.quantize(D("0.0001")) == 2 * 730 * D("0.077")


def test_a_replication_group_pays_for_its_nodes_whatever_its_own_id_is_called():
    cache = resource(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        engine="redis",
        nodeType="cache.t3.micro",
        replicationGroupId="shop-cache",
        numCacheClusters=2,
    )
    assert estimate([cache]).fixed.high == 2 * 730 * D("0.017")


def test_a_member_of_a_replication_group_is_not_charged_twice():
    member = resource("aws:elasticache/cluster:Cluster", replicationGroupId="shop-cache", engine=UNKNOWN)
    assert estimate([member]).total.high == 0


def test_a_type_that_is_not_offered_is_never_free():
    result = estimate(
        [resource("aws:ec2/instance:Instance", instanceType="z99.huge", rootBlockDevice={"volumeSize": 8})]
    )
    assert result.high is None
    assert "ec2.instance/z99.huge has no row" in " ".join(gap.reason for gap in result.gaps)


def test_an_index_scales_by_its_own_target():
    table = resource(
        "aws:dynamodb/table:Table",
        "orders",
        name="orders",
        writeCapacity=1,
        readCapacity=1,
        globalSecondaryIndexes=[{"name": "by-day", "writeCapacity": 2, "readCapacity": 2}],
    )
    target = resource(
        "aws:appautoscaling/target:Target",
        resourceId="table/orders/index/by-day",
        scalableDimension="dynamodb:index:WriteCapacityUnits",
        minCapacity=2,
        maxCapacity=20,
    )
    result = estimate([table, target])
    assert line(result, "Write capacity of index by-day").quantity.high == 20 * 730
    assert line(result, "Write capacity").quantity.high == 730


def test_a_target_that_cannot_tell_its_index_may_scale_each():
    indexes = [{"name": name, "writeCapacity": 2, "readCapacity": 2} for name in ("by-day", "by-user")]
    table = Resource(
        "aws:dynamodb/table:Table",
        "orders",
        {"writeCapacity": 1, "readCapacity": 1, "globalSecondaryIndexes": indexes},
        urn="urn:orders",
    )
    given = {"scalableDimension": "dynamodb:index:WriteCapacityUnits", "minCapacity": 2, "maxCapacity": 20}
    target = Resource(
        "aws:appautoscaling/target:Target",
        "scaling",
        {**given, "resourceId": UNKNOWN},
        depends={"resourceId": ("urn:orders",)},
    )
    result = estimate([table, target])
    assert result.high is not None
    for name in ("by-day", "by-user"):
        assert line(result, f"Write capacity of index {name}").quantity == Span.between(1460, 14600, 1460)
    assert line(result, "Read capacity of index by-day").quantity == Span.of(1460)


def test_container_insights_are_not_free():
    cluster = resource("aws:ecs/cluster:Cluster", settings=[{"name": "containerInsights", "value": "enabled"}])
    assert [line.usage_key for line in estimate([cluster]).lines] == ["insightMetrics"]
    enhanced = resource("aws:ecs/cluster:Cluster", settings=[{"name": "containerInsights", "value": "enhanced"}])
    told = Usage(types={enhanced.type: {"insightMetrics": Span.of(200)}})
    assert estimate([enhanced], usage=told).high == Decimal("14.00")
    assert estimate([resource("aws:ecs/cluster:Cluster")]).coverage.free == 1


def test_a_private_gateway_sends_nothing_to_the_internet():
    def labels(kind: str) -> set[str]:
        gateway = resource("aws:ec2/natGateway:NatGateway", connectivityType=kind)
        return {line.label for line in estimate([gateway]).lines}

    assert labels("public") - labels("private") == {"Data to the internet"}
