"""The stacks of this project on the real engine: created, unchanged, changed in one place, grown, deleted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import cli, simulated

pytestmark = pytest.mark.engine

PARTS = ("Pulumi.yaml", "__main__.py", "components", "finops", "policy", "functions", "simulator", "examples", ".venv")
UP = ("up", "--yes", "--skip-preview", "--non-interactive")
Edit = Callable[[dict[str, Any]], None]
SPAN_ZONES = ("SubnetGroup ", "LoadBalancer ", "Group ", "VpcEndpoint ", "NetworkAcl ")
"""Types that list subnets or route tables of every zone, and so are updated when a zone comes."""


class Checkout:
    """A copy of this project with stack files and simulated stacks of its own."""

    def __init__(self, root: Path, stack: str) -> None:
        self.root, self.stack = root, stack
        for part in PARTS:
            (root / part).symlink_to(cli.ROOT / part)
        self.file = root / f"Pulumi.{stack}.yaml"
        self.original = (cli.ROOT / self.file.name).read_text("utf-8")
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


def larger_group(config: dict[str, Any]) -> None:
    config["quoin:workloads"]["shop"]["service"] = {"maxSize": 12}


def one_more_zone(config: dict[str, Any]) -> None:
    count = {"Development": 3, "Production": 4}[config["quoin:environment"]]
    config["quoin:network"]["zoneCount"] = count


def one_more_workload(config: dict[str, Any]) -> None:
    config["quoin:workloads"]["docs"] = {"pattern": "static-site"}


def one_more_tier(config: dict[str, Any]) -> None:
    config["quoin:network"]["tiers"] = {"analytics": {"kind": "private", "slot": 3}}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_life_of_a_stack(tmp_path: Path, stack: str) -> None:
    checkout = Checkout(tmp_path, stack)
    checkout.pulumi(*UP)
    before = checkout.resources()
    assert len([one for one in before if str(one["type"]).startswith("aws:")]) > 100
    checkout.pulumi(*UP, "--expect-no-changes")

    group_and_its_alarm = {"Group shop-service-group": "update", "MetricAlarm shop-service-at-max-size": "update"}
    assert checkout.changes(larger_group).items() <= group_and_its_alarm.items()
    assert_only_grows(checkout.changes(one_more_workload), new="docs", updated=())
    assert_only_grows(checkout.changes(one_more_tier), new="network", updated=("VpcEndpoint ",))
    assert_only_grows(checkout.changes(one_more_zone), new="network", updated=SPAN_ZONES)

    checkout.pulumi("destroy", "--yes", "--skip-preview", "--non-interactive")
    assert checkout.resources() == []


def assert_only_grows(touched: Mapping[str, str], *, new: str, updated: tuple[str, ...]) -> None:
    """Fail unless all that is touched is created below `new`, or is of a type that lists what was created."""
    created = {name for name, op in touched.items() if op == "create"}
    assert created
    assert {name for name in created if not name.split(" ", 1)[1].startswith(new)} == set()
    others = {name: op for name, op in touched.items() if op != "create"}
    unrelated = [name for name in others if not name.startswith(("Dashboard ", *updated))]
    assert unrelated == []
    assert set(others.values()) <= {"update"}


def test_an_untagged_open_resource_stops_production(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, "prod")
    program = (cli.ROOT / "__main__.py").read_text("utf-8")
    (tmp_path / "__main__.py").unlink()
    (tmp_path / "__main__.py").write_text(
        program
        + """
import pulumi_aws as aws

plain = aws.Provider("plain", region="us-east-1")
aws.ec2.SecurityGroup(
    "open",
    description="A mistake",
    vpc_id=base.stack.network.vpc_id,
    ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}],
    opts=pulumi.ResourceOptions(provider=plain),
)
""",
        encoding="utf-8",
    )
    done = checkout.run("preview")
    assert done.returncode != 0
    text = done.stdout + done.stderr
    assert "[mandatory]" in text
    assert "TAG-001" in text
    assert "NET-002" in text
