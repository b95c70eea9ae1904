"""Which stack file a stack has, and the copy of it that a simulated command works on.

The engine writes into the stack file that it works on (the salt of its passphrase). The tracked files must not change
by a look at a preview, so simulated commands see a copy.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from engine import ciphers

STAND_IN = "simulated"
"""Stands for a secret that cannot be read here. It is a secret itself, so it stays one in the state."""
NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


class StackError(Exception):
    """There is no such stack file; the text lists those that there are."""


class StackFile(NamedTuple):
    """A stack and the file that it is configured by."""

    stack: str
    """The stack's name, as Pulumi knows it."""
    path: Path
    """The tracked file."""


class Copy(NamedTuple):
    """The text of a copy, and what could not be carried over."""

    text: str
    unreadable: list[str]
    """Key paths of secrets that a stand-in replaces."""


def available(root: Path) -> list[str]:
    """What may be named as a stack: `dev`, `prod`, `examples/web-app` …"""
    own = [path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in root.glob("Pulumi.*.yaml")]
    examples = [f"examples/{path.stem}" for path in root.glob("examples/*.yaml")]
    return [*sorted(own), *sorted(examples)]


def find(root: Path, named: str) -> StackFile:
    """The stack that a name or a path means: `dev`, `examples/web-app`, `examples/web-app.yaml`.

    A stack of an example is named after its path, as `examples-web-app`.

    Raises:
        StackError: when it means none.
    """
    own = root / f"Pulumi.{named}.yaml"
    if NAME.fullmatch(named) and own.is_file():
        return StackFile(named, own)
    for candidate in (root / named, root / f"{named}.yaml", Path(named)):
        if candidate.suffix == ".yaml" and candidate.is_file():
            return StackFile(stack_name(root, candidate), candidate.resolve())
    for example in root.glob("examples/*.yaml"):  # by the name that Pulumi shows
        if stack_name(root, example) == named:
            return StackFile(named, example)
    raise StackError(f"there is no stack file for '{named}'; there are: {', '.join(available(root)) or 'none'}")


def stack_name(root: Path, path: Path) -> str:
    """The stack's name for a stack file."""
    relative = path.resolve()
    if relative.is_relative_to(root.resolve()):
        relative = relative.relative_to(root.resolve())
    parts = [part for part in relative.with_suffix("").parts if part != relative.anchor]
    if len(parts) == 1 and parts[0].startswith("Pulumi."):
        return parts[0].removeprefix("Pulumi.")
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", "-".join(parts[-2:]))


def copy(text: str, cipher: ciphers.Cipher, salt_line: str, passphrase: str | None) -> Copy:
    """The text of a stack file for simulated commands.

    Its secrets are encrypted anew if the user's passphrase (`passphrase`) opens them. Those that it does not, or that a
    cloud's key or Pulumi Cloud keeps, become stand-ins: a preview needs their place, not their value.
    """
    content = yaml.safe_load(text) or {}
    if not _has_secrets(content.get("config")) and "encryptionsalt" not in content and "secretsprovider" not in content:
        return Copy(f"{text.rstrip()}\nencryptionsalt: {salt_line}\n", [])
    unreadable: list[str] = []
    content["config"] = _again(content.get("config") or {}, _reader(content, passphrase), cipher, "", unreadable)
    for key in ("secretsprovider", "encryptedkey"):
        content.pop(key, None)
    content["encryptionsalt"] = salt_line
    return Copy(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), unreadable)


def _has_secrets(value: Any) -> bool:
    if isinstance(value, Mapping):
        return is_secret(value) or any(_has_secrets(inner) for inner in value.values())
    return isinstance(value, list) and any(_has_secrets(inner) for inner in value)


def is_secret(value: Any) -> bool:
    """Whether a value of a stack file is an encrypted one."""
    return isinstance(value, Mapping) and list(value) == ["secure"] and isinstance(value["secure"], str)


def _reader(content: Mapping[str, Any], passphrase: str | None) -> ciphers.Cipher | None:
    if passphrase is None or "encryptionsalt" not in content:
        return None
    try:
        return ciphers.of_stack(passphrase, content["encryptionsalt"])
    except ciphers.WrongPassphraseError:
        return None


def _again(value: Any, reader: ciphers.Cipher | None, writer: ciphers.Cipher, path: str, unreadable: list[str]) -> Any:
    if is_secret(value):
        try:
            plain = reader.decrypt(value["secure"]) if reader else None
        except ciphers.WrongPassphraseError:
            plain = None
        if plain is None:
            unreadable.append(path)
        return {"secure": writer.encrypt(STAND_IN if plain is None else plain)}
    if isinstance(value, Mapping):
        inner = {key: (f"{path}.{key}" if path else str(key)) for key in value}
        return {key: _again(value[key], reader, writer, inner[key], unreadable) for key in value}
    if isinstance(value, list):
        return [_again(item, reader, writer, f"{path}[{index}]", unreadable) for index, item in enumerate(value)]
    return value
