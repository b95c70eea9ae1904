"""A copy of this project with simulated stacks of its own, for tests on the real engine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from engine import cli, simulated

PARTS = (
    *("Pulumi.yaml", "__main__.py", ".venv", "components", "finops", "policy", "functions", "simulator"),
    *("examples", "analytics", "events", "workflows"),
)
UP = ("up", "--yes", "--skip-preview", "--non-interactive")
Edit = Callable[[dict[str, Any]], None]


class Checkout:
    """A copy of this project with stack files and simulated stacks of its own."""

    def __init__(self, root: Path, stack: str, content: str | None = None) -> None:
        """Make one for a stack; `content` is the text of its file, else that of the project's own is taken."""
        self.root, self.stack = root, stack
        for part in PARTS:
            (root / part).symlink_to(cli.ROOT / part)
        self.file = root / f"Pulumi.{stack}.yaml"
        self.original = content or (cli.ROOT / self.file.name).read_text("utf-8")
        self.edit(lambda _: None)

    def edit(self, change: Edit) -> None:
        """Write the stack file with a change to its configuration."""
        document = yaml.safe_load(self.original)
        change(document["config"])
        self.file.write_text(yaml.safe_dump(document), encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the stack."""
        command = simulated.prepare(self.root, [*arguments, "--stack", self.stack])
        return subprocess.run(
            command.arguments,
            check=False,
            env=command.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def pulumi(self, *arguments: str) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def changes(self, change: Edit) -> dict[str, str]:
        """Preview a change; return the operation on each resource that would not stay as it is, by type and name."""
        self.edit(change)
        steps = json.loads(self.pulumi("preview", "--json"))["steps"]
        touched = {_short(step["urn"]): step["op"] for step in steps if step["op"] not in {"same", "read"}}
        self.edit(lambda _: None)
        return touched

    def resources(self) -> list[Mapping[str, Any]]:
        """Return what the state holds."""
        self.pulumi("stack", "export", "--file", str(self.root / "state.json"))
        return json.loads((self.root / "state.json").read_text("utf-8"))["deployment"].get("resources") or []


def _short(urn: str) -> str:
    kind, _, name = urn.split("::", 2)[2].rpartition("::")
    return f"{kind.rsplit('$', 1)[-1].rsplit(':', 1)[-1]} {name}"
