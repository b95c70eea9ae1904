"""Where the rows of a book stand in the AWS Price List: filters that leave one SKU, or one for each instance type.

A row that is not here cannot be refreshed by a command: it stays as it is. Usage types carry a prefix for their region
(`EU-NatGateway-Hours`), so they are compared without it. A query that finds nothing, or several prices, changes nothing
and is told: a wrong entry here cannot put a wrong price into a book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)


@dataclass(frozen=True)
class Sku:
    """The place of a row, or of a family of rows."""

    row: str
    """Id of the row. `{instanceType}` stands for an attribute of the product: one row for each of its values."""
    service: str
    """Service code of the Price List."""
    usage: str
    """Usage type without the prefix of the region; `*` at its end matches any rest."""
    unit: str = "Hrs"
    """What one price of the row buys."""
    per: Decimal = Decimal(1)
    """Units of the Price List in one unit of the row."""
    family: str = ""
    """Product family."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Attributes that the product has."""
    everywhere: bool = False
    """Whether it belongs to no region: then it is in the book of us-east-1 alone."""


_LINUX = {
    "operatingSystem": "Linux",
    "preInstalledSw": "NA",
    "capacitystatus": "Used",
    "marketoption": "OnDemand",
    "tenancy": "Shared",
}
_RDS = {"deploymentOption": "Single-AZ", "licenseModel": "No license required"}
_SINGLE = {"deploymentOption": "Single-AZ", "databaseEngine": "Any"}


def skus() -> Iterator[Sku]:
    """Yield the places of all rows that are known."""
    yield from _compute()
    yield from _network()
    yield from _storage()
    yield from _databases()
    yield from _serverless()
    yield from _operations()


def _compute() -> Iterator[Sku]:
    ec2 = "AmazonEC2"
    yield Sku("ec2.instance/{instanceType}", ec2, "BoxUsage*", family="Compute Instance", filters=_LINUX)
    yield Sku("ec2.instance/{instanceType}", ec2, "BoxUsage*", family="Compute Instance (bare metal)", filters=_LINUX)
    yield Sku(
        "ec2.cpu-credits", ec2, "CPUCredits:t3", "vCPU-Hrs", family="CPU Credits", filters={"operatingSystem": "Linux"}
    )
    for row, usage, unit in (
        ("vcpu/x86_64", "Fargate-vCPU-Hours:perCPU", "vCPU-Hrs"),
        ("memory/x86_64", "Fargate-GB-Hours", "GB-Hrs"),
        ("vcpu/arm64", "Fargate-ARM-vCPU-Hours:perCPU", "vCPU-Hrs"),
        ("memory/arm64", "Fargate-ARM-GB-Hours", "GB-Hrs"),
        ("ephemeral", "Fargate-EphemeralStorage-GB-Hours", "GB-Hrs"),
    ):
        yield Sku(f"fargate.{row}", "AmazonECS", usage, unit)
    yield Sku("eks.cluster", "AmazonEKS", "AmazonEKS-Hours:perCluster")


