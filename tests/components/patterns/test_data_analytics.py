"""data-analytics: streams, deliveries, the lake and its tables, the workgroup; and that one more moves nothing else."""

import copy

import pytest

from tests.components.patterns.analytics_workload import COLUMNS, SMALL, VALUES, allowed, build, statements
from tests.contract.stability import disturbed


@pytest.fixture(scope="module")
def example():
    return build(**VALUES)


def test_the_stream_is_encrypted_kept_and_watched_by_name(example):
    stream = example.only("aws:kinesis/stream:Stream")
    key = example.only("aws:kms/key:Key").outputs["arn"]
    assert (stream.inputs["encryptionType"], stream.inputs["kmsKeyId"]) == ("KMS", key)
    assert (stream.inputs["retentionPeriod"], stream.inputs["streamModeDetails"]) == (168, {"streamMode": "ON_DEMAND"})
    cheap = build("Development", **SMALL).only("aws:kinesis/stream:Stream").inputs
    assert (cheap["retentionPeriod"], cheap["kmsKeyId"]) == (24, "alias/aws/kinesis")


def test_a_stream_with_shards():
    found = build(streams={"events": {"mode": "provisioned", "shards": 3}}).only("aws:kinesis/stream:Stream").inputs
    assert (found["streamModeDetails"], found["shardCount"]) == ({"streamMode": "PROVISIONED"}, 3)


def test_the_delivery_writes_parquet_by_the_table_into_its_folders(example):
    delivery = example.only("FirehoseDeliveryStream").inputs
    place = delivery["extendedS3Configuration"]
    assert delivery["kinesisSourceConfiguration"]["kinesisStreamArn"] == example.exports["streams"]["readings"]["arn"]
    assert "serverSideEncryption" not in delivery, "Firehose refuses it beside a stream"
    assert place["prefix"] == "readings/day=!{partitionKeyFromQuery:day}/"
    assert place["errorOutputPrefix"].startswith("errors/readings/!{firehose:error-output-type}/")
    assert (place["compressionFormat"], place["bufferingSize"], place["bufferingInterval"]) == (
        "UNCOMPRESSED",
        128,
        300,
    )
    conversion = place["dataFormatConversionConfiguration"]
    assert conversion["schemaConfiguration"]["tableName"] == "readings"
    assert conversion["outputFormatConfiguration"]["serializer"] == {"parquetSerDe": {"compression": "SNAPPY"}}
    [query, engine] = place["processingConfiguration"]["processors"][0]["parameters"]
    assert query["parameterValue"] == "{day: .recorded_at[0:10]}"
    assert engine == {"parameterName": "JsonParsingEngine", "parameterValue": "JQ-1.6"}
    assert place["dynamicPartitioningConfiguration"] == {"enabled": True}
    assert place["kmsKeyArn"] == example.exports["keyArn"]


def test_partitions_that_nobody_reads_from_records_take_the_time_of_arrival():
    tables = copy.deepcopy(SMALL["tables"])
    tables["events"]["partitions"] |= {"hour": {"kind": "hour"}}
    place = build(**{**SMALL, "tables": tables}).only("FirehoseDeliveryStream").inputs["extendedS3Configuration"]
    assert place["prefix"] == "events/day=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/"
    assert "dynamicPartitioningConfiguration" not in place
    assert "processingConfiguration" not in place
    reader = place["dataFormatConversionConfiguration"]["inputFormatConfiguration"]["deserializer"]
    assert "openXJsonSerDe" in reader


def test_callers_may_deliver_without_a_stream_and_without_a_table():
    found = build(deliveries={"lines": {"compression": "gzip"}})
    delivery = found.only("FirehoseDeliveryStream").inputs
    place = delivery["extendedS3Configuration"]
    assert (place["compressionFormat"], place["prefix"]) == ("GZIP", "lines/day=!{timestamp:yyyy-MM-dd}/")
    assert "dataFormatConversionConfiguration" not in place
    assert delivery["serverSideEncryption"]["keyType"] == "CUSTOMER_MANAGED_CMK"
    policy = found.named("iot-delivery-lines-put")
    assert statements(policy)[0]["Action"] == ["firehose:PutRecord", "firehose:PutRecordBatch"]
    managed = build("Development", deliveries={"lines": {}}).only("FirehoseDeliveryStream").inputs
    assert managed["serverSideEncryption"] == {"enabled": True, "keyType": "AWS_OWNED_CMK"}


