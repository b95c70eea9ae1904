"""Resources from the documents of Pulumi, and from plain lists."""

from __future__ import annotations

import pytest

from finops.estimate import UNKNOWN, estimate
from finops.estimate.readers import after_preview, before_preview, from_list, from_state

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
PROVIDER = "urn:pulumi:prod::shop::pulumi:providers:aws::aws"
APP = "urn:pulumi:prod::shop::quoin:index:App::app"


def state(type_: str, name: str, **more):
    urn = f"urn:pulumi:prod::shop::quoin:index:App${type_}::{name}"
    return {"urn": urn, "type": type_, "custom": True, "parent": APP, "provider": f"{PROVIDER}::id", **more}


def above(region="us-east-1"):
    return [
        {"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False},
        {
            "urn": PROVIDER,
            "type": "pulumi:providers:aws",
            "custom": True,
            "inputs": {"region": region},
            "parent": STACK,
        },
        {"urn": APP, "type": "quoin:index:App", "custom": False, "parent": STACK},
    ]


TEMPLATE = state("aws:ec2/launchTemplate:LaunchTemplate", "template", inputs={"instanceType": "m5.large"})
GROUP = state(
    "aws:autoscaling/group:Group",
    "group",
    inputs={"minSize": 1, "maxSize": 1, "launchTemplate": {"id": UNKNOWN_TEXT, "version": UNKNOWN_TEXT}},
    propertyDependencies={"launchTemplate": [TEMPLATE["urn"]], "minSize": []},
)


def preview(*steps):
    return {
        "steps": [{"op": op, "urn": (new or old)["urn"], "newState": new, "oldState": old} for op, old, new in steps]
    }


def test_a_preview_of_new_resources_keeps_its_references():
    """Ids are unknown before the first deployment; what depends on what is not."""
    resources = after_preview(preview(*(("create", None, entry) for entry in (*above(), TEMPLATE, GROUP))))
    assert {resource.component for resource in resources} == {"app"}
    (line,) = [line for line in estimate(resources).lines if line.label == "Instances"]
    assert line.row == "ec2.instance/m5.large"
    assert next(r for r in resources if r.name == "group").inputs["launchTemplate"]["id"] is UNKNOWN


def test_before_and_after_a_preview():
    bigger = {**TEMPLATE, "inputs": {"instanceType": "m5.xlarge"}}
    document = preview(
        *(("same", entry, entry) for entry in above()),
        ("update", TEMPLATE, bigger),
        ("delete", GROUP, None),
        ("create", None, state("aws:ec2/eip:Eip", "new", inputs={})),
    )
    assert {r.name: r.inputs.get("instanceType") for r in before_preview(document)} == {
        "template": "m5.large",
        "group": None,
    }
    assert {r.name: r.inputs.get("instanceType") for r in after_preview(document)} == {
        "template": "m5.xlarge",
        "new": None,
    }


def test_a_replacement_counts_once():
    new = state("aws:ec2/eip:Eip", "address", inputs={"domain": "vpc"})
    document = preview(("create-replacement", new, new), ("replace", new, new), ("delete-replaced", new, None))
    assert len(after_preview(document)) == 1
    assert len(before_preview(document)) == 1


@pytest.mark.parametrize("op", ["delete", "delete-replaced", "discard"])
def test_what_an_update_removes_is_not_there_after_it(op):
    address = state("aws:ec2/eip:Eip", "address", inputs={})
    assert after_preview(preview((op, address, address))) == []


def test_region_comes_from_the_provider():
    resources = after_preview(
        preview(*(("create", None, entry) for entry in above("eu-west-1")), ("create", None, TEMPLATE))
    )
    assert [resource.region for resource in resources] == ["eu-west-1"]


def test_a_state_export():
    gone = {**GROUP, "delete": True}
    read = {**TEMPLATE, "external": True}
    resources = from_state({"version": 3, "deployment": {"resources": [*above(), read, gone]}})
    assert [(resource.name, resource.managed) for resource in resources] == [("template", False)]


def test_secrets_are_read_when_they_are_open_and_unknown_when_not():
    signature = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
    inputs = {"open": {**signature, "value": "x"}, "shut": {**signature, "ciphertext": "abc"}, "hidden": "[secret]"}
    (resource,) = from_state({"deployment": {"resources": [state("aws:sqs/queue:Queue", "q", inputs=inputs)]}})
    assert resource.inputs == {"open": "x", "shut": UNKNOWN, "hidden": UNKNOWN}


def test_a_plain_list():
    (resource,) = from_list([{"type": "aws:sqs/queue:Queue", "name": "q", "inputs": {"fifoQueue": UNKNOWN_TEXT}}])
    assert resource.inputs == {"fifoQueue": UNKNOWN}


def test_a_plain_list_names_all_that_is_wrong():
    with pytest.raises(ValueError) as caught:
        from_list([{"type": "aws:sqs/queue:Queue", "nam": "q"}, "x", {"type": "t", "name": "n", "inputs": []}])
    message = str(caught.value)
    assert "[0].name: takes a text, not None" in message
    assert "[0].nam: no such key; there are component, inputs, name, outputs, region, type" in message
    assert "[1]: takes a map with type, name and inputs, not 'x'" in message


@pytest.mark.parametrize(("read", "command"), [(from_state, "stack export"), (after_preview, "preview --json")])
def test_another_document_is_refused_with_the_command_that_makes_one(read, command):
    with pytest.raises(ValueError, match=command):
        read({"version": 1})
