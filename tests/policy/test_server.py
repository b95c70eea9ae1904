"""The pack as a process: what the engine asks, and what it gets."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2

from policy.builtin import OWN
from policy.discovery import rules
from tests.policy.analyzer import PACK, ROOT, Pack, empty, request, running
from tests.policy.harness import TAGS, UNKNOWN, Declared, resource, secret

BUCKET, VPC = "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc"
MANDATORY, ADVISORY = analyzer_pb2.MANDATORY, analyzer_pb2.ADVISORY


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with running() as started:
        yield started


def by_rule(diagnostics: list[object]) -> dict[str, object]:
    return {diagnostic.policyName: diagnostic for diagnostic in diagnostics}


@pytest.mark.parametrize(("directory", "program"), [(PACK, "."), (ROOT, "policy"), (Path("/"), str(PACK))])
def test_starts_from_any_folder_and_says_nothing_but_its_port(directory: Path, program: str) -> None:
    with running(directory, program) as started:
        assert len(started.stub.GetAnalyzerInfo(empty()).policies) == len(rules()) + len(OWN) + 1
        started.stub.Cancel(empty())
        assert started.process.communicate(timeout=5) == (b"", b"")


def test_starts_without_the_provider_package() -> None:
    heavy = "{'pulumi_aws', 'pydantic', 'boto3'}"
    script = f"import sys, policy.server; print({heavy} & sys.modules.keys())"
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == "set()"


@pytest.mark.parametrize("how", ["cancel", signal.SIGINT, signal.SIGTERM])
def test_ends_at_once(how: object) -> None:
    with running() as started:
        began = time.monotonic()
        if isinstance(how, signal.Signals):
            started.process.send_signal(how)
        else:
            started.stub.Cancel(empty())
        assert started.process.wait(timeout=5) == 0
        assert time.monotonic() - began < 1


def test_describes_every_rule(pack: Pack) -> None:
    info = pack.stub.GetAnalyzerInfo(empty())
    described = {policy.name: policy for policy in info.policies}
    assert info.name == "quoin"
    assert info.supportsConfig
    for rule in rules():
        policy = described[rule.id]
        assert (policy.description, policy.remediation_steps, policy.url) == (rule.title, rule.fix, rule.url)
        assert policy.enforcementLevel == (ADVISORY if rule.severity == "low" else MANDATORY)
    assert described["EC2-002"].configSchema.properties["maximumHops"]["default"] == 2
    options = {"environment", "exemptions", "ignoreExemptions", "monthlyBudget"}
    assert set(described["quoin"].configSchema.properties) == options


def test_version_is_that_of_the_pack(pack: Pack) -> None:
    version = pack.stub.GetPluginInfo(empty()).version
    assert f"\nversion: {version}\n" in (PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8")


def test_a_finding_says_what_where_and_how_to_fix_it(pack: Pack) -> None:
    [diagnostic] = pack.analyze(resource("aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"}))
    assert diagnostic.policyName == "S3-001"
    assert diagnostic.severity == analyzer_pb2.POLICY_SEVERITY_CRITICAL
    assert diagnostic.enforcementLevel == MANDATORY
    assert diagnostic.urn.endswith("BucketAcl::it")
    lines = diagnostic.message.splitlines()
    assert lines[0] == diagnostic.description
    assert lines[1] == "acl is public-read."
    assert lines[2].startswith("Fix:  ")
    assert lines[-1].startswith("More: https://")


def test_nothing_to_say(pack: Pack) -> None:
    assert pack.analyze(resource(VPC, {}, default_tags=TAGS)) == []
    assert pack.analyze(resource("quoin:index:Network", {})) == []
    assert pack.analyze_stack([]) == []


def test_cannot_decide_stops_production_only() -> None:
    unknown = resource("aws:ebs/volume:Volume", {"encrypted": UNKNOWN}, default_tags=TAGS)
    for environment, level in (("Production", MANDATORY), ("Staging", ADVISORY), ("Development", ADVISORY)):
        tagged = resource(unknown.type, unknown.inputs, default_tags={**TAGS, "Environment": environment})
        with running() as started:
            [diagnostic] = started.analyze(tagged)
            assert diagnostic.enforcementLevel == level
            assert "Cannot decide: encrypted is known only after deployment." in diagnostic.message


def test_stack_rules_join_resources(pack: Pack) -> None:
    bucket = resource(BUCKET, {"bucket": UNKNOWN}, "logs", default_tags=TAGS)
    block = resource(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {}, "block", depends={"bucket": [bucket]}
    )
    assert "S3-003" in by_rule(pack.analyze_stack([bucket]))
    assert "S3-003" not in by_rule(pack.analyze_stack([bucket, block]))


MEDIUM = resource("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", {"indexDocument": {"suffix": "x"}})


def test_the_stack_names_the_environment() -> None:
    levels = {"Development": ADVISORY, "Staging": ADVISORY, "Production": MANDATORY, "nonsense": MANDATORY}
    with running() as started:
        for environment, level in levels.items():
            config = {"quoin:environment": environment}
            stack = analyzer_pb2.AnalyzerStackConfigureRequest(stack="s", project="p", config=config)
            started.stub.ConfigureStack(stack)
            started.configure({})
            assert [item.enforcementLevel for item in started.analyze(MEDIUM)] == [level], environment


@pytest.mark.parametrize(("environment", "level"), [("Development", ADVISORY), ("Production", MANDATORY)])
def test_the_variables_of_a_language_host_name_the_environment(environment: str, level: int) -> None:
    with running(PULUMI_CONFIG=json.dumps({"quoin:environment": environment})) as started:
        assert [item.enforcementLevel for item in started.analyze(MEDIUM)] == [level]


def test_without_a_stack_the_tags_name_it(pack: Pack) -> None:
    development = {**TAGS, "Environment": "Development"}
    open_acl = {"acl": "public-read"}
    [finding] = pack.analyze(resource("aws:s3/bucketAcl:BucketAcl", open_acl, default_tags=development))
    assert finding.enforcementLevel == ADVISORY
    [finding] = pack.analyze(resource("aws:s3/bucketAcl:BucketAcl", open_acl, default_tags=TAGS))
    assert finding.enforcementLevel == MANDATORY


def test_configuration_changes_levels_and_options() -> None:
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", {"metadataOptions": {"httpPutResponseHopLimit": 2}})
    with running() as started:
        assert "EC2-002" not in by_rule(started.analyze(template))
        started.configure({"EC2-002": ("advisory", {"maximumHops": 1}), "EC2-001": ("disabled", {})})
        found = by_rule(started.analyze(template))
        assert found["EC2-002"].enforcementLevel == ADVISORY
        assert "EC2-001" not in found
        started.configure({"quoin": (None, {"environment": "Development"})})
        assert {item.enforcementLevel for item in started.analyze(template)} == {ADVISORY}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"TAG-01": ("advisory", {})}, "TAG-01: there is no such rule; did you mean TAG-01"),
        (
            {"EC2-002": (None, {"maximumHop": 1})},
            "EC2-002.maximumHop: there is no such option; did you mean maximumHops?",
        ),
        ({"EC2-001": ("remediate", {})}, "EC2-001: no rule of this pack remediates"),
        ({"quoin": (None, {"exemptions": "missing.yaml"})}, "missing.yaml: cannot be read"),
    ],
)
def test_wrong_configuration_is_refused(pack: Pack, config: dict, message: str) -> None:
    with pytest.raises(grpc.RpcError) as error:
        pack.configure(config)
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert message in error.value.details()


def test_no_secret_reaches_a_message(pack: Pack) -> None:
    cidr = secret("0.0.0.0/1")
    rule = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": cidr}
    found = by_rule(pack.analyze(resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", rule)))
    assert "open to [secret]: 22 (SSH)" in found["NET-002"].message
    assert "0.0.0.0/1" not in str(found)


def test_a_resource_with_files_is_judged(pack: Pack) -> None:
    asset = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "hello", "hash": "1"}
    declared = resource(
        "aws:s3/bucketObjectv2:BucketObjectv2", {"source": asset, "acl": "public-read"}, default_tags=TAGS
    )
    assert "S3-001" in by_rule(pack.analyze(declared))


def test_remediation_changes_nothing(pack: Pack) -> None:
    assert len(pack.stub.Remediate(request(resource(VPC, {}))).remediations) == 0


def test_exemptions_are_read_and_reported(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    entry = {"rule": "S3-001", "urn": "*::it", "reason": "a museum", "owner": "me"}
    other = {**entry, "urn": "*::elsewhere"}
    dates = [str(today + timedelta(days=90)), str(today - timedelta(days=1))]
    text = "exemptions:\n" + "".join(
        f"  - {json.dumps(item)[:-1]}, expires: {date}}}\n".replace("}}", "}")
        for item, date in zip((entry, other), dates, strict=True)
    )
    (tmp_path / "exemptions.yaml").write_text(text, encoding="utf-8")
    here: Declared = resource("aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"})
    there = resource("aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"}, "elsewhere")
    with running() as started:
        started.configure({"quoin": (None, {"exemptions": str(tmp_path / "exemptions.yaml")})})
        assert list(by_rule(started.analyze(here))) == ["EXM-004"]
        assert list(by_rule(started.analyze(there))) == ["S3-001", "EXM-001"]
        assert started.analyze_stack([here, there]) == []
        started.configure(
            {"quoin": (None, {"exemptions": str(tmp_path / "exemptions.yaml"), "ignoreExemptions": True})}
        )
        assert list(by_rule(started.analyze(here))) == ["S3-001"]


INSTANCE = "aws:ec2/instance:Instance"
DISK = {"volumeSize": 8, "volumeType": "gp3"}


def with_budget(pack: Pack, amount: int) -> None:
    config = {"quoin:environment": "Production", "quoin:governance": json.dumps({"monthlyBudget": amount})}
    pack.stub.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(stack="prod", config=config))


def test_the_estimate_reads_what_the_program_gave() -> None:
    """A preview's outputs leave unknown what AWS may still decide; the inputs tell the price."""
    inputs = {"region": "us-east-1", "instanceType": "m5.large", "rootBlockDevice": DISK}
    given = resource(INSTANCE, {**inputs, "associatePublicIpAddress": False}, "web")
    outputs = Declared(INSTANCE, {**inputs, "tenancy": UNKNOWN, "ebsBlockDevices": UNKNOWN}, "web", given.provider)
    with running() as started:
        with_budget(started, 100)
        assert "BUD-001" in by_rule(started.analyze_stack([outputs]))  # nothing but outputs: it cannot be decided
        started.analyze(given)
        assert "BUD-001" not in by_rule(started.analyze_stack([outputs]))
        with_budget(started, 70)
        assert "0.72 above the budget of 70.00." in by_rule(started.analyze_stack([outputs]))["BUD-001"].message


def test_a_budget_says_nothing_that_is_secret() -> None:
    inputs = {"region": "us-east-1", "instanceType": secret("m5.enormous"), "rootBlockDevice": DISK}
    with running() as started:
        with_budget(started, 100)
        message = by_rule(started.analyze_stack([resource(INSTANCE, inputs, "web")]))["BUD-001"].message
        assert "ec2.instance/[secret] has no row" in message
        assert "enormous" not in message


def test_the_packs_own_budget_is_for_stacks_without_one() -> None:
    given = resource(INSTANCE, {"region": "us-east-1", "instanceType": "m5.large", "rootBlockDevice": DISK}, "web")
    with running() as started:
        started.configure({"quoin": (None, {"monthlyBudget": 10})})
        assert "above the budget of 10.00." in by_rule(started.analyze_stack([given]))["BUD-001"].message
        assert "BUD-002" not in by_rule(started.analyze_stack([given]))
