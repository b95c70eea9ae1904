"""Who may log in to a cache: one user that proves itself by IAM. There is no password to keep, leak or rotate."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import elasticache

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings.cache import CacheSettings

_ID_LIMIT = 40


@dataclass(frozen=True)
class CacheUsers:
    """The user group of a cache and its one user."""

    group_id: pulumi.Output[str]
    user_name: str
    user_arn: pulumi.Output[str]


def build_users(component: Component, settings: CacheSettings, stack: StackContext) -> CacheUsers:
    """Create the user group of a cache.

    The user may run every command but the dangerous ones (FLUSHALL, KEYS, CONFIG …), on every key. In a Valkey group
    nobody else exists. A Redis group must contain a user named `default`, who is what a client is that does not log
    in; ours is switched off and may do nothing.
    """
    name = physical_name(stack.project, stack.stack, component.name, limit=_ID_LIMIT)
    user = elasticache.User(
        f"{component.name}-user",
        user_id=name,
        user_name=name,  # IAM logins demand that the two are the same
        engine=settings.engine,
        access_string="on ~* &* +@all -@dangerous +info",  # clients read INFO to learn whom they talk to
        authentication_mode=elasticache.UserAuthenticationModeArgs(type="iam"),
        opts=component.child(),
    )
    members = [user.user_id]
    if settings.engine == "redis":
        nobody = elasticache.User(
            f"{component.name}-default-user",
            user_id=physical_name(stack.project, stack.stack, component.name, "none", limit=_ID_LIMIT),
            user_name="default",
            engine=settings.engine,
            access_string="off -@all",
            authentication_mode=elasticache.UserAuthenticationModeArgs(type="no-password-required"),
            opts=component.child(),
        )
        members.insert(0, nobody.user_id)
    group = elasticache.UserGroup(
        f"{component.name}-users",
        user_group_id=name,
        engine=settings.engine,
        user_ids=members,
        opts=component.child(),
    )
    return CacheUsers(group.user_group_id, name, user.arn)
