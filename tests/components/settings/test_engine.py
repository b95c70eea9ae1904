"""What the settings rely on in the Pulumi CLI itself."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.settings.check import check
from engine import cli
from tests.components.settings.patterns import VALID, Patterns, as_engine

pytestmark = pytest.mark.engine


class Project:
    """A Pulumi project with one stack and nothing in it, its state in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "Pulumi.dev.yaml"
        self.pulumi = cli.ensure().path
        (folder / "state").mkdir()
        (folder / "Pulumi.yaml").write_text("name: quoin\nruntime: python\n")
        self.run("stack", "init", "dev")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PULUMI_BACKEND_URL": f"file://{self.folder}/state",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        command = [str(self.pulumi), *arguments, "--non-interactive"]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def write(self, config: dict[str, Any]) -> None:
        self.file.write_text(yaml.safe_dump({"config": config}))

    def problems(self) -> list[str]:
        config = yaml.safe_load(self.file.read_text())["config"]
        return [str(problem) for problem in check(as_engine(config), (), Patterns())[1]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


def test_a_workload_that_stands_twice_never_reaches_the_program(project: Project) -> None:
    project.file.write_text("config:\n  quoin:workloads:\n    api: {pattern: service}\n    api: {pattern: site}\n")
    ended = project.run("config", "--stack", "dev")
    assert ended.returncode != 0
    assert 'line 4: mapping key "api" already defined at line 3' in ended.stderr


def test_the_commands_in_the_messages_put_the_stack_file_right(project: Project) -> None:
    """Every problem here has a command with a value; after all of them nothing is wrong."""
    broken = yaml.safe_load(VALID) | {
        "quoin:environment": "prod",
        "quoin:network": {"zoneCount": 9, "cidr": "10.20.1.0/16", "flowLogs": {"retentionDays": 100}},
        "quoin:network.nat": "none",
        "aws:defaultTags": {"tags": {"a": "b"}},
        "quoin:workloads": {
            "my-api": {
                "pattern": "servise",
                "min_size": 2,
            },
            "api": {
                "pattern": "service",
                "database": {"engin": "mysql", "replicas": -1, "password": "x"},
                "queues": {"a.b": {"engine": "postgresql"}},
            },
        },
    }
    broken["quoin:costCentre"] = broken.pop("quoin:costCenter")
    project.write(broken)
    for _ in range(2):  # the second time for what an unknown pattern hid
        for command in re.findall(r"`(pulumi config .+?)`", "\n".join(project.problems())):
            ended = project.run(*shlex.split(command)[1:3], "--stack", "dev", *shlex.split(command)[3:])
            assert ended.returncode == 0, (command, ended.stderr)
    assert project.problems() == []
    written = yaml.safe_load(project.file.read_text())["config"]
    assert written["quoin:costCenter"] == "4410"
    assert written["quoin:network"] == {
        "zoneCount": 4,
        "cidr": "10.20.0.0/16",
        "flowLogs": {"retentionDays": 90},
        "nat": "none",
    }
    assert written["quoin:workloads"]["api"]["database"] == {"engine": "mysql", "replicas": 0}
    assert written["quoin:workloads"]["my-api"] == {"pattern": "service", "minSize": 2}
