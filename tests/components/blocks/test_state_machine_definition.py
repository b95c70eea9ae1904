"""Definitions of workflows: what is wrong is found before anything is created."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.blocks.state_machine_definition import placeholders, problems, read
from tests.support.synth import ROOT

RETRY = [{"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 2}]
CATCH = [{"ErrorEquals": ["States.ALL"], "Next": "Lost"}]
GOOD: dict[str, Any] = {
    "StartAt": "Work",
    "States": {
        "Work": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "${function.work}"},
            "Retry": RETRY,
            "Catch": CATCH,
            "Next": "Ask",
        },
        "Ask": {"Type": "Choice", "Choices": [{"Variable": "$.ok", "BooleanEquals": True, "Next": "Done"}],
                "Default": "Lost"},
        "Done": {"Type": "Succeed"},
        "Lost": {"Type": "Fail"},
    },
}  # fmt: skip


def found(known: tuple[str, ...] = ("function.work",), unguarded: tuple[str, ...] = (), **states: Any) -> list[str]:
    """Return the problems of the good definition with states set otherwise; None takes one away."""
    definition = copy.deepcopy(GOOD)
    for name, state in states.items():
        if state is None:
            del definition["States"][name]
        else:
            definition["States"][name] = state
    return problems(definition, known, unguarded)


def work(**changed: Any) -> dict[str, Any]:
    state = {**copy.deepcopy(GOOD["States"]["Work"]), **changed}
    return {key: value for key, value in state.items() if value is not None}


def test_a_good_definition_has_no_problem() -> None:
    assert found() == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("workflows/*.json")), ids=lambda path: path.name)
def test_the_definitions_of_the_project_are_good(path: Path) -> None:
    definition = read(path)
    assert problems(definition, placeholders(definition)) == []


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"Work": work(Next="Nowhere")}, "state Work goes on to 'Nowhere', which is not among its neighbours"),
        ({"Work": work(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "X"}])}, "state Work goes on to 'X'"),
        ({"Alone": {"Type": "Pass", "End": True}}, "state Alone is never reached"),
        ({"Work": work(Next=None)}, "state Work has neither Next nor End; expected one of the two"),
        ({"Work": work(End=True)}, "state Work has Next and End; expected one of the two"),
        ({"Work": work(Retry=None)}, "state Work has no Retry; every call needs one"),
        ({"Work": work(Catch=[])}, "state Work has no Catch; every call needs one"),
        ({"Work": work(Catch=[{"ErrorEquals": ["States.ALL"]}])}, "state Work has a Catch without Next"),
        ({"Work": work(Retry=[{"MaxAttempts": 1}])}, "state Work has a Retry without ErrorEquals"),
        (
            {"Work": work(Retry=[{"ErrorEquals": ["States.ALL"]}, *RETRY])},
            "state Work has States.ALL in its Retry beside or before others",
        ),
        ({"Work": work(Resource="lambda")}, "state Work calls 'lambda'; expected a service"),
        ({"Work": work(Resource=None)}, "state Work calls None"),
        (
            {"Work": work(Resource="arn:aws:states:::lambda:invoke.waitForTaskToken")},
            "state Work waits for an answer without TimeoutSeconds",
        ),
        (
            {"Work": work(Resource="arn:aws:states:::lambda:invoke.waitForTaskToken", TimeoutSeconds=5)},
            "state Work waits for a token and hands none on",
        ),
        ({"Ask": {"Type": "Choice", "Choices": [{"Next": "Done"}]}}, "state Ask has no Default"),
        ({"Ask": {"Type": "Choice", "Default": "Done"}}, "state Ask has no Choices"),
        ({"Ask": {"Type": "Guess"}}, "state Ask has the type 'Guess'; expected one of Choice, Fail"),
        ({"Done": {"Type": "Succeed", "End": True}}, "state Done has End, which a Succeed state cannot have"),
        ({"Done": {"Type": "Pass", "Next": "Done"}}, "state Done leads to no end"),
        ({"Work": None}, "the definition starts at Work, which is none of its states"),
        ({"x" * 81: {"Type": "Succeed"}}, "has a name of 81 characters; at most 80"),
    ],
)
def test_what_is_wrong_is_told(states: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in found(**states)), found(**states)


def test_inner_states_are_judged_as_well() -> None:
    inner = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Done"}}}
    both = {"Type": "Parallel", "Branches": [inner], "End": True, "Retry": RETRY, "Catch": CATCH}
    each = {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {}}, "Next": "Both"}
    assert found(Done={"Type": "Pass", "Next": "Each"}, Each=each, Both=both) == [
        "Each.has no States",
        "state Both[0].A goes on to 'Done', which is not among its neighbours",
        "Both[0].never ends: no state has End, and none is Succeed or Fail",
    ]


def test_everything_is_told_at_once() -> None:
    assert len(found((), ("Gone",), Work=work(Retry=None, Catch=None, Next="X"))) >= 5


def test_placeholders_are_known_or_refused() -> None:
    assert found(()) == ["${function.work} is unknown; expected one of none"]


def test_a_call_may_be_named_as_unguarded() -> None:
    assert found(unguarded=("Work",), Work=work(Retry=None)) == []
    assert "unguarded names the state Gone, which does not exist" in found(unguarded=("Gone",))


def test_a_name_is_used_once_in_all_scopes() -> None:
    inner = {"StartAt": "Work", "States": {"Work": {"Type": "Succeed"}}}
    assert found(Done={"Type": "Parallel", "Branches": [inner], "End": True}) == [
        "state Work exists twice; names are unique"
    ]


@pytest.mark.parametrize(("text", "said"), [("{", r"bad\.json:1:2 is no JSON"), ("[]", "holds no object")])
def test_a_file_that_is_no_definition(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(pulumi.RunError, match=said):
        read(path)
    with pytest.raises(pulumi.RunError, match=r"none\.json is missing"):
        read(tmp_path / "none.json")


@given(st.integers(min_value=1, max_value=30), st.data())
def test_a_chain_is_good_and_a_cut_in_it_is_found(length: int, data: st.DataObject) -> None:
    names = [f"S{n}" for n in range(length + 1)]
    states: dict[str, Any] = {name: {"Type": "Pass", "Next": after} for name, after in pairwise(names)}
    states[names[-1]] = {"Type": "Succeed"}
    definition = {"StartAt": "S0", "States": states}
    assert problems(definition, ()) == []
    cut = data.draw(st.integers(min_value=0, max_value=length - 1))
    states[names[cut]] = {"Type": "Succeed"}
    assert problems(definition, ()) == [f"state {name} is never reached" for name in names[cut + 1 :]]
    assert json.dumps(definition)  # it is left as it was: plain data


SWEEP = json.loads((ROOT / "workflows/account-sweep.asl.json").read_text())
SWEEP_KNOWN = ("places.bucket", "places.key", "results.bucket", "function")


def sweep(**changed: Any) -> list[str]:
    """Return the problems of the sweep with its Map changed; None takes a key away."""
    definition = copy.deepcopy(SWEEP)
    state = {**definition["States"]["Every place"], **changed}
    definition["States"]["Every place"] = {key: value for key, value in state.items() if value is not None}
    return problems(definition, SWEEP_KNOWN)


def processor(*, config: dict[str, Any] | None = None, resource: str | None = None) -> dict[str, Any]:
    body = copy.deepcopy(SWEEP["States"]["Every place"]["ItemProcessor"])
    if config is not None:
        body["ProcessorConfig"] = config
    if resource:
        body["States"]["Run the function"]["Resource"] = resource
        body["States"]["Run the function"]["Parameters"]["token.$"] = "$$.Task.Token"
    return body


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ItemProcessor": None}, "has no ItemProcessor"),
        (
            {"ItemProcessor": processor(config={})},
            "has ItemReader, Label, ResultWriter, ToleratedFailurePercentagePath",
        ),
        ({"ItemProcessor": processor(config={"Mode": "DISTRIBUTED"})}, "has the ExecutionType None"),
        ({"ItemReader": {"Resource": "arn:aws:states:::s3:putObject"}}, "has the ItemReader"),
        ({"ResultWriter": {"Resource": "arn:aws:states:::dynamodb:putItem"}}, "has the ResultWriter"),
        ({"ToleratedFailurePercentage": 5}, "has both ToleratedFailurePercentage and ToleratedFailurePercentagePath"),
        (
            {"ToleratedFailurePercentage": 101, "ToleratedFailurePercentagePath": None},
            "has ToleratedFailurePercentage 101; expected a number from 0 to 100",
        ),
        ({"MaxConcurrency": -1, "MaxConcurrencyPath": None}, "has MaxConcurrency -1; expected a number from 0"),
        (
            {"ItemProcessor": processor(resource="arn:aws:states:::lambda:invoke.waitForTaskToken")},
            "runs its items as EXPRESS, which cannot wait for waitForTaskToken",
        ),
    ],
)
def test_a_distributed_map_is_judged(changed: dict[str, Any], problem: str) -> None:
    assert sweep() == []
    assert [line for line in sweep(**changed) if f"state Every place {problem}" in line], sweep(**changed)
