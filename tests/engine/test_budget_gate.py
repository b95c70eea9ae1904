"""The budget on the real engine: a stack that is too dear is stopped at preview, as is one that nobody can price."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.policy.test_preview import preview

pytestmark = pytest.mark.engine

HEAD = """
import pulumi
from pulumi_aws import Provider, autoscaling, ec2, rds

environment = pulumi.Config("quoin").require("environment")
tags = {"Environment": environment, "CostCenter": "4410", "Project": "shop", "Owner": "me@example.com"}
tags["ManagedBy"] = "Pulumi"
aws = Provider("aws", region="us-east-1", default_tags={"tags": tags})
def opts(): return pulumi.ResourceOptions(provider=aws)
image = "ami-0123456789abcdef0"
disk = ec2.InstanceRootBlockDeviceArgs(volume_size=8, volume_type="gp3", encrypted=True)
metadata = ec2.InstanceMetadataOptionsArgs(http_tokens="required", http_put_response_hop_limit=1)
network = ec2.Vpc("network", cidr_block="10.0.0.0/16", opts=opts())
subnet = ec2.Subnet("subnet", vpc_id=network.id, cidr_block="10.0.0.0/24", opts=opts())
def later(value): return network.id.apply(lambda _: value)
def server(name, instance_type="m5.large", **more):
    given = {"associate_public_ip_address": False, "root_block_device": disk, **more}
    return ec2.Instance(name, ami=image, instance_type=instance_type, subnet_id=subnet.id, metadata_options=metadata,
        volume_tags=tags, opts=opts(), **given)
"""
DEAR = HEAD + 'server("web", "m5.4xlarge")\n'
"""0.768 × 730 hours and 8 GB of gp3: 561.28."""
UNKNOWN = (
    HEAD
    + """
server("of-a-type", later("m5.large"))
server("of-a-size", root_block_device=ec2.InstanceRootBlockDeviceArgs(
    volume_size=later(8), volume_type="gp3", encrypted=True))
server("of-a-volume-type", root_block_device=ec2.InstanceRootBlockDeviceArgs(
    volume_size=8, volume_type=later("gp3"), encrypted=True))
server("in-a-region", region=later("us-east-1"))
server("of-a-tenancy", tenancy=later("default"))
server("with-disks", ebs_block_devices=later([]))
template = ec2.LaunchTemplate("template", image_id=image, instance_type="m5.large", opts=opts())
autoscaling.Group("many", min_size=1, max_size=later(4), desired_capacity=later(2), vpc_zone_identifiers=[subnet.id],
    launch_template={"id": template.id, "version": "1"}, opts=opts())
def database(name, **more):
    given = {"engine": "mysql", "engine_version": "8.4", "instance_class": "db.t3.large", "allocated_storage": 100}
    rds.Instance(name, username="me", manage_master_user_password=True, storage_encrypted=True,
        backup_retention_period=7, skip_final_snapshot=True, opts=opts(), **{**given, **more})
database("of-an-engine", engine=later("mysql"))
database("of-a-class", instance_class=later("db.t3.large"))
database("of-a-storage", allocated_storage=later(100))
database("with-a-standby", multi_az=later(True))
server("of-no-price", "m5.metal", tenancy="dedicated")
"""
)
OPEN = {
    "of-a-type": "Instances, Surplus CPU credits: instanceType is not known before deployment",
    "of-a-size": "Root volume: volumeSize is not known before deployment",
    "of-a-volume-type": "Root volume: volumeType is not known before deployment",
    "in-a-region": "whole resource: region is not known before deployment",
    "of-a-tenancy": "Instances: tenancy is not known before deployment",
    "with-disks": "Further volumes: ebsBlockDevices is not known before deployment",
    "many": "maxSize is not known before deployment",
    "of-an-engine": "Instance, Extended support: engine is not known before deployment",
    "of-a-class": "Instance, Surplus CPU credits: instanceClass is not known before deployment",
    "of-a-storage": "Storage: allocatedStorage is not known before deployment",
    "of-no-price": "Instances: tenancy dedicated has no price here",
}
"""By resource: what the gate cannot decide, one of every kind that the estimate knows."""


def blocks(text: str) -> dict[str, str]:
    """Return the messages of BUD-001 by resource, as one line each."""
    found = re.split(r"\n(?=\s*- ?\[|\s*\[)", text)
    named = {}
    for block in found:
        head = re.search(r"BUD-001\s+\(([^:]+:[^:]+):?([^:)]*): ([^)]+)\)", block)
        if head:
            named[head[3]] = named.get(head[3], "") + " ".join(block.split())
    return named


def test_a_stack_above_its_budget_is_stopped(tmp_path: Path) -> None:
    code, text = preview(tmp_path, DEAR, "Production", "{monthlyBudget: 300}")
    assert code != 0
    assert "[mandatory] [severity: medium]  BUD-001  (pulumi:pulumi:Stack: quoin-test)" in text
    assert "Up to 561.28 USD a month, 261.28 above the budget of 300.00." in text
    assert "- 560.64  web: Instances: 1 instances × 730 hours × 0.768 = 560.64" in text
    assert "web: m6g.4xlarge instead of m5.4xlarge" in text
    assert "raise `quoin:governance.monthlyBudget`" in " ".join(text.split())


def test_it_passes_when_the_budget_is_raised(tmp_path: Path) -> None:
    code, text = preview(tmp_path, DEAR, "Production", "{monthlyBudget: 562}")
    assert code == 0, text
    assert "BUD-" not in text


@pytest.mark.parametrize("environment", ["Staging", "Development"])
def test_elsewhere_it_is_a_notice(tmp_path: Path, environment: str) -> None:
    code, text = preview(tmp_path, DEAR, environment, "{monthlyBudget: 300}")
    assert code == 0, text
    assert "[advisory] [severity: medium]  BUD-001" in text
    assert "261.28 above the budget of 300.00." in text


def test_without_a_budget_production_is_stopped(tmp_path: Path) -> None:
    code, text = preview(tmp_path, DEAR, "Production", "{alerts: []}")
    assert code != 0
    assert "[mandatory] [severity: medium]  BUD-002" in text


def test_every_kind_of_unknown_value_stops_production(tmp_path: Path) -> None:
    _, text = preview(tmp_path, UNKNOWN, "Production", "{monthlyBudget: 100000}")
    found = blocks(text)
    assert found.keys() == OPEN.keys()  # the standby is a range that is counted at its top
    for name, reason in OPEN.items():
        assert "[mandatory] [severity: medium] BUD-001" in found[name]
        assert "Cannot decide what it costs: " in found[name]
        assert f"{reason}." in found[name]
        assert f"quoin:governance.estimate.accepted.{name}" in found[name]


def test_what_is_accepted_at_a_figure_passes(tmp_path: Path) -> None:
    accepted = '{"of-*": {monthly: 900, reason: a trial of the gate, expires: 2027-06-30}, '
    accepted += '"*": {monthly: 300.5, reason: a trial of the gate, expires: "2027-06-30"}}'
    enough = f"{{monthlyBudget: 5000, estimate: {{accepted: {accepted}}}}}"
    _, text = preview(tmp_path / "enough", UNKNOWN, "Production", enough)
    assert "quoin@v0.1.0" in text
    assert "BUD-" not in text  # other rules have a word on the same unknowns
    _, text = preview(tmp_path / "short", UNKNOWN, "Production", enough.replace("5000", "1250"))
    assert "above the budget of 1,250.00." in text
