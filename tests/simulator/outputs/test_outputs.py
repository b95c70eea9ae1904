"""Ids, ARNs and special outputs of the types that the project uses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator.support import Client

A = "123456789012"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}]}'
DB = {"engine": "postgres", "instanceClass": "db.t4g.micro", "identifier": "main", "manageMasterUserPassword": True}
LB = f"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/app/web/50dc6c495c0c9188"
HEX = "[0-9a-f]"

CASES: list[tuple[str, dict[str, Any], str, dict[str, str]]] = [
    (
        "aws:ec2/subnet:Subnet",
        {"vpcId": "vpc-1", "availabilityZone": "eu-west-1b"},
        rf"subnet-{HEX}{{17}}",
        {"arn": rf"arn:aws:ec2:eu-west-1:{A}:subnet/subnet-{HEX}{{17}}", "availabilityZoneId": "euw1-az2"},
    ),
    ("aws:ec2/launchTemplate:LaunchTemplate", {}, rf"lt-{HEX}{{17}}", {"latestVersion": "1"}),
    (
        "aws:iam/role:Role",
        {"name": "app", "path": "/team/", "assumeRolePolicy": TRUST},
        "app",
        {"arn": f"arn:aws:iam::{A}:role/team/app", "uniqueId": "AROA[A-Z0-9]{17}"},
    ),
    (
        "aws:s3/bucket:Bucket",
        {"bucket": "logs"},
        "logs",
        {"arn": "arn:aws:s3:::logs", "bucketRegionalDomainName": r"logs\.s3\.eu-west-1\.amazonaws\.com"},
    ),
    (
        "aws:sqs/queue:Queue",
        {"name": "q"},
        f"https://sqs.eu-west-1.amazonaws.com/{A}/q",
        {"arn": f"arn:aws:sqs:eu-west-1:{A}:q"},
    ),
    ("aws:sns/topic:Topic", {"name": "t"}, f"arn:aws:sns:eu-west-1:{A}:t", {"owner": A}),
    (
        "aws:lb/loadBalancer:LoadBalancer",
        {"name": "web", "internal": True, "subnets": ["a", "b"]},
        rf"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/app/web/{HEX}{{16}}",
        {
            "dnsName": r"internal-web-\d{10}\.eu-west-1\.elb\.amazonaws\.com",
            "zoneId": "Z32O12XQLNTSW2",
            "arnSuffix": rf"app/web/{HEX}{{16}}",
        },
    ),
    (
        "aws:lb/listener:Listener",
        {"loadBalancerArn": LB, "defaultActions": [{"type": "forward"}]},
        rf"arn:aws:elasticloadbalancing:eu-west-1:{A}:listener/app/web/50dc6c495c0c9188/{HEX}{{16}}",
        {},
    ),
    (
        "aws:rds/instance:Instance",
        DB,
        "main",
        {
            "arn": f"arn:aws:rds:eu-west-1:{A}:db:main",
            "endpoint": r"main\.c\w{11}\.eu-west-1\.rds\.amazonaws\.com:5432",
            "port": "5432",
        },
    ),
    (
        "aws:elasticache/replicationGroup:ReplicationGroup",
        {"replicationGroupId": "cache", "description": "x"},
        "cache",
        {
            "primaryEndpointAddress": r"master\.cache\.\w{6}\.eu-west-1\.cache\.amazonaws\.com",
            "configurationEndpointAddress": "",
        },
    ),
    (
        "aws:lambda/function:Function",
        {"name": "f", "role": "arn:aws:iam::123456789012:role/x"},
        "f",
        {"arn": f"arn:aws:lambda:eu-west-1:{A}:function:f", "version": r"\$LATEST", "timeout": "3"},
    ),
    (
        "aws:cloudfront/distribution:Distribution",
        {},
        "E[A-Z0-9]{13}",
        {
            "domainName": r"d\w{13}\.cloudfront\.net",
            "hostedZoneId": "Z2FDTNDATAQYW2",
            "arn": f"arn:aws:cloudfront::{A}:distribution/E.*",
        },
    ),
    (
        "aws:route53/record:Record",
        {"zoneId": "Z1", "name": "www.example.com", "type": "A"},
        "Z1_www.example.com_A",
        {"fqdn": r"www\.example\.com"},
    ),
    ("aws:route53/zone:Zone", {"name": "example.com"}, "Z[A-Z0-9]{20}", {"arn": "arn:aws:route53:::hostedzone/Z.*"}),
    ("aws:kms/key:Key", {}, rf"{HEX}{{8}}-{HEX}{{4}}-4.*", {"arn": rf"arn:aws:kms:eu-west-1:{A}:key/{HEX}{{8}}-.*"}),
    (
        "aws:secretsmanager/secret:Secret",
        {"name": "s"},
        rf"arn:aws:secretsmanager:eu-west-1:{A}:secret:s-[a-z]{{6}}",
        {},
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        {"name": "/app"},
        "/app",
        {"arn": f"arn:aws:logs:eu-west-1:{A}:log-group:/app"},
    ),
    (
        "aws:ssm/parameter:Parameter",
        {"name": "/a/b", "type": "String"},
        "/a/b",
        {"arn": f"arn:aws:ssm:eu-west-1:{A}:parameter/a/b"},
    ),
    (
        "aws:apigatewayv2/api:Api",
        {"name": "a", "protocolType": "HTTP"},
        "[a-z0-9]{10}",
        {"apiEndpoint": r"https://[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com"},
    ),
    (
        "aws:wafv2/webAcl:WebAcl",
        {"name": "w", "scope": "CLOUDFRONT", "region": "us-east-1"},
        rf"{HEX}{{8}}-.*",
        {"arn": rf"arn:aws:wafv2:us-east-1:{A}:global/webacl/w/{HEX}{{8}}-.*"},
    ),
    ("aws:dynamodb/table:Table", {"name": "t"}, "t", {"arn": f"arn:aws:dynamodb:eu-west-1:{A}:table/t"}),
    (
        "aws:ecs/service:Service",
        {"name": "s", "cluster": f"arn:aws:ecs:eu-west-1:{A}:cluster/c"},
        f"arn:aws:ecs:eu-west-1:{A}:service/c/s",
        {},
    ),
    ("aws:budgets/budget:Budget", {"name": "b"}, f"{A}:b", {"arn": f"arn:aws:budgets::{A}:budget/b"}),
]


@pytest.mark.parametrize(("token", "inputs", "identity", "outputs"), CASES)
def test_what_aws_would_answer(
    simulator: Client, token: str, inputs: dict[str, Any], identity: str, outputs: dict[str, str]
) -> None:
    made, out = simulator.create(token, inputs)
    assert re.fullmatch(identity, made), made
    for name, form in outputs.items():
        assert re.fullmatch(form, str(out[name])), (name, out[name])


def test_a_managed_password_has_a_secret(simulator: Client) -> None:
    _, out = simulator.create("aws:rds/instance:Instance", DB)
    [secret] = out["masterUserSecrets"]
    assert re.fullmatch(
        rf"arn:aws:secretsmanager:eu-west-1:{A}:secret:rds!db-[0-9a-f-]{{36}}-[a-z]{{6}}", secret["secretArn"]
    )
    assert secret["secretStatus"] == "active"
    _, other = simulator.create("aws:rds/instance:Instance", {**DB, "manageMasterUserPassword": False, "password": "x"})
    assert other["masterUserSecrets"] == []


def test_a_changed_task_definition_has_another_arn(simulator: Client) -> None:
    token = "aws:ecs/taskDefinition:TaskDefinition"
    _, first = simulator.create(token, {"family": "web", "containerDefinitions": "[1]"})
    _, second = simulator.create(token, {"family": "web", "containerDefinitions": "[2]"})
    assert first["arn"] == f"{first['arnWithoutRevision']}:{first['revision']}"
    assert first["arnWithoutRevision"] == second["arnWithoutRevision"]
    assert first["arn"] != second["arn"]


def test_a_certificate_says_what_dns_must_hold(simulator: Client) -> None:
    names = {"domainName": "shop.example.com", "subjectAlternativeNames": ["*.shop.example.com", "shop.example.com"]}
    _, out = simulator.create("aws:acm/certificate:Certificate", {**names, "validationMethod": "DNS"})
    options = out["domainValidationOptions"]
    assert [item["domainName"] for item in options] == ["shop.example.com", "*.shop.example.com"]
    assert options[0]["resourceRecordName"] == options[1]["resourceRecordName"]
    assert options[0]["resourceRecordName"].endswith(".shop.example.com.")


def test_versions_count_up(simulator: Client) -> None:
    from pulumi.runtime.proto import provider_pb2

    from simulator.wire import encode, plain
    from tests.simulator.support import urn

    token = "aws:ec2/launchTemplate:LaunchTemplate"
    identity, out = simulator.create(token, {"imageId": "ami-1"})
    request = provider_pb2.UpdateRequest(
        urn=urn(token), id=identity, olds=encode(out), news=encode({"imageId": "ami-2", "updateDefaultVersion": True})
    )
    after = plain(simulator.stub.Update(request).properties)
    assert (out["latestVersion"], after["latestVersion"], after["defaultVersion"]) == (1, 2, 2)
