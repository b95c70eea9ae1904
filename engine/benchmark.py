"""Where the seconds of a preview go, and what the components cost against a flat program with the same resources."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import cli, flat, sandbox, simulated, stacks

RUNS = 5
COLLECTOR_STAYS = "import gc\n\ngc.disable = lambda: None  # the program turns it off: here it stays on\n"
"""What Python runs before the program where it is to be measured with its garbage collector."""
OURS = "this project"
POLICED = "this project, policies on"
UNGATED = "this project, policies on but the budget gate"
GATE = ("BUD-001", "BUD-002")


@dataclass(frozen=True)
class Sample:
    """The seconds of one preview."""

    total: float
    """From the start of the CLI to its end."""
    before: float
    """Until the program is asked to run: the CLI, the engine, the language host."""
    imports: float
    """Importing modules while the program runs."""
    declaring: float
    """The program itself, without its imports."""
    waiting: float
    """From the program's last line until the engine has answered for every resource."""
    after: float
    """From there to the end of the CLI."""
    processor: float
    """Processor seconds of the program's process, from the request to its end."""

    @property
    def program(self) -> float:
        """From the request to the engine's last answer: what a program's author can change."""
        return self.imports + self.declaring + self.waiting


@dataclass(frozen=True)
class Case:
    """Something to measure."""

    title: str
    root: Path
    policies: bool = False
    without: Sequence[str] = ()
    """Rules of the pack that are switched off."""
    python_path: str = ""
    """A folder with a `sitecustomize.py` for the program."""


def main(arguments: Sequence[str]) -> int:
    """Deploy a stack on the simulator, measure previews of it and of its flat program, print Markdown.

    `--policies` measures what policies add, and nothing else: no flat program is needed for that.
    """
    named = next((word for word in arguments if not word.startswith("-")), "dev")
    runs = int(simulated.option(arguments, "--runs") or RUNS)
    root = cli.ROOT
    stack = stacks.find(root, named)
    judged = [
        Case(POLICED, root, policies=True),
        Case(UNGATED, root, policies=True, without=GATE),
        Case(OURS, root),
    ]
    if "--policies" in arguments:
        sys.stdout.write(report(f"`{stack.stack}`", runs, measure(judged, stack, runs)))
        return 0
    say(f"deploying {named} on the simulator, to have its resources")
    resources = deployed(root, named)
    scratch = sandbox.of_project(root).folder / "benchmark" / stack.stack
    customized = scratch / "collector"
    customized.mkdir(parents=True, exist_ok=True)
    (customized / "sitecustomize.py").write_text(COLLECTOR_STAYS, encoding="utf-8")
    cases = [
        *judged,
        Case("this project, collector on", root, python_path=str(customized)),
        Case("flat", variant(scratch / "flat", root, stack, flat.program(resources, root, collector=False))),
        Case(
            "flat, collector on",
            variant(scratch / "flat-on", root, stack, flat.program(resources, root, collector=True)),
        ),
    ]
    samples = measure(cases, stack, runs)
    sys.stdout.write(report(f"`{stack.stack}`: {len(resources)} resources", runs, samples))
    return 0


