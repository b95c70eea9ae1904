"""IAM policy documents as data: statements are plain maps, a document is their JSON text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

Statement = Mapping[str, Any]


def allow(
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    *,
    sid: str | None = None,
    principal: Mapping[str, Any] | str | None = None,
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    """Return an Allow statement. `principal` is for resource policies, such as {"Service": "sns.amazonaws.com"}."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    optional = {"Sid": sid, "Principal": principal, "Condition": condition}
    return statement | {key: value for key, value in optional.items() if value}


def deny(actions: Sequence[str], resources: Sequence[pulumi.Input[str]], **parts: Any) -> Statement:
    """Return a Deny statement; `parts` are the keyword arguments of `allow`."""
    return {**allow(actions, resources, **parts), "Effect": "Deny"}


def document(*statements: Statement) -> pulumi.Output[str]:
    """Return the JSON text of a policy made of `statements`, whose values may be outputs."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def assume_role(service: str, *, condition: Mapping[str, Any] | None = None) -> pulumi.Output[str]:
    """Return the trust policy that lets an AWS service, such as `lambda.amazonaws.com`, take a role."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return document(statement | ({"Condition": condition} if condition else {}))