def test_code_on_the_way_and_the_original_beside_it():
    deliveries = {"events": {**SMALL["deliveries"]["events"], "transform": {"source": "site_api"}}}
    found = build(**{**SMALL, "deliveries": deliveries})
    place = found.only("FirehoseDeliveryStream").inputs["extendedS3Configuration"]
    [processor] = place["processingConfiguration"]["processors"]
    function = found.only("aws:lambda/function:Function").outputs["arn"]
    assert processor["parameters"] == [{"parameterName": "LambdaArn", "parameterValue": f"{function}:$LATEST"}]
    assert (place["s3BackupMode"], place["s3BackupConfiguration"]["prefix"]) == ("Enabled", "originals/events/")
    assert allowed(found, "iot-delivery-events-policy", "lambda:InvokeFunction", function)


def test_the_delivery_may_do_its_work_and_no_more(example):
    raw = example.named("iot-lake-raw-bucket").outputs["arn"]
    [policy] = [statements(item) for item in example.resources if item.name == "iot-delivery-readings-policy"]
    actions = {action for statement in policy for action in statement["Action"]}
    assert "s3:DeleteObject" not in actions
    assert "kinesis:PutRecord" not in actions
    stream = example.named("iot-stream-readings-stream").outputs["arn"]
    assert allowed(example, "iot-delivery-readings-policy", "kinesis:GetRecords", stream)
    assert not allowed(example, "iot-delivery-readings-policy", "kinesis:GetRecords", stream.replace("iot", "other"))
    puts = [s["Resource"] for s in policy if "s3:PutObject" in s["Action"]]
    assert sorted(puts) == [[f"{raw}/errors/readings/*"], [f"{raw}/readings/*"]]
    [versions] = [s["Resource"] for s in policy if "glue:GetTableVersions" in s["Action"]]
    assert [arn.rpartition(":")[2] for arn in versions][-1].endswith("/readings")


def test_tables_are_read_without_registered_partitions(example):
    table = example.named("iot-catalog-readings").inputs
    raw = example.exports["buckets"]["raw"]
    assert table["storageDescriptor"]["location"] == f"s3://{raw}/readings/"
    assert {key: value for key, value in table["parameters"].items() if "projection" in key or "template" in key} == {
        "projection.enabled": "true",
        "projection.day.type": "date",
        "projection.day.format": "yyyy-MM-dd",
        "projection.day.range": "2026-01-01,NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": f"s3://{raw}/readings/day=${{day}}/",
    }


def test_partitions_by_value_and_hour():
    partitions = {"site": {"kind": "value", "values": ["berlin", "lyon"]}, "hour": {"kind": "hour"}}
    tables = {"events": {"columns": {"id": "string"}, "partitions": partitions}}
    parameters = build(tables=tables).named("iot-catalog-events").inputs["parameters"]
    assert (parameters["projection.site.type"], parameters["projection.site.values"]) == ("enum", "berlin,lyon")
    assert (parameters["projection.hour.range"], parameters["projection.hour.digits"]) == ("0,23", "2")


def test_the_zones_age_by_what_athena_still_reads(example):
    rules = {
        zone: {rule["id"]: rule for rule in example.named(f"iot-lake-{zone}-lifecycle").inputs["rules"]}
        for zone in ("raw", "curated", "results")
    }
    moves = [(move["storageClass"], move["days"]) for move in rules["raw"]["age"]["transitions"]]
    assert moves == [("STANDARD_IA", 30), ("GLACIER_IR", 90)]
    assert "expire" not in rules["raw"]
    assert rules["results"]["expire"]["expiration"] == {"days": 30}
    assert "age" not in rules["results"]
    development = build("Development", **SMALL)
    expire = {r["id"]: r for r in development.named("iot-lake-raw-lifecycle").inputs["rules"]}["expire"]
    assert expire["expiration"] == {"days": 30}
    assert not development.of_type("BucketLogging")
    assert len(example.of_type("BucketLogging")) == 4


