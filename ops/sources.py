"""Where the resources of an estimate come from: a stack's program, a saved preview, a state, a plain list."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finops.estimate.readers import after_preview, before_preview, from_list, from_state
from finops.estimate.resource import Resource
from finops.estimate.told import of_stack
from finops.estimate.usage import Usage
from ops.command import Exit, Failure
from ops.console import progress

ROOT = Path(__file__).resolve().parents[1]
DEPLOYED = "deployed"
"""Name of what a preview found deployed."""
_REFUSED = 2


@dataclass(frozen=True)
class Source:
    """Resources, and what is known about where they come from."""

    title: str
    resources: list[Resource]
    region: str = ""
    """Region of resources that name none; empty: not known."""
    usage: Usage = field(default_factory=Usage)
    """What the stack file tells."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """The `config` of the stack file; empty for a file of resources."""


def of_stack_file(stack: str, root: Path = ROOT) -> Source:
    """Run the program of a stack without AWS, in a process of its own, and return what it asks for."""
    with progress(f"running the program of stack {stack}"):
        done = subprocess.run(
            [sys.executable, "-m", "synthesis", stack], cwd=root, capture_output=True, text=True, check=False
        )
    if done.returncode == _REFUSED:
        raise Failure(done.stderr.strip(), Exit.USAGE)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it says nothing"]
        fix = "Try a saved preview instead: pulumi preview --json > preview.json; quoin estimate --preview preview.json"
        if "No module named synthesis" in lines[-1]:
            raise Failure("that revision of the project cannot be estimated: it is older than `quoin estimate`")
        raise Failure(f"the program of stack {stack} fails: {lines[-1]}", fix=fix)
    document = json.loads(done.stdout)
    config = document.get("config") or {}
    return Source(document["stack"], from_state(document), str(config.get("aws:region", "")), of_stack(config), config)


def of_preview(path: Path) -> Source:
    """Return what a saved `pulumi preview --json` leaves."""
    return _of_file(path, after_preview)


def of_state(path: Path) -> Source:
    """Return what a saved `pulumi stack export` holds."""
    return _of_file(path, from_state)


def of_list(path: Path) -> Source:
    """Return the resources of a plain list."""
    return _of_file(path, from_list)


def base(name: str, stack: str, preview: Path | None) -> Source:
    """Return what an estimate is compared with.

    `name` is a file (a list, a saved preview or a state: its content tells), a stack, `deployed` (what the preview
    found), or a revision of git (the same stack as it was there).
    """
    if name == DEPLOYED:
        if preview is None:
            raise Failure(f"--diff {DEPLOYED} needs --preview: a preview knows what is deployed", Exit.USAGE)
        return _of_file(preview, before_preview, DEPLOYED)
    if Path(name).is_file() and not name.endswith((".yaml", ".yml")):
        return _of_file(Path(name), _reader(Path(name)))
    if name in _stacks():
        return of_stack_file(name)
    with _revision(name) as folder:
        found = of_stack_file(stack, folder)
        return Source(f"{found.title} at {name}", found.resources, found.region, found.usage, found.config)


def _reader(path: Path) -> Callable[[Any], list[Resource]]:
    document = _read(path)
    if isinstance(document, list):
        return from_list
    return after_preview if "steps" in document else from_state


def _of_file(path: Path, read: Callable[[Any], list[Resource]], title: str = "") -> Source:
    try:
        return Source(title or path.name, read(_read(path)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        told = str(error) if type(error) is ValueError else f"not of the form that is expected: {error!r}"
        raise Failure(f"{path}: {told}", Exit.USAGE) from None


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}", Exit.USAGE) from None
    except ValueError as error:
        raise Failure(f"{path} is not JSON: {error}", Exit.USAGE) from None


def _stacks() -> set[str]:
    own = {path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in ROOT.glob("Pulumi.*.yaml")}
    return own | {f"examples/{path.stem}" for path in ROOT.glob("examples/*.yaml")}


@contextmanager
def _revision(name: str) -> Iterator[Path]:
    """Give a folder with the project as it was at a revision of git. The checkout itself is not touched."""
    git = ["git", "-C", str(ROOT)]
    found = subprocess.run(
        [*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        there = ", ".join(sorted(_stacks()))
        raise Failure(
            f"--diff {name}: there is no such file, stack or revision of git", Exit.USAGE, fix=f"stacks: {there}"
        )
    with tempfile.TemporaryDirectory(prefix="quoin-") as folder:
        prefix = subprocess.run([*git, "rev-parse", "--show-prefix"], capture_output=True, text=True, check=True)
        tree = f"{found.stdout.strip()}:{prefix.stdout.strip()}"
        archive = subprocess.run([*git, "archive", "--format=tar", tree], capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        yield Path(folder)
