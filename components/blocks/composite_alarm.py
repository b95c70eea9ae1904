"""Composite alarms: one alarm that speaks for several, by a rule over their states.

Limits are those of CloudWatch: 100 alarms and 10,240 characters in a rule, all of one account and region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.alarm import alarm_name
from components.component import Component
from components.context import StackContext

MAX_CHILDREN = 100
MAX_RULE = 10_240
"""Characters of a rule."""
WAIT, EXTENSION = 120, 300
"""Seconds that a suppressed alarm waits for the one that suppresses it, and is kept quiet after that one is over."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """An alarm that a composite one speaks for."""

    name: str
    """Its physical name: it is known beforehand, so a rule is plain text and a preview shows what changes in it."""
    resource: cloudwatch.MetricAlarm | cloudwatch.CompositeAlarm
    """The alarm itself, which must be there first."""

    @property
    def arn(self) -> pulumi.Output[str]:
        """ARN of the alarm."""
        return self.resource.arn


@dataclass(frozen=True, kw_only=True)
class Composite:
    """A composite alarm that is to be made."""

    key: str
    """Unique within its owner; part of the resource's name, so it never changes."""
    description: str
    rule: str
    members: Sequence[Member]
    """The alarms that the rule names."""
    topic: pulumi.Input[str] | None = None
    """Whom it tells; None: nobody, since another composite alarm speaks for it."""
    region: str | None = None
    suppressed_by: Member | None = None
    """While this alarm is on, the composite tells nobody: that one has told already."""


def state(name: str) -> str:
    """Return the part of a rule that is true while an alarm is on."""
    return f'ALARM("{name}")'


def any_of(members: Sequence[Member]) -> str:
    """Return the rule that is true while any of the alarms is on."""
    return " OR ".join(state(member.name) for member in members)


def composite_alarm(owner: Component, stack: StackContext, wanted: Composite) -> Member:
    """Create a composite alarm below a component."""
    name = alarm_name(stack, owner.name, wanted.key)
    after: list[pulumi.Resource] = [member.resource for member in wanted.members]
    suppressor = None
    if wanted.suppressed_by:
        after.append(wanted.suppressed_by.resource)
        suppressor = cloudwatch.CompositeAlarmActionsSuppressorArgs(
            alarm=wanted.suppressed_by.name, wait_period=WAIT, extension_period=EXTENSION
        )
    actions = [wanted.topic] if wanted.topic else None
    made = cloudwatch.CompositeAlarm(
        f"{owner.name}-{wanted.key}",
        alarm_name=name,
        alarm_description=wanted.description,
        alarm_rule=wanted.rule,
        actions_suppressor=suppressor,
        alarm_actions=actions,
        ok_actions=actions,
        region=wanted.region,
        opts=owner.child(depends_on=after),
    )
    return Member(name=name, resource=made)


def groups(members: Sequence[Member]) -> list[list[Member]]:
    """Return the members in as few groups as fit into a rule each, in their order."""
    found: list[list[Member]] = []
    for member in members:
        if not found or not _fits([*found[-1], member]):
            found.append([])
        found[-1].append(member)
    return found


def gathered(owner: Component, stack: StackContext, members: Sequence[Member], region: str | None) -> list[Member]:
    """Return alarms that stand for the members and fit into one rule: the members, or silent composites over them."""
    parts = groups(members)
    if len(parts) <= 1:
        return list(members)
    place = f"{region}-" if region else ""
    return [
        composite_alarm(
            owner,
            stack,
            Composite(
                key=f"{place}health-part-{ascii_lowercase[index // 26]}{ascii_lowercase[index % 26]}",
                description=f"A part of the alarms of {owner.name}: a rule takes {MAX_CHILDREN} of them.",
                rule=any_of(part),
                members=part,
                region=region,
            ),
        )
        for index, part in enumerate(parts)
    ]


def _fits(members: Sequence[Member]) -> bool:
    return len(members) <= MAX_CHILDREN and len(any_of(members)) <= MAX_RULE
