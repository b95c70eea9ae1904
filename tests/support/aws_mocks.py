"""AWS as the unit tests see it: a table from resource token to outputs, and one from data source to answer.

Ids and ARNs have AWS's form and depend on the resource's name only, so a synthesis is the same on every machine.
A data source without an entry is an error, not an empty answer: the test would pass for the wrong reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"
ZONES: Mapping[str, str] = {"us-east-1": "abcdef", "eu-west-1": "abc", "us-west-2": "abcd", "eu-central-1": "abc"}


@dataclass(frozen=True)
class Made:
    """A resource that the program asks for."""

    token: str
    name: str
    region: str
    inputs: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Hexadecimal digits that stand for the resource."""
        return hashlib.sha256(f"{self.token}:{self.name}".encode()).hexdigest()

    def physical(self, key: str) -> str:
        """The value of `key`, or what autonaming would make of the resource's name."""
        return str(self.inputs.get(key) or f"{self.name}-{self.digest[:7]}")

    def arn(self, service: str, rest: str) -> str:
        """An ARN in the resource's region."""
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{rest}"

    def id(self, prefix: str) -> str:
        """An id such as vpc-0123456789abcdef0."""
        return f"{prefix}-{self.digest[:17]}"


Outputs = Callable[[Made], dict[str, Any]]


def _ec2(prefix: str, kind: str) -> Outputs:
    return lambda made: {"id": made.id(prefix), "arn": made.arn("ec2", f"{kind}/{made.id(prefix)}"), "ownerId": ACCOUNT}


def _named(service: str, kind: str, key: str = "name", separator: str = "/", **more: str) -> Outputs:
    """Outputs of a resource whose id is its name; `more` are further outputs with {name} in them."""

    def outputs(made: Made) -> dict[str, Any]:
        name = made.physical(key)
        extra = {
            output: text.format(name=name, region=made.region, digest=made.digest) for output, text in more.items()
        }
        return {"id": name, key: name, "arn": made.arn(service, f"{kind}{separator}{name}" if kind else name), **extra}

    return outputs


def _global(service: str, kind: str) -> Outputs:
    def outputs(made: Made) -> dict[str, Any]:
        name = made.physical("name")
        return {
            "id": name,
            "name": name,
            "arn": f"arn:aws:{service}::{ACCOUNT}:{kind}/{name}",
            "uniqueId": made.digest[:20].upper(),
        }

    return outputs


def _by_arn(service: str, rest: str, **more: str) -> Outputs:
    """Outputs of a resource whose id is its ARN."""

    def outputs(made: Made) -> dict[str, Any]:
        words = {"name": made.physical("name"), "digest": made.digest[:16], "region": made.region, "uuid": _uuid(made)}
        arn = made.arn(service, rest.format(**words))
        return {
            "id": arn,
            "arn": arn,
            "name": words["name"],
            **{key: text.format(**words) for key, text in more.items()},
        }

    return outputs


def _uuid(made: Made) -> str:
    d = made.digest
    return f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:32]}"


def _bucket(made: Made) -> dict[str, Any]:
    name = made.physical("bucket")
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{made.region}.amazonaws.com",
        "hostedZoneId": "Z3AQBSTGFYJSTF",
    }


def _key(made: Made) -> dict[str, Any]:
    return {"id": _uuid(made), "keyId": _uuid(made), "arn": made.arn("kms", f"key/{_uuid(made)}")}


def _certificate(made: Made) -> dict[str, Any]:
    domains = [made.inputs["domainName"], *made.inputs.get("subjectAlternativeNames", [])]
    arn = made.arn("acm", f"certificate/{_uuid(made)}")
    options = [
        {
            "domainName": domain,
            "resourceRecordName": f"_{made.digest[:8]}.{domain}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{made.digest[8:16]}.acm-validations.aws.",
        }
        for domain in dict.fromkeys(domains)
    ]
    return {"id": arn, "arn": arn, "domainValidationOptions": options}


def _database(made: Made) -> dict[str, Any]:
    name = made.physical("identifier")
    address = f"{name}.{made.digest[:12]}.{made.region}.rds.amazonaws.com"
    port = int(made.inputs.get("port") or 5432)
    secret = made.arn("secretsmanager", f"secret:rds!db-{_uuid(made)}-AbCdEf")
    return {
        "id": name,
        "identifier": name,
        "resourceId": f"db-{made.digest[:26].upper()}",
        "arn": made.arn("rds", f"db:{name}"),
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "hostedZoneId": "Z2R2ITUGPM61AM",
        "masterUserSecrets": [{"kmsKeyId": "alias/aws/secretsmanager", "secretArn": secret, "secretStatus": "active"}],
    }


