"""Stack, catalogue, Parquet files, views, job, rules and readings name the same columns; one that differs is found."""

import copy

import pytest

from tests.analytics.iot import readings
from tests.analytics.iot.agreement import deployed, disagreements, files
from tests.support.synth import config_of

WORKLOAD = config_of("examples/data-analytics.yaml")["quoin:workloads"]["iot"]
ROWS = readings.generated()[:300]


@pytest.fixture(scope="module")
def made():
    return deployed(WORKLOAD)


def renamed(columns, old, new):
    """Rename a column of the settings where it stands."""
    items = [(new if key == old else key, kind) for key, kind in columns.items()]
    columns.clear()
    columns.update(items)


def test_all_agree(made):
    assert disagreements(made, WORKLOAD, ROWS) == []


def test_every_sql_file_is_used():
    views = [view["sql"] for view in WORKLOAD["views"].values()]
    queries = [query["sql"] for query in WORKLOAD["workgroup"]["queries"].values()]
    assert sorted([*views, *queries]) == files()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda made: made.rename("readings", "humidity", "moisture"), "no reading has moisture"),
        (lambda made: made.rename("readings", "humidity", "moisture"), "SQL names what is not there"),
        (lambda made: made.rename("readings", "battery", "charge"), "a rule names battery"),
        (lambda made: made.retype("readings", "temperature", "string"), "temperature is string"),
        (lambda made: made.rename("readings_clean", "hour", "begin"), "tells Athena other columns than the catalogue"),
        (lambda made: made.rename("readings_clean", "hour", "begin"), "the view readings_clean declares"),
        (lambda made: made.retype("readings_hourly", "readings", "int"), "the view readings_hourly declares"),
        (lambda made: made.rename("device_hours", "battery_min", "low"), "the job makes"),
        (lambda made: made.retype("device_hours", "readings", "int"), "the job makes"),
        (lambda made: made.schema.update(databaseName="other"), "which is no table of the catalogue"),
        (lambda made: made.delivery["extendedS3Configuration"].update(prefix="readings/"), "Athena looks below"),
    ],
)
def test_a_column_that_differs_in_the_catalogue_is_found(made, change, message):
    made = copy.deepcopy(made)
    change(made)
    found = disagreements(made, WORKLOAD, ROWS)
    assert any(message in problem for problem in found), found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w: renamed(w["tables"]["readings"]["columns"], "humidity", "moisture"), "SQL names what is not there"),
        (lambda w: renamed(w["views"]["readings_clean"]["columns"], "hour", "begin"), "the view readings_clean decl"),
        (lambda w: w["deliveries"]["readings"].update(timestampFormats=["yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"]), "none of"),
    ],
)
def test_a_column_that_differs_in_the_stack_file_is_found(change, message):
    workload = copy.deepcopy(WORKLOAD)
    change(workload)
    found = disagreements(deployed(workload), workload, ROWS)
    assert any(message in problem for problem in found), found


def test_a_reading_that_differs_is_found(made):
    other = [{**row, "pressure": 1013.0} for row in ROWS]
    assert disagreements(made, WORKLOAD, other) == ["readings have pressure, the table has not"]
    text = [{**row, "battery": "full"} for row in ROWS]
    assert any("battery is double" in problem for problem in disagreements(made, WORKLOAD, text))
