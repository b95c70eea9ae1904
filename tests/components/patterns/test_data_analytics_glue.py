"""data-analytics: what Glue runs, what QuickSight shows, whom Lake Formation lets see it."""

import json
import re

import pytest

from tests.components.patterns.analytics_workload import ANALYST, GROUP, VALUES, allowed, build, statements


@pytest.fixture(scope="module")
def example():
    return build(**VALUES)


def test_the_job_reads_raw_and_writes_its_own_table(example):
    job = example.only("aws:glue/job:Job").inputs
    buckets = example.exports["buckets"]
    arguments = job["defaultArguments"]
    assert arguments["--readings"] == f"s3://{buckets['raw']}/readings/"
    assert arguments["--device_hours"] == f"s3://{buckets['curated']}/device_hours/"
    assert arguments["--days"] == "3"
    assert (job["workerType"], job["numberOfWorkers"], job["executionClass"]) == ("G.1X", 10, "STANDARD")
    assert job["executionProperty"] == {"maxConcurrentRuns": 1}
    assert example.only("aws:glue/trigger:Trigger").inputs["schedule"] == "cron(20 * * * ? *)"
    prefix = arguments["--custom-logGroup-prefix"]
    groups = {g.inputs["name"]: g.inputs for g in example.of_type("LogGroup")}
    assert {f"{prefix}/error", f"{prefix}/output"} <= set(groups)
    assert groups[f"{prefix}/error"]["kmsKeyId"] == example.exports["keyArn"]
    raw, curated = (example.named(f"iot-lake-{zone}-bucket").outputs["arn"] for zone in ("raw", "curated"))
    assert allowed(example, "iot-job-hourly-policy", "s3:GetObject", f"{raw}/readings/day=2026-01-01/a.parquet")
    assert allowed(example, "iot-job-hourly-policy", "s3:DeleteObject", f"{curated}/device_hours/a.parquet")
    assert not allowed(example, "iot-job-hourly-policy", "s3:PutObject", f"{raw}/readings/a.parquet")
    assert not allowed(example, "iot-job-hourly-policy", "s3:GetObject", f"{raw}/imports/a.csv")


def test_a_new_script_is_a_new_object(example):
    script = example.named("iot-job-hourly-script")
    location = example.only("aws:glue/job:Job").inputs["command"]["scriptLocation"]
    assert location.endswith(script.inputs["key"])
    assert re.fullmatch(r"iot-job-hourly/[0-9a-f]{12}\.py", script.inputs["key"])


def test_what_glue_cannot_count_is_caught_as_an_event(example):
    patterns = {rule.name: json.loads(rule.inputs["eventPattern"]) for rule in example.of_type("EventRule")}
    job = example.only("aws:glue/job:Job").outputs["name"]
    assert patterns["iot-job-hourly-failures"]["detail"]["jobName"] == [job]
    assert patterns["iot-crawler-imports-failures"]["detail"]["state"] == ["Failed"]
    rules = example.only("DataQualityRuleset").outputs["name"]
    assert patterns["iot-quality-readings-failures"]["detail"]["rulesetNames"] == [rules]
    log = example.named("iot-glue-failures-log").outputs["arn"]
    assert {target.inputs["arn"] for target in example.of_type("EventTarget")} == {log}
    policy = json.loads(example.only("LogResourcePolicy").inputs["policyDocument"])
    assert all(statement["Resource"] == [f"{log}:*"] for statement in policy["Statement"])
    [condition] = [s["Condition"] for s in policy["Statement"] if "Condition" in s]
    assert condition["ArnLike"]["aws:SourceArn"].endswith(":rule/iot-*")


def test_rules_are_evaluated_on_schedule(example):
    schedule = example.only("aws:scheduler/schedule:Schedule").inputs
    request = json.loads(schedule["target"]["input"])
    assert schedule["target"]["arn"] == "arn:aws:scheduler:::aws-sdk:glue:startDataQualityRulesetEvaluationRun"
    assert request["DataSource"]["GlueTable"]["TableName"] == "readings"
    assert request["RulesetNames"] == [example.exports["quality"]["readings"]]
    role = example.named("iot-quality-readings-role").outputs["arn"]
    assert request["Role"] == role
    to_glue = {"iam:PassedToService": "glue.amazonaws.com"}
    assert allowed(example, "iot-quality-readings-starter-policy", "iam:PassRole", role, **to_glue)
    assert not allowed(example, "iot-quality-readings-starter-policy", "iam:PassRole", role)
    assert not build("Development", **VALUES).of_type("aws:scheduler/schedule:Schedule")


