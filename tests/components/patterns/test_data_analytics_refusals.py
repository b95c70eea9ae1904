"""data-analytics: what it refuses, with the key and what would be right."""

import re

import pytest
from pydantic import ValidationError

from components.patterns.data_analytics import DataAnalyticsSettings
from tests.components.patterns.analytics_workload import ANALYST, COLUMNS, GROUP, SMALL, build


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "it has no streams, deliveries or tables; expected at least one of them"),
        (
            {**SMALL, "deliveries": {"d": {"stream": "event"}}},
            "deliveries.d.stream names event, which is not among streams; did you mean events",
        ),
        (
            {**SMALL, "deliveries": {"d": {"table": "events", "partitionBy": {"site": ".site"}}}},
            "deliveries.d.partitionBy names site, which is not among partitions of events",
        ),
        (
            {
                "tables": {"t": {**COLUMNS, "partitions": {"site": {"kind": "value", "values": ["a"]}}}},
                "deliveries": {"d": {"table": "t"}},
            },
            "deliveries.d.partitionBy lacks site, which the time of arrival does not tell",
        ),
        ({"tables": {"t": COLUMNS}, "views": {"t": {"sql": "iot/x", **COLUMNS}}}, "t is both a table and a view"),
        ({"tables": {"errors": COLUMNS}}, "tables.errors has the name of a folder that deliveries use"),
        ({"tables": {"lines": COLUMNS}, "deliveries": {"lines": {}}}, "deliveries.lines writes into the folder of"),
        (
            {"tables": {"t": COLUMNS}, "jobs": {"j": {"script": "x", "reads": ["t"], "writes": ["t"]}}},
            "jobs.j reads and writes t",
        ),
        ({"tables": {"t": COLUMNS}, "crawlers": {"c": {"folder": "t"}}}, "crawlers.c.folder is that of tables.t"),
        ({"tables": {"t": COLUMNS}, "quality": {"q": {"table": "u", "rules": "x"}}}, "quality.q.table names u"),
        (
            {"tables": {"t": COLUMNS}, "quickSight": {"readers": [GROUP], "dataSets": {"d": {"source": "u"}}}},
            "quickSight.dataSets.d.source names u",
        ),
        (
            {
                "tables": {"t": COLUMNS},
                "lakeFormation": {"readers": {"r": {"principal": ANALYST, "tables": ["t"], "columns": ["idd"]}}},
            },
            "lakeFormation.readers.r.columns names idd, which is not among columns of t; did you mean id",
        ),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=re.escape(message)):
        DataAnalyticsSettings.of("Production", pattern="data-analytics", **values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"views": {"v": {"sql": "iot/nothing", **COLUMNS}}}, "the file analytics/iot/nothing.sql is missing"),
        ({"quality": {"q": {"table": "events", "rules": "iot/no"}}}, "the file analytics/iot/no.dqdl is missing"),
    ],
)
def test_a_file_that_is_missing_is_told(change, message):
    with pytest.raises(Exception, match=re.escape(message)):
        build(**{**SMALL, **change})
