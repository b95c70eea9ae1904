"""Definitions in Amazon States Language: read from the repository, judged, and filled in.

A definition names what it calls by placeholders such as `${function.orders}`. They are filled in with ARNs when these
are known; all else is judged before anything is created.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

TERMINAL = {"Succeed", "Fail"}
KINDS = {"Task", "Pass", "Choice", "Wait", "Parallel", "Map", *TERMINAL}
_CATCHES = {"Task", "Parallel", "Map"}
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_SERVICE = re.compile(r"arn:aws[a-z-]*:states:::[a-z0-9-]+:[A-Za-z0-9:]+(\.(sync(:2)?|waitForTaskToken))?")
_LONGEST_NAME = 80
_DISTRIBUTED_ONLY = {"ItemReader", "ItemBatcher", "ResultWriter", "ToleratedFailurePercentage", "ToleratedFailureCount",
"ToleratedFailurePercentagePath", "ToleratedFailureCountPath", "Label"}  # fmt: skip
_READERS = ("arn:aws:states:::s3:getObject", "arn:aws:states:::s3:listObjectsV2")
_WRITERS = ("arn:aws:states:::s3:putObject",)

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """A set of states that begins at one of them: the whole definition, a branch of Parallel, the body of Map."""

    path: str
    """Where it stands, such as `` or `Deliver.branches[0].`; stands before the names of its states in messages."""
    body: Json

    @property
    def states(self) -> Mapping[str, Json]:
        """Its states by name."""
        states = self.body.get("States")
        return states if isinstance(states, Mapping) else {}


def read(path: Path) -> Json:
    """Return the definition in a file.

    Raises:
        RunError: there is no such file, or it is no JSON object.

    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise pulumi.RunError(f"the definition {path.as_posix()} is missing; a workflow needs it") from None
    except json.JSONDecodeError as error:
        raise pulumi.RunError(f"{path.as_posix()}:{error.lineno}:{error.colno} is no JSON: {error.msg}") from None
    if not isinstance(found, Mapping):
        raise pulumi.RunError(f"{path.as_posix()} holds no object; expected StartAt and States")
    return found


def placeholders(definition: Any) -> set[str]:
    """Return the names of all placeholders, such as `function.orders`."""
    return set(_PLACEHOLDER.findall(json.dumps(definition)))


