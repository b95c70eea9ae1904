"""EksIdentity: a role in AWS that the pods of one service account take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks

from components.blocks.eks_cluster import EksCluster
from components.blocks.eks_roles import pod_role
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.settings.eks_access import IdentitySettings


@dataclass(frozen=True, kw_only=True)
class EksIdentityArgs:
    """What an identity is built from."""

    settings: IdentitySettings
    stack: StackContext
    cluster: EksCluster
    """Cluster whose pods take the role."""
    statements: Sequence[Statement] = ()
    """What the pods may do in AWS, beside the policies of the settings."""
    region: str | None = None
    """Region of the cluster; None is the stack's."""


class EksIdentity(Component):
    """Permissions of pods without keys: only this service account of this cluster takes the role."""

    role_arn: pulumi.Output[str]
    role_name: pulumi.Output[str]

    def __init__(self, name: str, args: EksIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        by_agent = settings.via == "pod-identity"
        role, ready = pod_role(
            self,
            args.stack,
            "role",
            args.cluster.trust(settings.namespace, settings.service_account, pod_identity=by_agent),
            policies=settings.policies,
            statements=args.statements,
        )
        self.role_arn, self.role_name = role.arn, role.name
        if by_agent:
            eks.PodIdentityAssociation(
                f"{name}-association",
                cluster_name=args.cluster.cluster_name,
                namespace=settings.namespace,
                service_account=settings.service_account,
                role_arn=ready,
                region=args.region,
                opts=self.child(),
            )
        self.publish(role_arn=self.role_arn, role_name=self.role_name)
