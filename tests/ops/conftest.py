"""Programs of stacks in the tests' own process."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import Any

import pytest

import synthesis.__main__ as program
from ops import sources
from tests.ops.support import captured
from tests.support.synth import ROOT


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the program of a stack here: a process of its own, as `test_a_stack_by_synthesis` has it, imports for 2 s."""

    def run(command: list[str], cwd: Path, **_: Any) -> CompletedProcess[str]:
        assert (command[1:3], cwd) == (["-m", "synthesis"], ROOT)
        done = captured(lambda: program.main(command[3:]))
        return CompletedProcess(command, done.code, done.out, done.err)

    monkeypatch.setattr(sources, "subprocess", SimpleNamespace(run=run))