def fill_in(definition: Json, values: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """Return the definition as text, every placeholder replaced by its value."""
    text = json.dumps(definition, separators=(",", ":"))
    used = {name: values[name] for name in sorted(placeholders(definition))}
    return pulumi.Output.all(**used).apply(lambda found: _PLACEHOLDER.sub(lambda match: found[match[1]], text))


def scopes(definition: Json, path: str = "") -> Iterator[Scope]:
    """Yield the definition and every set of states inside it."""
    scope = Scope(path, definition)
    yield scope
    for name, state in scope.states.items():
        inner = [(f"{path}{name}.", state.get(key)) for key in ("ItemProcessor", "Iterator")]
        inner += [(f"{path}{name}[{n}].", branch) for n, branch in enumerate(state.get("Branches") or [])]
        for below, body in inner:
            if isinstance(body, Mapping):
                yield from scopes(body, below)


def successors(state: Json) -> Iterator[str]:
    """Yield the names of the states that may come after a state."""
    for holder in (state, *(state.get("Choices") or []), *(state.get("Catch") or [])):
        if "Next" in holder:
            yield holder["Next"]
    if "Default" in state:
        yield state["Default"]


def problems(definition: Json, known: Collection[str], unguarded: Collection[str] = ()) -> list[str]:
    """Return everything that is wrong with a definition, each as a sentence.

    `known` are the placeholders that can be filled in; `unguarded` the states that may call without Retry and Catch.
    """
    found = [
        f"${{{name}}} is unknown; expected one of {', '.join(sorted(known)) or 'none'}"
        for name in sorted(placeholders(definition) - set(known))
    ]
    names: list[str] = []
    for scope in scopes(definition):
        found += _structure(scope)
        names += scope.states
        for name, state in scope.states.items():
            found += (f"state {scope.path}{name} {problem}" for problem in _state(name, state, unguarded))
    found += (
        f"state {name} exists twice; names are unique" for name in sorted({n for n in names if names.count(n) > 1})
    )
    found += (f"unguarded names the state {name}, which does not exist" for name in sorted(set(unguarded) - set(names)))
    return found


def _structure(scope: Scope) -> Iterator[str]:
    """Yield what is wrong with the ways between the states of a scope."""
    where, states = scope.path or "the definition ", scope.states
    start = str(scope.body.get("StartAt"))
    if not states:
        yield f"{where}has no States"
        return
    if start not in states:
        yield f"{where}starts at {start}, which is none of its states"
        return
    for name, state in states.items():
        for target in successors(state):
            if target not in states:
                yield f"state {scope.path}{name} goes on to {target!r}, which is not among its neighbours"
    reached = _reached(start, states)
    yield from (f"state {scope.path}{name} is never reached" for name in states if name not in reached)
    if not any(_ends(state) for state in states.values()):
        yield f"{where}never ends: no state has End, and none is Succeed or Fail"
        return
    leading = _leading_to_end(states)
    yield from (
        f"state {scope.path}{name} leads to no end" for name in reached if name in states and name not in leading
    )


def _reached(start: str, states: Mapping[str, Json]) -> list[str]:
    found, waiting = [start], [start]
    while waiting:
        for target in successors(states.get(waiting.pop(), {})):
            if target not in found:
                found.append(target)
                waiting.append(target)
    return found


def _leading_to_end(states: Mapping[str, Json]) -> set[str]:
    """Return the states from which an end can be reached."""
    found = {name for name, state in states.items() if _ends(state)}
    while True:
        more = {name for name, state in states.items() if name not in found and found.intersection(successors(state))}
        if not more:
            return found
        found |= more


def _ends(state: Json) -> bool:
    return state.get("Type") in TERMINAL or state.get("End") is True


def _state(name: str, state: Json, unguarded: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with one state, as ends of a sentence."""
    kind = state.get("Type")
    if len(name) > _LONGEST_NAME:
        yield f"has a name of {len(name)} characters; at most {_LONGEST_NAME} are allowed"
    if kind not in KINDS:
        yield f"has the type {kind!r}; expected one of {', '.join(sorted(KINDS))}"
        return
    yield from _way_on(state, str(kind))
    if kind == "Task":
        yield from _resource(state)
    if kind == "Map":
        yield from _map(state)
    if kind in _CATCHES:
        yield from _handlers(state)
    if kind == "Task" and name not in unguarded:
        yield from (f"has no {key}; every call needs one (or name it in `unguarded`)" for key in _missing(state))


def _missing(state: Json) -> list[str]:
    return [key for key in ("Retry", "Catch") if not state.get(key)]


def _way_on(state: Json, kind: str) -> Iterator[str]:
    ways = [key for key in ("Next", "End") if state.get(key)]
    if kind in TERMINAL or kind == "Choice":
        if ways:
            yield f"has {ways[0]}, which a {kind} state cannot have"
        if kind == "Choice" and not state.get("Choices"):
            yield "has no Choices"
        if kind == "Choice" and "Default" not in state:
            yield "has no Default: an input that fits no choice would fail the run"
    elif len(ways) != 1:
        yield f"has {' and '.join(ways) or 'neither Next nor End'}; expected one of the two"


def _resource(state: Json) -> Iterator[str]:
    resource = state.get("Resource")
    if not isinstance(resource, str) or not (_SERVICE.fullmatch(resource) or _PLACEHOLDER.fullmatch(resource)):
        yield f"calls {resource!r}; expected a service such as arn:aws:states:::lambda:invoke, or a placeholder"
        return
    waits = resource.endswith((".waitForTaskToken", ".sync", ".sync:2"))
    if waits and not any(key in state for key in ("TimeoutSeconds", "TimeoutSecondsPath")):
        yield "waits for an answer without TimeoutSeconds: it would wait for a year"
    if resource.endswith(".waitForTaskToken") and "$.Task.Token" not in json.dumps(state):
        yield "waits for a token and hands none on: expected $$.Task.Token among its parameters"


def _map(state: Json) -> Iterator[str]:
    """Yield what is wrong with a Map; a distributed one runs each item as an execution of its own."""
    body = state.get("ItemProcessor", state.get("Iterator"))
    if not isinstance(body, Mapping):
        yield "has no ItemProcessor"
        return
    processing = body.get("ProcessorConfig", {})
    distributed = processing.get("Mode") == "DISTRIBUTED"
    if distributed:
        yield from _distributed(state, body, processing.get("ExecutionType"))
    else:
        extra = sorted(key for key in _DISTRIBUTED_ONLY if key in state)
        if extra:
            yield f"has {', '.join(extra)}, which only a Map with ProcessorConfig.Mode DISTRIBUTED can have"
    for key in ("ToleratedFailurePercentage", "ToleratedFailureCount", "MaxConcurrency"):
        value, highest = state.get(key), 100 if key.endswith("Percentage") else None
        if key in state and f"{key}Path" in state:
            yield f"has both {key} and {key}Path; expected one of the two"
        elif key in state and not _within(value, highest):
            yield f"has {key} {value!r}; expected a number from 0{f' to {highest}' if highest else ''}"


def _distributed(state: Json, body: Json, execution: Any) -> Iterator[str]:
    if execution not in ("STANDARD", "EXPRESS"):
        yield f"has the ExecutionType {execution!r} in its ProcessorConfig; expected STANDARD or EXPRESS"
    waiting = re.search(r"\.(sync(:2)?|waitForTaskToken)\"", json.dumps(body))
    if execution == "EXPRESS" and waiting:
        yield f"runs its items as EXPRESS, which cannot wait for {waiting[1]}"
    for key, calls in (("ItemReader", _READERS), ("ResultWriter", _WRITERS)):
        resource = state.get(key, {}).get("Resource")
        if key in state and resource not in calls:
            yield f"has the {key} {resource!r}; expected {' or '.join(calls)}"


def _within(value: Any, highest: int | None) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value >= 0 and (highest is None or value <= highest)


def _handlers(state: Json) -> Iterator[str]:
    for key in ("Retry", "Catch"):
        handlers = state.get(key) or []
        for position, handler in enumerate(handlers):
            errors = handler.get("ErrorEquals") or []
            if not errors:
                yield f"has a {key} without ErrorEquals"
            if "States.ALL" in errors and (len(errors) > 1 or position < len(handlers) - 1):
                yield f"has States.ALL in its {key} beside or before others; it stands alone and last"
            if key == "Catch" and "Next" not in handler:
                yield "has a Catch without Next"
