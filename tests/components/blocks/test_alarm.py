"""What a described alarm becomes, and which descriptions are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.blocks.alarm import alarm_problems, metric_alarm
from components.component import Component
from components.operations import Alarm, Metric
from tests.support.synth import Stage, synth_component

TOPIC = "arn:aws:sns:us-east-1:123456789012:topic"
ERRORS = Metric(namespace="AWS/Lambda", name="Errors", dimensions={"FunctionName": "f"}, stat="Sum", period=60)
RUNS = replace(ERRORS, name="Invocations", label="runs")
SINGLE = Alarm(key="errors", description="It fails.", metrics={"m1": ERRORS}, threshold=5)
RATE = replace(SINGLE, metrics={"e": ERRORS, "r": RUNS}, expression="100 * e / r", datapoints_to_alarm=2)


class Owner(Component):
    """Something with an alarm."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        self.publish()


def made(alarm: Alarm, topic: str | None = TOPIC) -> dict[str, Any]:
    def build(stage: Stage) -> None:
        metric_alarm(Owner("Orders", stage.opts), alarm, stage.stack, topic)

    result = synth_component(build)
    resource = result.only("MetricAlarm")
    assert resource.parent == result.only("quoin:index:Owner").urn
    assert resource.name == f"Orders-{alarm.key}"
    return dict(resource.inputs)


def test_a_single_metric() -> None:
    assert made(SINGLE) == {
        "name": "shop-test-orders-errors",
        "alarmDescription": "It fails.",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "dimensions": {"FunctionName": "f"},
        "statistic": "Sum",
        "period": 60,
        "threshold": 5,
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 3,
        "treatMissingData": "notBreaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


def test_a_percentile_is_an_extended_statistic() -> None:
    inputs = made(replace(SINGLE, metrics={"m1": replace(ERRORS, stat="p99")}))
    assert inputs["extendedStatistic"] == "p99"
    assert "statistic" not in inputs


def test_an_expression_returns_the_only_number() -> None:
    inputs = made(RATE)
    assert [(query["id"], query["returnData"]) for query in inputs["metricQueries"]] == [
        ("e", False),
        ("r", False),
        ("result", True),
    ]
    assert inputs["metricQueries"][1] == {
        "id": "r",
        "label": "runs",
        "returnData": False,
        "metric": {
            "namespace": "AWS/Lambda",
            "metricName": "Invocations",
            "dimensions": {"FunctionName": "f"},
            "stat": "Sum",
            "period": 60,
        },
    }
    assert (inputs["metricQueries"][2]["expression"], inputs["datapointsToAlarm"]) == ("100 * e / r", 2)
    assert not {"metricName", "namespace", "dimensions", "statistic"} & set(inputs)


@pytest.mark.parametrize(
    ("sides", "operator"),
    [("both", "LessThanLowerOrGreaterThanUpperThreshold"), ("above", "GreaterThanUpperThreshold")],
)
def test_a_band_stands_in_for_the_threshold(sides: Any, operator: str) -> None:
    inputs = made(replace(SINGLE, threshold=None, band=2.5, band_sides=sides))
    assert inputs["comparisonOperator"] == operator
    assert inputs["thresholdMetricId"] == "band"
    assert "threshold" not in inputs
    metric, band = inputs["metricQueries"]
    assert (metric["id"], metric["returnData"], metric["metric"]["metricName"]) == ("m1", True, "Errors")
    assert (band["id"], band["expression"]) == ("band", "ANOMALY_DETECTION_BAND(m1, 2.5)")


def test_an_alarm_that_another_speaks_for_is_silent() -> None:
    inputs = made(SINGLE, topic=None)
    assert not {"alarmActions", "okActions"} & set(inputs)


def test_a_metric_counted_from_a_log_needs_no_dimensions() -> None:
    counted = replace(ERRORS, namespace="shop/test/logs", dimensions={}, counted_from_log=True)
    alarm = replace(SINGLE, metrics={"m1": counted})
    assert alarm_problems(alarm) == []
    assert "dimensions" not in made(alarm)


@pytest.mark.parametrize(
    ("alarm", "problem"),
    [
        (replace(SINGLE, metrics={"m1": replace(ERRORS, dimensions={})}), "without dimensions (AWS/Lambda Errors)"),
        (replace(SINGLE, metrics={}), "no metric"),
        (replace(RATE, expression=None), "several metrics and no expression"),
        (replace(SINGLE, threshold=None), "either a threshold or a band"),
        (replace(SINGLE, band=2), "either a threshold or a band"),
        (replace(RATE, threshold=None, band=2), "drawn around one metric only"),
    ],
)
def test_an_alarm_that_watches_nothing_is_refused(alarm: Alarm, problem: str) -> None:
    assert problem in " ".join(alarm_problems(alarm))
    with pytest.raises(ValueError, match=r"alarm Orders-errors (has|needs) "):
        made(alarm)


def test_good_alarms_have_no_problem() -> None:
    assert alarm_problems(SINGLE) == alarm_problems(RATE) == []
