"""Contracts on what it takes to run a stack: alarms that watch something, logs that end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from synthesis.model import Resource, Synthesis
from tests.contract.rule import ancestors, contract, each
from tests.support.alarms import metric_math, rules

ALARMS = ("MetricAlarm", "CompositeAlarm")
_ON_FAILURES = re.compile(r"-(errors|failed|[45]xx|blocked|drops-[a-h])$")
_LOGS = "aws:cloudwatch/logGroup:LogGroup"


def alarm_metrics(resource: Resource) -> list[dict[str, Any]]:
    """Return the metrics of an alarm, each with namespace, metricName and dimensions."""
    queries = resource.inputs.get("metricQueries")
    return [q["metric"] for q in queries if "metric" in q] if queries else [dict(resource.inputs)]


@contract("every metric of every alarm names the resource that it watches, or is counted from one log of ours")
@each
def alarms_have_dimensions(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    counted = {_identity(one.inputs["metricTransformation"], "name") for one in synthesis.of_type("LogMetricFilter")}
    for metric in alarm_metrics(resource) if resource.kind == "MetricAlarm" else ():
        dimensions = metric.get("dimensions") or {}
        if _identity(metric, "metricName") not in counted and not (dimensions and all(dimensions.values())):
            yield f"{metric.get('namespace')} {metric.get('metricName')} has no dimensions"


def _identity(metric: dict[str, Any], name: str) -> tuple[Any, Any]:
    return metric.get("namespace"), metric.get(name)


@contract("an alarm on failures that counts requests as well is their share in per cent, however many there are")
@each
def error_alarms_are_rates(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    queries = resource.inputs.get("metricQueries", []) if resource.kind == "MetricAlarm" else []
    metrics = {query["id"]: query["metric"]["metricName"] for query in queries if "metric" in query}
    shares = any(name.endswith("Rate") for name in metrics.values())  # AWS's own
    if len(metrics) < 2 or shares or not _ON_FAILURES.search(resource.name):
        return
    expression = next(query["expression"] for query in queries if "expression" in query)
    few, many = (metric_math.evaluate(expression, dict.fromkeys(metrics, count)) for count in (1_000.0, 10_000.0))
    if few is None or few != many or not 0 < few <= 100:
        yield f"{expression} is {few} of a thousand each and {many} of ten thousand; expected the same share"


@contract("every alarm tells somebody, itself or through a composite alarm, and says what to do")
def alarms_tell_somebody(synthesis: Synthesis) -> Iterator[str]:
    heard = heard_alarms(synthesis)
    for alarm in synthesis.of_type(*ALARMS):
        if name_of(alarm) not in heard:
            yield f"{alarm.name}: no action"
        if len(alarm.inputs.get("alarmDescription", "")) < 20:
            yield f"{alarm.name}: no description that helps"


@contract("an alarm that tells somebody is no part of a composite alarm that tells: one fault, one message")
def alarms_tell_once(synthesis: Synthesis) -> Iterator[str]:
    loud = {name_of(alarm) for alarm in synthesis.of_type(*ALARMS) if alarm.inputs.get("alarmActions")}
    for composite in synthesis.of_type("CompositeAlarm"):
        for name in sorted(rules.names(composite.inputs["alarmRule"]) & loud):
            yield f"{composite.name}: {name} tells as well"


@contract("alarms notify a topic of their own region")
@each
def alarms_stay_in_their_region(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.kind not in ALARMS:
        return
    region = region_of(synthesis, resource)
    for topic in resource.inputs.get("alarmActions", []):
        if topic.split(":")[3] != region:
            yield f"in {region}, but notifies {topic}"


@contract("the rule of a composite alarm parses, keeps within the limits, and names alarms of its own region")
def composite_rules_hold(synthesis: Synthesis) -> Iterator[str]:
    there = {(name_of(alarm), region_of(synthesis, alarm)) for alarm in synthesis.of_type(*ALARMS)}
    for composite in synthesis.of_type("CompositeAlarm"):
        rule, region = composite.inputs["alarmRule"], region_of(synthesis, composite)
        try:
            named = rules.names(rule)
        except rules.RuleError as error:
            yield f"{composite.name}: {error}"
            continue
        if len(rule) > 10_240 or len(named) > 100:
            yield f"{composite.name}: {len(rule)} characters and {len(named)} alarms are more than CloudWatch takes"
        suppressor = composite.inputs.get("actionsSuppressor", {}).get("alarm")
        for name in sorted({*named, *([suppressor] if suppressor else [])}):
            if (name, region) not in there:
                yield f"{composite.name}: there is no alarm {name} in {region}"


@contract("every workload with alarms that page has one composite alarm for them in each region")
def workloads_have_a_health_alarm(synthesis: Synthesis) -> Iterator[str]:
    composites = [one for one in synthesis.of_type("CompositeAlarm") if one.inputs.get("alarmActions")]
    silent = [alarm for alarm in synthesis.of_type("MetricAlarm") if not alarm.inputs.get("alarmActions")]
    for root, region in sorted({(_root(synthesis, alarm).name, region_of(synthesis, alarm)) for alarm in silent}):
        there = [one for one in composites if one.inputs.get("actionsSuppressor") is None]
        found = [one for one in there if (_root(synthesis, one).name, region_of(synthesis, one)) == (root, region)]
        if len(found) != 1:
            yield f"{root} in {region}: {len(found)} composite alarms that page; expected one"


def heard_alarms(synthesis: Synthesis) -> set[str]:
    """Return the names of the alarms that tell somebody, by themselves or through those that name them."""
    heard = {name_of(alarm) for alarm in synthesis.of_type(*ALARMS) if alarm.inputs.get("alarmActions")}
    composites = synthesis.of_type("CompositeAlarm")
    while True:
        speaks = [one for one in composites if name_of(one) in heard]
        more = {name for one in speaks for name in _named(one.inputs["alarmRule"])} - heard
        if not more:
            return heard
        heard |= more


def _named(rule: str) -> set[str]:
    try:
        return rules.names(rule)
    except rules.RuleError:  # another contract says so
        return set()


def name_of(alarm: Resource) -> str:
    """Return the physical name of a metric alarm or a composite one."""
    return alarm.outputs.get("name") or alarm.outputs["alarmName"]


def region_of(synthesis: Synthesis, alarm: Resource) -> str:
    """Return the region that an alarm is in."""
    return alarm.outputs.get("region") or alarm.outputs["arn"].split(":")[3]


def _root(synthesis: Synthesis, resource: Resource) -> Resource:
    return [resource, *ancestors(synthesis, resource)][-1]


@contract("every log group ends its events some day")
@each
def logs_have_retention(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.type == _LOGS and not resource.inputs.get("retentionInDays"):
        yield "no retentionInDays"
