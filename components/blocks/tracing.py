"""What X-Ray keeps of a workload's requests, and the group in which its traces are found."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_aws import xray

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.operations import Traced

_NAME_LIMIT = 32
_PRIORITY = 1_000
"""Below it there is room for rules of people; the default rule of an account comes last, at 10,000."""
_FIRST = 1
"""Requests a second of which a trace is kept in any case."""


def sampling_rule(owner: Component, traced: Traced, stack: StackContext, percent: float) -> None:
    """Create the rule by which a service chooses the requests that it traces.

    It names the service in full: another stack of the account may have one of the same kind. An account takes 25
    rules in a region.
    """
    xray.SamplingRule(
        f"{owner.name}-sampling",
        rule_name=physical_name(stack.project, stack.stack, owner.name, limit=_NAME_LIMIT),
        service_name=traced.service,
        service_type=traced.type,
        priority=_PRIORITY,
        reservoir_size=_FIRST,
        fixed_rate=round(percent / 100, 6),
        host="*",
        http_method="*",
        url_path="*",
        resource_arn="*",
        version=1,
        region=traced.region,
        opts=owner.child(),
    )


def trace_group(workload: Component, traced: Sequence[Traced], stack: StackContext, region: str | None) -> None:
    """Create the group of a workload's traces: a filter of the console, and metrics of its own."""
    place = (region,) if region else ()
    services = [pulumi.Output.concat('service("', each.service, '")') for each in traced]
    xray.Group(
        "-".join((workload.name, *place, "traces")),
        group_name=physical_name(stack.project, stack.stack, workload.name, *place, limit=_NAME_LIMIT),
        filter_expression=pulumi.Output.all(*services).apply(" OR ".join),
        # Insights are charged by the trace, and the alarms tell the same.
        insights_configuration=xray.GroupInsightsConfigurationArgs(insights_enabled=False, notifications_enabled=False),
        region=region,
        opts=workload.child(),
    )
