"""Outputs that are special to a type: endpoints, hosted zones of AWS services, collections, versions that count up."""

from __future__ import annotations

import re
from typing import Any

from simulator import regions
from simulator.outputs import arns, ids, values
from simulator.outputs.context import Context
from simulator.outputs.hosted_zones import CLOUDFRONT, load_balancer, s3_website
from simulator.outputs.settle import SETTLERS
from simulator.wire import UNKNOWN


def chosen(context: Context) -> dict[str, values.Value]:
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
    if context.token == "aws:apigatewayv2/domainName:DomainName" and isinstance(out.get(_API_DOMAIN), dict):
        out[_API_DOMAIN] = {"targetDomainName": UNKNOWN, "hostedZoneId": UNKNOWN, **out[_API_DOMAIN]}


_API_DOMAIN = "domainNameConfiguration"


_DATABASE: dict[str, values.Value] = {
    "address": values.database_host,
    "endpoint": lambda context: (
        f"{values.database_host(context)}:{context.inputs.get('port') or values.database_port(context)}"
    ),
    "port": values.database_port,
    "hostedZoneId": lambda context: f"Z{context.letters(13, context.region).upper()}",
    "resourceId": lambda context: f"db-{context.letters(26).upper()}",
    "engineVersionActual": lambda context: context.text("engineVersion"),
    "status": lambda _: "available",
    "availabilityZone": lambda context: regions.zones(context.region)[0][0],
    "caCertIdentifier": lambda _: "rds-ca-rsa2048-g1",
    "masterUserSecrets": lambda _: [],
}
_CLUSTER: dict[str, values.Value] = {
    "endpoint": values.cluster_host("cluster"),
    "readerEndpoint": values.cluster_host("cluster-ro"),
    "port": values.database_port,
    "clusterResourceId": lambda context: f"cluster-{context.letters(26).upper()}",
    "hostedZoneId": lambda context: f"Z{context.letters(13, context.region).upper()}",
    "engineVersionActual": lambda context: context.text("engineVersion"),
    "availabilityZones": lambda context: [name for name, _ in regions.zones(context.region)[:3]],
}
_BALANCER: dict[str, values.Value] = {
    "dnsName": values.balancer_dns,
    "zoneId": lambda context: load_balancer(context.region, context.text("loadBalancerType")),
    "arnSuffix": lambda context: arns.of(context).rpartition(":loadbalancer/")[2],
    "vpcId": lambda context: f"vpc-{context.digits(17, 'vpc')}",
    "ipAddressType": lambda _: "ipv4",
    "internal": lambda _: False,
    "securityGroups": lambda context: [f"sg-{context.digits(17, 'sg')}"],
}
_TARGETS: dict[str, values.Value] = {
    "arnSuffix": lambda context: arns.of(context).rpartition(":")[2],
    "ipAddressType": lambda _: "ipv4",
    "protocolVersion": lambda _: "HTTP1",
}
_BUCKET: dict[str, values.Value] = {
    "bucketDomainName": lambda context: values.bucket_host(context, regional=False),
    "bucketRegionalDomainName": lambda context: values.bucket_host(context, regional=True),
    "hostedZoneId": lambda context: s3_website(context.region),
    "websiteDomain": lambda context: f"s3-website-{context.region}.{values.suffix(context)}",
    "bucketRegion": lambda context: context.region,
}
_CHOSEN: dict[str, dict[str, values.Value]] = {
    "aws:rds/instance:Instance": _DATABASE,
    "aws:rds/clusterInstance:ClusterInstance": {
        **_DATABASE,
        "endpoint": values.database_host,
        "writer": lambda _: True,
        "dbiResourceId": _DATABASE["resourceId"],
    },
    "aws:rds/cluster:Cluster": _CLUSTER,
    "aws:docdb/cluster:Cluster": {**_CLUSTER, "port": lambda _: 27017},
    "aws:neptune/cluster:Cluster": {**_CLUSTER, "port": lambda _: 8182},
    "aws:rds/proxy:Proxy": {
        "endpoint": lambda context: (
            f"{ids.named(context)}.proxy-{context.letters(12)}.{context.region}.rds.{values.suffix(context)}"
        )
    },
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGETS,
    "aws:alb/targetGroup:TargetGroup": _TARGETS,
    "aws:lb/listener:Listener": {
        "sslPolicy": lambda context: "ELBSecurityPolicy-2016-08" if context.text("certificateArn") else ""
    },
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": {
        "websiteDomain": _BUCKET["websiteDomain"],
        "websiteEndpoint": lambda context: (
            f"{context.text('bucket')}.s3-website-{context.region}.{values.suffix(context)}"
        ),
    },
    "aws:cloudfront/distribution:Distribution": {
        "domainName": lambda context: f"d{context.letters(13)}.cloudfront.net",
        "hostedZoneId": lambda _: CLOUDFRONT,
        "status": lambda _: "Deployed",
        "callerReference": lambda context: f"terraform-{context.decimal(20)}",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "primaryEndpointAddress": values.cache_host("master"),
        "readerEndpointAddress": values.cache_host("replica"),
        "configurationEndpointAddress": values.cache_host("clustercfg"),
        "memberClusters": lambda context: [
            f"{context.id}-{i:03d}" for i in range(1, 1 + int(context.inputs.get("numCacheClusters") or 1))
        ],
        "port": lambda _: 6379,
        "engineVersionActual": lambda context: context.text("engineVersion"),
    },
    "aws:apigatewayv2/api:Api": {"apiEndpoint": values.api_endpoint},
    "aws:apigatewayv2/stage:Stage": {"invokeUrl": values.stage_url},
    "aws:apigateway/stage:Stage": {"invokeUrl": values.stage_url},
    "aws:apigateway/restApi:RestApi": {"rootResourceId": lambda context: context.letters(10, "root")},
    "aws:lambda/function:Function": {
        "invokeArn": values.lambda_invoke,
        "qualifiedArn": lambda context: f"{arns.of(context)}:{'1' if context.inputs.get('publish') else '$LATEST'}",
        "version": lambda context: "1" if context.inputs.get("publish") else "$LATEST",
        "sourceCodeHash": values.asset_hash,
        "codeSha256": values.asset_hash,
        "architectures": lambda _: ["x86_64"],
    },
    "aws:lambda/functionUrl:FunctionUrl": {
        "functionUrl": lambda context: f"https://{context.letters(32)}.lambda-url.{context.region}.on.aws/",
        "urlId": lambda context: context.letters(32),
    },
    "aws:ec2/subnet:Subnet": {
        "availabilityZone": values.zone_of_subnet,
        "availabilityZoneId": lambda context: dict(regions.zones(context.region)).get(
            values.zone_of_subnet(context), ""
        ),
    },
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
    "aws:ec2/natGateway:NatGateway": {
        "publicIp": lambda context: f"203.0.113.{int(context.digits(2), 16)}",
        "networkInterfaceId": lambda context: f"eni-{context.digits(17, 'eni')}",
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "prefixListId": lambda context: f"pl-{context.digits(8)}",
        "state": lambda _: "available",
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": lambda _: 1, "defaultVersion": lambda _: 1},
    "aws:acm/certificate:Certificate": {
        "domainValidationOptions": values.validation,
        "status": lambda _: "PENDING_VALIDATION",
        "validationMethod": lambda _: "NONE",
    },
    "aws:route53/zone:Zone": {
        "nameServers": values.name_servers,
        "primaryNameServer": lambda context: values.name_servers(context)[0],
        "zoneId": lambda context: context.id,
    },
    "aws:route53/record:Record": {"fqdn": values.fqdn},
    "aws:sqs/queue:Queue": {"url": lambda context: context.id},
    "aws:iam/role:Role": {
        "uniqueId": lambda context: f"AROA{context.letters(17).upper()}",
        "createDate": lambda _: "2025-01-01T00:00:00Z",
    },
    "aws:iam/user:User": {"uniqueId": lambda context: f"AIDA{context.letters(17).upper()}"},
    "aws:iam/accessKey:AccessKey": {"secret": lambda context: context.letters(40, "secret")},
    "aws:ecs/taskDefinition:TaskDefinition": {
        "revision": lambda _: 1,
        "arnWithoutRevision": lambda context: arns.of(context).rpartition(":")[0],
    },
    "aws:ecr/repository:Repository": {
        "repositoryUrl": lambda context: (
            f"{context.account}.dkr.ecr.{context.region}.{values.suffix(context)}/{ids.named(context)}"
        ),
        "registryId": lambda context: context.account,
    },
    "aws:efs/fileSystem:FileSystem": {
        "dnsName": lambda context: f"{context.id}.efs.{context.region}.{values.suffix(context)}"
    },
    "aws:eks/cluster:Cluster": {
        "endpoint": lambda context: (
            f"https://{context.letters(32).upper()}.gr7.{context.region}.eks.{values.suffix(context)}"
        ),
        "certificateAuthority": lambda _: {"data": "c2ltdWxhdGVk"},
        "identities": lambda context: [
            {
                "oidcs": [
                    {
                        "issuer": f"https://oidc.eks.{context.region}.{values.suffix(context)}/id/"
                        f"{context.letters(32).upper()}"
                    }
                ]
            }
        ],
        "vpcConfig": lambda context: {
            **(context.inputs.get("vpcConfig") or {}),
            "clusterSecurityGroupId": f"sg-{context.digits(17, 'cluster')}",
            "vpcId": f"vpc-{context.digits(17, 'cluster')}",
        },
    },
    "aws:dynamodb/table:Table": {
        "streamArn": lambda context: (
            f"{arns.of(context)}/stream/2025-01-01T00:00:00.000" if context.inputs.get("streamEnabled") else None
        ),
        "streamLabel": lambda context: "2025-01-01T00:00:00.000" if context.inputs.get("streamEnabled") else None,
    },
    "aws:opensearch/domain:Domain": {
        "endpoint": lambda context: (
            f"search-{ids.named(context) or context.id}-{context.letters(26)}.{context.region}.es."
            f"{values.suffix(context)}"
        )
    },
    "aws:cognito/userPool:UserPool": {
        "endpoint": lambda context: f"cognito-idp.{context.region}.{values.suffix(context)}/{context.id}"
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": lambda context: context.letters(32)},
    "aws:kms/key:Key": {"keyId": lambda context: context.id},
    "aws:kms/alias:Alias": {
        "targetKeyArn": lambda context: context.arn("kms", "key/" + re.sub(r"^.*key/", "", context.text("targetKeyId")))
    },
    "aws:wafv2/webAcl:WebAcl": {"capacity": lambda _: 100, "lockToken": lambda context: context.uuid("lock")},
}
