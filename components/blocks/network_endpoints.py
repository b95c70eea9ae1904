"""The ways from a network to AWS services that do not pass the internet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component
from components.context import StackContext
from components.iam import allow, document
from components.settings.network import GATEWAY_ENDPOINTS


@dataclass(frozen=True, kw_only=True)
class NetworkEndpointsArgs:
    """What the endpoints are built from."""

    stack: StackContext
    vpc_id: pulumi.Input[str]
    """Network that the endpoints stand in."""
    cidr: str
    """Range of the network: who may use the interface endpoints."""
    route_table_ids: Sequence[pulumi.Input[str]]
    """Every route table: the gateway endpoints stand in all of them."""
    interfaces: Sequence[str]
    """Shorthand names of the interface endpoints, such as ssm."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of the interface endpoints, one per zone."""
    name_prefix: str
    """Head of the Name tags."""
    region: str | None = None
    """Region of the endpoints; None is the stack's."""


class NetworkEndpoints(Component):
    """Gateway endpoints for S3 and DynamoDB, and the interface endpoints that are asked for."""

    def __init__(self, name: str, args: NetworkEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        self._region = args.region or args.stack.region
        account = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self)).account_id
        for service in GATEWAY_ENDPOINTS:
            self._gateway(service, account)
        if args.interfaces:
            self._interfaces()
        self.publish()

    def _gateway(self, service: str, account: pulumi.Input[str]) -> None:
        aws.ec2.VpcEndpoint(
            f"{self.name}-{service}",
            vpc_id=self._args.vpc_id,
            service_name=f"com.amazonaws.{self._region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=list(self._args.route_table_ids),
            policy=endpoint_policy(service, account),
            tags={"Name": f"{self._args.name_prefix}-{service}"},
            region=self._args.region,
            opts=self.child(),
        )

    def _interfaces(self) -> None:
        group = SecurityGroup(
            f"{self.name}-interface",
            SecurityGroupArgs(
                vpc_id=self._args.vpc_id,
                description="Interface endpoints: HTTPS from inside the network",
                stack=self._args.stack,
                region=self._args.region,
            ),
            self.child(),
        )
        group.allow_from("network", self._args.cidr, 443)
        for service in self._args.interfaces:
            key = service.replace(".", "-")
            aws.ec2.VpcEndpoint(
                f"{self.name}-{key}",
                vpc_id=self._args.vpc_id,
                service_name=f"com.amazonaws.{self._region}.{service}",
                vpc_endpoint_type="Interface",
                subnet_ids=list(self._args.subnet_ids),
                security_group_ids=[group.id],
                private_dns_enabled=True,
                tags={"Name": f"{self._args.name_prefix}-{key}"},
                region=self._args.region,
                opts=self.child(),
            )


def endpoint_policy(service: str, account_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the policy of a gateway endpoint.

    Principals of this account may do what their own policies let them. Credentials of another account get nothing
    through, so a stolen key cannot carry data out to a bucket or table elsewhere. Anonymous and signed reads from S3
    stay open to all: the package repositories of Amazon Linux, the layers of container images and the installers of
    AWS agents are objects in buckets of AWS.
    """
    own = {"StringEquals": {"aws:PrincipalAccount": account_id}}
    # Every action and resource: what a principal may do is for its own policies to say.
    statements = [allow([f"{service}:*"], ["*"], sid="OwnPrincipals", principal="*", condition=own)]
    if service == "s3":
        statements.append(allow(["s3:GetObject"], ["*"], sid="Downloads", principal="*"))
    return document(*statements)
