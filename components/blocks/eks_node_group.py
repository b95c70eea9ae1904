"""EksNodeGroup: instances of a Kubernetes cluster that EKS starts, drains, repairs and replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi_aws import eks

from components.blocks.eks_cluster import EksCluster
from components.blocks.eks_subnets import subnets_in
from components.blocks.instance_template import ROOT_DEVICE
from components.component import Component, merge_tags
from components.context import StackContext
from components.settings.eks_nodes import NodeGroupSettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_IMAGES = {"arm64": "AL2023_ARM_64_STANDARD", "x86_64": "AL2023_x86_64_STANDARD"}
_EFFECTS = {"no-schedule": "NO_SCHEDULE", "prefer-no-schedule": "PREFER_NO_SCHEDULE", "no-execute": "NO_EXECUTE"}


@dataclass(frozen=True, kw_only=True)
class EksNodeGroupArgs:
    """What a node group is built from."""

    settings: NodeGroupSettings
    stack: StackContext
    network: Network
    cluster: EksCluster
    """Cluster that the nodes join."""
    after: Sequence[pulumi.Resource] = ()
    """Add-ons without which nodes do not become ready."""
    schedule: str | None = None
    """Name of the on/off schedule, for the `Schedule` tag."""
    region: str | None = None
    """Region of the nodes; None is the stack's."""


class EksNodeGroup(Component):
    """Nodes in the private subnets, on the newest Amazon Linux 2023 image of the cluster's version."""

    node_group_name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: EksNodeGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings, role = args.settings, args.cluster.node_role_arn
        if role is None:
            raise ValueError(f"{name}: a cluster on Fargate alone has no nodes")
        schedule = {"Schedule": args.schedule} if args.schedule else None
        tags = merge_tags(args.stack.tags, schedule)
        template = self._template(args, tags)
        group = eks.NodeGroup(
            # No name: what AWS cannot change in place makes a second group, whose nodes stand before the first goes.
            f"{name}-group",
            cluster_name=args.cluster.cluster_name,
            node_role_arn=role,
            subnet_ids=subnets_in(args.network, settings.zones, name),
            ami_type=_IMAGES[settings.architecture],
            instance_types=list(settings.instance_types),
            capacity_type=settings.capacity.replace("-", "_").upper(),
            # The nodes follow the control plane, which has to be upgraded first.
            version=args.cluster.version,
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            scaling_config={
                "min_size": settings.min_size,
                "max_size": settings.max_size,
                "desired_size": settings.initial_size,
            },
            update_config={"max_unavailable_percentage": settings.max_unavailable_percent},
            node_repair_config={"enabled": settings.repair},
            labels=dict(settings.labels) or None,
            taints=[
                {"key": key, "value": taint.value, "effect": _EFFECTS[taint.effect]}
                for key, taint in sorted(settings.taints.items())
            ],
            tags=schedule,
            region=args.region,
            # An autoscaler changes the number all day; a deployment must not put it back.
            opts=self.child(depends_on=list(args.after), ignore_changes=["scalingConfig.desiredSize"]),
        )
        self.node_group_name, self.arn = group.node_group_name, group.arn
        self.publish(node_group_name=self.node_group_name, arn=self.arn)

    def _template(self, args: EksNodeGroupArgs, tags: Mapping[str, str]) -> aws.ec2.LaunchTemplate:
        """Create what EKS leaves to a template: disk, metadata service, tags. Image and network stay with EKS."""
        settings = args.settings
        return aws.ec2.LaunchTemplate(
            f"{self.name}-template",
            update_default_version=True,
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",  # IMDSv2: a forged request cannot fetch the node's credentials
                "http_put_response_hop_limit": settings.metadata_hops,
            },
            block_device_mappings=[
                {
                    "device_name": ROOT_DEVICE,
                    "ebs": {
                        "volume_type": "gp3",
                        "volume_size": settings.volume_gb,
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            tag_specifications=[
                {"resource_type": kind, "tags": dict(tags)} for kind in ("instance", "volume", "network-interface")
            ],
            region=args.region,
            opts=self.child(),
        )
