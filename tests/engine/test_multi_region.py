"""multi-region on the real engine: created, unchanged, a region added, a failover written down, a region removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import cli
from tests.components.patterns.worlds import config
from tests.engine.checkout import PARTS, UP, Checkout

pytestmark = pytest.mark.engine

EAST, IRELAND, WEST = "us-east-1", "eu-west-1", "us-west-2"
Change = Callable[[dict[str, Any]], None]


class World(Checkout):
    """A checkout whose stack is one workload in two regions."""

    def __init__(self, root: Path) -> None:
        self.root, self.stack = root, "world"
        for part in PARTS:
            (root / part).symlink_to(cli.ROOT / part)
        self.file = root / "Pulumi.world.yaml"
        found = config("Development", tables={"sessions": {"partitionKey": "id"}}, network={"nat": "none"})
        self.original = yaml.safe_dump({"config": found})
        self.edit(lambda _: None)


def workload(config_: dict[str, Any]) -> dict[str, Any]:
    return config_["quoin:workloads"]["world"]


def further(config_: dict[str, Any]) -> None:
    workload(config_)["regions"][WEST] = {}


def failed_over(config_: dict[str, Any]) -> None:
    workload(config_)["regions"] = {EAST: {"role": "active"}, IRELAND: {"role": "primary"}}


def drained(config_: dict[str, Any]) -> None:
    workload(config_)["regions"][IRELAND] = {"weight": 0}


def without_west(config_: dict[str, Any]) -> None:
    del workload(config_)["regions"][WEST]


def without_home(config_: dict[str, Any]) -> None:
    del workload(config_)["regions"][EAST]


def test_the_life_of_a_world(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.pulumi(*UP)
    world.pulumi(*UP, "--expect-no-changes")

    added = world.changes(further)
    others = {name: op for name, op in added.items() if op != "create"}
    assert all(WEST in name for name, op in added.items() if op == "create")
    assert set(others.values()) <= {"update"}, others
    allowed = ("Dashboard ", "RolePolicy world-database-password", "Secret world-database-password", "MultiRegion ")
    assert [name for name in others if not name.startswith(allowed)] == []

    moved = world.changes(failed_over)
    assert {op for name, op in moved.items() if name.startswith(("Cluster ", "GlobalCluster "))} <= {"update"}
    assert not [name for name, op in moved.items() if "replace" in op], moved
    assert set(moved.values()) <= {"create", "update", "delete"}

    out = world.changes(drained)
    assert out["HealthCheck world-routing-eu-west-1-health-check"] == "update"
    watched = (
        "HealthCheck world-routing-eu-west-1",
        "MetricAlarm world-routing-eu-west-1",
        "Dashboard ",
        "CompositeAlarm ",
    )
    assert [name for name in out if not name.startswith(watched)] == []

    world.edit(further)
    world.pulumi(*UP)
    world.original = world.file.read_text("utf-8")
    removed = world.changes(without_west)
    assert all(WEST in name for name, op in removed.items() if op == "delete")
    rest = [name for name, op in removed.items() if op != "delete"]
    assert [name for name in rest if not name.startswith(allowed)] == []

    world.edit(without_home)
    done = world.run("preview")
    assert done.returncode != 0
    assert "regions does not name us-east-1, the stack's own region" in " ".join((done.stdout + done.stderr).split())
    world.edit(lambda _: None)
    world.pulumi("destroy", "--yes", "--skip-preview", "--non-interactive")
    assert world.resources() == []
