"""Settings of a Kubernetes cluster on EKS."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from components.settings import eks_addons, kubernetes
from components.settings.base import Problems, Section, by_profile
from components.settings.eks_access import AccessSettings, AddonName, AddonSettings, IdentitySettings
from components.settings.eks_addons import Compute
from components.settings.eks_nodes import FargateProfileSettings, NodeGroupSettings
from components.settings.kubernetes import KubernetesVersion
from components.settings.types import Cidr, ItemName, LogRetention, PrivateCidr
from finops.kubernetes import NEWEST

LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
_LARGEST, _SMALLEST = 12, 24  # prefix lengths of the services' addresses that EKS takes
_ENDLESS = 0


class EksSettings(Section):
    """A Kubernetes cluster: its API is private, its secrets are encrypted, people and pods have roles of their own.

    The control plane costs USD 0.10 an hour, and 0.60 once its version is in extended support (us-east-1).
    """

    version: KubernetesVersion | None = None
    """Kubernetes version. Name it, and the cluster is upgraded when you say so; left out, it is the newest that this
    project knows (1.36), and changes with it. EKS goes up one version at a time and never back."""
    extended_support: bool = False
    """Whether the cluster stays on a version beyond its standard support, at six times the price. Otherwise EKS
    upgrades it by itself when standard support ends."""
    public_from: list[Cidr] = Field(default_factory=list)
    """Public addresses that may reach the Kubernetes API over the internet, such as those of an office. Left out, the
    API has no public endpoint at all."""
    api_from: list[PrivateCidr] = Field(default_factory=list)
    """Private networks that may reach the API's endpoint inside the network, such as those of a VPN. Nodes reach it
    anyway."""
    compute: Compute = "nodes"
    """What pods run on: managed node groups (`nodes`), Fargate alone (`fargate`), or instances that EKS picks, starts,
    patches and replaces by itself (`auto`, EKS Auto Mode: it adds a fee to each instance)."""
    node_groups: dict[ItemName, NodeGroupSettings] = Field(default_factory=dict)
    """Managed node groups, each with a name. Left out, `compute: nodes` has one, `main`."""
    fargate_profiles: dict[ItemName, FargateProfileSettings] = Field(default_factory=dict)
    """Which pods run on Fargate, each choice with a name. Left out, `compute: fargate` runs those of the namespaces
    default and kube-system there."""
    auto_pools: list[Literal["general-purpose", "system"]] = Field(
        default_factory=lambda: list[Literal["general-purpose", "system"]](["general-purpose", "system"])
    )
    """Pools of Auto Mode: `system` runs add-ons on ARM or x86, `general-purpose` everything else, on x86."""
    addons: dict[AddonName, AddonSettings] = Field(default_factory=dict)
    """Add-ons by name, beside those that every cluster needs: `coredns`, and with node groups `vpc-cni`, `kube-proxy`,
    `eks-pod-identity-agent`, `metrics-server` and `aws-ebs-csi-driver`. `enabled: false` leaves one out."""
    access: dict[ItemName, AccessSettings] = Field(default_factory=dict)
    """Who may use the Kubernetes API, each with a name. Nobody else may, not even who created the cluster."""
    identities: dict[ItemName, IdentitySettings] = Field(default_factory=dict)
    """Roles that pods take in AWS, each with a name."""
    secrets_key: bool = by_profile(development=False, staging=True, production=True)
    """Encrypt Kubernetes secrets with a KMS key of one's own as well. EKS encrypts them with AWS's key otherwise. AWS
    cannot take it back: without it the cluster would be replaced."""
    logs: list[LogType] = by_profile(
        development=["audit", "authenticator"],
        staging=["api", "audit", "authenticator"],
        production=["api", "audit", "authenticator", "controllerManager", "scheduler"],
    )
    """Logs of the control plane that are kept. The audit log says who did what; it is also the largest."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the control plane's logs are kept."""
    container_insights: bool = by_profile(development=False, staging=True, production=True)
    """Metrics and logs of nodes and pods in CloudWatch, by an add-on; billed by what it observes. Without effect with
    `compute: fargate`, where it has no node to run on."""
    deletion_protection: bool = by_profile(development=False, staging=False, production=True)
    """Refuse to delete the cluster until this is false."""
    zonal_shift: bool = by_profile(development=False, staging=False, production=True)
    """Let AWS move traffic inside the cluster away from an availability zone that fails."""
    service_cidr: PrivateCidr | None = None
    """Addresses of Kubernetes services, outside the network and whatever it is connected with; /12 to /24. Left out,
    EKS takes 10.100.0.0/16 or 172.20.0.0/16. It is chosen at creation: another replaces the cluster."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Give the chosen compute what it cannot be without."""
        if not isinstance(data, Mapping):
            return data
        compute = data.get("compute", "nodes")
        if compute == "nodes" and not data.get("nodeGroups", data.get("node_groups")):
            return {**_without(data, "node_groups"), "nodeGroups": {"main": {}}}
        if compute == "fargate" and not data.get("fargateProfiles", data.get("fargate_profiles")):
            profile = {"namespaces": ["default", "kube-system"]}
            return {**_without(data, "fargate_profiles"), "fargateProfiles": {"default": profile}}
        return data

    @model_validator(mode="after")
    def _check(self) -> EksSettings:
        problems = [*self._version_problems(), *self._network_problems(), *self._compute_problems()]
        if problems:
            raise Problems(problems)
        return self

    def _version_problems(self) -> list[str]:
        if self.version is None:  # a default that has grown old is no mistake of the stack file: it warns
            return []
        found = kubernetes.support_problem(self.version, self.extended_support, kubernetes.today())
        return [found] if found else []

    def _network_problems(self) -> list[str]:
        problems = [
            f"publicFrom {cidr} opens the API to the whole internet; expected the addresses that need it"
            for cidr in self.public_from
            if ipaddress.ip_network(cidr).prefixlen == _ENDLESS
        ]
        if self.service_cidr:
            size = ipaddress.ip_network(self.service_cidr).prefixlen
            if not _LARGEST <= size <= _SMALLEST:
                problems.append(f"serviceCidr {self.service_cidr} is a /{size}; expected /{_LARGEST} to /{_SMALLEST}")
        return problems

    def _compute_problems(self) -> list[str]:
        problems: list[str] = []
        if self.compute != "nodes" and self.node_groups:
            problems.append(f"nodeGroups are for compute: nodes, and it is {self.compute}; remove them")
        if self.compute == "auto" and self.fargate_profiles:
            problems.append("fargateProfiles are for compute: nodes or fargate, and it is auto; remove them")
        if not self.pod_identity:
            why = "compute is fargate" if self.compute == "fargate" else "addons.eks-pod-identity-agent is off"
            problems += [
                f"identities.{name}.via pod-identity needs its agent on nodes, and {why}; expected irsa"
                for name, identity in self.identities.items()
                if identity.via == "pod-identity"
            ]
        principals: dict[str, str] = {}
        for name, access in self.access.items():
            first = principals.setdefault(access.principal, name)
            if first != name:
                problems.append(
                    f"access.{name} and access.{first} name the same principal; EKS takes one entry for each"
                )
        accounts: dict[tuple[str, str], str] = {}
        for name, identity in self.identities.items():
            account = (identity.namespace, identity.service_account)
            first = accounts.setdefault(account, name)
            if first != name:
                said = "/".join(account)
                problems.append(f"identities.{name} and identities.{first} are both for {said}; a pod takes one role")
        return problems

    @property
    def kubernetes_version(self) -> str:
        """The version that the cluster runs."""
        return self.version or NEWEST

    @property
    def insights(self) -> bool:
        """Whether Container Insights watches the nodes."""
        return self.container_insights and self.compute != "fargate"

    @property
    def pod_identity(self) -> bool:
        """Whether an agent hands roles to pods: that of Auto Mode, or the add-on on nodes."""
        return self.compute == "auto" or (self.compute == "nodes" and "eks-pod-identity-agent" in self.installed)

    @property
    def installed(self) -> dict[str, AddonSettings]:
        """The add-ons of the cluster: what it needs, and what is asked for, without what is switched off."""
        wanted = {name: AddonSettings() for name in eks_addons.defaults(self.compute, insights=self.insights)}
        return {name: addon for name, addon in {**wanted, **self.addons}.items() if addon.enabled}

    @property
    def administered(self) -> bool:
        """Whether anybody may administer the cluster."""
        return any(access.permission == "cluster-admin" or access.groups for access in self.access.values())


def _without(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}
