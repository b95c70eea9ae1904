"""Time and memory of cost reports of 100,000, 1 and 10 million lines: `python -m finops.cur.benchmark [LINES ...]`.

Each step is a process of its own, so that its peak of memory is its own. The lower bound, measured on the same files in
the same run, is what no report can be faster than: DuckDB adds up one column of the Parquet.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SIZES = (100_000, 1_000_000, 10_000_000)
FIRST, MONTHS = date(2026, 8, 1), 3
MOST = 1_000_000
"""Lines that are made; more are the same files under more names."""
LINES_OF_ONE = 103
"""Lines that one resource of the sample has in these months, about: a day each, and those of savings plans."""
MODULE, BOUND = "finops.cur.benchmark", "sum of one column"
TURNS = 3
"""How often the report and its bound are measured, by turns; the middle figure counts."""


@dataclass(frozen=True)
class Step:
    """What one process took."""

    wall: float
    processor: float
    peak: float
    """MB of memory at most, the interpreter and DuckDB included."""
    answer: float


def generate(folder: Path, size: int) -> float:
    """Write the sample; return how many lines it has. Above a million it is that million several times."""
    from finops.cur import sample  # noqa: PLC0415

    once = min(size, MOST)
    lines = sample.write(folder / "0", resources=max(1, once // LINES_OF_ONE), first=FIRST, months=MONTHS)
    for number in range(1, size // once):
        shutil.copytree(folder / "0", folder / str(number), copy_function=os.link)
    return lines * (size // once)


def report(folder: Path, _size: int) -> float:
    """Answer every query and render the page, as `quoin cost report -o html` does; return its length."""
    from finops.cur.queries import queries  # noqa: PLC0415
    from finops.cur.render import html  # noqa: PLC0415
    from finops.cur.run import Report  # noqa: PLC0415

    with Report(folder, memory="2GB") as opened:
        months = opened.months()
        results = opened.ask_all([query for query in queries() if not query.compares], months[0], months[-1])
        return len(html(results, months[0], months[-1]))


def bound(folder: Path, _size: int) -> float:
    """Add up one column."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect(config={"memory_limit": "2GB"}) as database:
        query = f"SELECT sum(line_item_unblended_cost) FROM read_parquet('{folder}/**/*.parquet')"
        found = database.execute(query).fetchone()
    return float(found[0]) if found else 0.0


Steps = Mapping[str, Callable[[Path, int], float]]
STEPS: Steps = {"generate": generate, "report": report, BOUND: bound}


def measured(module: str, step: str, folder: Path, size: int) -> Step:
    """Have a module do a step of its own in a process of its own: `one` answers there."""
    command = [sys.executable, "-m", module, "--step", step, str(folder), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        out = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{step} of {size:,} failed")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Step(peak=kilobytes / 1000, **json.loads(out))


def one(steps: Steps, step: str, folder: Path, size: int) -> None:
    """Do a step in this process, and print what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    answer = steps[step](folder, size)
    found = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor, "answer": answer}
    sys.stdout.write(json.dumps(found))


def middle(steps: Sequence[Step]) -> Step:
    """Return the step in the middle by processor time."""
    return sorted(steps, key=lambda step: step.processor)[len(steps) // 2]


def main(sizes: Sequence[int]) -> None:
    """Print one line of a Markdown table for each size."""
    sys.stdout.write(
        "| lines | generate, s (processor) | peak MB | report, s (processor) | peak MB | bound, s (processor) "
        f"| report : {BOUND}, processor |\n|---|---|---|---|---|---|---|\n"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made = measured(MODULE, "generate", folder, size)
            turns = [[measured(MODULE, step, folder, size) for step in ("report", BOUND)] for _ in range(TURNS)]
        asked, least = (middle(steps) for steps in zip(*turns, strict=True))
        sys.stdout.write(
            f"| {made.answer:,.0f} | {made.wall:.1f} ({made.processor:.1f}) | {made.peak:,.0f} | "
            f"{asked.wall:.1f} ({asked.processor:.1f}) | {asked.peak:,.0f} | "
            f"{least.wall:.2f} ({least.processor:.2f}) | {asked.processor / least.processor:.0f} |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        one(STEPS, sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or SIZES)
