"""What a run of the engine looks like on a terminal: the components and what they hold, findings, outputs."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from engine.events import LEVELS, SEVERITIES, Finding, Resource, Run

STEPS = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "same": "unchanged",
}
DONE = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted", "same": "unchanged"}
COLOURS = {"mandatory": "red", "remediate": "yellow", "advisory": "yellow"}
OUTPUTS_SHOWN = 12
"""Values of one output, beyond which only their number is shown."""
CHARACTERS_SHOWN = 200
"""Length of a value, beyond which its beginning is shown."""
RESOURCES_SHOWN = 3


def changes(run: Run, *, preview: bool) -> str:
    """`12 to create, 3 unchanged`."""
    words = STEPS if preview else DONE
    known = [f"{run.changes[step]} {word}" for step, word in words.items() if run.changes.get(step)]
    others = [f"{count} {step}" for step, count in run.changes.items() if step not in words and count]
    return ", ".join([*known, *others]) or "nothing"


def components(run: Run) -> Tree:
    """The components of the stack; each with what it holds itself, by type, and the components in it."""
    children: dict[str, list[Resource]] = {}
    for resource in run.resources.values():
        if not resource.type.startswith("pulumi:providers:"):
            children.setdefault(resource.parent, []).append(resource)
    roots = children.get("", [])
    stack = next((root for root in roots if root.type == "pulumi:pulumi:Stack"), None)
    tree = Tree(f"[bold]{escape(stack.name if stack else 'stack')}[/] {_count(stack, children) if stack else ''}")
    _hang(tree, [*roots, *children.get(stack.urn if stack else "", [])], children)
    return tree


def _hang(tree: Tree, resources: list[Resource], children: Mapping[str, list[Resource]]) -> None:
    """Hang components as branches and what is no component as one line."""
    loose = [resource for resource in resources if not _is_component(resource, children)]
    loose = [resource for resource in loose if resource.type != "pulumi:pulumi:Stack"]
    if loose:
        tree.add(f"[dim]{escape(kinds(loose))}[/]")
    for resource in sorted(resources, key=lambda one: one.name):
        if _is_component(resource, children):
            branch = tree.add(f"[cyan]{escape(resource.name)}[/] {escape(resource.kind)} {_count(resource, children)}")
            _hang(branch, children.get(resource.urn, []), children)


def _is_component(resource: Resource, children: Mapping[str, list[Resource]]) -> bool:
    if resource.type == "pulumi:pulumi:Stack":
        return False
    return resource.urn in children or not resource.type.startswith(("aws:", "pulumi:"))


def _count(resource: Resource, children: Mapping[str, list[Resource]]) -> str:
    return f"[dim]({sum(1 for _ in _below(resource, children))})[/]"


def _below(resource: Resource, children: Mapping[str, list[Resource]]) -> Iterator[Resource]:
    for child in children.get(resource.urn, []):
        if child.type.startswith("aws:"):
            yield child
        yield from _below(child, children)


def kinds(resources: Iterable[Resource]) -> str:
    """`ec2.Subnet × 6, ec2.Vpc`."""
    counted = Counter(resource.kind for resource in resources)
    return ", ".join(f"{kind} × {count}" if count > 1 else kind for kind, count in sorted(counted.items()))


def findings(run: Run) -> Table | str:
    """The policies that found something: the strictest level first, then by severity; each with what it found it in."""
    if not run.packs:
        return "no policy pack was on"
    if not run.findings:
        return f"none: {len(run.rules)} rules of {', '.join(run.packs)} found nothing"
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("level", "severity", "rule", "found", "in", "first line"):
        table.add_column(column, overflow="fold")
    for key, group in groupby(sorted(run.findings, key=order), key=_rule):
        found = list(group)
        level, severity, policy = key
        names = [finding.urn.rsplit("::", 1)[-1] for finding in found]
        shown = ", ".join(names[:RESOURCES_SHOWN]) + (" …" if len(names) > RESOURCES_SHOWN else "")
        colour = COLOURS.get(level, "white")
        table.add_row(
            f"[{colour}]{level}[/]", severity, policy, str(len(found)), escape(shown), escape(headline(found[0]))
        )
    return table


def _rule(finding: Finding) -> tuple[str, str, str]:
    return finding.level, finding.severity, finding.policy


def order(finding: Finding) -> tuple[int, int, str, str]:
    """Sorts findings: the strictest level first, then by severity."""
    level = LEVELS.index(finding.level) if finding.level in LEVELS else len(LEVELS)
    severity = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    return level, severity, finding.policy, finding.urn


def headline(finding: Finding) -> str:
    """The first line of a message that says something: the title of the rule comes first in each."""
    lines = [line.strip() for line in finding.message.splitlines() if line.strip()]
    return lines[1] if len(lines) > 1 else (lines[0] if lines else "")


def outputs(values: Mapping[str, Any]) -> Table:
    """The stack's outputs, nested ones as paths."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    flat = {name: list(flatten(name, value)) for name, value in values.items()}
    for lines in flat.values():
        if len(lines) <= OUTPUTS_SHOWN:
            for path, text in lines:
                table.add_row(escape(path), escape(shortened(text)))
    for name, lines in flat.items():
        if len(lines) > OUTPUTS_SHOWN:
            table.add_row(escape(name), f"[dim]{len(lines)} values[/]")
    return table


def shortened(text: str) -> str:
    """A value that fits a table: of a longer one its beginning and its length."""
    return text if len(text) <= CHARACTERS_SHOWN else f"{text[:40]}… ({len(text)} characters)"


def flatten(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """The leaves of a value with their paths; lists stay whole."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from flatten(f"{path}.{key}", inner)
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)


def problems(console: Console, run: Run) -> None:
    """What went wrong, as the engine told it."""
    for error in dict.fromkeys(run.errors):
        console.print(f"[red]error:[/] {escape(error)}", highlight=False)
