"""What a preview pays for the pack, by the way it is dispatched. `python -m tests.policy.benchmark [RESOURCES ...]`.

Three packs with the same rules answer the same requests over gRPC, one after the other as the engine would ask:
each rule an SDK policy of its own; all rules inside two SDK policies (one for resources, one for the stack); and the
project's own server. Printed per pack: start, one request per resource (Remediate and Analyze), one AnalyzeStack, and
the processor time of the pack's process, which other load on the machine does not change.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pulumi.runtime.proto import analyzer_pb2

from tests.policy.analyzer import PACK, ROOT, Pack, request, running, stack_request
from tests.policy.harness import TAGS, Declared, resource

SIZES = (102, 510, 2040)
_HEAD = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy, StackValidationPolicy
from policy.discovery import rules
from policy.rule import Context, Finding
from policy.sdk import resource_view, stack_view
from policy.settings import defaults

def run(rule, view, report):
    if rule.kind == "resource" and view.type not in rule.types:
        return
    for answer in rule.findings(view, Context("Production", True, defaults(rule.options))):
        if isinstance(answer, Finding):
            report(answer.message, answer.urn)

RESOURCE = [rule for rule in rules() if rule.kind == "resource"]
STACK = [rule for rule in rules() if rule.kind == "stack"]
LEVEL = EnforcementLevel.MANDATORY
"""
_EACH = """
def single(rule):
    return lambda args, report: run(rule, resource_view(args), report)
def whole(rule):
    return lambda args, report: run(rule, stack_view(args), report)
PolicyPack("each", [
    *(ResourceValidationPolicy(rule.id, rule.title, single(rule), LEVEL) for rule in RESOURCE),
    *(StackValidationPolicy(rule.id, rule.title, whole(rule), LEVEL) for rule in STACK),
])
"""
_INSIDE = """
def single(args, report):
    view = resource_view(args)
    for rule in RESOURCE:
        run(rule, view, report)
def whole(args, report):
    view = stack_view(args)
    for rule in STACK:
        run(rule, view, report)
PolicyPack("inside", [
    ResourceValidationPolicy("resource", "All resource rules", single, LEVEL),
    StackValidationPolicy("stack", "All stack rules", whole, LEVEL),
])
"""


def sample(count: int) -> list[Declared]:
    """A mix of the types that stacks are made of, a third of them without any rule."""
    document = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn"}]}'
    )
    shapes = [
        ("aws:ec2/subnet:Subnet", {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24", "availabilityZone": "eu-west-1a"}),
        ("aws:ec2/route:Route", {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", {"routeTableId": "rtb-1", "subnetId": "subnet-1"}),
        (
            "aws:ec2/securityGroup:SecurityGroup",
            {"vpcId": "vpc-1", "description": "service", "revokeRulesOnDelete": True},
        ),
        (
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.0.0.0/16", "securityGroupId": "sg-1"},
        ),
        ("aws:s3/bucket:Bucket", {"bucket": "logs", "forceDestroy": False}),
        (
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            {
                "bucket": "logs",
                "blockPublicAcls": True,
                "blockPublicPolicy": True,
                "ignorePublicAcls": True,
                "restrictPublicBuckets": True,
            },
        ),
        ("aws:iam/role:Role", {"assumeRolePolicy": document}),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "r", "policy": document}),
        ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}),
        ("quoin:index:Network", {}),
        (
            "aws:ec2/launchTemplate:LaunchTemplate",
            {
                "imageId": "resolve:ssm:/aws/service/ami",
                "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
                "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": "true", "volumeType": "gp3"}}],
                "tagSpecifications": [{"resourceType": kind, "tags": TAGS} for kind in ("instance", "volume")],
            },
        ),
    ]
    return [resource(*shapes[index % len(shapes)], f"r{index}", default_tags=TAGS) for index in range(count)]


def seconds_of_processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pack: Pack, declared: Sequence[Declared]) -> tuple[float, float, float]:
    """Seconds for all single requests, for the stack, and of processor time."""
    single = [request(item) for item in declared]
    whole = analyzer_pb2.AnalyzeStackRequest(resources=[stack_request(item) for item in declared])
    processor, began = seconds_of_processor(pack.process.pid), time.perf_counter()
    for item in single:
        pack.stub.Remediate(item)
        pack.stub.Analyze(item)
    between = time.perf_counter()
    pack.stub.AnalyzeStack(whole)
    return between - began, time.perf_counter() - between, seconds_of_processor(pack.process.pid) - processor


def main(sizes: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        packs = {"a policy per rule": _HEAD + _EACH, "inside two policies": _HEAD + _INSIDE, "own server": ""}
        sys.stdout.write("pack                 resources  start  requests   stack  processor (s)\n")
        for name, program in packs.items():
            path = PACK
            if program:
                path = Path(folder) / name.replace(" ", "-")
                path.mkdir()
                (path / "__main__.py").write_text(program, encoding="utf-8")
            for size in sizes:
                began = time.perf_counter()
                with running(path) as pack:
                    start = time.perf_counter() - began
                    times = measure(pack, sample(size))
                    sys.stdout.write(
                        f"{name:20} {size:9} {start:6.2f} {times[0]:9.2f} {times[1]:7.2f} {times[2]:10.2f}\n"
                    )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
