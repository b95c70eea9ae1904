"""The line that tells how far a long job is."""

from __future__ import annotations

import io

import pytest

from engine import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("state", "seconds", "text"),
    [
        ("12 of 90 packages compiled", 5.9, "Building: 12 of 90 packages compiled (5 s)"),
        ("linking", 65, "Building: linking (1 min 05 s)"),
        ("", 3600, "Building (60 min 00 s)"),
    ],
)
def test_sentence(state: str, seconds: float, text: str) -> None:
    assert progress.sentence("Building", state, seconds) == text


def test_elsewhere_it_writes_whole_lines_and_few() -> None:
    stream = io.StringIO()
    with progress.Progress("Building", stream) as shown:
        for number in range(100):
            shown.say(str(number))
    assert stream.getvalue() == "Building: 0 (0 s)\nBuilding: done (0 s)\n"


def test_on_a_terminal_it_writes_over_its_line() -> None:
    stream = Terminal()
    with progress.Progress("Building", stream) as shown:
        shown.say("one")
    assert stream.getvalue() == "\r\x1b[KBuilding: one (0 s)\r\x1b[KBuilding: done (0 s)\n"


def test_a_job_that_fails_is_not_called_done() -> None:
    stream = io.StringIO()
    with pytest.raises(ValueError, match="no"), progress.Progress("Building", stream) as shown:
        shown.say("one")
        raise ValueError("no")
    assert "done" not in stream.getvalue()


def test_a_job_without_a_state_says_nothing() -> None:
    stream = io.StringIO()
    with progress.Progress("Building", stream):
        pass
    assert stream.getvalue() == ""
