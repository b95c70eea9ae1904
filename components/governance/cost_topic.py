"""The topic that budgets and cost anomalies notify."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.component import Component
from components.context import StackContext

BILLING_REGION = "us-east-1"
"""The region of everything about costs: billing, reports, budgets and anomalies are at home there."""


def billing_region(stack: StackContext) -> str | None:
    """Return the region to give to what belongs there: None where the stack stands there anyway."""
    return None if stack.region == BILLING_REGION else BILLING_REGION


def cost_topic(
    component: Component, stack: StackContext, topic_arn: pulumi.Input[str] | None, emails: Sequence[str]
) -> pulumi.Input[str]:
    """Return the topic that was given, or make one for the component, which the services may publish to."""
    if topic_arn is not None:
        return topic_arn
    from components.blocks.alarm_topic import AlarmTopic, AlarmTopicArgs  # noqa: PLC0415 (only where none is given)

    args = AlarmTopicArgs(stack=stack, encrypted=stack.production, emails=emails, region=billing_region(stack))
    return AlarmTopic(f"{component.name}-topic", args, component.child()).arn
