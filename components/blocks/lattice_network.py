"""LatticeNetwork: a service network of VPC Lattice, the networks whose machines may call, its access log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, ram, vpclattice

from components.blocks.account import account_root, partition_of
from components.blocks.lattice_policies import members_only
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component
from components.context import StackContext
from components.iam import document
from components.names import physical_name
from components.operations import Operations, Query
from components.settings.lattice import LatticeSettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, kw_only=True)
class LatticeNetworkArgs:
    """What a service network is built from."""

    settings: LatticeSettings
    stack: StackContext
    network: Network
    """The stack's network."""
    region: str | None = None
    """Region of the service network; None is the stack's."""


class LatticeNetwork(Component):
    """A service network whose requests are signed, logged, and let through by account; or a part in another's."""

    arn: pulumi.Output[str]
    """The service network; with `join`, that of the other."""
    identifier: pulumi.Output[str]
    """What associations name it by: its id, or the ARN of one of another account."""
    log_group_name: pulumi.Output[str] | None = None

    def __init__(self, name: str, args: LatticeNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self.settings = args, args.settings
        if args.settings.join:
            self.arn = self.identifier = pulumi.Output.from_input(args.settings.join)
        else:
            made = self._make()
            self.arn, self.identifier = made.arn, made.id
        if args.settings.associate:
            self._associate("own", args.network.vpc_id, [self._callers().id])
        for key, member in args.settings.members.items():
            self._associate(f"member-{key}", member.vpc_id, member.security_groups)
        self.publish(arn=self.arn, identifier=self.identifier, log_group_name=self.log_group_name)

    def _make(self) -> vpclattice.ServiceNetwork:
        args, settings = self._args, self.settings
        network = vpclattice.ServiceNetwork(
            f"{self.name}-network",
            # Gateways in Kubernetes find their service network by its name.
            name=physical_name(args.stack.project, args.stack.stack, self.name),
            auth_type="AWS_IAM" if settings.auth == "iam" else "NONE",
            region=args.region,
            opts=self.child(),
        )
        if settings.auth == "iam":
            self._guard(network)
        self._log(network)
        self._share(network)
        return network

    def _guard(self, network: vpclattice.ServiceNetwork) -> None:
        settings = self.settings

        def policy(root: str) -> pulumi.Output[str]:
            accounts = sorted({root.split(":")[4], *settings.share_accounts})
            return document(*members_only(accounts, partition_of(root), settings.share_organization))

        vpclattice.AuthPolicy(
            f"{self.name}-auth",
            resource_identifier=network.arn,
            policy=account_root(self).apply(policy),
            region=self._args.region,
            opts=self.child(),
        )

    def _log(self, network: vpclattice.ServiceNetwork) -> None:
        args = self._args
        logs = cloudwatch.LogGroup(
            f"{self.name}-access",
            # Groups of this prefix take deliveries of AWS services without a resource policy of their own.
            name=f"/aws/vendedlogs/vpc-lattice/{physical_name(args.stack.project, args.stack.stack, self.name)}",
            retention_in_days=self.settings.log_days,
            region=args.region,
            opts=self.child(),
        )
        vpclattice.AccessLogSubscription(
            f"{self.name}-log",
            resource_identifier=network.id,
            destination_arn=logs.arn,
            region=args.region,
            opts=self.child(),
        )
        self.log_group_name = logs.name
        self.operations = Operations(
            queries=[
                Query(name=title, text=text, log_groups=[logs.name], region=args.region)
                for title, text in QUERIES.items()
            ]
        )

    def _share(self, network: vpclattice.ServiceNetwork) -> None:
        settings, region = self.settings, self._args.region
        principals = {account: account for account in settings.share_accounts}
        if settings.share_organization:
            principals["organization"] = settings.share_organization
        if not principals:
            return
        share = ram.ResourceShare(
            f"{self.name}-share",
            name=physical_name(self._args.stack.project, self._args.stack.stack, self.name),
            allow_external_principals=settings.external_accounts,
            region=region,
            opts=self.child(),
        )
        ram.ResourceAssociation(
            f"{self.name}-shared",
            resource_arn=network.arn,
            resource_share_arn=share.arn,
            region=region,
            opts=self.child(),
        )
        for key, principal in principals.items():
            ram.PrincipalAssociation(
                f"{self.name}-with-{key}",
                principal=principal,
                resource_share_arn=share.arn,
                region=region,
                opts=self.child(),
            )

    def _callers(self) -> SecurityGroup:
        """Make the group that says which addresses of the network may call, and on which ports."""
        args, settings = self._args, self.settings
        group = SecurityGroup(
            f"{self.name}-callers",
            SecurityGroupArgs(
                vpc_id=args.network.vpc_id,
                description=f"Who may call the services of {self.name}",
                stack=args.stack,
                region=args.region,
            ),
            self.child(),
        )
        ports = {*_PORTS.values(), *(service.listener_port for service in settings.services.values())}
        for source in settings.callers_from or [args.network.cidr_block]:
            for port in sorted(ports):
                group.allow_from(f"{_key(source)}-{port}", source, port, description=f"callers, port {port}")
        return group

    def _associate(self, key: str, vpc_id: pulumi.Input[str], security_groups: Sequence[pulumi.Input[str]]) -> None:
        vpclattice.ServiceNetworkVpcAssociation(
            f"{self.name}-{key}",
            service_network_identifier=self.identifier,
            vpc_identifier=vpc_id,
            security_group_ids=list(security_groups) or None,
            region=self._args.region,
            opts=self.child(),
        )


def lattice_addresses(component: Component, region: str) -> str:
    """Return the prefix list of the addresses that VPC Lattice calls targets from."""
    found = aws.ec2.get_managed_prefix_list(
        name=f"com.amazonaws.{region}.vpc-lattice", region=region, opts=pulumi.InvokeOptions(parent=component)
    )
    return found.id


def _key(cidr: str) -> str:
    return cidr.replace(".", "-").replace("/", "-").replace(":", "-")


QUERIES = {
    "refused calls": """filter authDeniedReason != '-'
| stats count() as refused by callerPrincipal, requestMethod, requestPath, authDeniedReason
| sort refused desc
| limit 50""",
    "slowest calls": """filter duration > 1000
| fields @timestamp, duration, callerPrincipal, requestMethod, requestPath, responseCode
| sort duration desc
| limit 20""",
    "calls by target": """stats count() as calls, sum(responseCode >= 500) as errors,
    pct(duration, 99) as p99 by targetGroupArn, bin(5m)""",
}
"""Saved queries on the access log, by name; its fields are those of the VPC Lattice user guide."""
