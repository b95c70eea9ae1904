"""`make demo`: a stack previewed, deployed and explained, on the simulator."""

import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from engine import show, simulated
from engine.events import Run

PREVIEW = ("preview", "--json", "--non-interactive")
UPDATE = ("up", "--yes", "--skip-preview", "--json", "--non-interactive")

NEXT = {
    "Pulumi.{stack}.yaml": "what it is made of: change a line, run this again",
    "make preview STACK=prod SIMULATED=1": "the same program, safe without a single extra line",
    "make preview STACK={stack} SIMULATED=1": "what Pulumi itself shows of a preview",
    "make destroy STACK={stack} SIMULATED=1": "delete what was deployed here",
    ".venv/bin/python -m engine stack output --stack {stack}": "every output; so for every Pulumi command",
    "README.md": '"With your AWS account": backend, credentials, cost',
}
WIDTH = 110
"""Columns where there is no terminal to ask."""


def main(root: Path, stack: str = "dev") -> int:
    """Preview and deploy a stack, then show it; the exit code of what failed, or 0."""
    console = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDTH)
    started = time.monotonic()
    console.print(
        f"[bold]Quoin[/] · stack [cyan]{stack}[/] · [yellow]simulated: no AWS account, no credentials, no cost[/]"
    )
    for title, arguments in (("Preview", PREVIEW), ("Deploy", UPDATE)):
        begun = time.monotonic()
        run, code = execute(root, [*arguments, "--stack", stack], console, title)
        if code:
            _failed(console, run, title)
            return code
        took = time.monotonic() - begun
        console.print(f"  {title:<8} {show.changes(run, preview=title == 'Preview')} [dim]({took:.1f} s)[/]")
    _show(console, run, stack, time.monotonic() - started)
    return 0


def execute(root: Path, arguments: list[str], console: Console, title: str) -> tuple[Run, int]:
    """Run a Pulumi command with `--json` on the simulator, count along on a terminal, and return what became of it."""
    command = simulated.prepare(root, arguments)
    for notice in command.notices[1:]:  # the first one, that it is simulated, has been said
        simulated.say(notice)
    run = Run()
    environment = {**command.environment, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
    with (
        subprocess.Popen(
            command.arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        ) as process,
        console.status(f"{title} …", spinner="dots") as status,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            run.read(line)
            if run.resources:
                status.update(f"{title}: {len(run.resources)} resources")
        return run, simulated.wait(process)


def _show(console: Console, run: Run, stack: str, seconds: float) -> None:
    if not run.changed:
        console.print("\n[green]Nothing changed[/]: everything is as the last run left it.")
    console.print("\n[bold]What there is, by component[/]")
    console.print(show.components(run))
    console.print("\n[bold]Policy findings[/]")
    console.print(show.findings(run))
    console.print("\n[bold]Stack outputs[/]")
    console.print(show.outputs(run.outputs))
    for warning in dict.fromkeys(run.warnings):
        if "SIMULATED" not in warning:
            console.print(f"[yellow]warning:[/] {escape(warning)}")
    console.print(f"\nDone in {seconds:.1f} s.\n\n[bold]Where to look next[/]")
    for what, why in NEXT.items():
        console.print(f"  [cyan]{what.format(stack=stack):<56}[/] {why}")


def _failed(console: Console, run: Run, title: str) -> None:
    console.print(f"  {title} [red]failed[/]")
    if run.findings:
        console.print("\n[bold]Policy findings[/]")
        console.print(show.findings(run))
    show.problems(console, run)
    sys.stdout.flush()
