"""A workload that has everything that can be watched, and the monitoring of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.blocks.log_queries import ERRORS_BY_TYPE, SLOW_REQUESTS
from components.blocks.monitoring import Monitoring, MonitoringArgs
from components.component import Component
from components.operations import Alarm, AppLog, Indicator, Metric, Query, Traced, Widget
from components.settings.monitoring import MonitoringSettings
from components.settings.objective import ObjectiveSettings
from tests.support.synth import Stage, Synthesis, synth_component

METRIC = Metric(namespace="AWS/SQS", name="Age", dimensions={"QueueName": "q"})
SENT = Metric(namespace="AWS/SQS", name="NumberOfMessagesSent", dimensions={"QueueName": "q"}, stat="Sum")
GONE = Alarm(key="gone", description="Gone.", metrics={"m1": METRIC}, threshold=1, severity="critical")
DOOR = Indicator(
    door="entrance",
    metrics={"bad": METRIC, "sent": SENT},
    counts="sent",
    total="sent",
    failed="bad",
    latency=METRIC,
    region="us-east-1",
)


class Inner(Component):
    """A part with alarms, a graph and a front door in another region, and a query."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        self.operations.alarms += [
            Alarm(key="age", description="Old.", metrics={"m1": METRIC}, threshold=1, region="us-east-1"),
            replace(GONE, region="us-east-1"),
        ]
        self.operations.widgets += [
            Widget(title="Age", metrics=[METRIC]),
            Widget(title="Full", metrics=[METRIC], saturation=True),
            Widget(title="Far", metrics=[METRIC], region="us-east-1"),
        ]
        self.operations.queries.append(Query(name="Slow requests", text=SLOW_REQUESTS, log_groups=["/b", "/a"]))
        self.operations.indicators.append(DOOR)
        self.publish()


class Outer(Component):
    """A component with a part, alarms in the stack's region, a log, and two traced services."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        Inner(f"{name}-inner", self.child())
        self.operations.alarms += [
            Alarm(key="sum", description="Many.", metrics={"m1": METRIC}, threshold=1),
            replace(GONE, region="eu-west-1"),  # the stack's own region by its name
        ]
        self.operations.queries.append(Query(name="types", text=ERRORS_BY_TYPE, log_groups=["/a"]))
        self.operations.logs.append(AppLog(log_group="/a", json=True))
        self.operations.traces += [
            Traced(service="api/live", type="AWS::ApiGateway::Stage", takes_rules=True),
            Traced(service="worker", type="AWS::Lambda::Function", takes_rules=False),
        ]
        self.publish()


def synth(
    environment: str = "Production",
    *,
    watched: bool = True,
    objective: ObjectiveSettings | None = None,
    **settings: Any,
) -> Synthesis:
    def build(stage: Stage) -> dict[str, Any]:
        chosen = MonitoringSettings.of(stage.environment, **settings)
        args = MonitoringArgs(settings=chosen, stack=stage.stack, emails=["a@example.com", "b@example.com"])
        monitoring = Monitoring("monitoring", args, stage.opts)
        if watched:
            monitoring.watch(Outer("orders", stage.opts), objective)
        monitoring.finish()
        return {"topic": monitoring.topic_arn, "grant": monitoring.grant_put_metrics()}

    return synth_component(build, environment, region="eu-west-1", stack="prod")
