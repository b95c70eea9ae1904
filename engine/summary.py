"""A preview in Markdown, for pull requests: how much changes, what would be lost, findings, then each change."""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from engine import demo, show
from engine.events import Finding, Resource, Run

MARKER = "<!-- quoin preview -->"
"""Tells the comment that is to be edited from all others."""
NAMED = 20
"""Resources that are named one by one; beyond that their number says enough."""
LONGEST = 60_000
"""Characters of a comment; the forge takes 65,536."""


def main(root: Path, named: Sequence[str]) -> int:
    """Preview stacks on the simulator and print one Markdown text; the exit code is 1 if one of them fails."""
    console = Console(stderr=True, emoji=False)
    parts = [MARKER, "## Preview on the simulator"]
    failed = False
    for stack in named or ["dev"]:
        run, code = demo.execute(root, [*demo.PREVIEW, "--stack", stack], console, f"Preview of {stack}")
        parts.append(section(stack, run, failed=code != 0))
        failed = failed or code != 0
    sys.stdout.write(cut("\n\n".join(parts)) + "\n")
    return int(failed)


def cut(text: str) -> str:
    """The text, at most as long as a comment may be."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit("\n", 1)[0] + "\n\n… the rest is in the log of the run"


def section(stack: str, run: Run, *, failed: bool) -> str:
    """What there is to tell of one stack."""
    changed = [one for one in run.resources.values() if one.step not in ("same", "read")]
    lost = [*run.removed.values(), *(one for one in changed if one.step == "replace")]
    verdict = "**failed**" if failed else show.changes(run, preview=True)
    blocks = [f"### `{stack}`: {verdict}"]
    if run.errors and failed:
        blocks.append("\n".join(["```text", *dict.fromkeys(run.errors), "```"]))
    if lost:
        names = [f"`{one.name}` ({one.kind})" for one in sorted(lost, key=lambda one: one.urn)]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        blocks.append(f"**Deleted or replaced:** {', '.join(names[:NAMED])}{more}")
    if run.findings:
        blocks.append(_findings(run.findings))
    if changed:
        blocks.append(_folded(f"{len(changed)} changes", _changes(changed)))
    return "\n\n".join(blocks)


def _findings(findings: Iterable[Finding]) -> str:
    rows = ["| level | severity | rule | resource | finding |", "|---|---|---|---|---|"]
    for one in sorted(findings, key=show.order):
        cells = [one.level, one.severity, one.policy, one.urn.rsplit("::", 1)[-1], show.headline(one)]
        rows.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join(rows)


def _changes(resources: Iterable[Resource]) -> str:
    rows = ["| | resource | type |", "|---|---|---|"]
    rows += [f"| {one.step} | {_cell(one.name)} | {one.kind} |" for one in sorted(resources, key=lambda one: one.urn)]
    return "\n".join(rows)


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")
