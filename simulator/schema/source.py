"""Finds the text of one class in the pulumi_aws package, without importing the package.

pulumi_aws is generated: every class starts at column 0 with `class <Name>`, so a class is found with two searches in a
file that is already in memory. Importing the same module would cost one to two seconds per AWS service.
"""

from __future__ import annotations

import importlib.machinery
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_TOP_LEVEL = re.compile(r"^(?:@|class |def )", re.MULTILINE)


class Place(NamedTuple):
    """Where a class stands: the package folder below pulumi_aws ("" for the root), the file and the class name."""

    package: str
    file: Path
    name: str


@cache
def package_root() -> Path:
    """The folder of the installed pulumi_aws. Raises FileNotFoundError when it is not installed."""
    spec = importlib.machinery.PathFinder.find_spec("pulumi_aws")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("pulumi_aws is not installed beside the simulator: run `make setup`.")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=64)
def text(file: Path) -> str:
    """The text of a file of pulumi_aws, kept for the life of the process."""
    return file.read_text(encoding="utf-8")


@cache
def registry() -> dict[str, tuple[str, str]]:
    """Every resource token → (package folder, class name), from pulumi_aws's own registration table."""
    table = text(package_root() / "__init__.py")
    blocks = re.finditer(r'"fqn": "pulumi_aws\.?([\w.]*)",\s*"classes": \{([^}]*)\}', table)
    pairs = re.compile(r'"(aws:[^"]+)": "(\w+)"')
    return {token: (block[1], name) for block in blocks for token, name in pairs.findall(block[2])}


def snake(name: str) -> str:
    """The file and argument name that pulumi_aws gives to a camelCase name."""
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name).lower()


@cache
def resource_place(token: str) -> Place | None:
    """Where the class of a resource token is defined; None for a token that pulumi_aws does not know."""
    if token == "pulumi:providers:aws":
        return Place("", package_root() / "provider.py", "Provider")
    if token not in registry():
        return None
    package, name = registry()[token]
    folder = package_root() / package
    middle = token.split(":")[1].rsplit("/", maxsplit=1)[-1]
    guess = folder / f"{snake(middle)}.py"
    if guess.is_file() and f"'{token}'" in text(guess):
        return Place(package, guess, name)
    for file in sorted(folder.glob("*.py")):
        if not file.name.startswith(("get_", "_")) and f"'{token}'" in text(file):
            return Place(package, file, name)
    return None


@cache
def function_place(token: str) -> Place | None:
    """Where a data source (`aws:ec2/getVpc:getVpc`) is defined; None when pulumi_aws has none of that name."""
    parts = token.split(":")
    if len(parts) != 3 or parts[0] != "aws":
        return None
    module, _, leaf = parts[1].partition("/")
    package = {"index": "", "lambda": "lambda_"}.get(module, module)
    file = package_root() / package / f"{snake(leaf or parts[2])}.py"
    return Place(package, file, parts[2]) if file.is_file() and f"'{token}'" in text(file) else None


def class_text(file: Path, name: str) -> str | None:
    """The source of one class of a generated file, or None. Comments and strings cannot start at column 0 there."""
    source = text(file)
    for opening in (f"\nclass {name}:", f"\nclass {name}("):
        start = source.find(opening)
        if start >= 0:
            ending = _TOP_LEVEL.search(source, start + len(opening))
            return source[start : ending.start() if ending else len(source)]
    return None


def nearest_tokens(token: str, count: int = 3) -> list[str]:
    """Resource tokens of pulumi_aws that look like a mistyped one."""
    import difflib  # noqa: PLC0415  # only for an error message

    return difflib.get_close_matches(token, registry(), n=count, cutoff=0.8)