def test_the_workgroup_cannot_be_got_around(example):
    inputs = example.only("aws:athena/workgroup:Workgroup").inputs
    configuration = inputs["configuration"]
    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["publishCloudwatchMetricsEnabled"] is True
    assert configuration["bytesScannedCutoffPerQuery"] == 50_000 * 1_000_000
    result = configuration["resultConfiguration"]
    assert result["encryptionConfiguration"] == {"encryptionOption": "SSE_KMS", "kmsKeyArn": example.exports["keyArn"]}
    assert result["expectedBucketOwner"] == "123456789012"
    assert result["outputLocation"] == f"s3://{example.exports['buckets']['results']}/athena/"
    assert {query.inputs["name"] for query in example.of_type("NamedQuery")} == set(VALUES["workgroup"]["queries"])


def test_analysts_query_and_write_nothing_but_answers(example):
    policy = statements(example.named("iot-queries-query"))
    puts = [s["Resource"] for s in policy if "s3:PutObject" in s["Action"]]
    assert puts == [[f"{example.named('iot-lake-results-bucket').outputs['arn']}/athena/*"]]
    reads = [arn for s in policy if "s3:GetObject" in s["Action"] for arn in s["Resource"]]
    assert any("iot-lake-raw" in arn for arn in reads)
    assert any("iot-lake-curated" in arn for arn in reads)
    assert not any("iot-lake-access" in arn or "iot-lake-code" in arn for arn in reads)


ONE_MORE = {
    "streams": {"a-first": {"producer": {"source": "device_readings"}}, "clicks": {}},
    "tables": {"aaa_sites": COLUMNS},
    "views": {"aaa": {"sql": "iot/readings_clean", "columns": {"id": "string"}}},
    "deliveries": {"a-lines": {}},
    "jobs": {"a-second": {"script": "iot/device_hours", "writes": ["device_hours"]}},
    "crawlers": {"a-second": {"folder": "more"}},
    "quality": {"a-second": {"table": "device_hours", "rules": "iot/readings"}},
}


def test_one_more_or_one_less_of_everything_touches_nothing_else(example):
    """All at once, each before what is there: what does not move together does not move one by one."""
    workgroup = VALUES["workgroup"]
    queries = {"a-first": {"sql": "iot/late_readings"}, **workgroup["queries"]}
    grown = build(
        **{
            **VALUES,
            **{section: {**added, **VALUES[section]} for section, added in ONE_MORE.items()},
            "workgroup": {**workgroup, "queries": queries},
        }
    )
    added = {item.name for item in grown.resources} - {item.name for item in example.resources}
    made = [
        "stream-a-first-stream", "catalog-aaa_sites", "catalog-aaa-view", "delivery-a-lines-delivery",
        "job-a-second-job", "crawler-a-second-crawler", "quality-a-second-rules", "queries-a-first",
    ]  # fmt: skip
    assert {f"iot-{name}" for name in made} <= added
    assert disturbed(example, grown) == []


def test_the_longest_names_fit():
    long = "n" * 24
    values = {
        "streams": {long: {"producer": {"source": "device_readings"}}},
        "tables": {"t" * 40: COLUMNS, "made": COLUMNS},
        "deliveries": {long: {"stream": long, "table": "t" * 40}},
        "jobs": {long: {"script": "iot/device_hours", "reads": ["t" * 40], "writes": ["made"]}},
        "quality": {long: {"table": "made", "rules": "iot/readings"}},
    }
    found = build(name="w" * 24, **values)
    limits = {"aws:iam/role:Role": 64, "aws:lambda/function:Function": 64, "FirehoseDeliveryStream": 64, "Stream": 128}
    for type_, limit in limits.items():
        for resource in found.of_type(type_):
            name = resource.inputs.get("name")
            assert len(name or resource.name) + (0 if name else 8) <= limit
