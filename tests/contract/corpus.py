"""What the contracts are held against: every stack file, and every sample in the environments that differ most."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.contract.samples import SAMPLES
from tests.support.synth import ROOT, Synthesis, synth, synth_component

STACK_FILES = [
    str(path.relative_to(ROOT))
    for path in sorted([*ROOT.glob("Pulumi.*.yaml"), *Path(ROOT / "examples").glob("*.yaml")])
]
"""Stack files of the project and its examples, from the root."""
CORPUS = [*STACK_FILES, *(f"{name} in {env}" for name in SAMPLES for env in ("Development", "Production"))]


@cache
def synthesis(entry: str) -> Synthesis:
    """Return the synthesis of an entry of the corpus."""
    if entry in STACK_FILES:
        return synth(entry)
    name, _, environment = entry.partition(" in ")

    def build(stage: object) -> None:
        SAMPLES[name](stage, None)  # pyright: ignore[reportArgumentType]

    return synth_component(build, environment)
