"""Throw-away Pulumi projects, and the CLI that runs them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine import cli, simulated

STACK_FILE = """config:
  aws:region: us-east-1
  tiny:size: {resources: 3}
"""
PROGRAM = """import pulumi
import pulumi_aws as aws

size = pulumi.Config().require_object("size")
for index in range(size["resources"]):
    aws.ssm.Parameter(f"parameter-{index}", type="String", insecure_value=f"value {index}")
pulumi.export("size", size)
pulumi.export("hidden", pulumi.Output.secret("a secret"))
"""


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    text: str


@dataclass(frozen=True)
class Project:
    """A Pulumi project with this repository's simulator."""

    root: Path

    def write(self, program: str) -> None:
        (self.root / "__main__.py").write_text(program, encoding="utf-8")

    def resize(self, resources: int) -> None:
        (self.root / "Pulumi.dev.yaml").write_text(STACK_FILE.replace("3", str(resources)), encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = simulated.prepare(self.root, arguments)
        notices = "".join(f"{notice}\n" for notice in command.notices)
        (self.root / "notices").write_text(notices, encoding="utf-8")
        return subprocess.Popen(
            command.arguments,
            env=command.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pulumi(self, *arguments: str) -> Result:
        """Run a command on the stack `dev`; notices come before the output."""
        process = self.start(*arguments, "--stack", "dev")
        output, _ = process.communicate(timeout=120)
        return Result(process.returncode, (self.root / "notices").read_text("utf-8") + output)


@pytest.fixture(scope="session")
def pulumi_cli() -> cli.Cli:
    """The CLI that a user of this checkout gets."""
    return cli.ensure()


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[[str], Project]:
    """Makes a project around a program."""

    def make(program: str = PROGRAM) -> Project:
        (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
        (tmp_path / "Pulumi.dev.yaml").write_text(STACK_FILE, encoding="utf-8")
        (tmp_path / "simulator").symlink_to(cli.ROOT / "simulator")
        project = Project(tmp_path)
        project.write(program)
        return project

    return make
