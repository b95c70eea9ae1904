"""EksCluster: a Kubernetes control plane with a private API, encrypted secrets, logs, and named people."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, eks, iam

from components.blocks.account import account_root, partition_of
from components.blocks.eks_operations import describe
from components.blocks.eks_roles import Trust, cluster_role, node_role
from components.blocks.eks_subnets import control_subnets
from components.blocks.key import Key, KeyArgs
from components.blocks.security_group import Ports, SecurityGroup, SecurityGroupArgs, peer_argument, port_arguments
from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings import kubernetes
from components.settings.eks import EksSettings
from components.settings.eks_access import POLICIES, AccessSettings
from components.settings.key import KeySettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_API = 443


@dataclass(frozen=True, kw_only=True)
class EksClusterArgs:
    """What a cluster is built from."""

    settings: EksSettings
    stack: StackContext
    network: Network
    region: str | None = None
    """Region of the cluster; None is the stack's."""


class EksCluster(Component):
    """A control plane. What pods run on, add-ons and pods' roles are components of their own beside it."""

    cluster_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    """Address of the Kubernetes API."""
    version: pulumi.Output[str]
    issuer: pulumi.Output[str]
    """Issuer of the cluster's tokens (OpenID Connect)."""
    certificate: pulumi.Output[str]
    """Certificate authority of the API, in Base64."""
    security_group_id: pulumi.Output[str]
    """The group that EKS makes: control plane, nodes and pods reach each other inside it."""
    log_group_name: pulumi.Output[str] | None = None
    node_role_arn: pulumi.Output[str] | None = None
    """Role of the nodes; none on Fargate alone."""

    def __init__(self, name: str, args: EksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self.settings = args, args.settings
        self._warn()
        self._tokens: iam.OpenIdConnectProvider | None = None
        if args.settings.compute != "fargate":
            self.node_role_arn = node_role(self, args.stack, auto=args.settings.compute == "auto")
        cluster = self._cluster()
        self.cluster_name, self.arn, self.endpoint = cluster.name, cluster.arn, cluster.endpoint
        self.version = cluster.version
        self.issuer = cluster.identities.apply(_issuer)
        self.certificate = cluster.certificate_authority.apply(lambda authority: authority.data or "")
        self.security_group_id = cluster.vpc_config.apply(lambda config: config.cluster_security_group_id or "")
        for key, access in args.settings.access.items():
            self._admit(key, access)
        self.operations = describe(args.settings, self.cluster_name, self.log_group_name, args.region)
        self.publish(
            cluster_name=self.cluster_name,
            arn=self.arn,
            endpoint=self.endpoint,
            version=self.version,
            issuer=self.issuer,
            certificate=self.certificate,
            security_group_id=self.security_group_id,
            log_group_name=self.log_group_name,
            node_role_arn=self.node_role_arn,
        )

    def allow_pods_from(self, key: str, source: pulumi.Input[str], port: Ports = None) -> None:
        """Let `source` reach the pods. `key` names the rule within the group's ingress, for good."""
        rule: dict[str, Any] = {**peer_argument(source), **port_arguments(port, "tcp")}
        aws.vpc.SecurityGroupIngressRule(
            f"{self.name}-pods-from-{key}",
            security_group_id=self.security_group_id,
            ip_protocol="tcp",
            description=f"pods from {key}",
            region=self._args.region,
            **rule,
            opts=self.child(),
        )

    def trust(self, namespace: str, service_account: str, *, pod_identity: bool) -> Trust:
        """Return whose pods take a role; the tokens of the cluster become a provider of IAM where they are used."""
        if pod_identity:
            return Trust(namespace=namespace, service_account=service_account, cluster_arn=self.arn)
        if self._tokens is None:
            self._tokens = iam.OpenIdConnectProvider(
                f"{self.name}-tokens", url=self.issuer, client_id_lists=["sts.amazonaws.com"], opts=self.child()
            )
        return Trust(
            namespace=namespace,
            service_account=service_account,
            cluster_arn=self.arn,
            issuer=self.issuer.apply(lambda issuer: issuer.removeprefix("https://")),
            provider_arn=self._tokens.arn,
        )

    def _warn(self) -> None:
        settings = self.settings
        old = kubernetes.support_warning(settings.kubernetes_version, settings.extended_support, kubernetes.today())
        if old:
            pulumi.log.warn(f"{self.name}: {old}", self)
        if not settings.administered:
            pulumi.log.warn(
                f"{self.name}: nobody may administer the cluster, not even who deploys it. Name a role in eks.access: "
                "{admins: {principal: <ARN of a role>, permission: cluster-admin}}.",
                self,
            )
        if settings.service_cidr:
            self._check_addresses(settings.service_cidr)

    def _check_addresses(self, services: str) -> None:
        network = self._args.network.cidr_block
        if ipaddress.ip_network(services).overlaps(ipaddress.ip_network(network)):
            raise pulumi.RunError(
                f"{self.name}: eks.serviceCidr {services} overlaps the network's {network}; expected addresses outside "
                "it, such as 172.20.0.0/16"
            )

    def _cluster(self) -> eks.Cluster:
        args, settings = self._args, self.settings
        key = self._key() if settings.secrets_key else None
        # The log group carries the cluster's name, and EKS would make one without retention.
        cluster_name = physical_name(args.stack.project, args.stack.stack, self.name, limit=100)
        waits: list[pulumi.Resource] = []
        if settings.logs:
            logs = cloudwatch.LogGroup(
                f"{self.name}-log",
                name=f"/aws/eks/{cluster_name}/cluster",
                retention_in_days=settings.log_days,
                region=args.region,
                opts=self.child(),
            )
            self.log_group_name = logs.name
            waits.append(logs)
        return eks.Cluster(
            f"{self.name}-cluster",
            name=cluster_name,
            version=settings.kubernetes_version,
            role_arn=cluster_role(self, args.stack, auto=settings.compute == "auto", key_arn=key.arn if key else None),
            vpc_config={
                "subnet_ids": control_subnets(args.network),
                "security_group_ids": [self._api().id],
                "endpoint_private_access": True,
                "endpoint_public_access": bool(settings.public_from),
                "public_access_cidrs": sorted(settings.public_from) or None,
            },
            access_config={
                "authentication_mode": "API",
                "bootstrap_cluster_creator_admin_permissions": False,  # who may, stands in the stack file
            },
            # All add-ons are ours: those that EKS would put in by itself, nobody updates.
            bootstrap_self_managed_addons=False,
            encryption_config={"provider": {"key_arn": key.arn}, "resources": ["secrets"]} if key else None,
            enabled_cluster_log_types=sorted(settings.logs),
            upgrade_policy={"support_type": "EXTENDED" if settings.extended_support else "STANDARD"},
            deletion_protection=settings.deletion_protection,
            zonal_shift_config={"enabled": settings.zonal_shift},
            region=args.region,
            **self._compute(),
            opts=self.child(depends_on=waits),
        )

    def _compute(self) -> dict[str, Any]:
        """Return what Auto Mode needs; it is switched on or off as one."""
        auto, settings = self.settings.compute == "auto", self.settings
        network: dict[str, Any] = {"elastic_load_balancing": {"enabled": auto}}
        if settings.service_cidr:
            network["service_ipv4_cidr"] = settings.service_cidr
        compute: dict[str, Any] = {"enabled": auto}
        if auto and settings.auto_pools:
            compute |= {"node_pools": sorted(settings.auto_pools), "node_role_arn": self.node_role_arn}
        return {
            "compute_config": compute,
            "storage_config": {"block_storage": {"enabled": auto}},
            "kubernetes_network_config": network,
        }

    def _key(self) -> Key:
        return Key(
            f"{self.name}-secrets",
            KeyArgs(
                settings=KeySettings.of(self._args.stack.environment),
                stack=self._args.stack,
                services=[],  # EKS uses it by the cluster's role and by a grant that it makes itself
                description=f"Kubernetes secrets of {self.name}",
                region=self._args.region,
            ),
            self.child(),
        )

    def _api(self) -> SecurityGroup:
        args = self._args
        group = SecurityGroup(
            f"{self.name}-api",
            SecurityGroupArgs(
                vpc_id=args.network.vpc_id,
                description=f"Who reaches the Kubernetes API of {self.name} beside its nodes",
                stack=args.stack,
                region=args.region,
            ),
            self.child(),
        )
        for cidr in self.settings.api_from:
            group.allow_from(
                f"{cidr.replace('.', '-').replace('/', '-')}-api", cidr, _API, description="Kubernetes API"
            )
        return group

    def _admit(self, key: str, access: AccessSettings) -> None:
        entry = eks.AccessEntry(
            f"{self.name}-access-{key}",
            cluster_name=self.cluster_name,
            principal_arn=access.principal,
            kubernetes_groups=sorted(access.groups) or None,
            region=self._args.region,
            opts=self.child(),
        )
        if access.permission is None:
            return
        policy = POLICIES[access.permission]
        scope: Any = {"type": "cluster"}
        if access.namespaces:
            scope = {"type": "namespace", "namespaces": sorted(access.namespaces)}
        eks.AccessPolicyAssociation(
            f"{self.name}-access-{key}-policy",
            cluster_name=self.cluster_name,
            principal_arn=entry.principal_arn,
            policy_arn=account_root(self).apply(
                lambda root: f"arn:{partition_of(root)}:eks::aws:cluster-access-policy/{policy}"
            ),
            access_scope=scope,
            region=self._args.region,
            opts=self.child(),
        )


def _issuer(identities: Any) -> str:
    """Return the issuer of the cluster's tokens, as EKS nests it."""
    oidcs = identities[0].oidcs if identities else None
    return (oidcs[0].issuer or "") if oidcs else ""
