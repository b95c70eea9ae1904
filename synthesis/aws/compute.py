"""Networks, load balancers, machines, functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import Made, Outputs, by_arn, ec2, uuid


def _load_balancer(made: Made) -> dict[str, Any]:
    name = made.physical("name")[:32]
    suffix = f"app/{name}/{made.digest[:16]}"
    arn = made.arn("elasticloadbalancing", f"loadbalancer/{suffix}")
    dns = f"{name}-{int(made.digest[:8], 16)}.{made.region}.elb.amazonaws.com"
    return {"id": arn, "arn": arn, "name": name, "arnSuffix": suffix, "dnsName": dns, "zoneId": "Z35SXDOTRQ7X7K"}


def _target_group(made: Made) -> dict[str, Any]:
    name = made.physical("name")[:32]
    suffix = f"targetgroup/{name}/{made.digest[:16]}"
    arn = made.arn("elasticloadbalancing", suffix)
    return {"id": arn, "arn": arn, "name": name, "arnSuffix": suffix}


def _function(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    arn = made.arn("lambda", f"function:{name}")
    return {
        "id": name,
        "name": name,
        "arn": arn,
        "qualifiedArn": f"{arn}:1",
        "version": "1",
        "invokeArn": f"arn:aws:apigateway:{made.region}:lambda:path/2015-03-31/functions/{arn}/invocations",
    }


def _launch_template(made: Made) -> dict[str, Any]:
    return {
        **ec2("lt", "launch-template")(made),
        "name": made.physical("name"),
        "latestVersion": 1,
        "defaultVersion": 1,
    }


def _scaling_group(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    return {
        "id": name,
        "name": name,
        "arn": made.arn("autoscaling", f"autoScalingGroup:{uuid(made)}:autoScalingGroupName/{name}"),
    }


def _vpc(made: Made) -> dict[str, Any]:
    return {
        **ec2("vpc", "vpc")(made),
        "defaultSecurityGroupId": f"sg-{made.digest[17:34]}",
        "defaultNetworkAclId": f"acl-{made.digest[17:34]}",
        "defaultRouteTableId": f"rtb-{made.digest[17:34]}",
        "mainRouteTableId": f"rtb-{made.digest[17:34]}",
        "ipv6CidrBlock": "2600:1f18:1234:5600::/56",
    }


def _eip(made: Made) -> dict[str, Any]:
    id_ = made.id("eipalloc")
    return {
        "id": id_,
        "allocationId": id_,
        "publicIp": f"203.0.113.{int(made.digest[:2], 16)}",
        "arn": made.arn("ec2", f"elastic-ip/{id_}"),
    }


RESOURCES: Mapping[str, Outputs] = {
    "aws:autoscaling/group:Group": _scaling_group,
    "aws:ec2/eip:Eip": _eip,
    "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ec2("eigw", "egress-only-internet-gateway"),
    "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway"),
    "aws:ec2/networkAcl:NetworkAcl": ec2("acl", "network-acl"),
    "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
    "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group"),
    "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": lambda made: {
        **ec2("vpce", "vpc-endpoint")(made),
        "prefixListId": "pl-63a5400a",
        "dnsEntries": [{"dnsName": f"{made.id('vpce')}.vpce.amazonaws.com", "hostedZoneId": "Z7HUB22UULQXV"}],
    },
    "aws:lambda/function:Function": _function,
    "aws:lb/listener:Listener": by_arn("elasticloadbalancing", "listener/app/lb/{digest}/{digest}"),
    "aws:lb/listenerRule:ListenerRule": by_arn(
        "elasticloadbalancing", "listener-rule/app/lb/{digest}/{digest}/{digest}"
    ),
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
}
