"""`python -m synthesis STACK`: the resources of a stack as JSON, in the form of a state export.

STACK is what `pulumi -s` takes: `dev`, `examples/web-app`, or a path of a stack file. Secrets of the stack file are
replaced: no passphrase is asked for, and none of them can reach the output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from engine import stacks
from synthesis.run import ROOT

REFUSED = 2
"""Exit code: there is no such stack, or its settings are refused; standard error says which."""


def main(arguments: list[str]) -> int:
    """Print the resources of the stack that is named."""
    import pulumi  # noqa: PLC0415  # 0.4 s that a mistyped name need not wait for

    from synthesis import run  # noqa: PLC0415

    try:
        stack = stacks.find(ROOT, arguments[0])
        config = config_of(stack.path)
        secrets = {key for key, value in config.items() if list(_secure(value))}
        readable = {key: _plain(value) for key, value in config.items()}
        made = run.program(readable, stack.stack, secrets)
    except (stacks.StackError, pulumi.RunError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    document = {
        "stack": stack.stack,
        "config": readable,
        "deployment": {"resources": made.states()},
    }
    json.dump(document, sys.stdout, default=str)
    return 0


def config_of(path: Path) -> Mapping[str, Any]:
    """Return the `config` of a stack file."""
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("config") or {}


def _plain(value: Any) -> Any:
    """Return a value with stand-ins for its secrets."""
    if isinstance(value, Mapping):
        if set(value) == {"secure"}:
            return stacks.STAND_IN
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _secure(value: Any) -> Iterator[Any]:
    """Yield the secrets in a value."""
    if isinstance(value, Mapping):
        if set(value) == {"secure"}:
            yield value
        for item in value.values():
            yield from _secure(item)
    elif isinstance(value, list):
        for item in value:
            yield from _secure(item)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
