"""What the budget gate adds to the judgement of a stack: `python -m tests.policy.benchmark_gate [STACK FILE ...]`.

The pack judges the first preview of a stack in this process, with the rules BUD-001 and BUD-002 and without them, by
turns. The lower bound is the judgement of all other rules. Processor time, so that other load counts for little; what
the gate adds to a whole preview is this over the seconds of `python -m engine benchmark`.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence

from engine.benchmark import GATE
from policy.discovery import rules
from policy.judge import Judge
from policy.rule import Rule
from policy.sdk import resource_view, stack_view
from tests.policy.harness import TODAY, Declared, resource_args, stack_args
from tests.policy.test_stacks import environment_of, previewed
from tests.support.synth import config_of

STACKS = ("Pulumi.dev.yaml", "Pulumi.prod.yaml")
TURNS = 9


def judged(stack: str, seen: Sequence[Declared], chosen: Sequence[Rule]) -> float:
    """Return the seconds of the processor that a judgement takes."""
    config = config_of(stack)
    begun = time.process_time()
    judge = Judge(
        list(chosen),
        environment=environment_of(stack),
        today=TODAY,
        governance=config.get("quoin:governance", {}),
        workloads=config.get("quoin:workloads", {}),
    )
    for item in seen:
        judge.resource(resource_view(resource_args(item)))
    judge.stack(stack_view(stack_args(list(seen))))
    return time.process_time() - begun


def main(stacks: Sequence[str]) -> None:
    """Print one line of a Markdown table for each stack."""
    every = rules()
    others = [rule for rule in every if rule.id not in GATE]
    sys.stdout.write("| stack | resources | all rules, ms | without the gate, ms | ratio |\n|---|---|---|---|---|\n")
    for stack in stacks:
        seen = previewed(stack)
        judged(stack, seen, every)  # the price book is loaded once
        turns = [(judged(stack, seen, every), judged(stack, seen, others)) for _ in range(TURNS)]
        whole, bound = (statistics.median(seconds) for seconds in zip(*turns, strict=True))
        sys.stdout.write(f"| {stack} | {len(seen)} | {whole * 1e3:.0f} | {bound * 1e3:.0f} | {whole / bound:.2f} |\n")


if __name__ == "__main__":
    main(sys.argv[1:] or STACKS)
