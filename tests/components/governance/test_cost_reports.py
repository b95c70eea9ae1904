"""Reports: who may write them, how they age, what Athena sees and asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.governance.cost_reports import CostReports, CostReportsArgs, lifecycle
from components.settings.cost_reports import CostReportSettings
from finops.cur.columns import COLUMNS, PARTITION
from finops.cur.queries import queries
from tests.support.policies import allows
from tests.support.synth import Synthesis, synth_component

ACCOUNT = "123456789012"
OWNER = f"arn:aws:quicksight:us-east-1:{ACCOUNT}:user/default/finops"


def build(*, region: str = "us-east-1", **values: Any) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        settings = CostReportSettings.of(stage.environment, **values)
        made = CostReports("reports", CostReportsArgs(settings=settings, stack=stage.stack), stage.opts)
        return {"bucket": made.bucket, "workgroup": made.workgroup, "database": made.database}

    return synth_component(program, region=region)


@pytest.mark.parametrize(
    ("service", "source", "account", "folder", "may"),
    [
        ("billingreports", f"arn:aws:cur:us-east-1:{ACCOUNT}:definition/x", ACCOUNT, "cur", True),
        ("bcm-data-exports", f"arn:aws:bcm-data-exports:us-east-1:{ACCOUNT}:export/x", ACCOUNT, "exports", True),
        ("billingreports", "arn:aws:cur:us-east-1:210987654321:definition/x", "210987654321", "cur", False),
        ("billingreports", f"arn:aws:cur:us-east-1:{ACCOUNT}:definition/x", "210987654321", "cur", False),
        ("billingreports", "arn:aws:cur:us-east-1:210987654321:definition/x", ACCOUNT, "cur", False),
        ("billingreports", f"arn:aws:cur:us-east-1:{ACCOUNT}:definition/x", ACCOUNT, "athena-results", False),
        ("delivery.logs", f"arn:aws:cur:us-east-1:{ACCOUNT}:definition/x", ACCOUNT, "cur", False),
    ],
)
def test_only_reports_of_this_account_are_written(
    service: str, source: str, account: str, folder: str, may: bool
) -> None:
    found = build()
    context = {
        "aws:SourceArn": source,
        "aws:SourceAccount": account,
        "aws:SecureTransport": "true",
    }
    target = f"{found.only('Bucket', 'reports-files-bucket').outputs['arn']}/{folder}/file.parquet"
    policy = found.only("BucketPolicy").inputs["policy"]
    assert may is allows(policy, "s3:PutObject", target, principal=f"{service}.amazonaws.com", context=context)


def test_older_reports_age_as_the_document_says_and_exports_stay_readable() -> None:
    rules = {rule["id"]: rule for rule in build().only("BucketLifecycleConfiguration").inputs["rules"]}

    def moves(key: str) -> dict[str, int]:
        return {move["storageClass"]: move["days"] for move in rules[key].get("transitions", [])}

    assert moves("age-legacy-reports") == {"STANDARD_IA": 30, "GLACIER": 90, "DEEP_ARCHIVE": 180}
    assert moves("age-exports") == {"STANDARD_IA": 30}
    assert [rules[key]["expiration"]["days"] for key in ("age-legacy-reports", "age-exports")] == [365, 365]
    assert rules["abort-multipart-uploads"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}


def test_nothing_moves_that_does_not_live_to_see_it() -> None:
    rule: Any = next(rule for rule in lifecycle(100) if rule["id"] == "age-legacy-reports")
    assert [move["storage_class"] for move in rule["transitions"]] == ["STANDARD_IA", "GLACIER"]


def test_the_older_report_is_daily_parquet_for_athena() -> None:
    report = build().only("ReportDefinition")
    chosen = {key: report.inputs[key] for key in ("timeUnit", "format", "compression", "reportVersioning", "s3Region")}
    assert chosen == {
        "timeUnit": "DAILY",
        "format": "Parquet",
        "compression": "Parquet",
        "reportVersioning": "OVERWRITE_REPORT",
        "s3Region": "us-east-1",
    }
    assert report.inputs["additionalArtifacts"] == ["ATHENA"]
    assert build().only("BucketPolicy").urn in report.depends_on


def test_the_export_writes_where_the_table_reads() -> None:
    found = build()
    export = found.only("Export").inputs["export"]
    destination = export["destinationConfigurations"][0]["s3Destinations"][0]
    table = found.only("CatalogTable", "reports-analysis-cost-and-usage").inputs
    written = f"s3://{destination['s3Bucket']}/{destination['s3Prefix']}/{export['name']}/data"
    assert table["storageDescriptor"]["location"] == f"{written}/"
    assert table["parameters"]["storage.location.template"] == f"{written}/BILLING_PERIOD=${{billing_period}}"
    asked = export["dataQueries"][0]["queryStatement"].removeprefix("SELECT ").partition(" FROM ")[0].split(", ")
    columns = [column["name"] for column in table["storageDescriptor"]["columns"]]
    assert columns == asked == list(COLUMNS)
    assert [key["name"] for key in table["partitionKeys"]] == [PARTITION]
    assert table["parameters"]["projection.billing_period.range"] == "NOW-13MONTHS,NOW"


def test_every_query_file_is_saved_and_names_tables_that_are_there() -> None:
    found = build()
    saved = {item.inputs["name"]: item.inputs for item in found.of_type("NamedQuery")}
    assert set(saved) == {query.title for query in queries()}
    assert len(saved) >= 8
    tables = {item.inputs["name"] for item in found.of_type("CatalogTable")}
    assert tables == {"cost_and_usage", "estimates"}
    for inputs in saved.values():
        assert "cost_and_usage" in inputs["query"]
        assert "${" not in inputs["query"]
        assert inputs["workgroup"] == found.exports["workgroup"]
        assert inputs["database"] == found.exports["database"]


def test_a_query_cannot_read_without_limit_or_answer_elsewhere() -> None:
    found = build(scanLimitGb=5)
    group = found.only("Workgroup").inputs["configuration"]
    assert group["bytesScannedCutoffPerQuery"] == 5_000_000_000
    assert group["enforceWorkgroupConfiguration"] is True
    assert group["resultConfiguration"]["outputLocation"] == f"s3://{found.exports['bucket']}/athena-results/"


def test_all_of_it_stands_in_the_region_of_billing() -> None:
    found = build(region="eu-west-1", quicksight={"owners": [OWNER]})
    kinds = ("Bucket", "Workgroup", "NamedQuery", "CatalogTable", "CatalogDatabase", "DataSource", "DataSet")
    assert {item.inputs.get("region") for item in found.of_type(*kinds) if item.custom} == {"us-east-1"}


def test_either_report_alone() -> None:
    assert build(export=False).of_type("Export", "Workgroup", "NamedQuery") == []
    assert build(legacy=False).of_type("ReportDefinition") == []


def test_quicksight_reads_the_table_and_knows_no_maps() -> None:
    found = build(quicksight={"owners": [OWNER]})
    table = found.only("DataSet").inputs["physicalTableMaps"][0]["relationalTable"]
    assert (table["name"], table["schema"]) == ("cost_and_usage", found.exports["database"])
    names = {column["name"] for column in table["inputColumns"]}
    assert names == {name for name, kind in COLUMNS.items() if not kind.startswith("map")} | {PARTITION}
    assert build().of_type("DataSet", "DataSource") == []
    assert json.dumps(found.only("DataSource").inputs).count(OWNER) == 1
