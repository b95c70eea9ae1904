"""What the shortcuts spare a synthesis: `python -m tests.synthesis.benchmark [STACK FILE ...]`.

A stack's program runs with them, and with the SDK's own code in their place, by turns; the garbage collector is off in
both, and what a run leaves is collected after it, which counts as a part of it. Processor time.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from unittest import mock

from synthesis import run, shortcuts
from tests.support.synth import config_of, synth

STACKS = ("Pulumi.dev.yaml", "Pulumi.prod.yaml", "examples/multi-region.yaml")
TURNS = 9


def taken(stack: str, means: Callable[[], AbstractContextManager[None]]) -> float:
    """Return the seconds of the processor that a synthesis and the end of its objects take."""
    config = config_of(stack)
    begun = time.process_time()
    with mock.patch.object(run, "shortcuts", means):
        synth(config)
    gc.collect()
    spent = time.process_time() - begun
    gc.freeze()
    return spent


def main(stacks: Sequence[str]) -> None:
    """Print one line of a Markdown table for each stack."""
    gc.disable()
    sys.stdout.write("| stack | resources | with, ms | without, ms | ratio |\n|---|---|---|---|---|\n")
    for stack in stacks:
        size = len(synth(config_of(stack)).resources)
        gc.collect()
        gc.freeze()
        turns = [(taken(stack, shortcuts.shortcuts), taken(stack, shortcuts._uncollected)) for _ in range(TURNS)]
        short, whole = (statistics.median(seconds) for seconds in zip(*turns, strict=True))
        sys.stdout.write(f"| {stack} | {size} | {short * 1e3:.0f} | {whole * 1e3:.0f} | {short / whole:.2f} |\n")


if __name__ == "__main__":
    main(sys.argv[1:] or STACKS)
