"""Saved queries of a stack: a folder for each workload, with queries over all its logs and over those of its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.log_queries import OF_A_WORKLOAD
from components.component import Component
from components.context import StackContext
from components.operations import Query

MAX_LOG_GROUPS = 50
"""Log groups that one query can search."""
LogGroups = Mapping[str | None, Sequence[pulumi.Input[str]]]
"""Log groups by region; None is the stack's."""


def save_queries(workload: Component, parts: Sequence[Component], stack: StackContext) -> None:
    """Create the saved queries of a workload: those of its parts, and those over all its logs in a region."""
    for part in parts:
        for query in part.operations.queries:
            path = (workload.name, query.name) if part is workload else (workload.name, part.name, query.name)
            save_query(part, f"{part.name}-{slug(query.name)}", query, stack, path)
    for region, groups in requests_and_errors(parts, stack).items():
        place = (region,) if region else ()
        for name, text in OF_A_WORKLOAD.items():
            query = Query(name=name, text=text, log_groups=every_log(groups), region=region)
            key = "-".join((workload.name, *place, "all", slug(name)))
            save_query(workload, key, query, stack, (workload.name, *place, name))


def requests_and_errors(parts: Sequence[Component], stack: StackContext) -> LogGroups:
    """Return the logs that tell of requests and of errors of code, by region: those of doors and of applications.

    Others, such as flow logs or those of a database, have queries of their own, and would only cost to be searched.
    """
    found: dict[str | None, list[pulumi.Input[str]]] = {}
    for part in parts:
        for log in part.operations.logs:
            found.setdefault(stack.elsewhere(log.region), []).append(log.log_group)
        for query in part.operations.queries if part.operations.indicators else ():
            assert not isinstance(query.log_groups, pulumi.Output)  # those are made here only
            found.setdefault(stack.elsewhere(query.region), []).extend(query.log_groups)
    return found


def save_query(owner: Component, name: str, query: Query, stack: StackContext, path: Sequence[str]) -> None:
    """Create a saved query; `path` is its place below the folder of the stack."""
    cloudwatch.QueryDefinition(
        name,
        name="/".join((folder_of(stack), *path)),
        query_string=query.text,
        log_group_names=query.log_groups,
        region=query.region,
        opts=owner.child(),
    )


def folder_of(stack: StackContext) -> str:
    """Return the folder of a stack in the console: an account may hold several projects with a stack `prod`."""
    return f"{stack.project}-{stack.stack}"


def every_log(groups: Sequence[pulumi.Input[str]]) -> pulumi.Output[Sequence[str]]:
    """Return each log group once, as many as a query takes."""
    return pulumi.Output.all(*groups).apply(lambda names: sorted(set(names))[:MAX_LOG_GROUPS])


def slug(name: str) -> str:
    """Return a name as a part of a resource's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
