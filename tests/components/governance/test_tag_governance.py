"""Tags: what the organization's policies refuse, what the bill is split by."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.governance.tag_governance import TagGovernance, TagGovernanceArgs
from components.governance.tag_policies import MAX_CONTROL_POLICY, MAX_TAG_POLICY
from components.settings.tag_governance import TagGovernanceSettings
from finops.tags import ENVIRONMENTS, MANDATORY, SCHEMA
from tests.support.policies import allows
from tests.support.synth import Synthesis, synth_component

INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0"
SUBNET = "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-1"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
TAGS = {f"aws:RequestTag/{key}": "x" for key in MANDATORY}
SOMEBODY = {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/deployer"}
GLASS = "arn:aws:iam::*:role/BreakGlass"


def build(**values: Any) -> Synthesis:
    def program(stage: Any) -> None:
        settings = TagGovernanceSettings.of(stage.environment, **values)
        TagGovernance("tags", TagGovernanceArgs(settings=settings, stack=stage.stack), stage.opts)

    return synth_component(program)


def may(content: str, action: str, resource: str, context: dict[str, str]) -> bool:
    """Tell whether a service control policy lets pass what an account's own policies allow."""
    own = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.loads(content)
    document["Statement"].append(own)
    return allows(json.dumps(document), action, resource, context=context)


def control(**values: Any) -> str:
    return build(target="r-ab12", **values).named("tags-required").inputs["content"]


def test_nothing_is_made_unless_it_is_asked_for() -> None:
    assert [item for item in build().resources if item.type.startswith("aws:")] == []


def test_both_policies_are_attached_to_the_root() -> None:
    found = build(target="r-ab12")
    attached = {item.inputs["policyId"]: item.inputs["targetId"] for item in found.of_type("PolicyAttachment")}
    made = {item.outputs["id"]: item.inputs["type"] for item in found.of_type("aws:organizations/policy:Policy")}
    assert sorted(made.values()) == ["SERVICE_CONTROL_POLICY", "TAG_POLICY"]
    assert attached == dict.fromkeys(made, "r-ab12")


def test_the_tag_policy_is_that_of_the_schema() -> None:
    content = build(target="r-ab12").named("tags-tags").inputs["content"]
    assert len(content) <= MAX_TAG_POLICY
    tags = json.loads(content)["tags"]
    assert set(tags) == {rule.key for rule in SCHEMA}
    for rule in SCHEMA:
        assert tags[rule.key]["tag_key"] == {"@@assign": rule.key}
        assert ("tag_value" in tags[rule.key]) is bool(rule.allowed)
        assert ("enforced_for" in tags[rule.key]) is rule.mandatory
    assert tags["Environment"]["tag_value"] == {"@@assign": list(ENVIRONMENTS)}
    types = tags["CostCenter"]["enforced_for"]["@@assign"]
    assert all(kind.endswith(":ALL_SUPPORTED") for kind in types), "AWS knows no type ec2:*"


@pytest.mark.parametrize(
    ("action", "resource"),
    [("ec2:RunInstances", INSTANCE), ("dynamodb:CreateTable", TABLE), ("rds:CreateDBInstance", "arn:aws:rds:x:1:db:y")],
)
def test_nothing_is_created_without_every_tag(action: str, resource: str) -> None:
    content = control()
    assert len(content) <= MAX_CONTROL_POLICY
    assert may(content, action, resource, TAGS | SOMEBODY)
    assert not may(content, action, resource, SOMEBODY)
    for key in TAGS:
        assert not may(content, action, resource, {k: v for k, v in TAGS.items() if k != key} | SOMEBODY), key


def test_what_a_launch_only_uses_and_what_reads_is_let_through() -> None:
    content = control()
    assert may(content, "ec2:RunInstances", SUBNET, SOMEBODY)
    assert may(content, "ec2:DescribeInstances", "*", SOMEBODY)
    assert may(content, "ec2:TerminateInstances", INSTANCE, SOMEBODY)


def test_who_breaks_the_glass_is_let_through() -> None:
    content = control(exempt=[GLASS])
    assert may(content, "ec2:RunInstances", INSTANCE, {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/BreakGlass"})
    assert not may(content, "ec2:RunInstances", INSTANCE, SOMEBODY)


def test_the_bill_is_split_by_the_mandatory_tags() -> None:
    found = build(costAllocation=True)
    assert {(i.inputs["tagKey"], i.inputs["status"]) for i in found.of_type("CostAllocationTag")} == {
        (key, "Active") for key in MANDATORY
    }


def test_categories_of_the_schema() -> None:
    found = {item.inputs["name"]: item.inputs for item in build(categories=True).of_type("CostCategory")}
    assert set(found) == {"CostCategory-Environment", "CostCategory-CostCenter", "CostCategory-Project"}
    environment = found["CostCategory-Environment"]["rules"]
    assert [rule["value"] for rule in environment] == list(ENVIRONMENTS)
    assert environment[0]["rule"]["tags"]["values"] == [ENVIRONMENTS[0]]
    assert found["CostCategory-Project"]["rules"] == [
        {"type": "INHERITED_VALUE", "inheritedValue": {"dimensionName": "TAG", "dimensionKey": "Project"}}
    ]
    assert {inputs["defaultValue"] for inputs in found.values()} == {"Untagged"}