def _cluster(made: Made) -> dict[str, Any]:
    name = made.physical("clusterIdentifier")
    host = f"{made.digest[:12]}.{made.region}.rds.amazonaws.com"
    secret = made.arn("secretsmanager", f"secret:rds!cluster-{_uuid(made)}-AbCdEf")
    return {
        "id": name,
        "clusterIdentifier": name,
        "clusterResourceId": f"cluster-{made.digest[:26].upper()}",
        "arn": made.arn("rds", f"cluster:{name}"),
        "endpoint": f"{name}.cluster-{host}",
        "readerEndpoint": f"{name}.cluster-ro-{host}",
        "port": int(made.inputs.get("port") or 5432),
        "hostedZoneId": "Z2R2ITUGPM61AM",
        "masterUserSecrets": [{"kmsKeyId": "alias/aws/secretsmanager", "secretArn": secret, "secretStatus": "active"}],
    }


def _cluster_instance(made: Made) -> dict[str, Any]:
    name = made.physical("identifier")
    return {
        "id": name,
        "identifier": name,
        "arn": made.arn("rds", f"db:{name}"),
        "dbiResourceId": f"db-{made.digest[:26].upper()}",
    }


def _replication_group(made: Made) -> dict[str, Any]:
    name = made.physical("replicationGroupId")
    host = f"{made.digest[:6]}.use1.cache.amazonaws.com"
    return {
        "id": name,
        "replicationGroupId": name,
        "arn": made.arn("elasticache", f"replicationgroup:{name}"),
        "primaryEndpointAddress": f"master.{name}.{host}",
        "readerEndpointAddress": f"replica.{name}.{host}",
        "configurationEndpointAddress": f"clustercfg.{name}.{host}",
        "memberClusters": [f"{name}-{index + 1:03d}" for index in range(int(made.inputs.get("numCacheClusters") or 1))],
    }


