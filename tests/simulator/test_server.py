"""The service through real gRPC: configuration, checks, previews, secrets, errors."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from simulator.wire import SECRET, SIGNATURE, UNKNOWN, encode, plain
from tests.simulator.support import Client, served, urn

VPC = "aws:ec2/vpc:Vpc"
QUEUE = "aws:sqs/queue:Queue"
DATABASE = "aws:rds/instance:Instance"
BASE = {"engine": "postgres", "instanceClass": "db.t4g.micro", "allocatedStorage": 20, "username": "main"}


def test_it_says_what_it_understands(simulator: Client) -> None:
    answer = simulator.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
    assert answer.accept_secrets
    assert answer.supports_autonaming_configuration
    assert simulator.stub.GetPluginInfo(empty_pb2.Empty()).version.count(".") == 2


def test_default_tags_reach_a_resource(simulator: Client) -> None:
    inputs = simulator.checked(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "main"}})
    assert inputs["tags"] == {"Owner": "platform", "Name": "main"}
    identity, out = simulator.create(VPC, inputs)
    assert identity.startswith("vpc-")
    assert len(identity) == len("vpc-") + 17
    assert out["tagsAll"] == {"Owner": "platform", "Name": "main"}
    assert out["arn"] == f"arn:aws:ec2:eu-west-1:123456789012:vpc/{identity}"


def test_own_tags_win_over_default_tags(simulator: Client) -> None:
    assert simulator.checked(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Owner": "me"}})["tags"] == {"Owner": "me"}


def test_the_same_inputs_give_the_same_resource(simulator: Client) -> None:
    inputs = simulator.checked(QUEUE, {"delaySeconds": 1})
    assert simulator.create(QUEUE, inputs) == simulator.create(QUEUE, inputs)
    assert simulator.create(QUEUE, inputs)[1]["visibilityTimeoutSeconds"] == 30


def test_a_preview_knows_no_ids(simulator: Client) -> None:
    inputs = simulator.checked(QUEUE, {"delaySeconds": 1})
    identity, out = simulator.create(QUEUE, inputs, preview=True)
    assert identity == ""
    assert out["arn"] is UNKNOWN
    assert out["url"] is UNKNOWN
    assert out["delaySeconds"] == 1
    assert out["tagsAll"] == {"Owner": "platform"}


def test_unknown_inputs_are_never_refused(simulator: Client) -> None:
    assert not simulator.reasons("aws:ec2/subnet:Subnet", {"vpcId": UNKNOWN, "cidrBlock": UNKNOWN})


def test_secrets_stay_secret(simulator: Client) -> None:
    news = encode({**BASE, "password": "correct horse"}, {("password",)})
    checked = simulator.stub.Check(provider_pb2.CheckRequest(urn=urn(DATABASE), news=news))
    assert not checked.failures
    made = simulator.stub.Create(provider_pb2.CreateRequest(urn=urn(DATABASE), properties=checked.inputs))
    for struct in (checked.inputs, made.properties):
        assert struct.fields["password"].struct_value.fields[SIGNATURE].string_value == SECRET
    assert plain(made.properties)["password"] == "correct horse"


def test_outputs_that_pulumi_aws_marks_are_secret(simulator: Client) -> None:
    token = "aws:iam/accessKey:AccessKey"
    inputs = encode(simulator.checked(token, {"user": "ci"}))
    made = simulator.stub.Create(provider_pb2.CreateRequest(urn=urn(token), properties=inputs))
    assert made.properties.fields["secret"].struct_value.fields[SIGNATURE].string_value == SECRET
    assert SIGNATURE not in made.properties.fields["createDate"].struct_value.fields


def test_a_refused_secret_is_not_shown(simulator: Client) -> None:
    news = encode({"policy": "not json"}, {("policy",)})
    token = "aws:iam/policy:Policy"
    failures = simulator.stub.Check(provider_pb2.CheckRequest(urn=urn(token), news=news)).failures
    assert failures
    assert all("not json" not in item.reason.lower() or "json:" in item.reason for item in failures)
    assert all(item.property == "" for item in failures)


def test_a_read_echoes_what_the_engine_remembers(simulator: Client) -> None:
    inputs = simulator.checked(VPC, {"cidrBlock": "10.0.0.0/16"})
    identity, out = simulator.create(VPC, inputs)
    read = simulator.stub.Read(
        provider_pb2.ReadRequest(urn=urn(VPC), id=identity, inputs=encode(inputs), properties=encode(out))
    )
    assert read.id == identity
    assert plain(read.inputs) == inputs
    assert plain(read.properties) == out


@pytest.mark.parametrize(
    ("token", "identity", "name", "value"),
    [
        (VPC, "vpc-0123456789abcdef0", "cidrBlock", "10.0.0.0/16"),
        ("aws:iam/role:Role", "deployer", "name", "deployer"),
        ("aws:s3/bucket:Bucket", "my-bucket", "bucket", "my-bucket"),
        (DATABASE, "main-db", "identifier", "main-db"),
    ],
)
def test_an_import_gives_inputs_that_pass(simulator: Client, token: str, identity: str, name: str, value: str) -> None:
    read = simulator.stub.Read(provider_pb2.ReadRequest(urn=urn(token), id=identity))
    inputs = plain(read.inputs)
    assert inputs[name] == value
    assert plain(read.properties)["arn"].startswith("arn:aws:")
    assert not simulator.check(token, inputs, inputs).failures


def test_an_update_keeps_what_aws_chose(simulator: Client) -> None:
    inputs = simulator.checked(DATABASE, {**BASE, "manageMasterUserPassword": True})
    identity, out = simulator.create(DATABASE, inputs)
    news = encode({**inputs, "allocatedStorage": 40})
    update = provider_pb2.UpdateRequest(urn=urn(DATABASE), id=identity, olds=encode(out), news=news)
    after = plain(simulator.stub.Update(update).properties)
    assert after["allocatedStorage"] == 40
    same = ("arn", "endpoint", "resourceId", "masterUserSecrets", "address")
    assert {name: after[name] for name in same} == {name: out[name] for name in same}
    assert simulator.stub.Delete(provider_pb2.DeleteRequest(urn=urn(DATABASE), id=identity)) == empty_pb2.Empty()


def test_an_unknown_type_is_refused_with_the_nearest(simulator: Client) -> None:
    with pytest.raises(grpc.RpcError) as error:
        simulator.check("aws:ec2/vpcs:Vpc", {})
    assert "aws:ec2/vpc:Vpc" in str(error.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"region": "eu-wset-1"}, '"eu-wset-1" is not an AWS region. Did you mean "eu-west-1"?'),
        ({"region": "eu-west-1", "regoin": "x"}, 'Did you mean "region"?'),
        ({"region": "eu-west-1", "defaultTags": "{broken"}, "wrong type"),
        ({}, "required: `pulumi config set aws:region"),
    ],
)
def test_broken_configuration_is_refused(
    simulator: Client, monkeypatch: pytest.MonkeyPatch, values: dict[str, str], expected: str
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    request = provider_pb2.CheckRequest(urn="urn:pulumi:dev::shop::pulumi:providers:aws::main", news=encode(values))
    failures = simulator.stub.CheckConfig(request).failures
    assert any(expected in item.reason for item in failures), failures


def test_another_region_is_another_provider(simulator: Client) -> None:
    request = provider_pb2.DiffRequest(
        old_inputs=encode({"region": "eu-west-1"}), news=encode({"region": "us-east-1", "version": "7"})
    )
    answer = simulator.stub.DiffConfig(request)
    assert list(answer.replaces) == ["region"]
    assert list(answer.diffs) == ["region"]


def test_arns_follow_provider_and_resource_region() -> None:
    with served() as client:
        client.configure(region="cn-north-1")
        _, out = client.create(QUEUE, client.checked(QUEUE, {"name": "q"}))
        assert out["arn"] == "arn:aws-cn:sqs:cn-north-1:123456789012:q"
        assert out["url"].startswith("https://sqs.cn-north-1.amazonaws.com.cn/")
    with served() as client:
        client.configure(region="eu-west-1")
        _, out = client.create(QUEUE, client.checked(QUEUE, {"name": "q", "region": "us-east-1"}))
        assert out["arn"] == "arn:aws:sqs:us-east-1:123456789012:q"
        assert out["region"] == "us-east-1"


def test_creations_wait_when_a_test_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    with served() as client:
        client.configure()
        inputs = client.checked(QUEUE, {})
        monkeypatch.setenv("QUOIN_SIMULATOR_DELAY", "0.3")
        start = time.monotonic()
        client.create(QUEUE, inputs)
        assert time.monotonic() - start >= 0.3
        start = time.monotonic()
        client.create(QUEUE, inputs, preview=True)
        client.stub.Cancel(empty_pb2.Empty())
        client.create(QUEUE, inputs)
        assert time.monotonic() - start < 0.3
