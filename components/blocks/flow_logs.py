"""Flow logs: records of the traffic of a network, in CloudWatch Logs or as Parquet files in S3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.operations import Query
from components.settings.network import FlowLogSettings

AGGREGATION_SECONDS = 600
"""Records cover ten minutes: a tenth of the records of one-minute ones, and of their price. Instances on Nitro
report each minute whatever is asked for (VPC user guide)."""

FIELDS = (
    "version", "account-id", "vpc-id", "subnet-id", "interface-id", "flow-direction", "srcaddr", "srcport",
    "dstaddr", "dstport", "pkt-srcaddr", "pkt-dstaddr", "pkt-src-aws-service", "pkt-dst-aws-service", "protocol",
    "packets", "bytes", "start", "end", "action", "tcp-flags", "traffic-path", "log-status",
)  # fmt: skip
"""Columns of the records in S3: also who is behind a NAT gateway, which AWS service, and which way out. Records in
CloudWatch keep the default form, the one whose fields Logs Insights knows by name."""

REFUSED = """\
filter action = "REJECT"
| stats sum(packets) as packets by srcAddr, dstAddr, dstPort
| sort packets desc
| limit 50"""

TALKERS = """\
stats sum(bytes) as bytes by srcAddr, dstAddr
| sort bytes desc
| limit 50"""


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """What the flow logs are built from."""

    settings: FlowLogSettings
    stack: StackContext
    vpc_id: pulumi.Input[str]
    """Network whose traffic is logged."""
    name_prefix: str
    """Head of the physical names."""
    region: str | None = None
    """Region of the logs; None is the stack's."""


class FlowLogs(Component):
    """The flow log of a network and the place where its records go. With the destination `none` there is neither."""

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self._args = args
        self._region = args.region or args.stack.region
        identity = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self))
        self._account = identity.account_id
        if args.settings.destination == "s3":
            self._to_s3()
        elif args.settings.destination == "cloudwatch":
            self._to_cloudwatch()
        self.publish()

    def _flow_log(self, **arguments: Any) -> None:
        aws.ec2.FlowLog(
            f"{self.name}-flow-log",
            vpc_id=self._args.vpc_id,
            traffic_type=self._args.settings.traffic,
            max_aggregation_interval=AGGREGATION_SECONDS,
            tags={"Name": f"{self._args.name_prefix}-flow-log"},
            region=self._args.region,
            **arguments,
        )

    def _to_cloudwatch(self) -> None:
        group = aws.cloudwatch.LogGroup(
            f"{self.name}-logs",
            retention_in_days=self._args.settings.retention_days,
            region=self._args.region,
            opts=self.child(),
        )
        role = aws.iam.Role(
            f"{self.name}-role",
            description="Lets VPC flow logs write to their log group",
            assume_role_policy=self._trust(),
            opts=self.child(),
        )
        policy = aws.iam.RolePolicy(
            f"{self.name}-policy", role=role.name, policy=write_policy(group.arn), opts=self.child()
        )
        self._flow_log(
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            opts=self.child(depends_on=[policy]),
        )
        self.operations.queries += [
            Query(name="refused connections", text=REFUSED, log_groups=[group.name]),
            Query(name="most bytes", text=TALKERS, log_groups=[group.name]),
        ]

    def _trust(self) -> pulumi.Output[str]:
        source = pulumi.Output.concat(f"arn:*:ec2:{self._region}:", self._account, ":vpc-flow-log/*")
        return document(
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": self._account},
                    "ArnLike": {"aws:SourceArn": source},
                },
            }
        )

    def _to_s3(self) -> None:
        from components.blocks.bucket import Bucket, BucketArgs  # noqa: PLC0415 (S3 only where it is used)
        from components.settings.bucket import BucketSettings  # noqa: PLC0415

        settings = BucketSettings.of(
            self._args.stack.environment,
            purpose="logs",
            expire_after_days=self._args.settings.retention_days,
        )
        bucket = Bucket(
            f"{self.name}-bucket",
            BucketArgs(
                settings=settings,
                stack=self._args.stack,
                statements=lambda arn: delivery_statements(arn, self._region, self._account),
                region=self._args.region,
            ),
            self.child(),
        )
        self._flow_log(
            log_destination_type="s3",
            log_destination=bucket.arn,
            log_format=" ".join(f"${{{field}}}" for field in FIELDS),
            destination_options=aws.ec2.FlowLogDestinationOptionsArgs(
                file_format="parquet", hive_compatible_partitions=True, per_hour_partition=True
            ),
            opts=self.child(depends_on=[bucket]),
        )


def write_policy(group_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the policy that lets a role write to one log group and its streams."""
    actions = [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
    ]
    return document(allow(actions, [group_arn, pulumi.Output.concat(group_arn, ":*")]))


def delivery_statements(bucket_arn: pulumi.Input[str], region: str, account: pulumi.Input[str]) -> Iterable[Statement]:
    """Return the statements by which a bucket takes the flow logs of this account and region, and of no other.

    They carry the ids of the statements that AWS would add by itself where they are missing.
    """
    condition: dict[str, dict[str, pulumi.Input[str]]] = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": pulumi.Output.concat(f"arn:*:logs:{region}:", account, ":*")},
    }
    owned: dict[str, pulumi.Input[str]] = {
        **condition["StringEquals"],
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    service = {"Service": "delivery.logs.amazonaws.com"}
    # Hive partitions start with aws-account-id=<account>, so the path cannot name the account the usual way.
    objects = pulumi.Output.concat(bucket_arn, "/AWSLogs/*")
    yield allow(
        ["s3:PutObject"],
        [objects],
        sid="AWSLogDeliveryWrite",
        principal=service,
        condition={**condition, "StringEquals": owned},
    )
    yield allow(
        ["s3:GetBucketAcl"],
        [bucket_arn],
        sid="AWSLogDeliveryAclCheck",
        principal=service,
        condition=condition,
    )
