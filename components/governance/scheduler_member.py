"""The role that the instance scheduler takes in another account, as a CloudFormation template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.governance.member_role import member_role
from components.governance.scheduler_permissions import statements
from components.settings.instance_scheduler import InstanceSchedulerSettings


def member_template(
    settings: InstanceSchedulerSettings, scope: Mapping[str, str], regions: Sequence[str], scheduler_role: str
) -> str:
    """Return the template. Its role trusts `scheduler_role`, an ARN, and no other, and can do what that one can."""
    return member_role(
        name="quoin-scheduler",
        what="the instance scheduler start and stop what carries one of its schedules",
        trusted=scheduler_role,
        external_id=settings.external_id,
        statements=statements(settings, scope, regions, _arn),
    )


def _arn(end: str) -> str:
    service, _, resource = end.partition("|")
    return f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{resource}"
