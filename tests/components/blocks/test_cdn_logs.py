"""Access logs arrive in a bucket that admits this distribution's delivery and nobody else's."""

import json

from components.blocks.cdn_logs import CdnLogs, CdnLogsArgs
from components.settings.bucket import BucketSettings
from tests.support.synth import synth_component

DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE"


def build():
    def program(stage):
        settings = BucketSettings.of(stage.environment, purpose="logs")
        CdnLogs("logs", CdnLogsArgs(settings=settings, stack=stage.stack, distribution_arn=DISTRIBUTION), stage.opts)

    return synth_component(program, region="eu-west-1")


def test_the_bucket_admits_this_delivery_only():
    found = build()
    [statement] = [
        statement
        for statement in json.loads(found.only("BucketPolicy").inputs["policy"])["Statement"]
        if statement["Effect"] == "Allow"
    ]
    name = found.only("LogDeliverySource").inputs["name"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    account = statement["Condition"]["StringEquals"]["aws:SourceAccount"]
    assert statement["Condition"]["ArnLike"] == {
        "aws:SourceArn": f"arn:*:logs:us-east-1:{account}:delivery-source:{name}"
    }


def test_source_destination_and_delivery_belong_together():
    found = build()
    source, destination = found.only("LogDeliverySource"), found.only("LogDeliveryDestination")
    assert (source.inputs["resourceArn"], source.inputs["logType"]) == (DISTRIBUTION, "ACCESS_LOGS")
    bucket = found.only("aws:s3/bucket:Bucket")
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": bucket.outputs["arn"]}
    delivery = found.only("LogDelivery")
    assert delivery.inputs["deliverySourceName"] == source.inputs["name"]
    assert delivery.inputs["deliveryDestinationArn"] == destination.outputs["arn"]
    assert any(urn.endswith("::logs-bucket-policy") for urn in delivery.depends_on)


def test_the_bucket_is_where_the_stack_is():
    assert "region" not in build().only("aws:s3/bucket:Bucket").inputs
