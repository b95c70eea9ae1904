"""Running `quoin` in a test."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from ops import cli


@dataclass(frozen=True)
class Result:
    """What a run left."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


def quoin(*arguments: str) -> Result:
    """Run `quoin` with arguments in this process, without a terminal."""
    return captured(lambda: cli.main(arguments))


def captured(run: Callable[[], int]) -> Result:
    """Run something that prints and returns an exit code."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run()
    return Result(code, out.getvalue(), err.getvalue())
