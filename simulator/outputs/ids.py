"""Resource ids in the form that AWS gives them.

The form comes from pulumi-aws's own documentation: every type has an example of `pulumi import` with an id. The example's
shape is kept and its parts replaced: names by the resource's name, accounts and regions by ours, digits by stable ones.
"""

from __future__ import annotations

import re
from functools import cache

from simulator import naming
from simulator.outputs.arns import ARNS
from simulator.outputs.context import Context
from simulator.outputs.references import REFERENCES
from simulator.schema import source

_PREFIXED = re.compile(r"^((?:[a-z0-9]+-)+)([0-9a-f]{8}|[0-9a-f]{9,17})$")
_UUID = re.compile(r"^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{11,16}$", re.IGNORECASE)


@cache
def example(token: str) -> str:
    """The id that pulumi-aws's documentation imports for a type; empty when it has none."""
    place = source.resource_place(token)
    if place is None:
        return ""
    found = re.search(rf"\$ pulumi import {re.escape(token)} \S+ (.+)", source.text(place.file))
    return found[1].strip().strip("'\"") if found else ""


def identify(context: Context) -> str:
    """The id of a new resource."""
    token = context.token
    if token in REFERENCES:
        return REFERENCES[token](context)
    if token in PREFIXES:
        return f"{PREFIXES[token]}-{context.digits(17, token)}"
    shape = example(token)
    name = _name(context)
    if shape.startswith("arn:"):
        return ARNS[token](context) if token in ARNS else _like_arn(context, shape, name)
    if found := _PREFIXED.match(shape):
        return found[1] + context.digits(17, token)
    if _UUID.match(shape):
        return context.uuid(token)
    if shape.isdigit() and len(shape) == 12:
        return context.account
    if name and not re.search(r"[/,:|]", shape):
        return name
    if re.search(r"[/,:|]", shape):
        return _composite(context, shape, name)
    if re.fullmatch(r"[A-Z0-9]{9,}", shape):
        return context.letters(len(shape), token).upper()
    if re.fullmatch(r"[a-z0-9]{6,}", shape) and re.search(r"\d", shape):
        return context.letters(len(shape), token)
    return name or f"{token.split(':')[2].lower()}-{context.digits(17, token)}"


PREFIXES = {
    "aws:ec2/vpc:Vpc": "vpc",
    "aws:ec2/subnet:Subnet": "subnet",
    "aws:ec2/securityGroup:SecurityGroup": "sg",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "sg",
    "aws:ec2/internetGateway:InternetGateway": "igw",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": "eigw",
    "aws:ec2/natGateway:NatGateway": "nat",
    "aws:ec2/eip:Eip": "eipalloc",
    "aws:ec2/eipAssociation:EipAssociation": "eipassoc",
    "aws:ec2/routeTable:RouteTable": "rtb",
    "aws:ec2/defaultRouteTable:DefaultRouteTable": "rtb",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "rtbassoc",
    "aws:ec2/networkAcl:NetworkAcl": "acl",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": "acl",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
    "aws:ec2/flowLog:FlowLog": "fl",
    "aws:ec2/launchTemplate:LaunchTemplate": "lt",
    "aws:ec2/instance:Instance": "i",
    "aws:ec2/networkInterface:NetworkInterface": "eni",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "pcx",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions": "dopt",
    "aws:ec2/managedPrefixList:ManagedPrefixList": "pl",
    "aws:ec2/ami:Ami": "ami",
    "aws:ec2/securityGroupRule:SecurityGroupRule": "sgrule",
    "aws:ebs/volume:Volume": "vol",
    "aws:ebs/snapshot:Snapshot": "snap",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "sgr",
    "aws:efs/fileSystem:FileSystem": "fs",
    "aws:efs/accessPoint:AccessPoint": "fsap",
    "aws:efs/mountTarget:MountTarget": "fsmt",
    "aws:ec2transitgateway/transitGateway:TransitGateway": "tgw",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": "ns",
    "aws:servicediscovery/httpNamespace:HttpNamespace": "ns",
    "aws:servicediscovery/service:Service": "srv",
}
"""Types whose id is a prefix and 17 hexadecimal digits."""


def _name(context: Context) -> str:
    named = naming.name_property(context.resource) or "name"
    prefix = context.text(f"{named}Prefix")
    made = f"{prefix}{context.decimal(26, 'prefix')}" if prefix else ""
    return context.text(named) or made or context.text(
        "name", "bucket", "functionName", "clusterIdentifier", "identifier", "domainName", "domain", "queueUrl", "family"
    )


def named(context: Context) -> str:
    """The physical name of a resource: the one it was given, or one made from its prefix."""
    return _name(context)


def _like_arn(context: Context, shape: str, name: str) -> str:
    _, _, service, region, account, rest = (shape.split(":", 5) + [""] * 6)[:6]
    head, *parts = re.split(r"([/:])", rest)
    if not parts:
        tail = name or context.letters(12, "arn")
    else:
        last = name or (context.uuid("arn") if _UUID.match(parts[-1]) else context.digits(16, "arn"))
        tail = head + "".join([*parts[:-1], last] if len(parts) > 1 else [parts[0], last])
    return context.arn(service, tail, regional=bool(region), owned=bool(account))


def _composite(context: Context, shape: str, name: str) -> str:
    """An id of several parts: the inputs of the same order as they are required, then the name or digits."""
    separator = re.search(r"[/,:|]", shape)
    mark = separator[0] if separator else "/"
    count = len([part for part in shape.split(mark) if part])
    wanted = [key for key, rule in context.resource.inputs.properties.items() if rule.required]
    given = [context.text(key) for key in wanted]
    parts = [part for part in given if part][:count]
    while len(parts) < count:
        parts.append(name if name and name not in parts else context.letters(10, str(len(parts))))
    return mark.join(parts)
