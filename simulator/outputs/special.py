"""Outputs that are special to a type: endpoints, hosted zones of AWS services, collections, versions that count up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from simulator import regions
from simulator.outputs import arns, ids
from simulator.outputs.context import Context
from simulator.outputs.hosted_zones import CLOUDFRONT, load_balancer, s3_website
from simulator.outputs.settle import SETTLERS
from simulator.wire import UNKNOWN, is_asset

Value = Callable[[Context], Any]


def chosen(context: Context) -> dict[str, Value]:
    """Output → value, for one type. What is not here is made from its name and type."""
    return _CHOSEN.get(context.token, {})


def settle(context: Context, out: dict[str, Any], olds: dict[str, Any]) -> None:
    """Changes outputs in place that depend on other outputs or on what was before."""
    if context.token in SETTLERS:
        SETTLERS[context.token](context, out, olds)


def unsettle(context: Context, out: dict[str, Any]) -> None:
    """In a preview, what `settle` would decide is unknown."""
    for name in ("masterUserSecrets",):
        if name in context.resource.outputs:
            out[name] = UNKNOWN


def _suffix(context: Context) -> str:
    return context.partition.dns_suffix


def _balancer_dns(context: Context) -> str:
    inside = "internal-" if context.inputs.get("internal") is True else ""
    kind = context.text("loadBalancerType")
    if kind in ("network", "gateway"):
        return f"{ids.named(context)}-{context.digits(16, 'arn')}.elb.{context.region}.{_suffix(context)}"
    return f"{inside}{ids.named(context)}-{context.decimal(10)}.{context.region}.elb.{_suffix(context)}"


def _database_host(context: Context) -> str:
    return f"{ids.named(context)}.c{context.letters(11)}.{context.region}.rds.{_suffix(context)}"


def _engine(context: Context) -> str:
    return context.text("engine") or "mysql"


def _database_port(context: Context) -> int:
    engine = _engine(context)
    table = {"postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "mariadb": 3306, "aurora-mysql": 3306, "docdb": 27017}
    family = engine.split("-")[0]
    return table.get(engine) or {"oracle": 1521, "sqlserver": 1433, "neptune": 8182}.get(family, 3306)


def _cluster_host(prefix: str) -> Value:
    return lambda context: f"{ids.named(context)}.{prefix}-{context.letters(12)}.{context.region}.rds.{_suffix(context)}"


def _cache_host(role: str) -> Value:
    def build(context: Context) -> str:
        return f"{role}.{ids.named(context) or context.id}.{context.letters(6)}.{context.region}.cache.{_suffix(context)}"

    return build


def _api_endpoint(context: Context) -> str:
    scheme = "wss" if context.text("protocolType") == "WEBSOCKET" else "https"
    return f"{scheme}://{context.id}.execute-api.{context.region}.{_suffix(context)}"


def _stage_url(context: Context) -> str:
    name = context.text("name", "stageName")
    tail = "/" if name == "$default" else f"/{name}"
    api = context.text("apiId", "restApi")
    return f"https://{api}.execute-api.{context.region}.{_suffix(context)}{tail}"


def _bucket_host(context: Context, regional: bool) -> str:
    middle = f".{context.region}" if regional else ""
    return f"{ids.named(context) or context.id}.s3{middle}.{_suffix(context)}"


def _lambda_invoke(context: Context) -> str:
    return f"arn:{context.partition.name}:apigateway:{context.region}:lambda:path/2015-03-31/functions/{arns.of(context)}/invocations"


def _zone_of_subnet(context: Context) -> str:
    return context.text("availabilityZone") or regions.zones(context.region)[0][0]


def _validation(context: Context) -> list[dict[str, Any]]:
    names = [context.inputs.get("domainName"), *(context.inputs.get("subjectAlternativeNames") or [])]
    out, seen = [], set()
    for name in names:
        base = str(name).removeprefix("*.")
        if not isinstance(name, str) or name in seen or context.text("validationMethod") == "EMAIL":
            continue
        seen.add(name)
        out.append(
            {
                "domainName": name,
                "resourceRecordName": f"_{context.digits(32, base)}.{base}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": f"_{context.digits(32, 'v', base)}.{context.letters(10, base)}.acm-validations.aws.",
            }
        )
    return out


def _name_servers(context: Context) -> list[str]:
    tops = ("com", "net", "org", "co.uk")
    return [f"ns-{int(context.digits(3, top), 16) % 2048}.awsdns-{i:02d}.{top}" for i, top in enumerate(tops, 1)]


def _fqdn(context: Context) -> str:
    return context.text("name").rstrip(".")


def _asset_hash(context: Context) -> str:
    code = context.inputs.get("code")
    return code.get("hash", "") if is_asset(code) else context.text("sourceCodeHash", "s3Key")


_DATABASE: dict[str, Value] = {
    "address": _database_host,
    "endpoint": lambda context: f"{_database_host(context)}:{context.inputs.get('port') or _database_port(context)}",
    "port": _database_port,
    "hostedZoneId": lambda context: f"Z{context.letters(13, context.region).upper()}",
    "resourceId": lambda context: f"db-{context.letters(26).upper()}",
    "engineVersionActual": lambda context: context.text("engineVersion"),
    "status": lambda _: "available",
    "availabilityZone": lambda context: regions.zones(context.region)[0][0],
    "caCertIdentifier": lambda _: "rds-ca-rsa2048-g1",
    "masterUserSecrets": lambda context: [],
}
_CLUSTER: dict[str, Value] = {
    "endpoint": _cluster_host("cluster"),
    "readerEndpoint": _cluster_host("cluster-ro"),
    "port": _database_port,
    "clusterResourceId": lambda context: f"cluster-{context.letters(26).upper()}",
    "hostedZoneId": lambda context: f"Z{context.letters(13, context.region).upper()}",
    "engineVersionActual": lambda context: context.text("engineVersion"),
    "availabilityZones": lambda context: [name for name, _ in regions.zones(context.region)[:3]],
}
_BALANCER: dict[str, Value] = {
    "dnsName": _balancer_dns,
    "zoneId": lambda context: load_balancer(context.region, context.text("loadBalancerType")),
    "arnSuffix": lambda context: arns.of(context).rpartition(":loadbalancer/")[2],
    "vpcId": lambda context: f"vpc-{context.digits(17, 'vpc')}",
    "ipAddressType": lambda _: "ipv4",
    "internal": lambda _: False,
    "securityGroups": lambda context: [f"sg-{context.digits(17, 'sg')}"],
}
_TARGETS: dict[str, Value] = {
    "arnSuffix": lambda context: arns.of(context).rpartition(":")[2],
    "ipAddressType": lambda _: "ipv4",
    "protocolVersion": lambda _: "HTTP1",
}
_BUCKET: dict[str, Value] = {
    "bucketDomainName": lambda context: _bucket_host(context, regional=False),
    "bucketRegionalDomainName": lambda context: _bucket_host(context, regional=True),
    "hostedZoneId": lambda context: s3_website(context.region),
    "websiteDomain": lambda context: f"s3-website-{context.region}.{_suffix(context)}",
    "bucketRegion": lambda context: context.region,
}
_CHOSEN: dict[str, dict[str, Value]] = {
    "aws:rds/instance:Instance": _DATABASE,
    "aws:rds/clusterInstance:ClusterInstance": {**_DATABASE, "endpoint": _database_host, "writer": lambda _: True,
                                                "dbiResourceId": _DATABASE["resourceId"]},
    "aws:rds/cluster:Cluster": _CLUSTER,
    "aws:docdb/cluster:Cluster": {**_CLUSTER, "port": lambda _: 27017},
    "aws:neptune/cluster:Cluster": {**_CLUSTER, "port": lambda _: 8182},
    "aws:rds/proxy:Proxy": {"endpoint": lambda context: f"{ids.named(context)}.proxy-{context.letters(12)}.{context.region}.rds."
                                                        f"{_suffix(context)}"},
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGETS,
    "aws:alb/targetGroup:TargetGroup": _TARGETS,
    "aws:lb/listener:Listener": {"sslPolicy": lambda context: "ELBSecurityPolicy-2016-08" if context.text("certificateArn") else ""},
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": {
        "websiteDomain": _BUCKET["websiteDomain"],
        "websiteEndpoint": lambda context: f"{context.text('bucket')}.s3-website-{context.region}.{_suffix(context)}",
    },
    "aws:cloudfront/distribution:Distribution": {
        "domainName": lambda context: f"d{context.letters(13)}.cloudfront.net",
        "hostedZoneId": lambda _: CLOUDFRONT,
        "status": lambda _: "Deployed",
        "callerReference": lambda context: f"terraform-{context.decimal(20)}",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "primaryEndpointAddress": _cache_host("master"),
        "readerEndpointAddress": _cache_host("replica"),
        "configurationEndpointAddress": _cache_host("clustercfg"),
        "memberClusters": lambda context: [
            f"{context.id}-{i:03d}" for i in range(1, 1 + int(context.inputs.get("numCacheClusters") or 1))
        ],
        "port": lambda _: 6379,
        "engineVersionActual": lambda context: context.text("engineVersion"),
    },
    "aws:apigatewayv2/api:Api": {"apiEndpoint": _api_endpoint},
    "aws:apigatewayv2/stage:Stage": {"invokeUrl": _stage_url},
    "aws:apigateway/stage:Stage": {"invokeUrl": _stage_url},
    "aws:apigateway/restApi:RestApi": {"rootResourceId": lambda context: context.letters(10, "root")},
    "aws:lambda/function:Function": {
        "invokeArn": _lambda_invoke,
        "qualifiedArn": lambda context: f"{arns.of(context)}:{'1' if context.inputs.get('publish') else '$LATEST'}",
        "version": lambda context: "1" if context.inputs.get("publish") else "$LATEST",
        "sourceCodeHash": _asset_hash,
        "codeSha256": _asset_hash,
        "architectures": lambda _: ["x86_64"],
    },
    "aws:lambda/functionUrl:FunctionUrl": {
        "functionUrl": lambda context: f"https://{context.letters(32)}.lambda-url.{context.region}.on.aws/",
        "urlId": lambda context: context.letters(32),
    },
    "aws:ec2/subnet:Subnet": {"availabilityZone": _zone_of_subnet,
                              "availabilityZoneId": lambda context: dict(regions.zones(context.region)).get(
                                  _zone_of_subnet(context), "")},
    "aws:ec2/vpc:Vpc": {
        "defaultSecurityGroupId": lambda context: f"sg-{context.digits(17, 'default-sg')}",
        "defaultRouteTableId": lambda context: f"rtb-{context.digits(17, 'default-rtb')}",
        "mainRouteTableId": lambda context: f"rtb-{context.digits(17, 'default-rtb')}",
        "defaultNetworkAclId": lambda context: f"acl-{context.digits(17, 'default-acl')}",
        "dhcpOptionsId": lambda context: f"dopt-{context.digits(17, 'dopt')}",
    },
    "aws:ec2/eip:Eip": {
        "publicIp": lambda context: f"203.0.113.{int(context.digits(2), 16)}",
        "allocationId": lambda context: context.id,
        "domain": lambda _: "vpc",
    },
    "aws:ec2/natGateway:NatGateway": {"publicIp": lambda context: f"203.0.113.{int(context.digits(2), 16)}",
                                      "networkInterfaceId": lambda context: f"eni-{context.digits(17, 'eni')}"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"prefixListId": lambda context: f"pl-{context.digits(8)}", "state": lambda _: "available"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": lambda _: 1, "defaultVersion": lambda _: 1},
    "aws:acm/certificate:Certificate": {"domainValidationOptions": _validation, "status": lambda _: "PENDING_VALIDATION",
                                        "validationMethod": lambda _: "NONE"},
    "aws:route53/zone:Zone": {"nameServers": _name_servers, "primaryNameServer": lambda context: _name_servers(context)[0],
                              "zoneId": lambda context: context.id},
    "aws:route53/record:Record": {"fqdn": _fqdn},
    "aws:sqs/queue:Queue": {"url": lambda context: context.id},
    "aws:iam/role:Role": {"uniqueId": lambda context: f"AROA{context.letters(17).upper()}", "createDate": lambda _: "2025-01-01T00:00:00Z"},
    "aws:iam/user:User": {"uniqueId": lambda context: f"AIDA{context.letters(17).upper()}"},
    "aws:iam/accessKey:AccessKey": {"secret": lambda context: context.letters(40, "secret")},
    "aws:ecs/taskDefinition:TaskDefinition": {"revision": lambda _: 1,
                                              "arnWithoutRevision": lambda context: arns.of(context).rpartition(":")[0]},
    "aws:ecr/repository:Repository": {
        "repositoryUrl": lambda context: f"{context.account}.dkr.ecr.{context.region}.{_suffix(context)}/{ids.named(context)}",
        "registryId": lambda context: context.account,
    },
    "aws:efs/fileSystem:FileSystem": {"dnsName": lambda context: f"{context.id}.efs.{context.region}.{_suffix(context)}"},
    "aws:eks/cluster:Cluster": {
        "endpoint": lambda context: f"https://{context.letters(32).upper()}.gr7.{context.region}.eks.{_suffix(context)}",
        "certificateAuthority": lambda _: {"data": "c2ltdWxhdGVk"},
        "identities": lambda context: [
            {"oidcs": [{"issuer": f"https://oidc.eks.{context.region}.{_suffix(context)}/id/{context.letters(32).upper()}"}]}
        ],
        "vpcConfig": lambda context: context.inputs.get("vpcConfig"),
    },
    "aws:dynamodb/table:Table": {"streamArn": lambda context: f"{arns.of(context)}/stream/2025-01-01T00:00:00.000"
                                 if context.inputs.get("streamEnabled") else None,
                                 "streamLabel": lambda context: "2025-01-01T00:00:00.000"
                                 if context.inputs.get("streamEnabled") else None},
    "aws:opensearch/domain:Domain": {
        "endpoint": lambda context: f"search-{ids.named(context) or context.id}-{context.letters(26)}.{context.region}.es."
                                    f"{_suffix(context)}"},
    "aws:cognito/userPool:UserPool": {"endpoint": lambda context: f"cognito-idp.{context.region}.{_suffix(context)}/{context.id}"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": lambda context: context.letters(32)},
    "aws:kms/key:Key": {"keyId": lambda context: context.id},
    "aws:kms/alias:Alias": {"targetKeyArn": lambda context: context.arn("kms", "key/" + re.sub(r"^.*key/", "", context.text("targetKeyId")))},
    "aws:wafv2/webAcl:WebAcl": {"capacity": lambda _: 100, "lockToken": lambda context: context.uuid("lock")},
}  # fmt: skip
