"""The example of data-analytics, built with more or less than it has; what tests of the pattern ask of it."""

from __future__ import annotations

import json
from typing import Any

from components.pattern import PatternArgs
from components.patterns.data_analytics import DataAnalytics, DataAnalyticsSettings
from synthesis.model import Resource, Synthesis
from tests.support.policies import allows
from tests.support.synth import Stage, config_of, synth_component

EXAMPLE = config_of("examples/data-analytics.yaml")["quoin:workloads"]["iot"]
VALUES: dict[str, Any] = {key: value for key, value in EXAMPLE.items() if key != "pattern"}
COLUMNS = {"columns": {"id": "string"}}
SMALL: dict[str, Any] = {
    "streams": {"events": {}},
    "tables": {"events": {**COLUMNS, "partitions": {"day": {"kind": "day", "since": "2026-01-01"}}}},
    "deliveries": {"events": {"stream": "events", "table": "events"}},
}
GROUP = "arn:aws:quicksight:eu-west-1:123456789012:group/default/analysts"
ANALYST = "arn:aws:iam::123456789012:role/analyst"


def build(profile: str = "Production", /, name: str = "iot", **values: Any) -> Synthesis:
    """Return what the pattern makes of values."""

    def program(stage: Stage) -> dict[str, Any]:
        settings = DataAnalyticsSettings.of(stage.environment, pattern="data-analytics", **values)
        return DataAnalytics(name, PatternArgs(settings=settings, stack=stage.stack), stage.opts).outputs

    return synth_component(program, profile, region="eu-west-1")


def statements(resource: Resource) -> list[dict[str, Any]]:
    """Return the statements of a policy."""
    return json.loads(resource.inputs["policy"])["Statement"]


def allowed(found: Synthesis, policy: str, action: str, resource: str, **context: str) -> bool:
    """Tell whether the policy of this name lets its role do something."""
    return allows(found.named(policy).inputs["policy"], action, resource, context=context)
