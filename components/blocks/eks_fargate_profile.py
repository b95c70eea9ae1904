"""EksFargateProfile: which pods of a Kubernetes cluster run on Fargate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import eks

from components.blocks.eks_cluster import EksCluster
from components.blocks.eks_roles import fargate_role
from components.blocks.eks_subnets import subnets_in
from components.component import Component
from components.context import StackContext
from components.settings.eks_nodes import FargateProfileSettings

if TYPE_CHECKING:
    from components.blocks.network import Network


@dataclass(frozen=True, kw_only=True)
class EksFargateProfileArgs:
    """What a profile is built from."""

    settings: FargateProfileSettings
    stack: StackContext
    network: Network
    cluster: EksCluster
    """Cluster whose pods run here."""
    region: str | None = None
    """Region of the profile; None is the stack's."""


class EksFargateProfile(Component):
    """Pods of chosen namespaces, each on a machine of its own in the private subnets."""

    profile_name: pulumi.Output[str]

    def __init__(self, name: str, args: EksFargateProfileArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        # Any profile of this cluster: the profile needs the role before it has a name.
        profiles = args.cluster.arn.apply(lambda arn: f"{arn.replace(':cluster/', ':fargateprofile/')}/*")
        profile = eks.FargateProfile(
            f"{name}-profile",
            cluster_name=args.cluster.cluster_name,
            pod_execution_role_arn=fargate_role(self, args.stack, profiles),
            subnet_ids=subnets_in(args.network, settings.zones, name),
            selectors=[
                {"namespace": namespace, "labels": dict(settings.labels) or None}
                for namespace in sorted(settings.namespaces)
            ],
            region=args.region,
            opts=self.child(),
        )
        self.profile_name = profile.fargate_profile_name
        self.publish(profile_name=self.profile_name)
