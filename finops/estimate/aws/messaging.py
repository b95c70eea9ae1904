"""SNS, SQS, Kinesis, Firehose, MSK, MQ."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate.charge import Free, Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.view import View

MILLION, HUNDRED_THOUSAND = 1_000_000, 100_000


@price("aws:sns/topic:Topic")
def topic(view: View) -> Items:
    """Publications."""
    row = "sns.requests" if view.flag("fifoTopic") is False else "sns.fifo"
    yield view.metered("Publications", row, "monthlyRequests", per=MILLION)


@price("aws:sns/topicSubscription:TopicSubscription")
def subscription(view: View) -> Items:
    """Deliveries."""
    protocol = view.text("protocol")
    if protocol in ("email", "email-json"):
        yield view.metered("E-mails", "sns.email", "monthlyDeliveries", per=HUNDRED_THOUSAND)
    elif protocol in ("http", "https"):
        yield view.metered("HTTP deliveries", "sns.http", "monthlyDeliveries", per=HUNDRED_THOUSAND)
    elif protocol in ("sqs", "lambda"):
        yield Free(f"deliveries to {protocol} cost nothing")
    else:
        raise Unpriced(f"deliveries by {protocol} have no row")


@price("aws:sqs/queue:Queue")
def queue(view: View) -> Items:
    """Requests."""
    row = "sqs.standard" if view.flag("fifoQueue") is False else "sqs.fifo"
    yield view.metered("Requests", row, "monthlyRequests", per=MILLION)


@price("aws:kinesis/stream:Stream")
def stream(view: View) -> Items:
    """Capacity and data."""
    if view.text("streamModeDetails.streamMode", "PROVISIONED") == "ON_DEMAND":
        yield view.hourly("Stream on demand", "kinesis.on-demand.hour", streams=1)
        yield view.metered("Data in", "kinesis.on-demand.in", "dataInGb")
        yield view.metered("Data out", "kinesis.on-demand.out", "dataOutGb")
        return
    yield view.hourly("Shards", "kinesis.shard", shards=view.number("shardCount"))
    yield view.metered("PUT payload units", "kinesis.put", "monthlyPutUnits", per=MILLION)


@price("aws:kinesis/stream:Stream")
def stream_retention(view: View) -> Items:
    """Retention beyond 24 hours."""
    if view.number("retentionPeriod", 24) > 24:
        raise Unpriced("retention beyond 24 hours has no row")
    yield from ()


@price("aws:kinesis/streamConsumer:StreamConsumer")
def consumer(view: View) -> Items:
    """Enhanced fan-out."""
    source = view.refer("streamArn", "aws:kinesis/stream:Stream")
    if source is not None and source.text("streamModeDetails.streamMode", "PROVISIONED") == "PROVISIONED":
        yield view.hourly("Fan-out shards", "kinesis.efo.shard", shards=source.number("shardCount"))
    yield view.metered("Fan-out data", "kinesis.efo.data", "dataOutGb")


@price("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
def firehose(view: View) -> Items:
    """Delivered data."""
    yield view.metered("Data in", "firehose.ingest", "dataInGb")


@price("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
def conversion(view: View) -> Items:
    """Format conversion."""
    path = "extendedS3Configuration.dataFormatConversionConfiguration"
    if view.given(path) and view.flag(f"{path}.enabled", default=True) is not False:
        yield view.metered("Format conversion", "firehose.conversion", "dataInGb")


@price("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
def partitioning(view: View) -> Items:
    """Dynamic partitioning."""
    path = "extendedS3Configuration.dynamicPartitioningConfiguration"
    if view.given(path) and view.flag(f"{path}.enabled", default=False) is not False:
        raise Unpriced("dynamic partitioning has no row")
    yield from ()


@price("aws:msk/cluster:Cluster")
def brokers(view: View) -> Items:
    """Brokers."""
    row = f"msk.broker/{view.text('brokerNodeGroupInfo.instanceType')}"
    yield view.hourly("Brokers", row, brokers=view.number("numberOfBrokerNodes"))


@price("aws:msk/cluster:Cluster")
def broker_storage(view: View) -> Items:
    """Storage of the brokers."""
    size = view.number("brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize")
    yield view.charge("Storage", "msk.storage", brokers=view.number("numberOfBrokerNodes"), gigabytes=size)


_ENGINES = {"activemq": "ActiveMQ", "rabbitmq": "RabbitMQ"}
_MODES = {"SINGLE_INSTANCE": "single", "ACTIVE_STANDBY_MULTI_AZ": "ha", "CLUSTER_MULTI_AZ": "cluster"}


@price("aws:mq/broker:Broker")
def broker(view: View) -> Items:
    """Broker."""
    engine = _ENGINES.get(view.text("engineType").lower(), view.text("engineType"))
    mode = _MODES.get(view.text("deploymentMode", "SINGLE_INSTANCE"), "other")
    yield view.hourly("Broker", f"mq.broker/{engine}/{view.text('hostInstanceType')}/{mode}", brokers=1)


@price("aws:mq/broker:Broker")
def broker_address(view: View) -> Items:
    """Public IPv4."""
    addresses = view.either("publiclyAccessible", 1, 0)
    if addresses.high:
        standby = view.text("deploymentMode", "SINGLE_INSTANCE") == "ACTIVE_STANDBY_MULTI_AZ"
        yield view.hourly("Public IPv4", "vpc.public-ipv4", addresses=addresses * Decimal(2 if standby else 1))


free(
    "charged with its topic, queue or stream",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    "aws:sqs/redrivePolicy:RedrivePolicy",
    "aws:kinesis/resourcePolicy:ResourcePolicy",
    "aws:msk/configuration:Configuration",
    "aws:mq/configuration:Configuration",
)
free("a setting", "aws:sns/smsPreferences:SmsPreferences")
not_priced(
    "no row with evidence yet",
    "aws:kinesis/analyticsApplication:AnalyticsApplication",
    "aws:kinesis/videoStream:VideoStream",
    "aws:kinesisanalyticsv2/application:Application",
    "aws:msk/serverlessCluster:ServerlessCluster",
    "aws:sns/platformApplication:PlatformApplication",
)
