"""A platform of containers on EKS: repositories, a cluster with what its pods run on, add-ons, identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from components.blocks.ecr_repository import EcrRepository, EcrRepositoryArgs
from components.blocks.eks_addon import EksAddon, EksAddonArgs
from components.blocks.eks_cluster import EksCluster, EksClusterArgs
from components.blocks.eks_fargate_profile import EksFargateProfile, EksFargateProfileArgs
from components.blocks.eks_identity import EksIdentity, EksIdentityArgs
from components.blocks.eks_node_group import EksNodeGroup, EksNodeGroupArgs
from components.blocks.front_door import network_of
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.ecr_repository import EcrRepositorySettings
from components.settings.eks import EksSettings
from components.settings.eks_addons import known

if TYPE_CHECKING:
    from components.blocks.network import Network


@dataclass(frozen=True, kw_only=True)
class EksPlatformArgs:
    """What a platform is built from."""

    settings: EksSettings
    stack: StackContext
    repositories: Mapping[str, EcrRepositorySettings]
    schedule: str | None = None
    """Name of the on/off schedule, for the `Schedule` tag of the nodes."""


@dataclass(frozen=True, kw_only=True)
class EksPlatform:
    """What was built."""

    cluster: EksCluster
    repositories: Mapping[str, EcrRepository]
    node_groups: Mapping[str, EksNodeGroup]
    identities: Mapping[str, EksIdentity]
    stack: StackContext
    network: Network

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """Return what people and pipelines need to know."""
        cluster, region = self.cluster, self.stack.region
        return {
            "cluster": cluster.cluster_name,
            "endpoint": cluster.endpoint,
            "kubernetesVersion": cluster.version,
            "oidcIssuer": cluster.issuer,
            "certificateAuthority": cluster.certificate,
            "clusterSecurityGroup": cluster.security_group_id,
            "kubeconfig": pulumi.Output.concat(
                "aws eks update-kubeconfig --region ", region, " --name ", cluster.cluster_name
            ),
            "repositories": {key: repository.url for key, repository in self.repositories.items()},
            "nodeGroups": {key: group.node_group_name for key, group in self.node_groups.items()},
            "identities": {key: identity.role_arn for key, identity in self.identities.items()},
            # The subnets carry no tags of Kubernetes: controllers take them by id.
            "publicSubnets": self.network.public_subnet_ids,
            "privateSubnets": self.network.private_subnet_ids,
        }


def build_platform(component: Component, args: EksPlatformArgs) -> EksPlatform:
    """Create the parts of a platform as children of a pattern, each named by its own key."""
    settings, stack = args.settings, args.stack
    network = network_of(component, stack)
    cluster = EksCluster(
        f"{component.name}-cluster",
        EksClusterArgs(settings=settings, stack=stack, network=network),
        component.child(),
    )
    repositories = {
        key: EcrRepository(
            f"{component.name}-images-{key}", EcrRepositoryArgs(settings=chosen, stack=stack), component.child()
        )
        for key, chosen in args.repositories.items()
    }
    ready = _addons(component, args, cluster, before_nodes=True, after=[])
    groups = {
        key: EksNodeGroup(
            f"{component.name}-nodes-{key}",
            EksNodeGroupArgs(
                settings=chosen, stack=stack, network=network, cluster=cluster, after=ready, schedule=args.schedule
            ),
            component.child(),
        )
        for key, chosen in settings.node_groups.items()
    }
    profiles = {
        key: EksFargateProfile(
            f"{component.name}-fargate-{key}",
            EksFargateProfileArgs(settings=chosen, stack=stack, network=network, cluster=cluster),
            component.child(),
        )
        for key, chosen in settings.fargate_profiles.items()
    }
    _addons(component, args, cluster, before_nodes=False, after=[*groups.values(), *profiles.values()])
    return EksPlatform(
        cluster=cluster,
        repositories=repositories,
        node_groups=groups,
        identities=_identities(component, args, cluster, repositories),
        stack=stack,
        network=network,
    )


def _identities(
    component: Component, args: EksPlatformArgs, cluster: EksCluster, repositories: Mapping[str, EcrRepository]
) -> dict[str, EksIdentity]:
    return {
        key: EksIdentity(
            f"{component.name}-identity-{key}",
            EksIdentityArgs(
                settings=chosen,
                stack=args.stack,
                cluster=cluster,
                statements=_pushing(chosen.repositories, repositories),
            ),
            component.child(),
        )
        for key, chosen in args.settings.identities.items()
    }


def _addons(
    component: Component,
    args: EksPlatformArgs,
    cluster: EksCluster,
    *,
    before_nodes: bool,
    after: list[pulumi.Resource],
) -> list[pulumi.Resource]:
    return [
        EksAddon(
            f"{component.name}-addon-{key}",
            EksAddonArgs(settings=chosen, stack=args.stack, cluster=cluster, key=key, after=after),
            component.child(),
        )
        for key, chosen in sorted(args.settings.installed.items())
        if known(key).before_nodes is before_nodes
    ]


def _pushing(names: list[str], repositories: Mapping[str, EcrRepository]) -> list[Statement]:
    """Return what lets pods push to repositories. The token opens none: the statements on repositories do."""
    if not names:
        return []
    return [allow(["ecr:GetAuthorizationToken"], ["*"]), *(repositories[name].grant_push() for name in sorted(names))]
