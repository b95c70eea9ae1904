"""The commands of the cost guide print what the guide shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ops.support import quoin
from tests.support.synth import ROOT

GUIDE = (ROOT / "docs/guides/cost.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_list_gives_the_lines_that_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [listed], [shown] = blocks("json"), blocks("text")
    Path("list.json").write_text(listed, encoding="utf-8")
    [command] = [block.split() for block in blocks("sh") if "list.json" in block]
    result = quoin(*command[1:])
    assert result.code == 0, result.err
    assert [line for line in shown.splitlines() if line not in result.out.splitlines()] == []


def test_the_other_command_runs() -> None:
    [command] = [block.split() for block in blocks("sh") if "list.json" not in block]
    assert quoin(*command[1:]).code == 0
