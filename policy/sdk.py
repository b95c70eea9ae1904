"""From the SDK's argument objects to the views that rules read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pulumi_policy import PolicyResource, ResourceValidationArgs, StackValidationArgs

from policy.accessor import Resource, Stack
from policy.tokens import canonical


def resource_view(args: ResourceValidationArgs | PolicyResource) -> Resource:
    """Return the view of one resource."""
    provider = args.provider
    return Resource(
        type=canonical(args.resource_type),
        name=args.name,
        urn=args.urn,
        props=args.props,
        provider_type=provider.resource_type if provider else "",
        provider_props=provider.props if provider else None,
    )


def stack_view(
    args: StackValidationArgs, inputs: Mapping[str, Any] | None = None, parents: Mapping[str, str] | None = None
) -> Stack:
    """Return the view of a stack, with the dependencies of every property resolved.

    `inputs` are those that the engine showed of single resources, `parents` their components, both by URN.
    """
    views = {
        resource.urn: replace(
            resource_view(resource),
            inputs=(inputs or {}).get(resource.urn),
            parent=(parents or {}).get(resource.urn, ""),
        )
        for resource in args.resources
    }
    for resource in args.resources:
        for name, targets in resource.property_dependencies.items():
            views[resource.urn].depends_on[name] = [views[target.urn] for target in targets if target.urn in views]
    return Stack(tuple(views.values()))
