"""A problem of a stack file, and the message that lists all of them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.settings.words import plain

Path = tuple[str | int, ...]
"""Where a key stands: its name with the namespace, then the names and positions below it."""

_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and how to put it right."""

    path: Path
    """The key; empty when the problem is not that of one key."""
    text: str
    """What is wrong: a sentence without a full stop."""
    details: tuple[str, ...] = ()
    """What is allowed, what is nearest."""
    fix: str = ""
    """What to do: a sentence, with each command on a line of its own where there are several."""
    unknown: bool = False
    """Whether there is no such setting."""
    meant: Path | None = None
    """The key that was probably meant instead."""

    def __str__(self) -> str:
        return "\n    ".join([self.text, *self.details, *self.fix.splitlines()])


def missing(path: Path, details: tuple[str, ...], fix: str) -> Problem:
    """Return the problem of a mandatory key that is not there, in the words that Pulumi has for it."""
    return Problem(path, f"Missing required configuration variable '{dotted(path)}'", details, fix)


def dotted(path: Path) -> str:
    """Write a path as `pulumi config set --path` reads it, such as `quoin:workloads.api.queues[0]`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        elif not written or re.fullmatch(r"[A-Za-z_<][\w>-]*", part):
            written += f".{part}" if written else part
        else:
            escaped = part.replace("\\", "\\\\").replace('"', '\\"')
            written += f'["{escaped}"]'
    return written


def set_command(path: Path, value: str = "<value>", *, as_text: bool = False, secret: bool = False) -> str:
    """Return the command that sets a key. `as_text` keeps digits a text, which AWS account ids need."""
    nested = len(path) > 1
    words = ["pulumi config set"]
    words += ["--secret"] if secret else []
    words += ["--path", _quoted(dotted(path))] if nested else [dotted(path)]
    if secret:
        return " ".join(words)  # the CLI asks for the value, so it stays out of the shell's history
    if as_text and nested and re.fullmatch(r"true|false|-?\d+", value):
        words.append("--type string")
    words += ["--"] if value.startswith("-") else []
    words.append(value if re.fullmatch(r"<\w+>", value) else shlex.quote(value))
    return " ".join(words)


def remove_command(path: Path) -> str:
    """Return the command that removes a key."""
    return f"pulumi config rm --path {_quoted(dotted(path))}" if len(path) > 1 else f"pulumi config rm {dotted(path)}"


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else shlex.quote(text)


def please_set(command: str) -> str:
    """Return Pulumi's own sentence around a command that sets a value."""
    return f"please set a value using the command `{command}`"


def shown(value: Any) -> str:
    """Write a refused value for a message: text in quotes and shortened, a map or a list by its name."""
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        short = f"'{value[:_LONGEST_VALUE]}…' ({len(value)} characters)"
        return f"'{value}'" if len(value) <= _LONGEST_VALUE else short
    return plain(value)


def report(problems: Iterable[Problem], stack: str) -> str:
    """Return the message that lists all problems of a stack: their number first, then one by one."""
    listed = list(problems)
    count = "1 problem" if len(listed) == 1 else f"{len(listed)} problems"
    lines = [f"{count} in the configuration of stack '{stack}':"]
    for number, problem in enumerate(listed, 1):
        first, *rest = str(problem).splitlines()
        lines += ["", f"{number}. {first}", *rest]
    return "\n".join(lines)
