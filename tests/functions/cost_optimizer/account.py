"""An account full of waste, and of things that look like it and are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import time_machine

from finops import prices
from functions.cost_optimizer.config import Config, Limits, Target
from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place, open_place
from functions.cost_optimizer.prices import PriceTable

HOME, AWAY = "us-east-1", "eu-west-1"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=200), NOW - timedelta(days=2)
MEMBER = "arn:aws:iam::210987654321:role/quoin-cost-optimizer"
CHECKS = (
    "volumes", "addresses", "snapshots", "logs", "load-balancers", "nat-gateways", "instances", "buckets",
)  # fmt: skip
TABLE = PriceTable({HOME: {row.id: str(row.price) for row in prices.load(HOME).rows.values()}})


def config(
    *, targets: tuple[Target, ...] = (Target(region=HOME),), checks: tuple[str, ...] = CHECKS, **more: Any
) -> Config:
    limits = Limits(idle_days=14, snapshot_days=90, stopped_days=30, upload_days=7, minimum=more.pop("minimum", "0"))
    return Config(
        name="shop-prod-optimizer",
        namespace="shop/prod",
        home=HOME,
        targets=targets,
        checks=checks,
        limits=limits,
        tags=("CostCenter",),
        successors={"m4": "m6i", "t2": "t3"},
        **more,
    )


def place(region: str = HOME, *, now: datetime = NOW, given: Config | None = None) -> Place:
    return open_place(Target(region=region), given or config(), TABLE, now)


def found(findings: Iterator[Finding]) -> dict[tuple[str, str], str | None]:
    """Return (kind, resource) → USD a month."""
    return {(item.kind, item.resource): item.plain()["monthlySavings"] for item in findings}


@contextmanager
def at(when: datetime) -> Iterator[None]:
    with time_machine.travel(when, tick=False):
        yield


class Account:
    """Makes resources in one region, and remembers what is to be found."""

    def __init__(self, region: str = HOME) -> None:
        self.region = region
        self.ec2: Any = boto3.client("ec2", region_name=region)
        self.expected: dict[tuple[str, str], str | None] = {}
        network = self.ec2.describe_subnets()["Subnets"]
        self.subnets = [subnet["SubnetId"] for subnet in network[:2]]

    def waste(self, kind: str, resource: str, monthly: str | None) -> None:
        """Remember a finding; a region without a price book has no prices."""
        self.expected[kind, resource] = monthly if self.region == HOME else None

    def volume(self, size: int, kind: str = "gp2", **more: Any) -> str:
        made = self.ec2.create_volume(AvailabilityZone=f"{self.region}a", Size=size, VolumeType=kind, **more)
        return made["VolumeId"]

    def instance(self, kind: str = "m7g.large") -> str:
        made = self.ec2.run_instances(ImageId="ami-0123456789abcdef0", MinCount=1, MaxCount=1, InstanceType=kind)
        return made["Instances"][0]["InstanceId"]

    def measure(self, namespace: str, metric: str, value: float, **dimensions: str) -> None:
        data = {
            "MetricName": metric,
            "Dimensions": [{"Name": name, "Value": text} for name, text in dimensions.items()],
            "Timestamp": NOW - timedelta(days=1),
            "Value": value,
        }
        boto3.client("cloudwatch", region_name=self.region).put_metric_data(Namespace=namespace, MetricData=[data])

    def seed(self) -> dict[tuple[str, str], str | None]:
        """Make everything; return what is to be found."""
        with at(LONG_AGO):
            self._volumes()
            self._addresses()
            self._snapshots()
            self._logs()
            self._balancers()
            self._gateways()
            self._instances()
            self._buckets()
        with at(LATELY):
            self._fresh()
        return self.expected

    def _volumes(self) -> None:
        # us-east-1: gp2 0.10, gp3 0.08, io1 0.125 a GB; IOPS of gp3 0.005, of io1 0.065; 0.04 a MB/s of gp3
        self.waste("unattached-volume", self.volume(100), "10.00")
        self.waste("unattached-volume", self.volume(50, "io1", Iops=1000), "71.25")  # 6.25 + 65
        gp3 = self.volume(200, "gp3", Iops=4000, Throughput=250)
        self.waste("unattached-volume", gp3, "26.00")  # 16 + 1,000 × 0.005 + 125 × 0.04
        owner = self.instance()
        for size, saved in ((500, "10.00"), (2000, "25.00")):  # 2,000: 200 − 160 − 3,000 IOPS × 0.005
            volume = self.volume(size)
            self.ec2.attach_volume(VolumeId=volume, InstanceId=owner, Device=f"/dev/sd{'f' if size == 500 else 'g'}")
            self.waste("gp2-volume", volume, saved)
        decoy = self.volume(300, "gp3")
        self.ec2.attach_volume(VolumeId=decoy, InstanceId=owner, Device="/dev/sdh")
        self._root(owner)

    def _root(self, instance: str) -> None:
        """The root volume that came with an instance is gp2 on moto: 8 GB, so 0.16 a month."""
        mappings = self.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
        for mapping in mappings["BlockDeviceMappings"]:
            volume = self.ec2.describe_volumes(VolumeIds=[mapping["Ebs"]["VolumeId"]])["Volumes"][0]
            if volume["VolumeType"] == "gp2" and volume["Size"] == 8:
                self.waste("gp2-volume", volume["VolumeId"], "0.16")

    def _addresses(self) -> None:
        idle = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        self.waste("idle-address", idle, "3.65")  # 0.005 × 730
        used = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        owner = self.instance()
        self.ec2.associate_address(AllocationId=used, InstanceId=owner)
        self._root(owner)

    def _snapshots(self) -> None:
        volume = self.volume(50, "gp3")
        self.waste("unattached-volume", volume, "4.00")
        snapshot = self.ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        self.waste("old-snapshot", snapshot, "2.50")  # 50 × 0.05
        tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "aws:backup:source-resource", "Value": "x"}]}]
        try:
            self.ec2.create_snapshot(VolumeId=volume, TagSpecifications=tags)
        except Exception:  # noqa: BLE001 (moto refuses tags of AWS, as EC2 does: AWS Backup alone sets them)
            managed = self.ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
            self.ec2.create_tags(Resources=[managed], Tags=[{"Key": "dlm:managed", "Value": "true"}])
        # Its snapshot of the root volume is old as well, and an image starts from it.
        owner = self.instance()
        self.ec2.create_image(InstanceId=owner, Name="ours")
        self._root(owner)

    def _logs(self) -> None:
        logs: Any = boto3.client("logs", region_name=self.region)
        for name in ("/app/endless", "/app/ended"):
            logs.create_log_group(logGroupName=name)
        logs.put_retention_policy(logGroupName="/app/ended", retentionInDays=30)
        self.waste("log-group-without-end", "/app/endless", "0.00")

    def _balancers(self) -> None:
        elb: Any = boto3.client("elbv2", region_name=self.region)
        for name, kind, requests in (("idle", "application", 0), ("still", "network", 0), ("busy", "application", 7)):
            made = elb.create_load_balancer(Name=name, Type=kind, Subnets=self.subnets)["LoadBalancers"][0]
            arn = made["LoadBalancerArn"]
            if requests:
                self.measure("AWS/ApplicationELB", "RequestCount", 7, LoadBalancer=arn.split(":loadbalancer/")[1])
            else:
                self.waste("idle-load-balancer", arn, "16.42")  # 0.0225 × 730 = 16.425

    def _gateways(self) -> None:
        for number, transferred in enumerate((0, 5_000_000)):
            address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
            made = self.ec2.create_nat_gateway(SubnetId=self.subnets[number], AllocationId=address)["NatGateway"]
            gateway = made["NatGatewayId"]
            if transferred:
                self.measure("AWS/NATGateway", "BytesOutToDestination", transferred, NatGatewayId=gateway)
            else:
                self.waste("idle-nat-gateway", gateway, "36.50")  # 0.045 × 730 + 3.65

    def _instances(self) -> None:
        stopped = self.instance()
        volume = self.volume(100, "gp3")
        self.ec2.attach_volume(VolumeId=volume, InstanceId=stopped, Device="/dev/sdf")
        self.ec2.stop_instances(InstanceIds=[stopped])
        self.waste("stopped-instance", stopped, "8.80")  # 100 × 0.08 and the root's 8 × 0.10: its disk is told once
        old = self.instance("m4.large")
        self._root(old)
        self.waste("previous-generation", old, "2.92")  # (0.10 − 0.096) × 730

    def _buckets(self) -> None:
        s3: Any = boto3.client("s3", region_name=self.region)
        where = {} if self.region == HOME else {"CreateBucketConfiguration": {"LocationConstraint": self.region}}
        for name in ("endless", "cared-for"):
            s3.create_bucket(Bucket=f"{name}-{self.region}", **where)
        self.waste("bucket-without-lifecycle", f"endless-{self.region}", None)
        rule = {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}}
        rule |= {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}
        s3.put_bucket_lifecycle_configuration(
            Bucket=f"cared-for-{self.region}", LifecycleConfiguration={"Rules": [rule]}
        )
        for name in ("endless", "cared-for"):
            bucket = f"{name}-{self.region}"
            upload = s3.create_multipart_upload(Bucket=bucket, Key="big")["UploadId"]
            s3.upload_part(Bucket=bucket, Key="big", UploadId=upload, PartNumber=1, Body=b"x" * (5 << 20))
        self.waste("stale-uploads", f"endless-{self.region}", "0.00")

    def _fresh(self) -> None:
        """Things of the same kinds that are too young to be waste."""
        volume = self.volume(10, "gp3")
        self.waste("unattached-volume", volume, "0.80")
        self.ec2.create_snapshot(VolumeId=volume)
        stopped = self.instance()
        self.ec2.stop_instances(InstanceIds=[stopped])
        self._root(stopped)
        elb: Any = boto3.client("elbv2", region_name=self.region)
        elb.create_load_balancer(Name="young", Type="application", Subnets=self.subnets)
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        self.ec2.create_nat_gateway(SubnetId=self.subnets[0], AllocationId=address)
