"""The project's own stacks keep the project's own rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.discovery import rules
from policy.judge import Judge, Verdict
from policy.sdk import resource_view, stack_view
from tests.policy.harness import Declared, resource_args, stack_args
from tests.support.synth import ROOT, Synthesis, synth

STACKS = sorted(str(path.relative_to(ROOT)) for path in (*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("examples/*.yaml")))


def environment_of(stack: str) -> str:
    text = Path(ROOT / stack).read_text(encoding="utf-8")
    return yaml.safe_load(text)["config"]["quoin:environment"]


def carried(value: Any) -> Any:
    """Return a value as the protocol carries it; files become a text."""
    if isinstance(value, Mapping):
        return {key: carried(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [carried(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else "a file"


@cache
def declared(stack: str) -> tuple[Declared, ...]:
    """Return the resources of a stack: inputs as `Declared`, joined by their simulated ids."""
    run = synth(stack)
    return tuple(_declared(run, item) for item in run.resources if item.custom and not item.type.startswith("pulumi:"))


def _declared(run: Synthesis, item: Any) -> Declared:
    provider = run.by_urn.get(item.provider.rpartition("::")[0])
    inputs = carried(provider.inputs) if provider else {}
    if isinstance(inputs.get("defaultTags"), Mapping):  # the provider takes it as JSON text
        inputs = {**inputs, "defaultTags": json.dumps(inputs["defaultTags"])}
    return Declared(item.type, carried(item.inputs), item.name, inputs)


def judged(stack: str) -> list[Verdict]:
    run = synth(stack)
    judge = Judge(rules(), environment=environment_of(stack))
    found = [verdict for item in declared(stack) for verdict in judge.resource(resource_view(resource_args(item)))]
    outputs = {(item.type, item.name): item.outputs for item in run.resources if item.custom}
    deployed = [
        replace(item, inputs={**item.inputs, **carried(outputs[item.type, item.name])}) for item in declared(stack)
    ]
    return found + judge.stack(stack_view(stack_args(deployed)))


@pytest.mark.parametrize("stack", STACKS)
def test_the_pack_stops_no_stack(stack: str) -> None:
    stopped = [
        f"{verdict.rule.id} {verdict.urn.rpartition('::')[2]}: {verdict.message}"
        for verdict in judged(stack)
        if verdict.level == "mandatory"
    ]
    assert stopped == []


@pytest.mark.parametrize("stack", [name for name in STACKS if environment_of(name) == "Production"])
def test_the_pack_is_silent_on_production(stack: str) -> None:
    assert [
        f"{verdict.rule.id} {verdict.urn.rpartition('::')[2]}: {verdict.message}" for verdict in judged(stack)
    ] == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_gives_the_rules_something_to_judge(stack: str) -> None:
    judge = Judge(rules())
    assert sum(1 for item in declared(stack) if judge.rules_for(item.type)) > 10
