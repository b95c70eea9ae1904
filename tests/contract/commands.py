"""What every command of `quoin` must keep to. Each check returns what is wrong."""

from __future__ import annotations

import ast
import inspect
import shlex
from collections.abc import Iterator
from itertools import takewhile

from ops.command import Command, Exit

SUMMARY = 76
"""Columns of the one line in the list of commands."""

_SHELL = (">", "|", "&&", ";")


def option(command: Command, name: str) -> object | None:
    """Return an option by its flag."""
    return next((parameter for parameter in command.params if name in parameter.opts), None)


def problems(name: str, command: Command) -> list[str]:
    """Return what a command does not keep to."""
    return [*_help(command), *_output(command), *_examples(name, command), *_exits(command)]


def _help(command: Command) -> Iterator[str]:
    if not command.help:
        yield "no docstring: the help says nothing"
    for parameter in command.params:
        if not getattr(parameter, "help", None):
            yield f"{parameter.name} has no help"


def _output(command: Command) -> Iterator[str]:
    found = option(command, "--output")
    choices = getattr(getattr(found, "type_descriptor", None), "choices", None) or ()
    if not {"table", "json"} <= set(choices):
        yield "--output must offer table and json"
    elif getattr(found, "default", None) != "table":
        yield "--output must be a table by default"


def _examples(name: str, command: Command) -> Iterator[str]:
    if not command.examples:
        yield "no examples"
    for line in command.examples:
        words = list(takewhile(lambda word: word not in _SHELL, shlex.split(line)))
        own = ["quoin", *name.split()]
        if words[: len(own)] != own:
            yield f"example of another command: {line}"
            continue
        try:
            command.make_context(name, words[len(own) :])
        except Exception as error:  # noqa: BLE001  # whatever it is, the example does not work
            yield f"example {line!r} is refused: {error}"


def _exits(command: Command) -> Iterator[str]:
    module = inspect.getmodule(inspect.unwrap(command.callback)) if command.callback else None
    assert module is not None
    used = {
        Exit[node.attr]
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Exit"
    }
    for code in sorted(used - set(command.exits)):
        yield f"exit code {code.value} ({code.name}) is not in the help"
