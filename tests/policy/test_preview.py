"""The pack at work: the real engine previews a small program on the simulator, with the pack on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json
import pulumi
from pulumi_aws import Provider, ec2, s3, vpc

environment = pulumi.Config("quoin").require("environment")
tags = {"Environment": environment, "CostCenter": "4410", "Project": "shop", "Owner": "me@example.com"}
tags["ManagedBy"] = "Pulumi"
aws = Provider("aws", region="us-east-1", default_tags={"tags": tags})
network = ec2.Vpc("network", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=aws))
files = s3.Bucket("files", opts=pulumi.ResourceOptions(provider=aws))
closed = dict(block_public_acls=True, block_public_policy=True, ignore_public_acls=True, restrict_public_buckets=True)
s3.BucketPublicAccessBlock("files-block", bucket=files.id, **closed, opts=pulumi.ResourceOptions(provider=aws))
statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [files.arn]}
statement["Condition"] = {"Bool": {"aws:SecureTransport": "false"}}
policy = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})
s3.BucketPolicy("files-policy", bucket=files.id, policy=policy, opts=pulumi.ResourceOptions(provider=aws))
"""
OPEN = """
bare = Provider("bare", region="us-east-1")
group = ec2.SecurityGroup("open", vpc_id=network.id, description="open", opts=pulumi.ResourceOptions(provider=bare))
vpc.SecurityGroupIngressRule("ssh", security_group_id=group.id, ip_protocol="tcp", from_port=22, to_port=22,
    cidr_ipv4="0.0.0.0/0", opts=pulumi.ResourceOptions(provider=aws))
"""

pytestmark = pytest.mark.engine


def preview(folder: Path, program: str, environment: str, governance: str = "{monthlyBudget: 100}") -> tuple[int, str]:
    """Preview a program in a fresh project; return the exit code and what the engine printed."""
    folder.mkdir(exist_ok=True)
    virtualenv = Path(sys.executable).parents[1]
    options = f"{{name: python, options: {{toolchain: pip, virtualenv: {virtualenv}}}}}"
    (folder / "Pulumi.yaml").write_text(f"name: quoin\nruntime: {options}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    config = f"config:\n  quoin:environment: {environment}\n  quoin:governance: {governance}\n"
    (folder / "Pulumi.test.yaml").write_text(config, encoding="utf-8")
    (folder / "state").mkdir()
    found = cli.ensure()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))}
    variables = found.environment(kept) | {
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    variables["PATH"] = f"{ROOT / 'simulator' / 'bin'}{os.pathsep}{variables['PATH']}"

    def run(*arguments: str | Path) -> tuple[int, str]:
        command = [found.path, "--cwd", folder, "--non-interactive", "--color", "never", *arguments]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=300)
        return done.returncode, done.stdout + done.stderr

    code, text = run("stack", "init", "test")
    assert code == 0, text
    return run("preview", "--stack", "test", "--policy-pack", ROOT / "policy")


def test_a_compliant_program_passes_in_silence(tmp_path: Path) -> None:
    code, text = preview(tmp_path, PROGRAM, "Production")
    assert code == 0, text
    assert "✅ quoin@v0.1.0" in text
    assert "[mandatory]" not in text
    assert "[advisory]" not in text


def test_production_stops_an_untagged_open_resource(tmp_path: Path) -> None:
    code, text = preview(tmp_path, PROGRAM + OPEN, "Production")
    assert code != 0
    assert "❌ quoin@v0.1.0" in text
    assert "[mandatory] [severity: critical]  NET-002  (aws:vpc:SecurityGroupIngressRule: ssh)" in text
    assert "port 22 (tcp) open to 0.0.0.0/0: 22 (SSH)." in text
    assert "[mandatory] [severity: high]  TAG-001  (aws:ec2:SecurityGroup: open)" in text
    assert "Missing: Environment, CostCenter, Project, Owner, ManagedBy." in text
    assert "Fix:  " in text


def test_development_only_says_so(tmp_path: Path) -> None:
    code, text = preview(tmp_path, PROGRAM + OPEN, "Development")
    assert code == 0, text
    assert "⚠️ quoin@v0.1.0" in text
    assert "[advisory] [severity: critical]  NET-002" in text
    assert "[mandatory]" not in text
