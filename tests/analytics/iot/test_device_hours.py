"""The Spark job gives the numbers that the view gives, and that plain arithmetic gives."""

import ast
from datetime import UTC, datetime

import pytest

from tests.analytics.iot import readings
from tests.analytics.iot.test_queries import KEYS, WORKLOAD, same
from tests.support.athena import Lake
from tests.support.spark import rows, script
from tests.support.synth import ROOT

FILE = WORKLOAD["jobs"]["hourly"]["script"]
ROWS = readings.generated()


@pytest.fixture(scope="module")
def lake():
    made = Lake(WORKLOAD, readings.TODAY)
    made.put("readings", ROWS)
    yield made
    made.connection.close()


@pytest.fixture(scope="module")
def job(lake):
    with script(FILE, lake.connection) as (module, session):
        yield module, session


def test_job_view_and_arithmetic_agree(lake, job):
    module, session = job
    made = rows(module.hourly(session.table("readings")))
    same(made, readings.hourly(ROWS), KEYS)
    same(made, lake.rows("readings_hourly"), KEYS)


def test_what_the_job_makes_shows_no_difference(lake, job):
    module, session = job
    lake.put("device_hours", rows(module.hourly(session.table("readings"))))
    assert lake.saved("hourly-differences") == []


def test_the_columns_are_those_of_its_table(job):
    module, session = job
    table = WORKLOAD["tables"]["device_hours"]
    assert module.hourly(session.table("readings")).columns == [*table["columns"], *table["partitions"]]


def test_nothing_in_nothing_out(job):
    module, session = job
    assert rows(module.hourly(session.table("readings").where("device_id = 'nobody'"))) == []


@pytest.mark.parametrize(
    ("days", "first"),
    [(1, "2026-03-01"), (2, "2026-02-28"), (3, "2026-02-27")],
)
def test_the_days_of_a_run(job, days, first):
    assert job[0].first_day(days, datetime(2026, 3, 1, 0, 20, tzinfo=UTC)) == first


def test_the_script_asks_for_what_the_job_gives():
    tree = ast.parse((ROOT / "analytics" / f"{FILE}.py").read_text())
    [call] = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getResolvedOptions"
    ]
    settings = WORKLOAD["jobs"]["hourly"]
    given = {"JOB_NAME", *settings["reads"], *settings["writes"], *settings["arguments"]}
    assert set(ast.literal_eval(call.args[1])) == given
