"""Samples of Kubernetes clusters, and of service networks of VPC Lattice."""

from __future__ import annotations

from typing import Any

from tests.contract.samples.core import _network
from tests.support.synth import Sample, Stage

ROLE = "arn:aws:iam::123456789012:role/platform"


def _cluster(stage: Stage, region: str | None) -> Any:
    from components.blocks.eks_cluster import EksCluster, EksClusterArgs
    from components.settings.eks import EksSettings

    settings = EksSettings.of(
        stage.environment,
        access={
            "platform": {"principal": ROLE, "permission": "cluster-admin"},
            "team": {"principal": f"{ROLE}-team", "permission": "edit", "namespaces": ["team"], "groups": ["team"]},
        },
        api_from=["10.200.0.0/16"],
        public_from=["203.0.113.0/24"],
        service_cidr="172.20.0.0/16",
    )
    network = _network(stage, region)
    args = EksClusterArgs(settings=settings, stack=stage.stack, network=network, region=region)
    return EksCluster("cluster", args, stage.opts), network


def _nodes(stage: Stage, region: str | None) -> Any:
    from components.blocks.eks_node_group import EksNodeGroup, EksNodeGroupArgs
    from components.settings.eks_nodes import NodeGroupSettings

    cluster, network = _cluster(stage, region)
    settings = NodeGroupSettings.of(
        stage.environment, labels={"team": "a"}, taints={"example.com/only": {"value": "a"}}
    )
    args = EksNodeGroupArgs(
        settings=settings, stack=stage.stack, network=network, cluster=cluster, schedule="office-hours", region=region
    )
    return EksNodeGroup("nodes", args, stage.opts)


def _profile(stage: Stage, region: str | None) -> Any:
    from components.blocks.eks_fargate_profile import EksFargateProfile, EksFargateProfileArgs
    from components.settings.eks_nodes import FargateProfileSettings

    cluster, network = _cluster(stage, region)
    settings = FargateProfileSettings.of(stage.environment, namespaces=["reports"], labels={"run": "fargate"})
    args = EksFargateProfileArgs(settings=settings, stack=stage.stack, network=network, cluster=cluster, region=region)
    return EksFargateProfile("profile", args, stage.opts)


def _addon(stage: Stage, region: str | None) -> Any:
    from components.blocks.eks_addon import EksAddon, EksAddonArgs
    from components.settings.eks_access import AddonSettings

    cluster, _ = _cluster(stage, region)
    args = EksAddonArgs(
        settings=AddonSettings.of(stage.environment),
        stack=stage.stack,
        cluster=cluster,
        key="aws-ebs-csi-driver",
        region=region,
    )
    return EksAddon("addon", args, stage.opts)


def _identity(stage: Stage, region: str | None) -> Any:
    from components.blocks.eks_identity import EksIdentity, EksIdentityArgs
    from components.settings.eks_access import IdentitySettings

    cluster, _ = _cluster(stage, region)
    settings = IdentitySettings.of(stage.environment, service_account="orders")
    return EksIdentity(
        "orders", EksIdentityArgs(settings=settings, stack=stage.stack, cluster=cluster, region=region), stage.opts
    )


def _lattice(stage: Stage, region: str | None) -> Any:
    from components.blocks.lattice_network import LatticeNetwork, LatticeNetworkArgs
    from components.settings.lattice import LatticeSettings

    settings = LatticeSettings.of(
        stage.environment,
        members={"other": {"vpcId": "vpc-0123456789abcdef0"}},
        share_accounts=["210987654321"],
        share_organization="arn:aws:organizations::210987654321:organization/o-exampleorgid",
    )
    network = _network(stage, region)
    args = LatticeNetworkArgs(settings=settings, stack=stage.stack, network=network, region=region)
    return LatticeNetwork("mesh", args, stage.opts), network


def _lattice_service(stage: Stage, region: str | None) -> Any:
    from components.blocks.lattice_policies import Caller
    from components.blocks.lattice_service import LatticeService, LatticeServiceArgs
    from components.settings.lattice_service import LatticeCallerSettings, LatticeServiceSettings

    lattice, network = _lattice(stage, region)
    settings = LatticeServiceSettings.of(
        stage.environment,
        targets={
            "stable": {"addresses": ["10.0.1.10"]},
            "next": {"functionArn": f"arn:aws:lambda:{region or stage.stack.region}:123456789012:function:next"},
        },
        weights={"stable": 95, "next": 5},
        rules={"testers": {"priority": 1, "headers": {"x-canary": "1"}, "weights": {"next": 1}}},
    )
    args = LatticeServiceArgs(settings=settings, stack=stage.stack, lattice=lattice, network=network, region=region)
    service = LatticeService("pricing", args, stage.opts)
    caller = LatticeCallerSettings.of(stage.environment, principal=ROLE, methods=["GET"])
    service.admit({"shop": Caller(principal=ROLE, settings=caller, role_name="platform")})
    return service


SAMPLES: dict[str, Sample] = {
    "EksAddon": _addon,
    "EksCluster": _cluster,
    "EksFargateProfile": _profile,
    "EksIdentity": _identity,
    "EksNodeGroup": _nodes,
    "LatticeNetwork": _lattice,
    "LatticeService": _lattice_service,
}
"""By class name."""
