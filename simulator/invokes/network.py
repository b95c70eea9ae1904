"""VPC, subnet, prefix list, DNS and endpoint data sources."""

from __future__ import annotations

from typing import Any

from simulator import regions
from simulator.invokes.question import Question
from simulator.lifecycle import Refused

_PREFIX_LISTS = {
    "cloudfront.origin-facing": {
        "us-east-1": "pl-3b927c52",
        "us-east-2": "pl-b6a144df",
        "us-west-1": "pl-4ea04527",
        "us-west-2": "pl-82a045eb",
        "eu-west-1": "pl-4fa04526",
        "eu-central-1": "pl-a3a144ca",
    },
    "s3": {
        "us-east-1": "pl-63a5400a",
        "us-east-2": "pl-7ba54012",
        "us-west-2": "pl-68a54001",
        "eu-west-1": "pl-6da54004",
    },
    "dynamodb": {"us-east-1": "pl-02cd2c6b", "us-west-2": "pl-00a54069", "eu-west-1": "pl-6fa54006"},
}
"""Ids of prefix lists that AWS manages; other regions get a well-formed id of nobody."""


def _prefix_list(question: Question) -> dict[str, Any]:
    names = question.filters().get("prefix-list-name") or []
    name = question.text("name") or (names[0] if names else "")
    given = question.text("id", "prefixListId")
    if not name and not given:
        raise Refused("a prefix list is looked up by name, id or the filter prefix-list-name.")
    service = next((part for part in _PREFIX_LISTS if name.endswith(part)), "")
    identity = given or _PREFIX_LISTS.get(service, {}).get(question.region) or f"pl-{question.digest(8)}"
    owner = "AWS" if name.startswith("com.amazonaws.") else regions.ACCOUNT
    account = "aws" if owner == "AWS" else owner
    return {
        "id": identity,
        "name": name,
        "arn": question.arn("ec2", f"prefix-list/{identity}", account=account),
        "ownerId": owner,
        "addressFamily": "IPv4",
        "maxEntries": 55,
        "version": 1,
        "entries": [],
        "tags": {},
        "prefixListId": identity,
        "cidrBlocks": [],
    }


def _zone(question: Question) -> dict[str, Any]:
    name = question.text("name").rstrip(".")
    if not name and not question.text("zoneId"):
        raise Refused("a hosted zone is looked up by name or zoneId.")
    identity = question.text("zoneId") or "Z" + question.digest(19).upper()
    servers = [f"ns-{i * 512 + 17}.awsdns-0{i}.{top}" for i, top in enumerate(("com", "net", "org", "co.uk"), 1)]
    return {
        "id": identity,
        "zoneId": identity,
        "name": name or "example.com",
        "callerReference": question.digest(),
        "comment": "",
        "arn": question.arn("route53", f"hostedzone/{identity}", regional=False, account=""),
        "nameServers": servers,
        "primaryNameServer": servers[0],
        "resourceRecordSetCount": 2,
        "privateZone": question.values.get("privateZone") or False,
        "tags": question.values.get("tags") or {},
        "vpcId": "",
        "linkedServiceDescription": "",
        "linkedServicePrincipal": "",
    }


def _vpc(question: Question) -> dict[str, Any]:
    identity = question.text("id") or f"vpc-{question.digest()}"
    return {
        "id": identity,
        "arn": question.arn("ec2", f"vpc/{identity}"),
        "ownerId": regions.ACCOUNT,
        "state": "available",
        "cidrBlock": question.text("cidrBlock") or "172.31.0.0/16",
        "default": question.values.get("default") is True,
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "enableNetworkAddressUsageMetrics": False,
        "instanceTenancy": "default",
        "mainRouteTableId": f"rtb-{question.digest(17, 'main')}",
        "tags": {},
        "dhcpOptionsId": f"dopt-{question.digest(17, 'dopt')}",
        "cidrBlockAssociations": [],
        "ipv6CidrBlockAssociations": [],
        "ipv6AssociationId": "",
        "ipv6CidrBlock": "",
    }


def _subnet_ids(question: Question) -> dict[str, Any]:
    return {"ids": [f"subnet-{question.digest(17, name)}" for name, _ in regions.zones(question.region)[:3]]}


def _subnet(question: Question) -> dict[str, Any]:
    identity = question.text("id") or f"subnet-{question.digest()}"
    zone, zone_id = regions.zones(question.region)[int(question.digest(2), 16) % len(regions.zones(question.region))]
    return {
        "id": identity,
        "arn": question.arn("ec2", f"subnet/{identity}"),
        "ownerId": regions.ACCOUNT,
        "state": "available",
        "availabilityZone": question.text("availabilityZone") or zone,
        "availabilityZoneId": zone_id,
        "vpcId": question.text("vpcId") or f"vpc-{question.digest(17, 'vpc')}",
        "tags": {},
        "cidrBlock": question.text("cidrBlock") or "172.31.0.0/20",
        "availableIpAddressCount": 4091,
        "defaultForAz": False,
        "mapPublicIpOnLaunch": False,
        "assignIpv6AddressOnCreation": False,
        "enableDns64": False,
        "ipv6Native": False,
        "ipv6CidrBlock": "",
        "ipv6CidrBlockAssociationId": "",
        "outpostArn": "",
        "privateDnsHostnameTypeOnLaunch": "ip-name",
    }


def _group(question: Question) -> dict[str, Any]:
    identity = question.text("id") or f"sg-{question.digest()}"
    return {
        "id": identity,
        "arn": question.arn("ec2", f"security-group/{identity}"),
        "description": "simulated",
        "name": question.text("name") or "default",
        "vpcId": question.text("vpcId") or f"vpc-{question.digest(17, 'vpc')}",
        "tags": {},
    }


def _endpoint_service(question: Question) -> dict[str, Any]:
    service = question.text("service")
    name = question.text("serviceName") or f"com.amazonaws.{question.region}.{service}"
    kind = question.text("serviceType") or ("Gateway" if service in ("s3", "dynamodb") else "Interface")
    identity = f"vpce-svc-{question.digest()}"
    return {
        "id": identity,
        "serviceId": identity,
        "serviceName": name,
        "serviceType": kind,
        "owner": "amazon",
        "arn": question.arn("ec2", f"vpc-endpoint-service/{identity}"),
        "acceptanceRequired": False,
        "availabilityZones": [zone for zone, _ in regions.zones(question.region)],
        "managesVpcEndpoints": False,
        "privateDnsName": f"{service}.{question.region}.{question.partition.dns_suffix}",
        "supportedIpAddressTypes": ["ipv4"],
        "baseEndpointDnsNames": [],
        "privateDnsNames": [],
        "vpcEndpointPolicySupported": True,
        "tags": {},
    }


TABLE = {
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _prefix_list,
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:route53/getZone:getZone": _zone,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:ec2/getVpcs:getVpcs": lambda question: {"ids": [f"vpc-{question.digest()}"]},
    "aws:ec2/getSubnet:getSubnet": _subnet,
    "aws:ec2/getSubnets:getSubnets": _subnet_ids,
    "aws:ec2/getSecurityGroup:getSecurityGroup": _group,
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": _endpoint_service,
    "aws:ec2/getRouteTables:getRouteTables": lambda question: {"ids": [f"rtb-{question.digest()}"]},
}
