"""The report of the benchmark, and the parts of a run that it is made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import benchmark, stacks

from .conftest import Project


def sample(seconds: float) -> benchmark.Sample:
    return benchmark.Sample(10 * seconds, 1, seconds, 2 * seconds, 3 * seconds, 1, 4 * seconds)


def test_ratios_are_of_medians_of_the_program() -> None:
    samples = {
        "this project, policies on": [sample(5)],
        "this project, policies on but the budget gate": [sample(4)],
        "this project": [sample(2), sample(3), sample(100)],
        "this project, collector on": [sample(6)],
        "flat": [sample(2)],
        "flat, collector on": [sample(4)],
    }
    lines = benchmark.report("`dev`: 133 resources", 3, samples).splitlines()
    assert lines[0].startswith("`dev`: 133 resources;")
    assert "| this project | 30.00 | 1.00 | 3.00 | 6.00 | 9.00 | 1.00 | 12.00 |" in lines
    assert "| this project : flat, both without the collector | 1.50 | 1.50 |" in lines
    assert "| this project : flat as it comes | 0.75 | 0.75 |" in lines
    assert "| this project: collector on : off | 2.00 | 2.00 |" in lines
    assert lines[-2:] == [
        "Policies add 20.00 s to the preview: with them it takes 1.67 times as long.",
        "The budget gate (BUD-001 and BUD-002) is 10.00 s of that: 1.25 times.",
    ]


def test_policies_alone_need_no_flat_program() -> None:
    cases = (benchmark.POLICED, benchmark.UNGATED, benchmark.OURS)
    lines = benchmark.report("`dev`", 1, {case: [sample(1)] for case in cases}).splitlines()
    assert lines[-3] == ""
    assert not [line for line in lines if "flat" in line]
    assert lines[-1].endswith("is 0.00 s of that: 1.00 times.")


@pytest.mark.engine
def test_a_preview_is_taken_apart(make_project: Callable[..., Project]) -> None:
    project = make_project()
    stack = stacks.StackFile("dev", project.root / "Pulumi.dev.yaml")
    taken = benchmark.preview(benchmark.Case("tiny", project.root), stack)
    assert taken.imports > 0.02
    assert taken.declaring > 0
    assert taken.processor > taken.declaring
    parts = taken.before + taken.program + taken.after
    assert parts == pytest.approx(taken.total)
    assert not (project.root / ".quoin" / "benchmark-empty" / "dev" / "state" / "Pulumi.dev.yaml").exists()


@pytest.mark.engine
def test_the_flat_program_of_a_stack_previews(make_project: Callable[..., Project], tmp_path: Path) -> None:
    project = make_project()
    resources = benchmark.deployed(project.root, "dev")
    stack = stacks.StackFile("dev", project.root / "Pulumi.dev.yaml")
    text = benchmark.flat.program(resources, project.root, collector=False)
    assert text.count("aws.ssm.Parameter(") == 3
    root = benchmark.variant(tmp_path / "variant", project.root, stack, text)
    assert benchmark.preview(benchmark.Case("flat", root), stack).total > 0
