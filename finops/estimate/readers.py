"""Resources from documents: a saved `pulumi preview --json`, a state export, a plain list.

Pure: each takes a parsed document. A ValueError names what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from finops.estimate.resource import Resource, plain

_STACK = "pulumi:pulumi:Stack"
_PROVIDER = "pulumi:providers:"
_GONE = {"delete", "delete-replaced", "discard", "discard-replaced", "read-discard"}
"""Operations of a preview after which the resource is not there."""


def after_preview(document: Mapping[str, Any]) -> list[Resource]:
    """Return the resources that a previewed update leaves."""
    return from_states(_steps(document, "newState", {"remove-pending-replace", *_GONE}))


def before_preview(document: Mapping[str, Any]) -> list[Resource]:
    """Return the resources that were there before a previewed update."""
    return from_states(_steps(document, "oldState", set()))


def from_state(document: Mapping[str, Any]) -> list[Resource]:
    """Return the resources of a state export (`pulumi stack export`)."""
    deployment = document.get("deployment")
    if not isinstance(deployment, Mapping):
        raise ValueError("not a state export: there is no deployment; make one with `pulumi stack export`")
    return from_states(state for state in deployment.get("resources") or [] if not state.get("delete"))


def from_list(document: Any) -> list[Resource]:
    """Return the resources of a plain list of maps: type, name, inputs; component, region, outputs where wanted.

    An input may refer to another resource as `${name}` or `${name.property}`. ValueError lists every problem.
    """
    if not isinstance(document, list):
        raise ValueError("a list of resources is wanted: [{type, name, inputs}]")
    problems = [problem for place, entry in enumerate(document) for problem in _wrong(place, entry)]
    if problems:
        raise ValueError("\n".join(problems))
    return [
        Resource(
            type=entry["type"],
            name=entry["name"],
            inputs=plain(entry.get("inputs") or {}),
            component=entry.get("component") or "",
            region=entry.get("region") or "",
            outputs=plain(entry.get("outputs") or {}),
            tags=_tags((entry.get("inputs") or {}).get("tags")),
        )
        for entry in document
    ]


_KEYS = {"type", "name", "inputs", "component", "region", "outputs"}


def _wrong(place: int, entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield f"[{place}]: takes a map with type, name and inputs, not {entry!r}"
        return
    for key in ("type", "name"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            yield f"[{place}].{key}: takes a text, not {entry.get(key)!r}"
    if not isinstance(entry.get("inputs") or {}, Mapping):
        yield f"[{place}].inputs: takes a map, not {entry['inputs']!r}"
    for key in sorted(set(entry) - _KEYS):
        yield f"[{place}].{key}: no such key; there are {', '.join(sorted(_KEYS))}"


def _steps(document: Mapping[str, Any], state: str, without: set[str]) -> Iterator[Mapping[str, Any]]:
    if not isinstance(document.get("steps"), list):
        raise ValueError("not a preview: there are no steps; make one with `pulumi preview --json`")
    for step in document["steps"]:
        if step.get("op") not in without and isinstance(step.get(state), Mapping):
            yield step[state]


@dataclass(frozen=True)
class _Provider:
    """What a provider decides for its resources."""

    region: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


def from_states(states: Iterable[Mapping[str, Any]]) -> list[Resource]:
    """Return resources of states as the engine writes them: urn, type, inputs, outputs, parent, provider …

    A resource that stands there twice, as the steps of a replacement do, counts once: the last state holds.
    """
    by_urn = {state["urn"]: state for state in states}
    providers = {urn: _provider(state) for urn, state in by_urn.items() if state["type"].startswith(_PROVIDER)}
    return [_resource(state, by_urn, providers) for state in by_urn.values() if _is_real(state)]


def _provider(state: Mapping[str, Any]) -> _Provider:
    """Return a provider. The engine keeps its inputs as texts, in which maps are JSON."""
    inputs = state.get("inputs") or {}
    default = inputs.get("defaultTags") or {}
    if isinstance(default, str):
        try:
            default = json.loads(default)
        except ValueError:
            default = {}  # hidden or unknown
    return _Provider(
        str(inputs.get("region") or ""), _tags(default.get("tags") if isinstance(default, Mapping) else {})
    )


def _tags(value: Any) -> dict[str, str]:
    """Return the tags that are known."""
    values = plain(value) if isinstance(value, Mapping) else {}
    return {key: text for key, text in values.items() if isinstance(text, str)} if isinstance(values, Mapping) else {}


def _is_real(state: Mapping[str, Any]) -> bool:
    return bool(state.get("custom", True)) and not state["type"].startswith((_PROVIDER, _STACK))


def _resource(
    state: Mapping[str, Any], by_urn: Mapping[str, Mapping[str, Any]], providers: Mapping[str, _Provider]
) -> Resource:
    outputs = dict(state.get("outputs") or {})
    if state.get("id"):
        outputs["id"] = state["id"]
    provider = providers.get(str(state.get("provider") or "").rpartition("::")[0], _Provider())
    return Resource(
        type=state["type"],
        name=state["urn"].split("::", 3)[3],
        inputs=plain(state.get("inputs") or {}),
        component=_component(state, by_urn),
        urn=state["urn"],
        outputs=plain(outputs),
        depends={key: tuple(urns) for key, urns in (state.get("propertyDependencies") or {}).items()},
        region=provider.region,
        managed=not state.get("external"),
        tags={**provider.tags, **_tags((state.get("inputs") or {}).get("tags"))},
    )


def _component(state: Mapping[str, Any], by_urn: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the names of the components above a resource, the outermost first."""
    names: list[str] = []
    parent = by_urn.get(state.get("parent") or "")
    while parent is not None and parent["type"] != _STACK:
        if not parent.get("custom", True):
            names.append(parent["urn"].split("::", 3)[3])
        parent = by_urn.get(parent.get("parent") or "")
    return "/".join(reversed(names))
