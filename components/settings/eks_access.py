"""Settings of who may do what: people in a cluster, pods in AWS, add-ons in both."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section
from components.settings.eks_nodes import Namespace, NamespacePattern
from components.settings.formats import arn, text
from components.settings.types import Arn

PrincipalArn = Annotated[str, arn("iam", r"(role|user)/.+", "the ARN of an IAM role or user", scope="global")]
ServiceAccount = Annotated[
    str, text(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", "the name of a Kubernetes service account such as orders")
]
GroupName = Annotated[
    str,
    text(r"(?!system:|eks:)[A-Za-z0-9:_.@/-]{1,63}", "a Kubernetes group; system: and eks: are not for access entries"),
]
AddonName = Annotated[str, text(r"[a-z0-9][a-z0-9_-]{1,98}", "the name of an EKS add-on such as aws-efs-csi-driver")]
AddonVersion = Annotated[
    str, text(r"default|newest|v\d+(\.\d+)+(-[a-z]+\.\d+)*", "default, newest or a version such as v1.20.1-eksbuild.3")
]
Permission = Literal["cluster-admin", "admin", "edit", "view", "admin-view"]
POLICIES: dict[Permission, str] = {
    "cluster-admin": "AmazonEKSClusterAdminPolicy",
    "admin": "AmazonEKSAdminPolicy",
    "edit": "AmazonEKSEditPolicy",
    "view": "AmazonEKSViewPolicy",
    "admin-view": "AmazonEKSAdminViewPolicy",
}
"""Permission → the access policy of EKS that grants it."""


class AccessSettings(Section):
    """An IAM role or user that may use the Kubernetes API."""

    principal: PrincipalArn
    """Role or user. A role outlives the people who take it."""
    permission: Permission | None = "view"
    """What it may do: everything (`cluster-admin`), everything in namespaces (`admin`), change workloads (`edit`),
    read all but secrets (`view`), read everything (`admin-view`). Null leaves it to `groups`."""
    namespaces: list[NamespacePattern] = Field(default_factory=list)
    """Namespaces in which the permission holds; none is the whole cluster."""
    groups: list[GroupName] = Field(default_factory=list)
    """Kubernetes groups that it belongs to, for role bindings of one's own."""

    @model_validator(mode="after")
    def _check(self) -> AccessSettings:
        problems: list[str] = []
        if self.permission is None and not self.groups:
            problems.append("neither permission nor groups: it could do nothing; expected one of the two")
        if self.permission == "cluster-admin" and self.namespaces:
            problems.append("permission cluster-admin knows no namespaces; expected admin, or no namespaces")
        if problems:
            raise Problems(problems)
        return self


class IdentitySettings(Section):
    """A role that pods of one service account take: permissions in AWS without keys, and not those of the node."""

    namespace: Namespace = "default"
    """Namespace of the service account."""
    service_account: ServiceAccount
    """Name of the service account. Kubernetes creates it: the stack only says which role it takes."""
    via: Literal["pod-identity", "irsa"] = "pod-identity"
    """How pods get the role. `pod-identity`: the agent on their node hands it out, and the service account needs
    nothing. `irsa`: the cluster's own tokens are exchanged, the only way on Fargate; the service account needs the
    annotation eks.amazonaws.com/role-arn, with the role that the outputs name."""
    policies: list[Arn] = Field(default_factory=list)
    """Managed policies of the role."""
    repositories: list[str] = Field(default_factory=list)
    """Repositories of the platform that the pods may push to, as build jobs do."""


class AddonSettings(Section):
    """Software in the cluster that EKS installs and keeps compatible."""

    enabled: bool = True
    """False leaves out an add-on that would be installed by default."""
    version: AddonVersion = "default"
    """`default`: the version that EKS recommends for the cluster's Kubernetes version, asked at each deployment, so an
    upgrade of the cluster brings its add-ons along. `newest`: the newest that works with it. Or a version."""
    configuration: dict[str, Any] = Field(default_factory=dict)
    """Configuration values of the add-on; `aws eks describe-addon-configuration` shows what it knows."""
    service_account: ServiceAccount | None = None
    """Service account that gets a role with `policies`; left out, that of an add-on known here."""
    policies: list[Arn] = Field(default_factory=list)
    """Managed policies of the add-on's role; left out, those of an add-on known here."""

    @model_validator(mode="after")
    def _check(self) -> AddonSettings:
        if self.service_account and not self.policies:
            raise ValueError(f"serviceAccount {self.service_account} gets no permission; expected policies")
        return self
