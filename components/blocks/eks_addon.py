"""EksAddon: software in a Kubernetes cluster that EKS installs, with a role of its own where it calls AWS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import eks

from components.blocks.eks_cluster import EksCluster
from components.blocks.eks_roles import pod_role
from components.component import Component
from components.context import StackContext
from components.settings.eks_access import AddonSettings
from components.settings.eks_addons import configuration, known

_NAMESPACES = {"amazon-cloudwatch-observability": "amazon-cloudwatch"}
"""Namespaces of add-ons outside kube-system."""


@dataclass(frozen=True, kw_only=True)
class EksAddonArgs:
    """What an add-on is built from."""

    settings: AddonSettings
    stack: StackContext
    cluster: EksCluster
    """Cluster that it is installed in."""
    key: str
    """Name of the add-on, such as `coredns`."""
    after: Sequence[pulumi.Resource] = ()
    """What must stand first: nodes, for an add-on that runs on them."""
    region: str | None = None
    """Region of the cluster; None is the stack's."""


class EksAddon(Component):
    """An add-on in the version that fits the cluster's."""

    version: pulumi.Output[str]

    def __init__(self, name: str, args: EksAddonArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        cluster, compute = args.cluster, args.cluster.settings.compute
        values = configuration(args.key, compute, args.settings.configuration)
        addon = eks.Addon(
            f"{name}-addon",
            cluster_name=cluster.cluster_name,
            addon_name=args.key,
            addon_version=self._fitting(args),
            configuration_values=json.dumps(values, sort_keys=True) if values else None,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",  # what the stack file says holds
            region=args.region,
            **self._permissions(args),
            opts=self.child(depends_on=list(args.after)),
        )
        self.version = addon.addon_version
        self.publish(version=self.version)

    def _fitting(self, args: EksAddonArgs) -> pulumi.Input[str]:
        """Return the version: named, or asked of EKS for the Kubernetes version that the settings name."""
        chosen = args.settings.version
        if chosen not in {"default", "newest"}:
            return chosen
        found = eks.get_addon_version_output(
            addon_name=args.key,
            kubernetes_version=args.cluster.settings.kubernetes_version,
            most_recent=chosen == "newest",
            region=args.region,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return found.version

    def _permissions(self, args: EksAddonArgs) -> dict[str, Any]:
        """Return the role of the add-on's service account, by whichever way the cluster has."""
        settings, own = args.settings, known(args.key)
        account = settings.service_account or own.service_account
        if account is None or not (settings.policies or own.policies):
            return {}
        by_agent = args.cluster.settings.pod_identity
        _, arn = pod_role(
            self,
            args.stack,
            "role",
            args.cluster.trust(_NAMESPACES.get(args.key, "kube-system"), account, pod_identity=by_agent),
            policies=settings.policies,
            aws_policies=() if settings.policies else own.policies,
        )
        if by_agent:
            return {"pod_identity_associations": [{"role_arn": arn, "service_account": account}]}
        return {"service_account_role_arn": arn}
