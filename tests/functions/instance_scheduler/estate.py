"""One resource of every kind on moto, all with the schedule business-hours, and a view of what state they are in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.functions.instance_scheduler.conftest import ACCOUNT, by_key, tag_pairs

IMAGE = "ami-0123456789abcdef0"


class Estate:
    """The resources, by kind."""

    def __init__(self, aws: Any, region: str = "us-east-1", schedule: str = "business-hours", **tags: str) -> None:
        self.client = lambda service: aws.client(service, region)
        self.region, self.schedule, self.extra = region, schedule, tags
        self.tags = tag_pairs(schedule, **tags)
        self.lower = [{"key": tag["Key"], "value": tag["Value"]} for tag in self.tags]
        self._compute()
        self._databases()
        self._containers()
        self._warehouse()

    def state(self, kinds: Iterable[str] = ()) -> dict[str, Any]:
        """Return what is on and off, with the sizes of what has one; of all kinds, if none is named."""
        read: dict[str, Callable[[], Any]] = {
            "ec2": lambda: self.instance()["State"]["Name"],
            "autoscaling": self.sizes,
            "rds": lambda: self.database()["DBInstanceStatus"],
            "rds-cluster": lambda: self.cluster()["Status"],
            "ecs": lambda: (self.service()["desiredCount"], *self.target()),
            "eks": lambda: tuple(self.nodes()["scalingConfig"][key] for key in ("minSize", "desiredSize", "maxSize")),
            "redshift": lambda: self.warehouse()["ClusterStatus"],
        }
        return {kind: read[kind]() for kind in kinds or read}

    def marks(self) -> dict[str, dict[str, str]]:
        """Return the tags of every kind."""
        found = self.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
        return {
            "ec2": by_key(self.instance()["Tags"]),
            "autoscaling": by_key(found["Tags"]),
            "rds": by_key(self.database()["TagList"]),
            "rds-cluster": by_key(self.cluster()["TagList"]),
            "ecs": by_key(self.service()["tags"], "key", "value"),
            "eks": self.nodes()["tags"],
            "redshift": by_key(self.warehouse()["Tags"]),
        }

    def instance(self) -> dict[str, Any]:
        found = self.client("ec2").describe_instances(InstanceIds=[self.instance_id])
        return found["Reservations"][0]["Instances"][0]

    def sizes(self) -> tuple[int, int, int]:
        group = self.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=["web"])
        found = group["AutoScalingGroups"][0]
        return found["MinSize"], found["DesiredCapacity"], found["MaxSize"]

    def database(self) -> dict[str, Any]:
        return self.client("rds").describe_db_instances(DBInstanceIdentifier="orders")["DBInstances"][0]

    def cluster(self) -> dict[str, Any]:
        return self.client("rds").describe_db_clusters(DBClusterIdentifier="shop")["DBClusters"][0]

    def service(self) -> dict[str, Any]:
        found = self.client("ecs").describe_services(cluster="main", services=["api"], include=["TAGS"])
        return found["services"][0]

    def target(self) -> tuple[int, int, bool]:
        found = self.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
        target = found["ScalableTargets"][0]
        held = target.get("SuspendedState", {})
        return target["MinCapacity"], target["MaxCapacity"], bool(held.get("DynamicScalingOutSuspended"))

    def nodes(self) -> dict[str, Any]:
        return self.client("eks").describe_nodegroup(clusterName="kube", nodegroupName="workers")["nodegroup"]

    def warehouse(self) -> dict[str, Any]:
        return self.client("redshift").describe_clusters(ClusterIdentifier="facts")["Clusters"][0]

    def _compute(self) -> None:
        ec2 = self.client("ec2")
        made = ec2.run_instances(
            ImageId=IMAGE,
            InstanceType="t3.small",
            MinCount=1,
            MaxCount=1,
            TagSpecifications=[{"ResourceType": "instance", "Tags": self.tags}],
        )
        self.instance_id = made["Instances"][0]["InstanceId"]
        self.client("autoscaling").create_launch_configuration(
            LaunchConfigurationName="web", ImageId=IMAGE, InstanceType="t3.small"
        )
        self.client("autoscaling").create_auto_scaling_group(
            AutoScalingGroupName="web",
            LaunchConfigurationName="web",
            MinSize=1,
            DesiredCapacity=2,
            MaxSize=4,
            AvailabilityZones=[f"{self.region}a"],
            Tags=[
                {**tag, "ResourceId": "web", "ResourceType": "auto-scaling-group", "PropagateAtLaunch": True}
                for tag in self.tags
            ],
        )

    def _databases(self) -> None:
        rds = self.client("rds")
        rds.create_db_instance(
            DBInstanceIdentifier="orders",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            MasterUsername="admin",
            MasterUserPassword="long-enough-1",
            AllocatedStorage=20,
            MultiAZ=True,
            Tags=self.tags,
        )
        rds.create_db_cluster(
            DBClusterIdentifier="shop",
            Engine="aurora-postgresql",
            MasterUsername="admin",
            MasterUserPassword="long-enough-1",
            Tags=self.tags,
        )
        for number in (1, 2):
            rds.create_db_instance(
                DBInstanceIdentifier=f"shop-{number}",
                DBInstanceClass="db.t3.medium",
                Engine="aurora-postgresql",
                DBClusterIdentifier="shop",
                Tags=self.tags,
            )

    def _containers(self) -> None:
        ecs = self.client("ecs")
        ecs.create_cluster(clusterName="main")
        ecs.register_task_definition(
            family="api",
            containerDefinitions=[{"name": "api", "image": "api", "memory": 512}],
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="512",
            memory="1024",
            runtimePlatform={"cpuArchitecture": "ARM64"},
        )
        ecs.create_service(
            cluster="main",
            serviceName="api",
            taskDefinition="api",
            desiredCount=3,
            launchType="FARGATE",
            tags=self.lower,
        )
        self.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId="service/main/api",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=2,
            MaxCapacity=10,
        )
        role = self.client("iam").create_role if self.region == "us-east-1" else None
        if role:
            role(RoleName="eks", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
        arn = f"arn:aws:iam::{ACCOUNT}:role/eks"
        eks = self.client("eks")
        eks.create_cluster(name="kube", roleArn=arn, resourcesVpcConfig={"subnetIds": ["subnet-1"]})
        eks.create_nodegroup(
            clusterName="kube",
            nodegroupName="workers",
            subnets=["subnet-1"],
            nodeRole=arn,
            instanceTypes=["t3.small"],
            scalingConfig={"minSize": 1, "desiredSize": 2, "maxSize": 5},
            tags={"Schedule": self.schedule, **self.extra},
        )

    def _warehouse(self) -> None:
        self.client("redshift").create_cluster(
            ClusterIdentifier="facts",
            NodeType="dc2.large",
            NumberOfNodes=2,
            ClusterType="multi-node",
            MasterUsername="admin",
            MasterUserPassword="Long-enough-1",
            DBName="facts",
            Tags=self.tags,
        )


ON = {
    "ec2": "running",
    "autoscaling": (1, 2, 4),
    "rds": "available",
    "rds-cluster": "available",
    "ecs": (3, 2, 10, False),
    "eks": (1, 2, 5),
    "redshift": "available",
}
OFF = {
    "ec2": "stopped",
    "autoscaling": (0, 0, 0),
    "rds": "stopped",
    "rds-cluster": "stopped",
    "ecs": (0, 0, 10, True),
    "eks": (0, 0, 5),
    "redshift": "paused",
}
