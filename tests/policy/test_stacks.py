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
from tests.policy.harness import TODAY, UNKNOWN, Case, Declared, resource_args, stack_args
from tests.support.synth import ROOT, Synthesis, synth

STACKS = sorted(str(path.relative_to(ROOT)) for path in (*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("examples/*.yaml")))


def environment_of(stack: str) -> str:
    text = Path(ROOT / stack).read_text(encoding="utf-8")
    return yaml.safe_load(text)["config"]["quoin:environment"]


def judge_of(stack: str) -> Judge:
    """Return the pack as it judges a stack: its environment and its budget, on a day when what it accepts holds."""
    config = yaml.safe_load((ROOT / stack).read_text(encoding="utf-8"))["config"]
    governance = config.get("quoin:governance", {})
    workloads = config.get("quoin:workloads", {})
    environment = environment_of(stack)
    return Judge(rules(), environment=environment, today=TODAY, governance=governance, workloads=workloads)


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
    judge = judge_of(stack)
    found = [verdict for item in declared(stack) for verdict in judge.resource(resource_view(resource_args(item)))]
    outputs = {(item.type, item.name): item.outputs for item in run.resources if item.custom}
    deployed = [
        replace(item, inputs={**item.inputs, **carried(outputs[item.type, item.name])}) for item in declared(stack)
    ]
    return found + judge.stack(stack_view(stack_args(deployed)))


def previewed(stack: str) -> list[Declared]:
    """Return the resources as the first preview sees them: whatever another resource will answer is unknown.

    The engine knows all the same which property comes from which resource.
    """
    answers: dict[str, str] = {}
    for item in synth(stack).resources:
        if item.custom:
            own = {value for value in carried(item.inputs).values() if isinstance(value, str)}
            own.add(item.outputs.get("region", ""))  # no answer of AWS: the provider names it
            texts = {value for value in item.outputs.values() if isinstance(value, str) and len(value) > 5}
            answers |= dict.fromkeys(texts - own, item.urn)
    urns = {item.urn: (item.type, item.name) for item in synth(stack).resources}
    found = {(item.type, item.name): item for item in declared(stack)}
    result = {key: replace(item, inputs=dict(item.inputs), depends={}) for key, item in found.items()}
    for item in result.values():
        for name, value in item.inputs.items():
            sources: set[str] = set()
            item.inputs[name] = _forgotten(value, answers, sources)  # type: ignore[index]
            item.depends[name] = [result[urns[urn]] for urn in sources if urns.get(urn) in result]  # type: ignore[index]
    return list(result.values())


def _forgotten(value: Any, answers: Mapping[str, str], sources: set[str]) -> Any:
    """Return a value with UNKNOWN for each text that holds an answer; note whose answers those were."""
    if isinstance(value, Mapping):
        return {key: _forgotten(item, answers, sources) for key, item in value.items()}
    if isinstance(value, list):
        return [_forgotten(item, answers, sources) for item in value]
    if isinstance(value, str):
        used = {urn for text, urn in answers.items() if text in value}
        sources |= used
        return UNKNOWN if used else value
    return value


@pytest.mark.parametrize("stack", [name for name in STACKS if environment_of(name) == "Production"])
def test_the_pack_is_silent_on_the_first_preview_of_production(stack: str) -> None:
    seen = previewed(stack)
    assert sum(1 for item in seen if Case("", (item,)).unknown) > len(seen) / 4
    judge = judge_of(stack)
    found = [verdict for item in seen for verdict in judge.resource(resource_view(resource_args(item)))]
    found += judge.stack(stack_view(stack_args(seen)))
    assert [described(verdict) for verdict in found] == []


def described(verdict: Verdict) -> str:
    return f"{verdict.rule.id} {verdict.urn.rpartition('::')[2]}: {verdict.message}"


@pytest.mark.parametrize("stack", STACKS)
def test_the_pack_stops_no_stack(stack: str) -> None:
    stopped = [described(verdict) for verdict in judged(stack) if verdict.level == "mandatory"]
    assert stopped == []


@pytest.mark.parametrize("stack", [name for name in STACKS if environment_of(name) == "Production"])
def test_the_pack_is_silent_on_production(stack: str) -> None:
    assert [described(verdict) for verdict in judged(stack)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_gives_the_rules_something_to_judge(stack: str) -> None:
    judge = Judge(rules())
    assert sum(1 for item in declared(stack) if judge.rules_for(item.type)) > 10
