"""Every type of pulumi_aws by the same mechanism: minimal inputs pass, a wrong key does not, outputs are whole."""

from __future__ import annotations

import random

import pulumi
import pytest

from simulator import imported, lifecycle
from simulator.config import Config
from simulator.outputs.context import Context
from simulator.schema import model, source

CONFIG = Config(region="us-east-1", default_tags={"Owner": "platform"})
SAMPLE = sorted(random.Random(7).sample(sorted(source.registry()), 150))
# AWS takes no hyphen here, so a chosen name is refused; or a value that cannot be guessed from a pattern.
PECULIAR = {"athena/preparedStatement", "lex/bot", "lex/botAlias", "lex/intent", "appconfig/deployment"} | {
    "sagemaker/flowDefinition",
    "storagegateway/gateway",
}


def _urn(token: str) -> str:
    return f"urn:pulumi:dev::shop::{token}::thing"


def _minimal(token: str) -> dict[str, object]:
    return imported.inputs_for(Context(lifecycle.schema_of(token), {}, _urn(token), "us-east-1"))


@pytest.mark.parametrize("token", SAMPLE)
def test_a_type_of_pulumi_aws(token: str) -> None:
    resource = lifecycle.schema_of(token)
    checked = lifecycle.check_inputs(_urn(token), _minimal(token), {}, CONFIG)
    if token.split(":")[1] not in PECULIAR:
        assert [problem.text() for problem in checked.problems] == []
    assert not lifecycle.diff_inputs(_urn(token), checked.inputs, checked.inputs).changes

    identity, out = lifecycle.create(_urn(token), checked.inputs, CONFIG, preview=False)
    assert identity
    if resource.tagged:
        assert out["tagsAll"].items() >= {"Owner": "platform"}.items()
    assert isinstance(out.get("arn", "arn:"), str)
    assert out.get("arn", "arn:").startswith("arn:")
    promised = {name for name, kind in resource.outputs.items() if not kind.optional} - {"streamArn", "streamLabel"}
    assert promised <= {*out, "id", "urn"}


@pytest.mark.parametrize("token", SAMPLE)
def test_a_misspelt_key_is_refused_with_the_right_one(token: str) -> None:
    known = lifecycle.schema_of(token).inputs.properties
    if not known:
        pytest.skip("the type has no inputs")
    name = max(known, key=len)
    wrong = f"{name[:-1]}x{name[-1]}"
    problems = lifecycle.check_inputs(_urn(token), {**_minimal(token), wrong: "x"}, {}, CONFIG).problems
    assert any(problem.path == (wrong,) and f'Did you mean "{name}"?' in problem.reason for problem in problems)


def test_the_whole_package_can_be_read() -> None:
    registered = source.registry()
    assert len(registered) > 1700
    places = [source.resource_place(token) for token in registered]
    assert None not in places


@pytest.mark.parametrize(
    ("package", "name", "token"),
    [
        ("sqs", "Queue", "aws:sqs/queue:Queue"),
        ("lb", "Listener", "aws:lb/listener:Listener"),
        ("scheduler", "Schedule", "aws:scheduler/schedule:Schedule"),
    ],
)
def test_the_schema_is_what_pulumi_aws_says_of_itself(package: str, name: str, token: str) -> None:
    """The text that the simulator reads against the classes that Python builds from it."""
    import importlib

    from pulumi._types import input_type_types

    module = importlib.import_module(f"pulumi_aws.{package}")
    resource = model.resource(token)
    assert resource is not None
    _compare(getattr(module, f"{name}Args"), resource.inputs, input_type_types, module)


def _compare(cls: type, shape: model.Shape, types: object, module: object, depth: int = 0) -> None:
    declared = pulumi._types.input_type_py_to_pulumi_names(cls)  # pyright: ignore[reportAttributeAccessIssue]
    assert set(shape.properties) == set(declared.values())
    if depth > 3:
        return
    for rule in shape.properties.values():
        kind = rule.type.element or rule.type
        if kind.kind == "object":
            inner = model.described(shape.package, kind.ref)
            assert inner is not None
            _compare(getattr(module, kind.ref), inner, types, module, depth + 1)