def _network() -> Iterator[Sku]:
    yield Sku("nat.hour", "AmazonEC2", "NatGateway-Hours", family="NAT Gateway")
    yield Sku("nat.data", "AmazonEC2", "NatGateway-Bytes", "GB", family="NAT Gateway")
    yield Sku("vpc.public-ipv4", "AmazonVPC", "PublicIPv4:InUseAddress")
    yield Sku("vpc.endpoint.hour", "AmazonVPC", "VpcEndpoint-Hours", family="VpcEndpoint")
    yield Sku("vpc.endpoint.data", "AmazonVPC", "VpcEndpoint-Bytes", "GB", family="VpcEndpoint")
    yield Sku("tgw.attachment", "AmazonVPC", "TransitGateway-Hours", filters={"operation": "TransitGatewayVPC"})
    yield Sku("tgw.data", "AmazonVPC", "TransitGateway-Bytes", "GB", filters={"operation": "TransitGatewayVPC"})
    for name, family in (("alb", "Load Balancer-Application"), ("nlb", "Load Balancer-Network")):
        yield Sku(f"{name}.hour", "AWSELB", "LoadBalancerUsage", family=family)
        yield Sku(f"{name}.lcu", "AWSELB", "LCUUsage", "LCU-Hrs", family=family)
    yield Sku("clb.hour", "AWSELB", "LoadBalancerUsage", family="Load Balancer")
    yield Sku("clb.data", "AWSELB", "DataProcessing-Bytes", "GB", family="Load Balancer")
    out = {"transferType": "AWS Outbound"}
    yield Sku("transfer.internet", "AWSDataTransfer", "DataTransfer-Out-Bytes", "GB", filters=out)
    between = {"transferType": "IntraRegion"}
    yield Sku("transfer.inter-az", "AWSDataTransfer", "DataTransfer-Regional-Bytes", "GB", filters=between)
    yield Sku("route53.zone", "AmazonRoute53", "HostedZone", "Zone-Mo", everywhere=True)
    yield Sku("route53.queries/standard", "AmazonRoute53", "DNS-Queries", "1M", MILLION, everywhere=True)
    yield Sku("route53.queries/latency", "AmazonRoute53", "LBR-Queries", "1M", MILLION, everywhere=True)
    yield Sku("route53.queries/geo", "AmazonRoute53", "Geo-Queries", "1M", MILLION, everywhere=True)


def _storage() -> Iterator[Sku]:
    ec2, s3, efs = "AmazonEC2", "AmazonS3", "AmazonEFS"
    for kind in ("gp2", "gp3", "io2", "st1", "sc1"):
        yield Sku(f"ebs.storage/{kind}", ec2, f"EBS:VolumeUsage.{kind}", "GB-Mo", family="Storage")
    yield Sku("ebs.storage/io1", ec2, "EBS:VolumeUsage.piops", "GB-Mo", family="Storage")
    yield Sku("ebs.storage/standard", ec2, "EBS:VolumeUsage", "GB-Mo", family="Storage")
    yield Sku("ebs.iops/gp3", ec2, "EBS:VolumeP-IOPS.gp3", "IOPS-Mo", family="System Operation")
    yield Sku("ebs.iops/io1", ec2, "EBS:VolumeP-IOPS.piops", "IOPS-Mo", family="System Operation")
    yield Sku("ebs.iops/io2", ec2, "EBS:VolumeP-IOPS.io2", "IOPS-Mo", family="System Operation")
    gibps = Decimal(1) / 1024  # the list sells GiB/s
    yield Sku("ebs.throughput/gp3", ec2, "EBS:VolumeP-Throughput.gp3", "MiBps-Mo", gibps, "Provisioned Throughput")
    yield Sku("ebs.snapshot", ec2, "EBS:SnapshotUsage", "GB-Mo", family="Storage Snapshot")
    for row, usage in (
        ("STANDARD", "TimedStorage-ByteHrs"),
        ("STANDARD_IA", "TimedStorage-SIA-ByteHrs"),
        ("ONEZONE_IA", "TimedStorage-ZIA-ByteHrs"),
        ("GLACIER", "TimedStorage-GlacierByteHrs"),
        ("GLACIER_IR", "TimedStorage-GIR-ByteHrs"),
        ("DEEP_ARCHIVE", "TimedStorage-GDA-ByteHrs"),
    ):
        yield Sku(f"s3.storage/{row}", s3, usage, "GB-Mo", family="Storage")
    for row, usage in (("STANDARD", "Requests-"), ("STANDARD_IA", "Requests-SIA-")):
        yield Sku(f"s3.requests/put/{row}", s3, f"{usage}Tier1", "1K", THOUSAND, "API Request")
        yield Sku(f"s3.requests/get/{row}", s3, f"{usage}Tier2", "1K", THOUSAND, "API Request")
    yield Sku("efs.storage/standard", efs, "TimedStorage-ByteHrs", "GB-Mo")
    yield Sku("efs.storage/one-zone", efs, "TimedStorage-Z-ByteHrs", "GB-Mo")
    yield Sku("efs.storage/ia", efs, "IATimedStorage-ByteHrs", "GB-Mo")
    yield Sku("ecr.storage", "AmazonECR", "TimedStorage-ByteHrs", "GB-Mo")


