"""The roles around a Kubernetes cluster: the control plane's, the nodes', Fargate's, those of pods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components.blocks.account import account_root, partition_of
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document

_NAME_LIMIT = 64
_CLUSTER = ("AmazonEKSClusterPolicy",)
_AUTO = (
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
_NODES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""AWS's own. Nodes pull from every repository of the account: the images of add-ons lie in AWS's, those of pods are
not known here."""
_AUTO_NODES = ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly")
_FARGATE = ("AmazonEKSFargatePodExecutionRolePolicy",)


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Whose pods take a role, and how."""

    namespace: str
    service_account: str
    cluster_arn: pulumi.Input[str]
    issuer: pulumi.Input[str] | None = None
    """Issuer of the cluster's tokens, without `https://`; None for Pod Identity."""
    provider_arn: pulumi.Input[str] | None = None
    """The issuer as a provider of IAM; None for Pod Identity."""


def cluster_role(
    component: Component, stack: StackContext, *, auto: bool, key_arn: pulumi.Output[str] | None
) -> pulumi.Output[str]:
    """Create the role of the control plane; return its ARN once its policies stand."""
    trust = assume_role("eks.amazonaws.com")
    if auto:  # Auto Mode tags the sessions in which it makes instances
        trust = _trust({"Service": "eks.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])
    role = _role(component, stack, "control", trust)
    ready = _attach(component, role, "control", [*_CLUSTER, *(_AUTO if auto else ())])
    if key_arn is not None:
        use = allow(["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"], [key_arn], sid="Secrets")
        ready.append(
            iam.RolePolicy(
                f"{component.name}-control-key", role=role.name, policy=document(use), opts=component.child()
            ).id
        )
    return _once(role.arn, ready)


def node_role(component: Component, stack: StackContext, *, auto: bool) -> pulumi.Output[str]:
    """Create the role of the nodes; return its ARN once its policies stand.

    It may join the cluster and pull images, nothing else: what pods do, they do with roles of their own. A shell on
    nodes of a node group is Session Manager's.
    """
    from components.blocks.auto_scaling_role import session_manager  # noqa: PLC0415 (only where nodes are)

    role = _role(component, stack, "nodes", assume_role("ec2.amazonaws.com"))
    ready = _attach(component, role, "nodes", _AUTO_NODES if auto else _NODES)
    if not auto:  # nodes of Auto Mode have no agent of Session Manager
        policy = document(session_manager())
        ready.append(
            iam.RolePolicy(f"{component.name}-nodes-session", role=role.name, policy=policy, opts=component.child()).id
        )
    return _once(role.arn, ready)


def fargate_role(component: Component, stack: StackContext, profiles: pulumi.Input[str]) -> pulumi.Output[str]:
    """Create the role with which Fargate starts pods of `profiles` (an ARN pattern); return its ARN."""
    trust = assume_role("eks-fargate-pods.amazonaws.com", condition={"ArnLike": {"aws:SourceArn": profiles}})
    role = _role(component, stack, "fargate", trust)
    return _once(role.arn, _attach(component, role, "fargate", _FARGATE))


def pod_role(
    component: Component,
    stack: StackContext,
    key: str,
    trust: Trust,
    *,
    policies: Sequence[str] = (),
    aws_policies: Sequence[str] = (),
    statements: Sequence[Statement] = (),
) -> tuple[iam.Role, pulumi.Output[str]]:
    """Create a role that the pods of one service account take; return it, and its ARN once its policies stand."""
    role = _role(component, stack, key, trust_of(trust))
    ready = _attach(component, role, key, aws_policies)
    for policy in sorted(policies):
        attached = iam.RolePolicyAttachment(
            f"{component.name}-{key}-{policy.rpartition('/')[2]}",
            role=role.name,
            policy_arn=policy,
            opts=component.child(),
        )
        ready.append(attached.id)
    if statements:
        ready.append(
            iam.RolePolicy(
                f"{component.name}-{key}", role=role.name, policy=document(*statements), opts=component.child()
            ).id
        )
    return role, _once(role.arn, ready)


def trust_of(trust: Trust) -> pulumi.Output[str]:
    """Return the trust policy of a pod's role: this service account of this cluster takes it, and no other."""
    if trust.issuer is None or trust.provider_arn is None:
        # The tags that EKS gives the session of a pod: without them any pod of any cluster could take the role.
        tags = {
            "aws:RequestTag/eks-cluster-arn": trust.cluster_arn,
            "aws:RequestTag/kubernetes-namespace": trust.namespace,
            "aws:RequestTag/kubernetes-service-account": trust.service_account,
        }
        pods = {"Service": "pods.eks.amazonaws.com"}
        return _trust(pods, ["sts:AssumeRole", "sts:TagSession"], {"StringEquals": tags})
    account = f"system:serviceaccount:{trust.namespace}:{trust.service_account}"
    federated = {"Federated": trust.provider_arn}
    return pulumi.Output.from_input(trust.issuer).apply(
        lambda issuer: _trust(
            federated,
            ["sts:AssumeRoleWithWebIdentity"],
            {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": account}},
        )
    )


def _trust(principal: Any, actions: list[str], condition: Any = None) -> pulumi.Output[str]:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": actions, "Principal": principal}
    return document({**statement, "Condition": condition} if condition else statement)


def _role(component: Component, stack: StackContext, key: str, trust: pulumi.Input[str]) -> iam.Role:
    name = f"{component.name}-{key}"
    return iam.Role(
        name,
        name=fitting(name, stack.project, stack.stack, limit=_NAME_LIMIT),
        assume_role_policy=trust,
        opts=component.child(),
    )


def _attach(component: Component, role: iam.Role, key: str, policies: Sequence[str]) -> list[pulumi.Output[str]]:
    """Attach policies of AWS's own, by path and name."""
    if not policies:
        return []
    partition = account_root(component).apply(partition_of)
    return [
        iam.RolePolicyAttachment(
            f"{component.name}-{key}-{policy.rpartition('/')[2]}",
            role=role.name,
            policy_arn=pulumi.Output.concat("arn:", partition, ":iam::aws:policy/", policy),
            opts=component.child(),
        ).id
        for policy in policies
    ]


def _once(arn: pulumi.Output[str], ready: Sequence[pulumi.Output[str]]) -> pulumi.Output[str]:
    """Return an ARN that is known when the policies stand: what starts with less gives up, or cannot be deleted."""
    return pulumi.Output.all(arn, *ready).apply(lambda found: found[0])
