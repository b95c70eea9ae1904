"""The stacks of this project on the real engine: created, unchanged, changed in one place, grown, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from tests.engine.checkout import UP, Checkout

pytestmark = pytest.mark.engine

SPAN_ZONES = ("CompositeAlarm ", "SubnetGroup ", "LoadBalancer ", "Group ", "VpcEndpoint ", "NetworkAcl ")
"""Types that list subnets or route tables of every zone, and so are updated when a zone comes."""


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