def _databases() -> Iterator[Sku]:
    rds, dynamo = "AmazonRDS", "AmazonDynamoDB"
    for engine, listed in (("mysql", "MySQL"), ("postgres", "PostgreSQL"), ("mariadb", "MariaDB")):
        filters = {**_RDS, "databaseEngine": listed}
        yield Sku(
            f"rds.instance/{engine}/{{instanceType}}",
            rds,
            "InstanceUsage:*",
            family="Database Instance",
            filters=filters,
        )
    yield Sku("rds.storage/gp2", rds, "RDS:GP2-Storage", "GB-Mo", family="Database Storage", filters=_SINGLE)
    yield Sku("rds.storage/gp3", rds, "RDS:GP3-Storage", "GB-Mo", family="Database Storage", filters=_SINGLE)
    yield Sku("rds.storage/io1", rds, "RDS:PIOPS-Storage", "GB-Mo", family="Database Storage", filters=_SINGLE)
    yield Sku("rds.iops/io1", rds, "RDS:PIOPS", "IOPS-Mo", family="Provisioned IOPS", filters=_SINGLE)
    yield Sku("aurora.acu/standard", rds, "Aurora:ServerlessV2Usage", "ACU-Hrs", family="ServerlessV2")
    yield Sku("aurora.acu/io-optimized", rds, "Aurora:ServerlessV2IOOptimizedUsage", "ACU-Hrs", family="ServerlessV2")
    yield Sku("aurora.storage/standard", rds, "Aurora:StorageUsage", "GB-Mo", family="Database Storage")
    yield Sku("aurora.storage/io-optimized", rds, "Aurora:IO-OptimizedStorageUsage", "GB-Mo", family="Database Storage")
    yield Sku("aurora.io", rds, "Aurora:StorageIOUsage", "1M", MILLION, "System Operation")
    nodes = {"cacheEngine": "Redis", "locationType": "AWS Region"}
    yield Sku(
        "elasticache.node/redis/{instanceType}",
        "AmazonElastiCache",
        "NodeUsage:*",
        family="Cache Instance",
        filters=nodes,
    )
    yield Sku(
        "opensearch.instance/{instanceType}", "AmazonES", "ESInstance:*", family="Amazon OpenSearch Service Instance"
    )
    capacity = {"group": "DDB-WriteUnits"}, {"group": "DDB-ReadUnits"}
    for kind, group in zip(("write", "read"), capacity, strict=True):
        demand = "Amazon DynamoDB PayPerRequest Throughput"
        yield Sku(f"dynamodb.{kind}", dynamo, f"{kind.capitalize()}RequestUnits", "1M", MILLION, demand, group)
        unit = f"{kind[0].upper()}CU-Hrs"
        usage = f"{kind.capitalize()}CapacityUnit-Hrs"
        yield Sku(f"dynamodb.{kind[0]}cu", dynamo, usage, unit, family="Provisioned IOPS", filters=group)
    yield Sku("dynamodb.storage", dynamo, "TimedStorage-ByteHrs", "GB-Mo", family="Database Storage")
    yield Sku("dynamodb.pitr", dynamo, "TimedPITRStorage-ByteHrs", "GB-Mo", family="Database Storage")


