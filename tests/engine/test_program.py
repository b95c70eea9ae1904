"""What the user reads when a program fails."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import grpc
import pulumi
import pytest

from engine import program


class Refusal(grpc.RpcError):
    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__()
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return "no such type"


def failing() -> BaseException:
    try:
        raise ValueError("boom")
    except ValueError as error:
        return error


def test_a_run_error_is_its_text_alone() -> None:
    assert program.problem(pulumi.RunError("quoin:x is wrong")) == "quoin:x is wrong"


def test_another_exception_comes_with_the_users_frames() -> None:
    text = program.problem(failing())
    assert text is not None
    assert text.startswith("The program failed with an exception:\nTraceback")
    assert "test_program.py" in text
    assert text.endswith("ValueError: boom\n")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (grpc.StatusCode.UNAVAILABLE, None),
        (grpc.StatusCode.CANCELLED, None),
        (grpc.StatusCode.UNKNOWN, "The engine refused a call: no such type"),
    ],
)
def test_the_engines_own_errors(code: grpc.StatusCode, text: str | None) -> None:
    assert program.problem(Refusal(code)) == text


def test_frames_of_the_launcher_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("def (:\n", encoding="utf-8")
    with pytest.raises(SyntaxError) as caught:
        runpy.run_path(str(tmp_path))
    text = program.explain(caught.value)
    assert "runpy.py" not in text
    assert "<frozen" not in text
    assert f'File "{tmp_path}/__main__.py", line 1' in text


def test_no_request_ends_it_quietly() -> None:
    ended = subprocess.run(
        [sys.executable, program.__file__], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("", "")
