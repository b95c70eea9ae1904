from __future__ import annotations

import pytest

from simulator.schema import model, source
from simulator.schema.types import Type, parse

TEXT = Type("string")


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("pulumi.Input[_builtins.str]", TEXT),
        ("pulumi.Input[Optional[_builtins.int]]", Type("integer", optional=True)),
        (
            "pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.bool]]]]",
            Type("map", Type("boolean"), optional=True),
        ),
        ("pulumi.Input[Sequence[pulumi.Input['RuleArgs']]]", Type("list", Type("object", ref="RuleArgs"))),
        ("pulumi.Input[Union[_builtins.str, 'InstanceType']]", TEXT),
        ("pulumi.Input[Optional[Union[pulumi.Asset, pulumi.Archive]]]", Type("asset", optional=True)),
        (
            "Optional[Sequence[Union['GetVpcFilterArgs', 'GetVpcFilterArgsDict']]]",
            Type("list", Type("object", ref="GetVpcFilterArgs"), optional=True),
        ),
        ("pulumi.Output['outputs.ServiceAlarms']", Type("object", ref="outputs.ServiceAlarms")),
        ("pulumi.Input['_iam.PolicyStatementArgs']", Type("object", ref="_iam.PolicyStatementArgs")),
    ],
)
def test_annotations(annotation: str, expected: Type) -> None:
    assert parse(annotation) == expected


def test_a_resource_at_every_depth() -> None:
    vpc = model.resource("aws:ec2/subnet:Subnet")
    assert vpc is not None
    assert vpc.inputs.properties["vpcId"].required
    assert not vpc.inputs.properties["cidrBlock"].required
    listener = model.resource("aws:lb/listener:Listener")
    assert listener is not None
    action = model.described("lb", "ListenerDefaultActionArgs")
    assert action is not None
    assert action.properties["type"].required
    assert action.properties["targetGroupArn"].type.kind == "string"


def test_names_behind_a_deprecation_are_read() -> None:
    bucket = model.resource("aws:s3/bucket:Bucket")
    assert bucket is not None
    assert "accelerationStatus" in bucket.inputs.properties
    assert not [name for name in bucket.inputs.properties if "_" in name]


def test_secret_outputs_and_data_sources() -> None:
    database = model.resource("aws:rds/instance:Instance")
    assert database is not None
    assert "password" in database.secrets
    assert database.outputs["masterUserSecrets"].kind == "list"
    zones = model.function("aws:index/getAvailabilityZones:getAvailabilityZones")
    assert zones is not None
    assert zones.properties["excludeNames"].type.kind == "list"
    assert model.function("aws:ec2/getNothing:getNothing") is None
    assert model.resource("aws:ec2/nothing:Nothing") is None


def test_the_nearest_type() -> None:
    assert "aws:sqs/queue:Queue" in source.nearest_tokens("aws:sqs/queu:Queue")