def _serverless_cache(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    endpoint = {"address": f"{name}-{made.digest[:6]}.serverless.use1.cache.amazonaws.com", "port": 6379}
    return {
        "id": name,
        "name": name,
        "arn": made.arn("elasticache", f"serverlesscache:{name}"),
        "endpoints": [endpoint],
        "readerEndpoints": [{**endpoint, "port": 6380}],
    }


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


def _distribution(made: Made) -> dict[str, Any]:
    id_ = f"E{made.digest[:13].upper()}"
    return {
        "id": id_,
        "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/{id_}",
        "domainName": f"d{made.digest[:13]}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
        "etag": made.digest[:13].upper(),
        "status": "Deployed",
    }


def _zone(made: Made) -> dict[str, Any]:
    id_ = f"Z{made.digest[:20].upper()}"
    servers = [f"ns-{n}.awsdns-{n:02d}.{end}" for n, end in ((1, "com"), (2, "net"), (3, "org"), (4, "co.uk"))]
    return {"id": id_, "zoneId": id_, "arn": f"arn:aws:route53:::hostedzone/{id_}", "nameServers": servers}


def _http_api(made: Made) -> dict[str, Any]:
    id_ = made.digest[:10]
    return {
        "id": id_,
        "arn": f"arn:aws:apigateway:{made.region}::/apis/{id_}",
        "apiEndpoint": f"https://{id_}.execute-api.{made.region}.amazonaws.com",
        "executionArn": made.arn("execute-api", id_),
    }


def _stage(made: Made) -> dict[str, Any]:
    name, api = made.inputs["name"], made.inputs["apiId"]
    return {
        "id": name,
        "arn": f"arn:aws:apigateway:{made.region}::/apis/{api}/stages/{name}",
        "executionArn": made.arn("execute-api", f"{api}/{name}"),
        "invokeUrl": f"https://{api}.execute-api.{made.region}.amazonaws.com/",
    }


def _web_acl(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    scope = "global" if made.inputs.get("scope") == "CLOUDFRONT" else "regional"
    return {
        "id": _uuid(made),
        "name": name,
        "arn": made.arn("wafv2", f"{scope}/webacl/{name}/{_uuid(made)}"),
        "capacity": 700,
    }


def _launch_template(made: Made) -> dict[str, Any]:
    return {
        **_ec2("lt", "launch-template")(made),
        "name": made.physical("name"),
        "latestVersion": 1,
        "defaultVersion": 1,
    }


def _scaling_group(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    return {
        "id": name,
        "name": name,
        "arn": made.arn("autoscaling", f"autoScalingGroup:{_uuid(made)}:autoScalingGroupName/{name}"),
    }


def _vpc(made: Made) -> dict[str, Any]:
    return {
        **_ec2("vpc", "vpc")(made),
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


def _anything(made: Made) -> dict[str, Any]:
    """Outputs of a resource without an entry: an id, a name and an ARN of the general form."""
    service, _, kind = made.token.split(":")[1].partition("/")
    name = made.physical("name")
    return {"id": name, "name": name, "arn": made.arn(service, f"{kind}/{name}")}


RESOURCES: Mapping[str, Outputs] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:acm/certificateValidation:CertificateValidation": lambda _made: {"id": "2026-01-01 00:00:00 +0000 UTC"},
    "aws:apigatewayv2/api:Api": _http_api,
    "aws:apigatewayv2/stage:Stage": _stage,
    "aws:autoscaling/group:Group": _scaling_group,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _named("cloudwatch", "alarm", "alarmName", ":"),
    "aws:cloudwatch/logGroup:LogGroup": _named("logs", "log-group", separator=":"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _named("cloudwatch", "alarm", separator=":"),
    "aws:ec2/eip:Eip": _eip,
    "aws:ec2/flowLog:FlowLog": _ec2("fl", "vpc-flow-log"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": _ec2("eigw", "egress-only-internet-gateway"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:ec2/natGateway:NatGateway": _ec2("nat", "natgateway"),
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group"),
    "aws:ec2/subnet:Subnet": _ec2("subnet", "subnet"),
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": lambda made: {
        **_ec2("vpce", "vpc-endpoint")(made),
        "prefixListId": "pl-63a5400a",
        "dnsEntries": [{"dnsName": f"{made.id('vpce')}.vpce.amazonaws.com", "hostedZoneId": "Z7HUB22UULQXV"}],
    },
    "aws:elasticache/parameterGroup:ParameterGroup": _named("elasticache", "parametergroup", separator=":"),
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:elasticache/serverlessCache:ServerlessCache": _serverless_cache,
    "aws:elasticache/subnetGroup:SubnetGroup": _named("elasticache", "subnetgroup", separator=":"),
    "aws:elasticache/user:User": _named("elasticache", "user", "userId", ":"),
    "aws:elasticache/userGroup:UserGroup": _named("elasticache", "usergroup", "userGroupId", ":"),
    "aws:iam/instanceProfile:InstanceProfile": _global("iam", "instance-profile"),
    "aws:iam/policy:Policy": _global("iam", "policy"),
    "aws:iam/role:Role": _global("iam", "role"),
    "aws:kms/alias:Alias": _named("kms", "", separator=""),
    "aws:kms/key:Key": _key,
    "aws:kms/replicaKey:ReplicaKey": _key,
    "aws:lambda/function:Function": _function,
    "aws:lb/listener:Listener": _by_arn("elasticloadbalancing", "listener/app/lb/{digest}/{digest}"),
    "aws:lb/listenerRule:ListenerRule": _by_arn(
        "elasticloadbalancing", "listener-rule/app/lb/{digest}/{digest}/{digest}"
    ),
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
    "aws:rds/cluster:Cluster": _cluster,
    "aws:rds/clusterInstance:ClusterInstance": _cluster_instance,
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _named("rds", "cluster-pg", separator=":"),
    "aws:rds/instance:Instance": _database,
    "aws:rds/parameterGroup:ParameterGroup": _named("rds", "pg", separator=":"),
    "aws:rds/subnetGroup:SubnetGroup": _named("rds", "subgrp", separator=":"),
    "aws:route53/zone:Zone": _zone,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:secretsmanager/secret:Secret": _by_arn("secretsmanager", "secret:{name}-AbCdEf"),
    "aws:sns/topic:Topic": _by_arn("sns", "{name}"),
    "aws:sqs/queue:Queue": lambda made: {
        "id": f"https://sqs.{made.region}.amazonaws.com/{ACCOUNT}/{made.physical('name')}",
        "url": f"https://sqs.{made.region}.amazonaws.com/{ACCOUNT}/{made.physical('name')}",
        "name": made.physical("name"),
        "arn": made.arn("sqs", made.physical("name")),
    },
    "aws:wafv2/webAcl:WebAcl": _web_acl,
}


def outputs(made: Made) -> dict[str, Any]:
    """Return the outputs of a resource, `id` among them; its inputs are outputs as well."""
    return {"region": made.region, **made.inputs, **RESOURCES.get(made.token, _anything)(made)}
