"""What every stack stands on: the provider with the stack's tags, the monitoring, the network."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws

from components.blocks.monitoring import Monitoring, MonitoringArgs
from components.context import StackContext
from components.settings.load import provider_args
from components.settings.stack import Settings


@dataclass(frozen=True)
class Foundation:
    """The parts of a stack that its workloads share."""

    stack: StackContext
    monitoring: Monitoring
    opts: pulumi.ResourceOptions
    """Options of every component at the top of the stack: they carry the provider."""


def build(settings: Settings) -> Foundation:
    """Build the foundation of a stack; a network only where a workload runs inside one."""
    provider = aws.Provider("aws", **provider_args(), default_tags=aws.ProviderDefaultTagsArgs(tags=settings.tags))
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
