"""Every example in every environment on the real engine: previewed, deployed, judged by the policy pack.

`python -m tests.engine.examples` runs all of them on the simulator and prints a table; names and `--environment` choose
some, `--output json` is for programs, `--write` puts the table into docs/comparison.md. The exit code is 1 when a
command failed, a policy stopped it, or a preview after the deployment still wants to change something.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from engine import cli, demo
from engine.events import Run
from tests.engine.checkout import Checkout

Config = dict[str, Any]
ENVIRONMENTS = ("Development", "Staging", "Production")
EXAMPLES = tuple(sorted(path.stem for path in (cli.ROOT / "examples").glob("*.yaml")))
PAGE = cli.ROOT / "docs" / "comparison.md"
BEGIN, END = "<!-- python -m tests.engine.examples --write -->", "<!-- end -->"


def budget(monthly: int) -> Callable[[Config], None]:
    """Return the edit that sets the budget of a stack, in USD a month."""

    def edit(config: Config) -> None:
        config["quoin:governance"]["monthlyBudget"] = monthly

    return edit


ADAPTED: dict[tuple[str, str], Callable[[Config], None]] = {
    # The budget of the file is that of Staging: standby, protection and firewall cost more, and Production holds to it.
    ("web-app", "Production"): budget(1300),
}
"""What else is changed where an example is deployed in another environment than its own."""


@dataclass(frozen=True)
class Row:
    """What became of an example in an environment."""

    example: str
    environment: str
    failed: str
    """The command that failed, with its first error; empty where none did."""
    resources: int
    """Of AWS, created by the deployment."""
    mandatory: int
    """Findings that stop a deployment, of the preview and of the deployment together; each counts once."""
    advisory: int
    preview: float
    """Seconds of the preview, from the start of the CLI to its end."""
    up: float
    """Seconds of the deployment, without a preview before it."""
    program: float
    """Processor seconds of the program in the preview, imports included."""


def config_of(example: str, environment: str) -> Config:
    """Return the configuration of an example in an environment."""
    config = yaml.safe_load((cli.ROOT / "examples" / f"{example}.yaml").read_text("utf-8"))["config"]
    config["quoin:environment"] = environment
    ADAPTED.get((example, environment), lambda _: None)(config)
    return config


STEPS: dict[str, Sequence[str]] = {
    "preview": demo.PREVIEW,
    "up": demo.UPDATE,
    "preview of what is deployed": (*demo.PREVIEW, "--expect-no-changes"),
}


def deploy(example: str, environment: str, root: Path, console: Console, steps: Sequence[str] = tuple(STEPS)) -> Row:
    """Preview an example, deploy it, and preview it again; or the first of these steps."""
    checkout = Checkout(root, example, yaml.safe_dump({"config": config_of(example, environment)}, sort_keys=False))
    runs: list[Run] = []
    seconds: list[float] = []
    failed = ""
    program = 0.0
    for title in steps:
        timings = root / "timings"
        os.environ["QUOIN_TIMINGS"] = str(timings)
        begun = time.monotonic()
        run, code = demo.execute(root, [*STEPS[title], "--stack", checkout.stack], console, f"{example}: {title}")
        seconds.append(time.monotonic() - begun)
        runs.append(run)
        if title == "preview" and timings.exists():
            program = json.loads(timings.read_text("utf-8").splitlines()[-1])["processor"]
        if code:
            stopped = [one.message for one in run.findings if one.level == "mandatory"]
            failed = f"{title}: {next(iter([*stopped, *run.errors]), 'no message')}"
            break
    found = {(one.level, one.policy, one.urn) for run in runs for one in run.findings}
    levels = [level for level, _, _ in found]
    deployed = runs[1].resources.values() if len(runs) > 1 else ()
    return Row(
        example,
        environment,
        failed,
        resources=sum(one.type.startswith("aws:") for one in deployed),
        mandatory=levels.count("mandatory"),
        advisory=levels.count("advisory"),
        preview=round(seconds[0], 1),
        up=round(seconds[1], 1) if len(seconds) > 1 else 0,
        program=round(program, 1),
    )


def good(row: Row) -> bool:
    """Whether everything went well: nothing failed, no mandatory finding."""
    return not row.failed and not row.mandatory


def table(rows: Sequence[Row], *, clock: bool = True) -> str:
    """Return the rows as Markdown; `clock` adds the seconds of preview and deployment, which depend on the machine."""
    heads = ["example", "environment", "AWS resources", "mandatory findings", "advisory", "program, s of processor"]
    heads += ["preview, s", "up, s"] if clock else []
    lines = [f"| {' | '.join(heads)} |", "|---|---|" + "---:|" * (len(heads) - 2)]
    before = ""
    for row in rows:
        name = row.example if row.example != before else ""
        before = row.example
        figures = [row.resources, row.mandatory, row.advisory, row.program]
        figures += [row.preview, row.up] if clock else []
        lines.append(f"| {name} | {row.environment} | {' | '.join(map(str, figures))} |")
    return "\n".join(lines) + "\n"


def write(rows: Sequence[Row], page: Path = PAGE) -> None:
    """Put the table into the page, between its marks."""
    head, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{BEGIN}\n{table(rows, clock=False)}{END}{tail}", encoding="utf-8")


def matrix(examples: Iterable[str], environments: Sequence[str]) -> list[Row]:
    """Deploy examples in environments, one after the other; say how each went on standard error."""
    console = Console(stderr=True, highlight=False, emoji=False)
    rows = []
    for example in examples:
        for environment in environments:
            with tempfile.TemporaryDirectory(prefix="quoin-") as folder:
                rows.append(row := deploy(example, environment, Path(folder), console))
            verdict = "ok" if good(row) else row.failed or f"{row.mandatory} mandatory findings"
            sys.stderr.write(f"{example} {environment}: {verdict}\n")
    return rows


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help="examples; all if none is named: " + ", ".join(EXAMPLES))
    parser.add_argument("--environment", action="append", choices=ENVIRONMENTS, help="all if none is named")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.add_argument("--write", action="store_true", help="put the table into docs/comparison.md")
    options = parser.parse_args()
    if unknown := set(options.name) - set(EXAMPLES):
        parser.error(f"there is no example {', '.join(sorted(unknown))}")
    if options.write and (options.name or options.environment):
        parser.error("--write takes the whole matrix")
    rows = matrix(options.name or EXAMPLES, options.environment or ENVIRONMENTS)
    if options.write:
        write(rows)
    as_json = json.dumps([asdict(row) for row in rows], indent=1) + "\n"
    sys.stdout.write(as_json if options.output == "json" else table(rows))
    return int(not all(good(row) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
