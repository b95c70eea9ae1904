"""The CloudFormation template of the role that the instance scheduler takes in another account.

Other accounts are seldom in the same stack: a template can go out to a whole organization as a StackSet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from components.governance.scheduler_permissions import statements
from components.settings.instance_scheduler import InstanceSchedulerSettings


def member_template(
    settings: InstanceSchedulerSettings, scope: Mapping[str, str], regions: Sequence[str], scheduler_role: str
) -> str:
    """Return the template. Its role trusts `scheduler_role`, an ARN, and no other, and can do what the scheduler's can.

    The name of the role is a parameter: the ARNs in `roles` are made of it.
    """
    trusted: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        # The root and a condition, for a role named as principal is lost when it is made anew.
        "Principal": {"AWS": ":".join([*scheduler_role.split(":")[:5], "root"])},
        "Condition": {"ArnEquals": {"aws:PrincipalArn": {"Ref": "SchedulerRole"}}},
    }
    if settings.external_id:
        trusted["Condition"]["StringEquals"] = {"sts:ExternalId": settings.external_id}
    allowed = [_substituted(item) for item in statements(settings, scope, regions, _arn)]
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Lets the instance scheduler start and stop what carries one of its schedules",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
            "Policies": [
                {"PolicyName": "scheduler", "PolicyDocument": {"Version": "2012-10-17", "Statement": allowed}}
            ],
        },
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Role of the instance scheduler in a member account",
        "Parameters": {
            "RoleName": {"Type": "String", "Default": "quoin-scheduler"},
            "SchedulerRole": {"Type": "String", "Default": scheduler_role},
        },
        "Resources": {"Role": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(template, indent=1)


def _arn(end: str) -> str:
    service, _, resource = end.partition("|")
    return f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{resource}"


def _substituted(statement: Mapping[str, Any]) -> dict[str, Any]:
    resources = [{"Fn::Sub": item} if "${" in item else item for item in statement["Resource"]]
    return {**statement, "Resource": resources}
