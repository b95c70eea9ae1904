"""The add-ons of EKS that are known here: what a cluster starts with, and which permissions they need.

Source: the add-on pages of the Amazon EKS user guide, as of 2026-11. Versions are asked of EKS, never kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Compute = Literal["nodes", "fargate", "auto"]
OBSERVABILITY = "amazon-cloudwatch-observability"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an add-on needs."""

    before_nodes: bool = False
    """Nodes become ready with it only. The others need nodes to run on."""
    service_account: str | None = None
    """Service account that calls AWS."""
    policies: tuple[str, ...] = ()
    """AWS's own policies for it, by path and name."""
    configuration: Mapping[str, Any] = field(default_factory=dict)
    """Values that differ from the add-on's own."""


ADDONS: Mapping[str, Known] = {
    "vpc-cni": Known(
        before_nodes=True,
        service_account="aws-node",
        policies=("AmazonEKS_CNI_Policy",),
        configuration={"enableNetworkPolicy": "true"},  # a NetworkPolicy that is not enforced protects nobody
    ),
    "kube-proxy": Known(before_nodes=True),
    "eks-pod-identity-agent": Known(before_nodes=True),
    "coredns": Known(),
    "metrics-server": Known(),
    "aws-ebs-csi-driver": Known(
        service_account="ebs-csi-controller-sa", policies=("service-role/AmazonEBSCSIDriverPolicy",)
    ),
    "aws-efs-csi-driver": Known(
        service_account="efs-csi-controller-sa", policies=("service-role/AmazonEFSCSIDriverPolicy",)
    ),
    OBSERVABILITY: Known(service_account="cloudwatch-agent", policies=("CloudWatchAgentServerPolicy",)),
}
_DEFAULTS: Mapping[Compute, tuple[str, ...]] = {
    "nodes": ("vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server", "aws-ebs-csi-driver"),
    "fargate": ("coredns",),  # network, proxy and disks are Fargate's own
    "auto": ("metrics-server",),  # Auto Mode brings the others inside
}


def defaults(compute: Compute, *, insights: bool) -> list[str]:
    """Return the add-ons that a cluster starts with."""
    return [*_DEFAULTS[compute], *([OBSERVABILITY] if insights else ())]


def known(name: str) -> Known:
    """Return what is known of an add-on; of one without an entry, that it needs nothing."""
    return ADDONS.get(name, Known())


def configuration(name: str, compute: Compute, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration values of an add-on: what it needs here, under what is chosen."""
    own = dict(known(name).configuration)
    if name == "coredns" and compute == "fargate":
        own["computeType"] = "Fargate"
    return {**own, **chosen}