def test_the_crawler_touches_tables_of_its_own_only(example):
    crawler = example.only("aws:glue/crawler:Crawler").inputs
    assert crawler["s3Targets"] == [{"path": f"s3://{example.exports['buckets']['raw']}/imports/"}]
    assert crawler["schemaChangePolicy"]["deleteBehavior"] == "LOG"
    database = example.exports["database"]
    table = f"arn:aws:glue:eu-west-1:123456789012:table/{database}"
    assert allowed(example, "iot-crawler-imports-policy", "glue:UpdateTable", f"{table}/found_sites")
    assert not allowed(example, "iot-crawler-imports-policy", "glue:UpdateTable", f"{table}/readings")


def test_quicksight_only_where_it_is_asked_for(example):
    assert not [item for item in example.resources if "quicksight" in item.type or "cloudformation" in item.type]
    settings = {
        "readers": [GROUP],
        "dataSets": {"hours": {"source": "readings_hourly"}, "health": {"source": "device_health"}},
        "dashboard": "iot/dashboard",
    }
    found = build(**VALUES, quickSight=settings)
    hours = found.named("iot-shown-hours")
    table = hours.inputs["physicalTableMaps"][0]["relationalTable"]
    assert {column["name"]: column["type"] for column in table["inputColumns"]}["hour"] == "DATETIME"
    assert [column["name"] for column in table["inputColumns"]] == list(VALUES["views"]["readings_hourly"]["columns"])
    source = found.only("aws:quicksight/dataSource:DataSource").inputs
    assert source["parameters"]["athena"]["workGroup"] == found.exports["workgroup"]
    stack = json.loads(found.only("aws:cloudformation/stack:Stack").inputs["templateBody"])
    properties = stack["Resources"]["Dashboard"]["Properties"]
    declared = {
        one["Identifier"]: one["DataSetArn"] for one in properties["Definition"]["DataSetIdentifierDeclarations"]
    }
    assert declared["hours"] == hours.outputs["arn"]
    assert [one["Principal"] for one in properties["Permissions"]] == [GROUP]


def test_lake_formation_beside_iam_and_alone():
    readers = {
        "analysts": {"principal": ANALYST},
        "support": {"principal": ANALYST, "tables": ["readings"], "columns": ["device_id", "battery"]},
    }
    hybrid = build(**VALUES, lakeFormation={"readers": readers})
    assert {one.inputs["hybridAccessEnabled"] for one in hybrid.of_type("aws:lakeformation/resource:Resource")} == {
        True
    }
    grants = {one.name: one.inputs for one in hybrid.of_type("aws:lakeformation/permissions:Permissions")}
    assert grants["iot-permissions-support-readings"]["tableWithColumns"]["columnNames"] == ["device_id", "battery"]
    assert grants["iot-permissions-analysts-tables"]["table"]["wildcard"] is True
    assert {one["principal"] for one in grants.values()} == {ANALYST}
    strict = build(**VALUES, lakeFormation={"mode": "strict", "readers": readers})
    grants = {one.name: one.inputs for one in strict.of_type("aws:lakeformation/permissions:Permissions")}
    job = strict.named("iot-job-hourly-role").outputs["arn"]
    assert grants["iot-permissions-job-hourly-device_hours"]["principal"] == job
    assert grants["iot-permissions-crawler-imports-files"]["permissions"] == ["DATA_LOCATION_ACCESS"]
    [default] = strict.only("CatalogDatabase").inputs["createTableDefaultPermissions"]
    assert default["principal"]["dataLakePrincipalIdentifier"] != "IAM_ALLOWED_PRINCIPALS"
    queries = [action for s in statements(strict.named("iot-queries-query")) for action in s["Action"]]
    assert "lakeformation:GetDataAccess" in queries
