"""What every command is made of: its options, examples, exit codes, and how it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperCommand

Function = Callable[..., Any]


class Exit(IntEnum):
    """The exit codes of all commands."""

    OK = 0
    PROBLEMS = 1
    """The command worked and what it looked at is not well."""
    USAGE = 2
    NO_CREDENTIALS = 3
    """No credentials, or they may not do what is needed."""
    AWS_FAILED = 4
    REFUSED = 5
    """A guard of the command, or the person asked, said no."""


MEANINGS: Mapping[Exit, str] = {
    Exit.OK: "done, nothing wrong",
    Exit.PROBLEMS: "problems found",
    Exit.USAGE: "wrong arguments or input",
    Exit.NO_CREDENTIALS: "no AWS credentials, or no permission",
    Exit.AWS_FAILED: "AWS failed or could not be reached",
    Exit.REFUSED: "refused",
}


class Failure(Exception):
    """Ends a command with a message for people and an exit code; never shown with a traceback."""

    def __init__(self, message: str, code: Exit = Exit.PROBLEMS, *, fix: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.fix = fix
        """What to do about it: a second line."""


class Command(TyperCommand):
    """A command with what its help must say."""

    examples: Mapping[str, str]
    """Command line → what it does."""
    exits: Mapping[Exit, str]
    """The codes that it may end with, beyond 0 and 2, and when."""


def command(*, examples: Mapping[str, str], exits: Mapping[Exit, str] | None = None) -> Callable[[Function], Command]:
    """Make a command of a function whose parameters are annotated for typer and whose docstring is the help.

    The function returns an `Exit`, or nothing for 0. It must have an `output` parameter: the form of what it prints,
    `table` and `json` at least (`ops.console.Output` where these are all).
    """
    codes = {Exit.OK: MEANINGS[Exit.OK], Exit.USAGE: MEANINGS[Exit.USAGE], **(exits or {})}

    def make(function: Function) -> Command:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(
            cls=Command, epilog=_epilog(examples, codes), context_settings={"help_option_names": ["-h", "--help"]}
        )(function)
        made = typer.main.get_command(app)
        assert isinstance(made, Command)
        made.examples, made.exits = examples, codes
        return made

    return make


def _epilog(examples: Mapping[str, str], codes: Mapping[Exit, str]) -> str:
    """Return examples and exit codes as help text. A paragraph that starts with a backspace is not wrapped."""
    shown = "\n".join(f"  {line}\n      {meaning}" for line, meaning in examples.items())
    listed = "\n".join(f"  {code.value}  {meaning}" for code, meaning in sorted(codes.items()))
    return f"\b\nExamples:\n{shown}\n\n\b\nExit codes:\n{listed}"
