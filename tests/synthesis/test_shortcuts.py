"""Shortcuts change how long a synthesis takes, and nothing that it tells."""

from __future__ import annotations

import gc
from contextlib import nullcontext
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import _types
from pulumi.runtime import resource, rpc

from synthesis import run, shortcuts
from tests.support.synth import config_of, synth, synth_component

REPLACED = [
    (resource, "_get_stack_trace"),
    (rpc, "transfer_properties"),
    (rpc, "contains_unknowns"),
    (_types, "unwrap_type"),
    (resource, "create_urn"),
    (pulumi.Output, "from_input"),
]


@pytest.mark.parametrize("stack", ["Pulumi.dev.yaml", "examples/data-analytics.yaml"])
def test_a_program_asks_for_the_same_without_them(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(stack)
    short = synth(config)
    monkeypatch.setattr(run, "shortcuts", nullcontext)
    whole = synth(config)
    assert len(short.resources) > 90
    assert short.resources == whole.resources
    assert (short.exports, short.calls, short.log) == (whole.exports, whole.calls, whole.log)


def test_the_sdk_is_as_it_was_afterwards() -> None:
    before = [vars(owner)[name] for owner, name in REPLACED]

    def program() -> None:
        assert all(vars(owner)[name] is not own for (owner, name), own in zip(REPLACED, before, strict=True))
        assert not gc.isenabled()
        raise pulumi.RunError("refused")

    gc.enable()
    try:
        with pytest.raises(pulumi.RunError):
            synth_component(program)
        assert gc.isenabled()
    finally:
        gc.disable()
    assert [vars(owner)[name] for owner, name in REPLACED] == before


def test_outputs_of_a_resource_know_what_they_are_of() -> None:
    told: dict[str, Any] = {}

    def program() -> None:
        queue = aws.sqs.Queue("queue", policy=pulumi.Output.secret("hidden"))

        async def tell() -> None:
            told["url"], told["policy"] = await queue.url.is_secret(), await queue.policy.is_secret()
            told["of"] = await queue.url.resources() == {queue}

        pulumi.export("told", pulumi.Output.from_input(tell()))

    synth_component(program)
    assert told == {"url": False, "policy": True, "of": True}


def test_an_error_over_an_output_is_that_of_the_synthesis() -> None:
    def program() -> None:
        aws.sqs.Queue("queue").url.apply(lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        synth_component(program)


def test_a_resource_that_cannot_be_made_fails_whoever_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, _request: object) -> None:
        raise RuntimeError("no such type")

    monkeypatch.setattr("synthesis.monitor.Monitor.RegisterResource", refuse)
    with pytest.raises(RuntimeError, match="no such type"):
        synth_component(lambda: {"url": aws.sqs.Queue("queue").url})


def test_an_output_of_a_value_is_a_copy_with_every_output_in_it() -> None:
    plain: dict[str, Any] = {"a": [1, {"b": None}]}

    def program() -> None:
        part = aws.s3.BucketGrantArgs(type="x", permissions=["READ"])
        mixed = {"plain": plain, "pair": (1, 2), "secret": [pulumi.Output.secret("hidden")], "part": part}
        for key, value in {"plain": plain, "pair": (1, 2), "mixed": mixed}.items():
            pulumi.export(key, pulumi.Output.from_input(value).apply(repr))
        pulumi.export("type", pulumi.Output.from_input(mixed).apply(lambda found: found["part"].type))
        plain["a"].append(2)

    made = synth_component(program)
    assert made.exports["plain"] == "{'a': [1, {'b': None}]}"
    assert made.exports["pair"] == "(1, 2)"
    assert made.exports["type"] == "x"
    assert "'secret': ['hidden']" in str(made.exports["mixed"])


@pytest.mark.parametrize("value", [pulumi.UNKNOWN, [1, pulumi.UNKNOWN], {"a": {"b": [pulumi.UNKNOWN]}}])
def test_what_is_unknown_is_seen(value: Any) -> None:
    assert shortcuts._contains_unknowns(value)


@pytest.mark.parametrize("value", ["text", 1, 1.5, None, True, [], {"a": ["b", None]}])
def test_what_is_known_is_seen(value: Any) -> None:
    assert not shortcuts._contains_unknowns(value)
