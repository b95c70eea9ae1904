"""What happens to resources, in plain values: check, diff, create, read, update. The gRPC service only translates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulator import check, naming, regions
from simulator.check.problem import Problem
from simulator.check.shape import INTERNAL
from simulator.config import Config
from simulator.diff import Diff, compare
from simulator.imported import inputs_for
from simulator.outputs import build
from simulator.outputs.context import Context
from simulator.schema import model, source
from simulator.wire import UNKNOWN, Path

Values = dict[str, Any]


class Refused(Exception):
    """A request that the simulator cannot answer; the text says why and what to do."""


@dataclass(frozen=True)
class Checked:
    """Inputs as the engine shall keep them, and everything that AWS would refuse."""

    inputs: Values
    problems: list[Problem]


def schema_of(token: str) -> model.Resource:
    """The schema of a type; `Refused` with the nearest type names when pulumi_aws does not know it."""
    resource = model.resource(token)
    if resource is None:
        near = source.nearest_tokens(token)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise Refused(f"pulumi-aws has no resource type {token}.{hint}")
    return resource


def check_inputs(
    urn: str,
    news: Values,
    olds: Values,
    config: Config,
    *,
    asked: naming.Autonaming | None = None,
    secrets: frozenset[Path] = frozenset(),
) -> Checked:
    """Checks a resource's inputs: merges default tags, chooses the name, finds every problem."""
    resource = schema_of(type_of(urn))
    inputs = {name: value for name, value in news.items() if value is not None and name not in INTERNAL}
    if resource.tagged and inputs.get("tags") is not UNKNOWN:
        tags = inputs.get("tags") or {}
        if isinstance(tags, dict) and (merged := config.merged(tags)):
            inputs["tags"] = merged
    problems = naming.apply(resource, urn, inputs, olds, asked)
    return Checked(inputs, problems + check.problems(resource, inputs, secrets))


def diff_inputs(urn: str, olds: Values, news: Values, ignored: Iterable[str] = ()) -> Diff:
    """What changed between the old inputs and the new ones, and whether AWS replaces the resource."""
    return compare(schema_of(type_of(urn)), olds, news, ignored)


def create(urn: str, inputs: Values, config: Config, *, preview: bool) -> tuple[str, Values]:
    """(id, outputs) of a new resource; in a preview the id is empty and what AWS chooses is unknown."""
    context = _context(urn, inputs, config)
    return ("", build.preview(context)) if preview else build.create(context)


def update(urn: str, identity: str, olds: Values, news: Values, config: Config, *, preview: bool) -> Values:
    """The outputs after an update."""
    return build.update(_context(urn, news, config, identity), olds, is_preview=preview)


def read(urn: str, identity: str, inputs: Values, state: Values, config: Config) -> tuple[Values, Values]:
    """(inputs, outputs) of an existing resource: what the engine remembers; or, for an import, what the id implies."""
    if state and len(state) > 1:
        return inputs or {k: v for k, v in state.items() if k in schema_of(type_of(urn)).inputs.properties}, state
    resource = schema_of(type_of(urn))
    known = {**inputs, **{k: v for k, v in state.items() if k in resource.inputs.properties}}
    found = inputs_for(_context(urn, known, config, identity))
    context = _context(urn, found, config, identity)
    return {**found, "__defaults": []}, build.update(context, {}, is_preview=False)


def type_of(urn: str) -> str:
    """The type token in a URN, without its parents' types."""
    return urn.split("::")[2].rpartition("$")[2]


def _context(urn: str, inputs: Values, config: Config, identity: str = "") -> Context:
    own = inputs.get("region")
    region = own if isinstance(own, str) and own else config.region
    return Context(schema_of(type_of(urn)), inputs, urn, region, regions.ACCOUNT, identity)
