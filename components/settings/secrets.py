"""Secrets that stand in a stack file in clear: found by the names of keys and by the look of values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from components.settings.problem import Path, Problem, dotted, remove_command, set_command

_NAMES = re.compile(
    r"(password|passwd|passphrase|pwd|secret|token|apikey|privatekey|secretkey|accesskey|accesskeyid|credentials?)$"
)
"""How the name of a key that holds a secret ends, in lower case without hyphens and underscores."""

_LOOKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"), "an AWS access key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\bgh[opsu]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{40,}"), "a GitHub token"),
    (re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), "a Slack token"),
    (re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@"), "a URL with a password"),
)
"""What gives a secret away whatever its key is called (AWS: "IAM identifiers", unique ids)."""


def looks_secret(name: str | int) -> bool:
    """Tell whether a key of this name holds a secret."""
    return isinstance(name, str) and bool(_NAMES.search(re.sub(r"[-_\s]", "", name).lower()))


def secret_look(value: Any) -> str | None:
    """Return which kind of secret a value looks like, or None."""
    if not isinstance(value, str):
        return None
    return next((what for pattern, what in _LOOKS if pattern.search(value)), None)


def clear_secrets(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the path of every secret in `value`, and why it is taken for one. The value itself is not passed on."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from clear_secrets(item, (*path, key))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from clear_secrets(item, (*path, position))
    elif look := secret_look(value):
        yield path, f"it looks like {look}"
    elif _is_clear(value) and looks_secret(path[-1]):
        yield path, "its name says that it is one"


def _is_clear(value: Any) -> bool:
    """Tell whether a value could be the secret itself: an ARN only names where one is kept."""
    if isinstance(value, bool) or value is None:
        return False
    return not (isinstance(value, str) and (not value or value.startswith("arn:")))


def problem(path: Path, why: str, *, known: bool) -> Problem:
    """Return the problem of a secret in clear. `known` tells whether there is such a setting at all."""
    text = f"'{dotted(path)}' holds a secret in clear ({why})"
    changed = "then change the secret itself: it has stood in a file in clear"
    remove = f"please remove it using the command `{remove_command(path)}`\n{changed}"
    if not known:
        managed = "no setting takes a secret: AWS creates passwords itself and keeps them in Secrets Manager"
        return Problem(path, text, (managed,), remove)
    if str(path[0]).startswith("aws:"):
        encrypt = f"please encrypt it using the command `{set_command(path, secret=True)}`\n{changed}"
        return Problem(path, text, (), encrypt)
    visible = "a setting can be read in AWS and in the state: keep a secret in Secrets Manager, and name its ARN"
    return Problem(path, text, (visible,), remove)
