"""A picture of a workload, drawn from what it registers: its parts, and which needs which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from synthesis.model import Resource, Synthesis

_SHOWN = 3  # types of resources that a part is labelled with
_NO_NEED = {"BucketPolicy", "Permission", "Record", "SecurityGroupEgressRule", "SecurityGroupIngressRule"}
"""Types that name another part without needing it: where a name leads, who may come in, where one may go."""
_COMMON = {"Alias", "InstanceProfile", "Key", "LogGroup", "MetricAlarm", "ParameterGroup", "QueryDefinition", "Role"}
"""Types that nearly every part has, and that tell nothing about it."""


def mermaid(synthesis: Synthesis, workload: str) -> str:
    """Return a flowchart of the parts of a workload and of the network, if it stands in one."""
    parts = _parts(synthesis, workload)
    inside = {urn: _part_of(synthesis, urn, parts) for urn in synthesis.by_urn}
    edges = sorted(
        {
            (source.name, target.name)
            for resource in synthesis.resources
            if resource.kind not in _NO_NEED
            for needed in resource.depends_on
            if (source := inside[resource.urn]) and (target := inside.get(needed)) and source != target
        }
    )
    linked = {name for edge in edges for name in edge}
    shown = [part for part in parts.values() if part.parent in synthesis.by_urn or part.name in linked]
    lines = ["```mermaid", "flowchart LR"]
    lines += [f'  {_key(part.name)}["{_label(synthesis, part, inside)}"]' for part in shown]
    lines += [f"  {_key(source)} --> {_key(target)}" for source, target in edges]
    return "\n".join([*lines, "```", ""])


def _parts(synthesis: Synthesis, workload: str) -> dict[str, Resource]:
    """Return the components right below the workload, the workload for what lies directly in it, and the network."""
    top = [r for r in synthesis.resources if not r.custom and r.parent not in synthesis.by_urn]
    chosen = [r for r in top if r.name in (workload, "network")]
    own = next(r for r in chosen if r.name == workload)
    return {r.urn: r for r in [*chosen, *(c for c in synthesis.children(own.urn) if not c.custom)]}


def _part_of(synthesis: Synthesis, urn: str, parts: dict[str, Resource]) -> Resource | None:
    """Return the part that a resource lies in: the nearest one above it."""
    while urn in synthesis.by_urn:
        if urn in parts:
            return parts[urn]
        urn = synthesis.by_urn[urn].parent
    return None


def _label(synthesis: Synthesis, part: Resource, inside: dict[str, Resource | None]) -> str:
    kinds = Counter(r.kind for r in synthesis.resources if r.custom and inside[r.urn] == part)
    telling = {kind: count for kind, count in kinds.items() if kind not in _COMMON and not _detail(kind, kinds)}
    ranked = sorted(telling.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    contents = ", ".join(f"{count} {kind}" if count > 1 else kind for kind, count in ranked)
    return f"<b>{part.kind}</b> {part.name}" + (f"<br/>{contents}" if contents else "")


def _detail(kind: str, kinds: Iterable[str]) -> bool:
    """Tell whether a type is a detail of another one, as BucketPolicy is of Bucket."""
    return any(kind != other and kind.startswith(other) for other in kinds)


def _key(name: str) -> str:
    return re.sub(r"\W", "_", name)
