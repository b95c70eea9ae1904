"""What is watched beyond the alarms that blocks describe: logs, anomalies, traces, objectives."""

from __future__ import annotations

import re

import pytest

from components.blocks.log_errors import JSON_ERRORS, PLAIN_ERRORS
from tests.components.blocks.watched import synth


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ({"level": "ERROR", "message": "x"}, True),
        ({"level": "CRITICAL"}, True),
        ({"level": "FATAL"}, True),
        ({"log_level": "ERROR"}, True),  # what Lambda itself writes of what nobody caught
        ({"log_level": "FATAL"}, True),
        ({"level": "INFO", "message": "ERROR is only a word here"}, False),
        ({"level": "WARNING"}, False),
    ],
)
def test_lines_that_count_as_errors(line: dict[str, str], counts: bool) -> None:
    """The filter is any of its comparisons of a field with a word."""
    compared = re.findall(r'\(\$\.(\w+) = "(\w+)"\)', JSON_ERRORS)
    assert "{ " + " || ".join(f'($.{key} = "{word}")' for key, word in compared) + " }" == JSON_ERRORS
    assert any(line.get(key) == word for key, word in compared) is counts


def test_words_that_count_as_errors_in_plain_lines() -> None:
    assert PLAIN_ERRORS.split() == ["?ERROR", "?CRITICAL", "?FATAL", "?Traceback"]  # with ?, one of them is enough


def test_errors_in_a_log_are_counted_and_somebody_hears_of_many() -> None:
    result = synth(logErrors=7)
    counted = result.only("LogMetricFilter")
    assert (counted.name, counted.inputs["logGroupName"]) == ("orders-log-errors", "/a")
    assert counted.inputs["pattern"] == JSON_ERRORS
    transformed = counted.inputs["metricTransformation"]
    assert (transformed["namespace"], transformed["name"]) == ("shop/prod/logs", "orders-errors")
    assert (transformed["value"], transformed["defaultValue"]) == ("1", "0")
    alarm = result.only("MetricAlarm", "orders-log-errors")
    expected = {"namespace": "shop/prod/logs", "metricName": "orders-errors", "threshold": 7, "statistic": "Sum"}
    assert {key: alarm.inputs[key] for key in expected} == expected
    assert "dimensions" not in alarm.inputs
    assert alarm.inputs["alarmActions"] == [result.exports["topic"]]


def test_anomalies_are_an_option() -> None:
    assert not [alarm for alarm in synth().of_type("MetricAlarm") if "unusual" in alarm.name]
    result = synth(anomalyBand=2)
    traffic = result.only("MetricAlarm", "orders-inner-unusual-traffic").inputs
    latency = result.only("MetricAlarm", "orders-inner-unusual-latency").inputs
    assert traffic["comparisonOperator"] == "LessThanLowerOrGreaterThanUpperThreshold"
    assert latency["comparisonOperator"] == "GreaterThanUpperThreshold"
    for alarm, metric, stat in ((traffic, "NumberOfMessagesSent", "Sum"), (latency, "Age", "p90")):
        seen, band = alarm["metricQueries"]
        assert (seen["metric"]["metricName"], seen["metric"]["stat"], seen["metric"]["period"]) == (metric, stat, 300)
        assert band["expression"] == "ANOMALY_DETECTION_BAND(m1, 2)"
        assert alarm["alarmActions"], "unusual is told, not paged"


def test_traced_services_have_a_group_and_those_that_take_one_a_rule() -> None:
    result = synth()
    rule = result.only("aws:xray/samplingRule:SamplingRule")
    assert (rule.name, rule.inputs["ruleName"]) == ("orders-sampling", "shop-prod-orders")
    assert (rule.inputs["serviceName"], rule.inputs["serviceType"]) == ("api/live", "AWS::ApiGateway::Stage")
    assert (rule.inputs["reservoirSize"], rule.inputs["fixedRate"]) == (1, 0.05)
    assert rule.inputs["priority"] == 1_000, (
        "before the account's own rule, which has 10,000, and after those of people"
    )
    group = result.only("aws:xray/group:Group").inputs
    assert group["groupName"] == "shop-prod-orders"
    assert group["filterExpression"] == ('service("api/live") OR service("worker")')


@pytest.mark.parametrize(("environment", "share"), [("Development", 1), ("Staging", 0.2), ("Production", 0.05)])
def test_production_traces_few_and_development_all(environment: str, share: float) -> None:
    assert synth(environment).only("aws:xray/samplingRule:SamplingRule").inputs["fixedRate"] == share
