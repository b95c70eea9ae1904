"""Resource ids in the form that AWS gives them.

The form comes from pulumi-aws's own documentation: a type has an example of `pulumi import` with an id. The example's
shape is kept and its parts are replaced: names by the resource's name, accounts and regions by ours, digits by stable
ones.
"""

from __future__ import annotations

import re
from dataclasses import replace
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
    return _like(context, example(token), named(context))


def _like(context: Context, shape: str, name: str) -> str:
    """An id of the same shape as the documentation's example."""
    token = context.token
    if shape.startswith("arn:"):
        return ARNS[token](context) if token in ARNS else _like_arn(context, shape, name)
    if _UUID.match(shape):
        return context.uuid(token)
    if found := _PREFIXED.match(shape):
        return found[1] + context.digits(17, token)
    if re.search(r"[/,:|]", shape):
        return _composite(context, shape, name)
    return name or _unnamed(context, shape)


def _unnamed(context: Context, shape: str) -> str:
    token = context.token
    if shape.isdigit() and len(shape) == 12:
        return context.account
    if re.fullmatch(r"[A-Z0-9]{9,}", shape):
        return context.letters(len(shape), token).upper()
    if re.fullmatch(r"[a-z0-9]{6,}", shape) and re.search(r"\d", shape):
        return context.letters(len(shape), token)
    return f"{token.split(':')[2].lower()}-{context.digits(17, token)}"


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


_NAMING = (
    *("bucket", "functionName", "clusterIdentifier", "identifier", "domainName", "domain", "queueUrl", "family"),
    *("repository", "clusterName", "layerName"),
)
"""Inputs that may be a resource's name, in order of preference."""


def named(context: Context) -> str:
    """The physical name of a resource: the one it was given, or one made from its prefix; empty when it has none."""
    name = naming.name_property(context.resource) or "name"
    prefix = context.text(f"{name}Prefix")
    if prefix and not context.text(name):
        # Before there is an id the digits come from the inputs; afterwards a name that is the id must stay the same.
        fresh = f"{prefix}{replace(context, id='').decimal(26, 'prefix')}"
        return context.id if context.id.startswith(prefix) else fresh
    kind = context.token.split(":")[1].rpartition("/")[2]
    last = re.sub(r"^.*(?=[A-Z])", "", kind)
    own = (f"{part}{what}" for part in (kind, last[:1].lower() + last[1:]) for what in ("Name", "Id", "Identifier"))
    return context.text(name, "name", *own, *_NAMING)


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
