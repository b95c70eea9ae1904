"""What every stack stands on: the provider with the stack's tags, the monitoring, the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.blocks.monitoring import Monitoring, MonitoringArgs
from components.context import StackContext
from components.settings.load import provider_args
from components.settings.stack import Settings
from functions.instance_scheduler.decision import CAPACITY_TAG, ERROR_TAG, STATE_TAG


@dataclass(frozen=True)
class Foundation:
    """The parts of a stack that its workloads share."""

    stack: StackContext
    monitoring: Monitoring
    opts: pulumi.ResourceOptions
    """Options of every component at the top of the stack: they carry the provider."""


def build(settings: Settings) -> Foundation:
    """Build the foundation of a stack; a network only where a workload runs inside one."""
    provider = aws.Provider(
        "aws",
        **{**provider_args(), **_tags_of_others(settings)},
        default_tags=aws.ProviderDefaultTagsArgs(tags=settings.tags),
    )
    opts = pulumi.ResourceOptions(providers={"aws": provider})
    stack = StackContext(
        environment=settings.environment,
        project=settings.project,
        stack=pulumi.get_stack(),
        region=settings.region,
        tags=settings.tags,
    )
    monitoring = Monitoring(
        "monitoring", MonitoringArgs(settings=settings.monitoring, stack=stack, emails=settings.governance.alerts), opts
    )
    if settings.has_network:
        from components.blocks.network import Network, NetworkArgs  # noqa: PLC0415 (1.8 s of pulumi_aws.ec2)

        network = Network("network", NetworkArgs(settings=settings.network, stack=stack), opts)
        monitoring.watch(network)
        stack = replace(stack, network=network)
    return Foundation(stack, monitoring, opts)


def _tags_of_others(settings: Settings) -> dict[str, Any]:
    """Return the argument of the provider that leaves alone the tags in which the instance scheduler keeps its state.

    A deployment that took them off at night would make it forget how large a group was by day.
    """
    if not any(workload.schedule for workload in settings.workloads.values()):
        return {}
    given = settings.aws.ignore_tags
    return {
        "ignore_tags": aws.ProviderIgnoreTagsArgs(
            keys=[*(given.keys if given and given.keys else []), STATE_TAG, ERROR_TAG, CAPACITY_TAG],
            key_prefixes=given.key_prefixes if given else None,
        )
    }