def _serverless() -> Iterator[Sku]:
    function = "AWSLambda"
    yield Sku("lambda.requests", function, "Request", "1M", MILLION, filters={"group": "AWS-Lambda-Requests"})
    for row, usage in (
        ("duration/x86_64", "Lambda-GB-Second"),
        ("duration/arm64", "Lambda-GB-Second-ARM"),
        ("provisioned/x86_64", "Lambda-Provisioned-Concurrency"),
        ("provisioned/arm64", "Lambda-Provisioned-Concurrency-ARM"),
        ("provisioned-duration/x86_64", "Lambda-Provisioned-GB-Second"),
        ("provisioned-duration/arm64", "Lambda-Provisioned-GB-Second-ARM"),
    ):
        yield Sku(f"lambda.{row}", function, usage, "GB-Seconds")
    gateway = "AmazonApiGateway"
    yield Sku("apigateway.rest", gateway, "ApiGatewayRequest", "1M", MILLION)
    yield Sku("apigateway.http", gateway, "ApiGatewayHttpRequest", "1M", MILLION)
    yield Sku("apigateway.websocket", gateway, "ApiGatewayMessage", "1M", MILLION)
    yield Sku("apigateway.websocket-minutes", gateway, "ApiGatewayMinute", "1M-Min", MILLION)
    yield Sku("stepfunctions.transitions", "AmazonStates", "StateTransition", "1K", THOUSAND)
    yield Sku("stepfunctions.express-requests", "AmazonStates", "StepFunctions-Request", "1M", MILLION)
    yield Sku("eventbridge.events", "AWSEvents", "Event-64K-Chunks", "1M", MILLION)
    yield Sku("sqs.standard", "AWSQueueService", "Requests-RBP", "1M", MILLION)
    yield Sku("sqs.fifo", "AWSQueueService", "Requests-FIFO-RBP", "1M", MILLION)
    yield Sku("sns.requests", "AmazonSNS", "Requests-Tier1", "1M", MILLION)
    yield Sku("kinesis.shard", "AmazonKinesis", "Storage-ShardHour")
    yield Sku("kinesis.put", "AmazonKinesis", "PutRequestPayloadUnits", "1M", MILLION)
    yield Sku("kinesis.on-demand.hour", "AmazonKinesis", "OnDemand-StreamHour")
    yield Sku("kinesis.on-demand.in", "AmazonKinesis", "OnDemand-BilledIncomingBytes", "GB")
    yield Sku("kinesis.on-demand.out", "AmazonKinesis", "OnDemand-BilledOutgoingBytes", "GB")


def _operations() -> Iterator[Sku]:
    watch = "AmazonCloudWatch"
    yield Sku("cloudwatch.alarm", watch, "CW:AlarmMonitorUsage", "Alarm-Mo")
    yield Sku("cloudwatch.alarm/high-resolution", watch, "CW:HighResAlarmMonitorUsage", "Alarm-Mo")
    yield Sku("cloudwatch.metric", watch, "CW:MetricMonitorUsage", "Metric-Mo")
    yield Sku("logs.ingest", watch, "DataProcessing-Bytes", "GB", family="Data Payload")
    yield Sku("logs.ingest/INFREQUENT_ACCESS", watch, "DataProcessingIA-Bytes", "GB", family="Data Payload")
    yield Sku("logs.storage", watch, "TimedStorage-ByteHrs", "GB-Mo", family="Storage Snapshot")
    yield Sku("logs.insights", watch, "DataScanned-Bytes", "GB", family="Data Payload")
    yield Sku("kms.key", "awskms", "KMS-Keys", "Key-Mo")
    yield Sku("kms.requests/symmetric", "awskms", "KMS-Requests", "10K", Decimal(10_000))
    yield Sku("secretsmanager.secret", "AWSSecretsManager", "AWSSecretsManager-Secrets", "Secret-Mo")
    yield Sku("secretsmanager.requests", "AWSSecretsManager", "AWSSecretsManagerAPIRequest", "10K", Decimal(10_000))
    yield Sku("waf.acl", "awswaf", "WebACLV2", "ACL-Mo")
    yield Sku("waf.rule", "awswaf", "RuleV2", "Rule-Mo")
    yield Sku("waf.requests", "awswaf", "RequestV2-Tier1", "1M", MILLION)
    yield Sku("glue.dpu", "AWSGlue", "ETL-DPU-Hour", "DPU-Hrs")
    yield Sku("athena.scan", "AmazonAthena", "DataScannedInTB", "TB")
