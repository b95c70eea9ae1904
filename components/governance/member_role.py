"""The CloudFormation template of a role that a function of ours takes in another account.

Other accounts are seldom in the same stack: a template can go out to a whole organization as a StackSet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def member_role(
    *,
    name: str,
    what: str,
    trusted: str,
    external_id: str | None,
    statements: Sequence[Mapping[str, Any]],
) -> str:
    """Return the template: a role that trusts `trusted`, the ARN of a role, and no other.

    `what` completes "Lets …". Resources of `statements` may use pseudo parameters such as `${AWS::AccountId}`. The name
    of the role is a parameter, with `name` as its default: the ARNs that the settings name are made of it.
    """
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        # The root and a condition, for a role named as principal is lost when it is made anew.
        "Principal": {"AWS": ":".join([*trusted.split(":")[:5], "root"])},
        "Condition": {"ArnEquals": {"aws:PrincipalArn": {"Ref": "Caller"}}},
    }
    if external_id:
        trust["Condition"]["StringEquals"] = {"sts:ExternalId": external_id}
    allowed = [_substituted(statement) for statement in statements]
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": f"Lets {what}",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "work", "PolicyDocument": {"Version": "2012-10-17", "Statement": allowed}}],
        },
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Role in a member account that lets {what}",
        "Parameters": {
            "RoleName": {"Type": "String", "Default": name},
            "Caller": {"Type": "String", "Default": trusted},
        },
        "Resources": {"Role": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(template, indent=1)


def _substituted(statement: Mapping[str, Any]) -> dict[str, Any]:
    resources = [{"Fn::Sub": item} if "${" in item else item for item in statement["Resource"]]
    return {**statement, "Resource": resources}
