"""Alarms and graphs of a service of VPC Lattice."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.operations import Alarm, Metric, Operations, Widget

_PERIOD = 60


def describe(
    service_id: pulumi.Input[str],
    groups: Mapping[str, pulumi.Input[str]],
    *,
    error_percent: float,
    region: str | None,
) -> Operations:
    """Return what is to be watched: the share of errors, and how each target fares beside the others."""
    asked = _metric({"Service": service_id}, "TotalRequestCount", "all")
    return Operations(
        alarms=[
            Alarm(
                key="errors",
                description=f"More than {error_percent:g} % of the answers are server errors. The graph shows which "
                "target they come from: set the share of a bad version to 0. The saved query 'calls by target' says "
                "what callers got.",
                metrics={"m1": _metric({"Service": service_id}, "HTTPCode_5XX_Count"), "m2": asked},
                expression="IF(FILL(m2, 0) > 0, 100 * FILL(m1, 0) / FILL(m2, 0), 0)",
                threshold=error_percent,
                severity="critical",
                evaluation_periods=5,
                datapoints_to_alarm=3,
                region=region,
            )
        ],
        widgets=[
            Widget(
                title="Requests by target",
                metrics=[_metric({"TargetGroup": groups[key]}, "TotalRequestCount", key) for key in sorted(groups)],
                region=region,
            ),
            Widget(
                title="Server errors by target",
                metrics=[_metric({"TargetGroup": groups[key]}, "HTTPCode_5XX_Count", key) for key in sorted(groups)],
                region=region,
            ),
        ],
    )


def _metric(dimensions: Mapping[str, pulumi.Input[str]], name: str, label: str | None = None) -> Metric:
    return Metric(namespace="AWS/VpcLattice", name=name, dimensions=dimensions, stat="Sum", period=_PERIOD, label=label)
