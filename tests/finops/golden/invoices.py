"""The stacks as invoices that a person can review: dev, prod, and each example in three environments.

`python -m tests.finops.golden.invoices` writes the files anew; `--check` only tells whether they are up to date.
Usage is that of the profile small.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path

from finops.estimate import Estimate, Usage, estimate
from finops.estimate.render_table import table
from synthesis.model import Synthesis
from tests.contract.corpus import STACK_FILES
from tests.finops.estimate.support import of_synthesis
from tests.support.synth import ROOT, config_of, synth

FOLDER = Path(__file__).parent
ENVIRONMENTS = ("Development", "Staging", "Production")


def cases() -> dict[str, tuple[str, str]]:
    """Return by file name: the stack file, and the environment to put it in (empty for its own)."""
    own = {f"{_stem(stack)}.txt": (stack, "") for stack in STACK_FILES if not stack.startswith("examples/")}
    examples = [stack for stack in STACK_FILES if stack.startswith("examples/")]
    return own | {f"{_stem(stack)}.{env.lower()}.txt": (stack, env) for stack in examples for env in ENVIRONMENTS}


def _stem(stack: str) -> str:
    return Path(stack).stem.removeprefix("Pulumi.")


@cache
def synthesis(stack: str, environment: str) -> Synthesis:
    """Return the synthesis of a stack file, in another environment if one is named."""
    config = config_of(stack)
    if environment in ("", config["quoin:environment"]):
        return synth(stack)
    return synth({**config, "quoin:environment": environment}, name=_stem(stack))


def estimated(stack: str, environment: str) -> Estimate:
    """Return the estimate of a stack file at small usage."""
    return estimate(of_synthesis(synthesis(stack, environment)), usage=Usage(profile="small"))


def main() -> int:
    """Write the invoices, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    check = parser.parse_args().check
    stale = 0
    for name, case in cases().items():
        path, text = FOLDER / name, table(estimated(*case))
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        sys.stdout.write(f"{path.relative_to(ROOT)} {'is out of date' if check else 'written'}\n")
        if not check:
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
