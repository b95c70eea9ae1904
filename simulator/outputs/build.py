"""Puts the outputs of a resource together: inputs, defaults, values that AWS chooses, and what is special to a type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator import facts
from simulator.check.shape import INTERNAL
from simulator.outputs import ids, special
from simulator.outputs.context import Context
from simulator.outputs.generic import value
from simulator.wire import UNKNOWN, holds_unknown

VERSIONED = frozenset(
    {"latestVersion", "version", "versionId", "lastModified", "etag", "lastUpdatedDate", "updateDate"}
    | {"lastUpdatedTime", "qualifiedArn", "sourceCodeHash", "codeSha256"}
)
"""Outputs that an update moves on."""


def create(context: Context) -> tuple[str, dict[str, Any]]:
    """(id, outputs) of a new resource."""
    made = replace(context, id=ids.identify(context))
    return made.id, _outputs(made, {}, preview=False)


def preview(context: Context) -> dict[str, Any]:
    """Outputs as far as they are known before the creation; what AWS chooses is unknown."""
    return _outputs(context, {}, preview=True)


def update(context: Context, olds: dict[str, Any], *, is_preview: bool) -> dict[str, Any]:
    """Outputs after an update: what AWS chose stays, except what counts versions."""
    return _outputs(context, olds, preview=is_preview)


def _outputs(context: Context, olds: dict[str, Any], *, preview: bool) -> dict[str, Any]:
    out = {name: item for name, item in context.inputs.items() if name not in INTERNAL}
    known, resource = facts.of(context.token), context.resource
    chosen = special.chosen(context)
    # Provider-side names are left for the type's own rules to find.
    for name, kind in resource.outputs.items():
        if out.get(name) is not None or name in ("id", "urn"):
            continue
        if name == "tagsAll":
            out[name] = context.inputs.get("tags") or {}
        elif name == "region":
            out[name] = context.region
        elif name in known.defaults and name not in chosen:
            out[name] = known.defaults[name]
        elif not _filled(name, context):
            continue
        elif name in olds and olds[name] is not None and olds[name] is not UNKNOWN and name not in VERSIONED:
            out[name] = olds[name]
        elif preview:
            out[name] = UNKNOWN
        elif name in chosen:
            out[name] = chosen[name](context)
        else:
            out[name] = value(context, name, kind)
    if not preview:
        special.settle(context, out, olds)
    elif not olds or holds_unknown(context.inputs):
        special.unsettle(context, out)
    return {name: item for name, item in out.items() if item is not None}


def _filled(name: str, context: Context) -> bool:
    """Whether AWS gives this output a value though the program gave none."""
    if name not in context.resource.inputs.properties:
        return True
    # pulumi-aws types an output as never None exactly where the provider promises a value.
    return name in facts.of(context.token).computed or not context.resource.outputs[name].optional
