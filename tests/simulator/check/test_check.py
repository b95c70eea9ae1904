"""What the simulator refuses, by table: type, inputs, the path and the reason. And what it must not refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.support import Client

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ROLE, POLICY = "aws:iam/role:Role", "aws:iam/policy:Policy"
DATABASE, QUEUE, FUNCTION = "aws:rds/instance:Instance", "aws:sqs/queue:Queue", "aws:lambda/function:Function"
LISTENER, BALANCER = "aws:lb/listener:Listener", "aws:lb/loadBalancer:LoadBalancer"
TABLE, TASK = "aws:dynamodb/table:Table", "aws:ecs/taskDefinition:TaskDefinition"
RULE, SCHEDULE = "aws:cloudwatch/eventRule:EventRule", "aws:scheduler/schedule:Schedule"
LB_ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/50dc6c495c0c9188"
DB = {"engine": "postgres", "instanceClass": "db.t4g.micro", "manageMasterUserPassword": True}


def policy(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


TRUST = policy(Action="sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})

REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    # names and types
    (VPC, {"cidrBlok": "10.0.0.0/16"}, "cidrBlok", 'Did you mean "cidrBlock"?'),
    (VPC, {"cidr_block": "10.0.0.0/16"}, "cidr_block", 'Did you mean "cidrBlock"?'),
    (SUBNET, {"cidrBlock": "10.0.0.0/24"}, "vpcId", "required, but missing"),
    (VPC, {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": "perhaps"}, "enableDnsSupport", "true or false"),
    (VPC, {"cidrBlock": "10.0.0.0/16", "tags": ["a"]}, "tags", "wrong type. Allowed: a map"),
    (QUEUE, {"delaySeconds": "soon"}, "delaySeconds", "a whole number"),
    (QUEUE, {"delaySeconds": 1.5}, "delaySeconds", "a whole number"),
    (FUNCTION, {"role": "x", "code": "zip"}, "code", "an asset or archive"),
    (LISTENER, {"loadBalancerArn": LB_ARN, "defaultActions": [{"typ": "forward"}]}, "defaultActions[0].typ", '"type"'),
    (LISTENER, {"loadBalancerArn": LB_ARN, "defaultActions": [{}]}, "defaultActions[0].type", "required"),
    # forms
    (LISTENER, {"loadBalancerArn": "arn:aws:elb", "defaultActions": []}, "loadBalancerArn", "is not an ARN"),
    (
        ROLE,
        {"assumeRolePolicy": TRUST, "permissionsBoundary": "arn:aws:iam::12:policy/x"},
        "permissionsBoundary",
        "12 digits",
    ),
    (VPC, {"cidrBlock": "10.0.0.1/16"}, "cidrBlock", 'host bits set. Allowed: the network itself, "10.0.0.0/16"'),
    (VPC, {"cidrBlock": "10.0.0.0"}, "cidrBlock", ""),
    (VPC, {"cidrBlock": "10.0.0.0/8"}, "cidrBlock", "too large. Allowed: /16 to /28"),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/29"}, "cidrBlock", "too small. Allowed: /16 to /28"),
    (VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"aws:x": "y"}}, 'tags["aws:x"]', "reserved"),
    (VPC, {"cidrBlock": "10.0.0.0/16", "region": "mars-1"}, "region", "not an AWS region"),
    ("aws:lb/targetGroup:TargetGroup", {"name": "x" * 33}, "name", "33 characters. Allowed: 1 to 32"),
    (BALANCER, {"name": "internal-x"}, "name", "AWS refuses"),
    ("aws:s3/bucket:Bucket", {"bucket": "My_Bucket"}, "bucket", "lower-case"),
    (DATABASE, {**DB, "identifier": "9lives"}, "identifier", "a letter first"),
    ("aws:ec2/instance:Instance", {"instanceType": "t4g.gigantic"}, "instanceType", "not an instance type"),
    (DATABASE, {**DB, "instanceClass": "t4g.micro"}, "instanceClass", "Allowed: db.<family>.<size>"),
    # values
    (QUEUE, {"visibilityTimeoutSeconds": 50000}, "visibilityTimeoutSeconds", "out of range. Allowed: 0 to 43200"),
    (BALANCER, {"loadBalancerType": "classic"}, "loadBalancerType", "Allowed: application, gateway, network"),
    (ROLE, {"assumeRolePolicy": TRUST, "maxSessionDuration": 60}, "maxSessionDuration", "3600 to 43200"),
    (DATABASE, {**DB, "backupRetentionPeriod": 90}, "backupRetentionPeriod", "0 to 35"),
    # documents
    (ROLE, {"assumeRolePolicy": "{"}, "assumeRolePolicy", "not JSON"),
    (ROLE, {"assumeRolePolicy": policy(Action="sts:AssumeRole")}, "assumeRolePolicy", "needs a Principal"),
    (POLICY, {"policy": policy(Action="s3:GetObject")}, "policy", "Statement[0]: needs Resource"),
    (POLICY, {"policy": policy(Action="GetObject", Resource="*")}, "policy", "'GetObject' is not an action"),
    (POLICY, {"policy": policy(Action="s3:*", Resource="bucket")}, "policy", "'bucket' is not a resource"),
    (POLICY, {"policy": policy(Action="s3:*", Resource="*", Principal="*")}, "policy", "has no Principal"),
    (POLICY, {"policy": policy(Actions="s3:*", Resource="*")}, "policy", "unknown element 'Actions'"),
    (POLICY, {"policy": '{"Version": "2020-01-01", "Statement": []}'}, "policy", "no policy version"),
    (
        "aws:sqs/queuePolicy:QueuePolicy",
        {"queueUrl": "x", "policy": policy(Action="sqs:*", Resource="*")},
        "policy",
        "Principal",
    ),
    (QUEUE, {"redrivePolicy": "{'a'}"}, "redrivePolicy", "not JSON"),
    (RULE, {"scheduleExpression": "rate(1 minutes)"}, "scheduleExpression", "write rate(1 minute)"),
    (RULE, {"scheduleExpression": "cron(0 8 * * MON-FRI *)"}, "scheduleExpression", 'must be "?"'),
    (RULE, {"scheduleExpression": "cron(0 8 ? * MON-FRI)"}, "scheduleExpression", "5 fields"),
    (RULE, {"scheduleExpression": "cron(0 25 ? * MON *)"}, "scheduleExpression", "'25' is no hours"),
    (
        "aws:autoscaling/schedule:Schedule",
        {"autoscalingGroupName": "x", "scheduledActionName": "y", "recurrence": "0 8 ? * MON"},
        "recurrence",
        "no day of month",
    ),
    # several properties together
    (DATABASE, {**DB, "password": "x"}, "manageMasterUserPassword", 'excludes "password"'),
    (DATABASE, {"engine": "postgres", "instanceClass": "db.t4g.micro"}, "manageMasterUserPassword", "needs a password"),
    (QUEUE, {"name": "a", "namePrefix": "b"}, "name", 'excludes "namePrefix"'),
    (QUEUE, {"name": "a", "fifoQueue": True}, "name", 'must end in ".fifo"'),
    (
        GROUP,
        {"ingress": [{"protocol": "tcp", "fromPort": 90, "toPort": 80, "self": True}]},
        "ingress[0].fromPort",
        "above toPort",
    ),
    (GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80}]}, "ingress[0]", "a rule needs one of"),
    (
        GROUP,
        {"ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 99999, "self": True}]},
        "ingress[0].toPort",
        "no port",
    ),
    (
        GROUP,
        {"ingress": [{"protocol": "tcp", "fromPort": 1, "toPort": 2, "cidrBlocks": ["10.0.0.1/8"]}]},
        "ingress[0].cidrBlocks[0]",
        "host bits",
    ),
    (
        INGRESS,
        {
            "securityGroupId": "sg-1",
            "ipProtocol": "tcp",
            "fromPort": 1,
            "toPort": 2,
            "cidrIpv4": "10.0.0.0/8",
            "referencedSecurityGroupId": "sg-2",
        },
        "cidrIpv4",
        "exactly one of",
    ),
    (
        LISTENER,
        {"loadBalancerArn": LB_ARN, "protocol": "HTTPS", "defaultActions": []},
        "certificateArn",
        "required with",
    ),
    (BALANCER, {"subnets": ["subnet-1"]}, "subnets", "two availability zones"),
    ("aws:autoscaling/group:Group", {"minSize": 3, "maxSize": 2}, "minSize", "above maxSize"),
    (TABLE, {"hashKey": "id", "attributes": [{"name": "key", "type": "S"}]}, "attributes", '"id" is a key'),
    (
        TASK,
        {
            "family": "x",
            "containerDefinitions": "[]",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "4096",
        },
        "memory",
        "512 to 2048",
    ),
]


@pytest.mark.parametrize(("token", "inputs", "path", "reason"), REFUSED)
def test_refused(simulator: Client, token: str, inputs: dict[str, Any], path: str, reason: str) -> None:
    reasons = simulator.reasons(token, inputs)
    assert any(item.startswith(f"{path}: ") and reason in item for item in reasons), reasons


ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    (VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "a b/c:d@e"}}),
    (VPC, {"ipv4IpamPoolId": "ipam-pool-1", "ipv4NetmaskLength": 20}),
    (QUEUE, {"delaySeconds": "5", "fifoQueue": "false"}),
    (QUEUE, {"name": "orders.fifo", "fifoQueue": True}),
    (
        GROUP,
        {"description": "web", "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]},
    ),
    (GROUP, {"ingress": [{"protocol": "icmp", "fromPort": 8, "toPort": -1, "cidrBlocks": ["10.0.0.0/8"]}]}),
    (INGRESS, {"securityGroupId": "sg-1", "ipProtocol": "-1", "cidrIpv6": "::/0"}),
    (
        ROLE,
        {
            "assumeRolePolicy": TRUST,
            "inlinePolicies": [{"name": "x", "policy": policy(Action=["s3:Get*"], Resource="*")}],
        },
    ),
    ("aws:kms/key:Key", {"policy": policy(Action="kms:*", Resource="*", Principal={"AWS": "arn:aws:iam::1:root"})}),
    (RULE, {"scheduleExpression": "cron(0/15 8-18 ? * MON-FRI *)"}),
    (RULE, {"scheduleExpression": "cron(0 8 L * ? 2030)"}),
    (RULE, {"scheduleExpression": "cron(0 8 ? * 2#1 *)"}),
    (RULE, {"scheduleExpression": "rate(5 minutes)"}),
    (
        SCHEDULE,
        {
            "scheduleExpression": "at(2030-01-31T08:00:00)",
            "flexibleTimeWindow": {"mode": "OFF"},
            "target": {"arn": LB_ARN, "roleArn": "arn:aws:iam::123456789012:role/x"},
        },
    ),
    (
        LISTENER,
        {
            "loadBalancerArn": LB_ARN,
            "protocol": "HTTP",
            "port": 80,
            "defaultActions": [{"type": "redirect", "redirect": {"statusCode": "HTTP_301", "port": "443"}}],
        },
    ),
    ("aws:ec2/instance:Instance", {"instanceType": "z99xyz.large", "ami": "ami-1"}),
    (
        "aws:lambda/permission:Permission",
        {
            "action": "lambda:InvokeFunction",
            "function": "f",
            "principal": "apigateway.amazonaws.com",
            "sourceArn": "arn:aws:execute-api:eu-west-1:123456789012:abc/*/*",
        },
    ),
    (TABLE, {"hashKey": "id", "attributes": [{"name": "id", "type": "S"}], "billingMode": "PAY_PER_REQUEST"}),
    (
        TASK,
        {
            "family": "x",
            "containerDefinitions": "[]",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
        },
    ),
]


@pytest.mark.parametrize(("token", "inputs"), ACCEPTED)
def test_accepted(simulator: Client, token: str, inputs: dict[str, Any]) -> None:
    assert simulator.reasons(token, inputs) == []


def test_all_problems_come_at_once(simulator: Client) -> None:
    reasons = simulator.reasons(SUBNET, {"cidrBlock": "10.0.0.1/24", "mapPublicIp": True, "tags": "x"})
    assert len(reasons) == 4