def deployed(root: Path, named: str) -> list[dict[str, Any]]:
    """The resources of the state of a stack, which is deployed for that; secrets in clear (they are simulated)."""
    for arguments in (["up", "--yes", "--skip-preview", "--non-interactive"], ["stack", "export", "--show-secrets"]):
        command = simulated.prepare(root, [*arguments, "--stack", named])
        ended = subprocess.run(command.arguments, env=command.environment, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise stacks.StackError(f"{named} could not be deployed:\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
    return json.loads(ended.stdout)["deployment"]["resources"]


def variant(folder: Path, root: Path, stack: stacks.StackFile, program: str) -> Path:
    """A project beside this one, with the same stack file and another program."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: {sandbox.of_project(root).name}\nruntime: python\n", encoding="utf-8")
    (folder / f"Pulumi.{stack.stack}.yaml").write_text(stack.path.read_text("utf-8"), encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    if not (folder / "simulator").exists():
        (folder / "simulator").symlink_to(root / "simulator")
    return folder


def measure(cases: Sequence[Case], stack: stacks.StackFile, runs: int) -> dict[str, list[Sample]]:
    """Preview each case once to warm up, then by turns: what else the machine does meets all of them."""
    samples: dict[str, list[Sample]] = {case.title: [] for case in cases}
    for turn in range(runs + 1):
        for case in cases:
            say(f"{'warming up' if turn == 0 else f'run {turn} of {runs}'}: {case.title}")
            sample = preview(case, stack)
            if turn:
                samples[case.title].append(sample)
    return samples


def preview(case: Case, stack: stacks.StackFile) -> Sample:
    """One preview of a stack that does not exist yet."""
    command = simulated.prepare(case.root, ["preview", "--non-interactive", "--stack", stack.stack])
    arguments = command.arguments
    if not case.policies and "--policy-pack" in arguments:
        arguments = arguments[: arguments.index("--policy-pack")]
    empty = case.root / ".quoin" / "benchmark-empty" / stack.stack
    timings = empty / "timings"
    empty.mkdir(parents=True, exist_ok=True)
    timings.unlink(missing_ok=True)
    if case.without:
        switched = empty / "policy-pack.json"
        switched.write_text(json.dumps(dict.fromkeys(case.without, "disabled")), encoding="utf-8")
        arguments = [*arguments, "--policy-pack-config", str(switched)]
    environment = {**command.environment, "QUOIN_TIMINGS": str(timings)}
    if case.python_path:
        environment["PYTHONPATH"] = case.python_path
    environment["PULUMI_BACKEND_URL"] = _empty_backend(empty, arguments, environment, stack.stack)
    begun = time.time()
    ended = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    total = time.time() - begun
    if ended.returncode:
        raise stacks.StackError(f"{case.title}: the preview failed:\n{ended.stdout[-4000:]}{ended.stderr[-2000:]}")
    marks = json.loads(timings.read_text("utf-8").splitlines()[-1])
    return Sample(
        total=total,
        before=marks["asked"] - begun,
        imports=marks["imports"],
        declaring=marks["program"] - marks["asked"] - marks["imports"],
        waiting=marks["ended"] - marks["program"],
        after=begun + total - marks["ended"],
        processor=marks["processor"],
    )


def _empty_backend(folder: Path, arguments: list[str], environment: dict[str, str], stack: str) -> str:
    """A backend that knows the stack and no resource of it: a preview of it creates everything."""
    backend = (folder / "state").as_uri()
    if not (folder / "state").exists():
        (folder / "state").mkdir()
        command = [*arguments[:3], "--non-interactive", "stack", "init", "--no-select", stack]
        subprocess.run(command, env={**environment, "PULUMI_BACKEND_URL": backend}, capture_output=True, check=True)
    return backend


def report(title: str, runs: int, samples: dict[str, list[Sample]]) -> str:
    """The figures as Markdown: seconds, and what counts, their ratios."""

    def median(title: str, part: Callable[[Sample], float]) -> float:
        return statistics.median(part(sample) for sample in samples[title])

    def ratio(one: str, other: str, part: Callable[[Sample], float]) -> str:
        return f"{median(one, part) / median(other, part):.2f}"

    parts: dict[str, Callable[[Sample], float]] = {
        "whole preview": lambda sample: sample.total,
        "until the program runs": lambda sample: sample.before,
        "imports": lambda sample: sample.imports,
        "program": lambda sample: sample.declaring,
        "waiting for the engine": lambda sample: sample.waiting,
        "end": lambda sample: sample.after,
        "processor of the program": lambda sample: sample.processor,
    }
    cores = os.cpu_count()
    lines = [
        f"{title}; preview of an empty stack; median of {runs} runs by turns; {cores} cores",
        "",
        f"| seconds | {' | '.join(parts)} |",
        f"|---|{'---|' * len(parts)}",
    ]
    for name in samples:
        lines.append(f"| {name} | {' | '.join(f'{median(name, part):.2f}' for part in parts.values())} |")
    ratios = (
        ("this project : flat, both without the collector", OURS, "flat"),
        ("this project : flat as it comes", OURS, "flat, collector on"),
        ("this project: collector on : off", "this project, collector on", OURS),
    )
    lines += [
        "",
        "| ratio | wall clock | processor |",
        "|---|---|---|",
    ]
    for name, one, other in (row for row in ratios if samples.keys() >= {*row[1:]}):
        program = ratio(one, other, lambda sample: sample.program)
        lines.append(f"| {name} | {program} | {ratio(one, other, lambda sample: sample.processor)} |")
    policed, ungated, plain = (median(title, lambda sample: sample.total) for title in (POLICED, UNGATED, OURS))
    lines += [
        "",
        f"Policies add {policed - plain:.2f} s to the preview: with them it takes {policed / plain:.2f} times as long.",
        f"The budget gate ({' and '.join(GATE)}) is {policed - ungated:.2f} s of that: {policed / ungated:.2f} times.",
        "",
    ]
    return "\n".join(lines)


def say(text: str) -> None:
    """What is under way, on standard error."""
    sys.stderr.write(f"{text}\n")
