"""CdnLogs: the access logs of a distribution, delivered to a bucket of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket, BucketArgs, admit
from components.blocks.certificate import CLOUDFRONT_REGION
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.names import physical_name
from components.settings.bucket import BucketSettings

FOLDERS = "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
"""Below AWSLogs/<account>/CloudFront/: one folder an hour, as Athena likes it."""


@dataclass(frozen=True, kw_only=True)
class CdnLogsArgs:
    """What the logs are built from."""

    settings: BucketSettings
    """Those of a bucket with the purpose `logs`."""
    stack: StackContext
    distribution_arn: pulumi.Input[str]
    """Distribution that writes the logs; it alone may."""


class CdnLogs(Component):
    """Access logs by the delivery of CloudWatch Logs ("standard logging v2"), which needs no ACL on the bucket.

    CloudFront's sources and deliveries live in us-east-1; the bucket lives in the stack's region.
    """

    bucket: pulumi.Output[str]
    """Name of the bucket."""

    def __init__(self, name: str, args: CdnLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        source_name = physical_name(args.stack.project, args.stack.stack, name, limit=60)
        account = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self)).account_id
        bucket = Bucket(
            f"{name}-bucket",
            BucketArgs(
                settings=args.settings,
                stack=args.stack,
                statements=lambda arn: [admit_delivery(arn, account, source_name)],
            ),
            self.child(),
        )
        source = aws.cloudwatch.LogDeliverySource(
            f"{name}-source",
            name=source_name,
            log_type="ACCESS_LOGS",
            resource_arn=args.distribution_arn,
            region=CLOUDFRONT_REGION,
            opts=self.child(),
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            f"{name}-destination",
            name=source_name,
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": bucket.arn},
            region=CLOUDFRONT_REGION,
            opts=self.child(),
        )
        aws.cloudwatch.LogDelivery(
            f"{name}-delivery",
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            s3_delivery_configurations=[{"suffix_path": FOLDERS, "enable_hive_compatible_path": False}],
            region=CLOUDFRONT_REGION,
            # With its statement there already, AWS leaves the bucket's policy as it is.
            opts=self.child(depends_on=[bucket]),
        )
        self.bucket = bucket.bucket
        self.publish(bucket=self.bucket)


def admit_delivery(arn: pulumi.Output[str], account: pulumi.Output[str], source_name: str) -> Statement:
    """Return the statement that admits the log delivery of this one source."""
    source = pulumi.Output.concat(f"arn:*:logs:{CLOUDFRONT_REGION}:", account, f":delivery-source:{source_name}")
    condition = {
        "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": source},
    }
    return admit(arn, "delivery.logs.amazonaws.com", "AWSLogs/*", condition)
