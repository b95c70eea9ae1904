"""Adding something to a stack touches nothing else: no other resource is renamed, replaced or changed.

A few resources are about all of their kind, such as the dashboard or a group of subnets: these may change in place.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import registry
from components.blocks.network import Network, NetworkArgs
from components.settings.network import NetworkSettings
from tests.contract.changes import CHANGES, everything
from tests.contract.changes import config as config_with
from tests.contract.stability import disturbed
from tests.support.synth import Stage, Synthesis, config_of, synth, synth_component

Config = dict[str, Any]


def another_site(config: Config) -> None:
    config["quoin:workloads"]["blog"] = {"pattern": "static-site"}


def another_app(config: Config) -> None:
    config["quoin:workloads"]["admin"] = {
        "pattern": "web-app",
        "domain": "admin.example.com",
        "database": {"engine": "mysql"},
    }


def another_workload_before_all(config: Config) -> None:
    config["quoin:workloads"] = {"aaa": {"pattern": "static-site"}, **config["quoin:workloads"]}


def another_zone(config: Config) -> None:
    network = config.setdefault("quoin:network", {})
    network["zoneCount"] = 3 if config["quoin:environment"] == "Development" else 4


def another_tier(config: Config) -> None:
    config["quoin:network"]["tiers"] = {"tools": {"kind": "private", "slot": 3}}


def another_endpoint(config: Config) -> None:
    config["quoin:network"]["endpoints"] = ["ssm"]


@pytest.mark.parametrize("stack_file", ["Pulumi.dev.yaml", "Pulumi.prod.yaml"])
@pytest.mark.parametrize(
    "add",
    [another_site, another_app, another_workload_before_all, another_zone, another_tier, another_endpoint],
    ids=lambda add: add.__name__,
)
def test_adding_disturbs_nothing(stack_file: str, add: Callable[[Config], None]) -> None:
    config = copy.deepcopy(config_of(stack_file))
    add(config)
    name = stack_file.split(".")[1]
    before, after = synth(stack_file), synth(config, name=name)
    assert len(after.resources) > len(before.resources), "nothing was added"
    assert not disturbed(before, after)


@pytest.mark.parametrize("name", CHANGES)
def test_one_thing_more_in_a_workload_disturbs_nothing(name: str) -> None:
    before, after = of_workload(name, CHANGES[name].workload), of_workload(name, CHANGES[name].added())
    assert len(after.resources) > len(before.resources), "nothing was added"
    assert not disturbed(before, after)


@pytest.mark.parametrize("name", CHANGES)
def test_one_thing_less_in_a_workload_disturbs_nothing(name: str) -> None:
    """What is left is as it was: the other way round, nothing that was there before is touched."""
    before, after = of_workload(name, CHANGES[name].workload), of_workload(name, CHANGES[name].removed())
    assert len(after.resources) < len(before.resources), "nothing was removed"
    assert not disturbed(after, before)


def test_a_zone_less_in_a_stack_of_everything_disturbs_nothing() -> None:
    config = everything("Production")
    before = synth(config, name="all")
    config["quoin:network"]["zoneCount"] = 2
    after = synth(config, name="all")
    assert len(after.resources) < len(before.resources), "nothing was removed"
    assert not disturbed(after, before)


def test_every_pattern_is_shown_to_be_stable() -> None:
    shown_elsewhere = {"multi-region"}  # with the pattern's own tests
    assert set(registry.names()) - shown_elsewhere == {change.workload["pattern"] for change in CHANGES.values()}


def of_workload(name: str, workload: Config) -> Synthesis:
    """Return a Production stack of one workload."""
    return synth(config_with("Production", {name: workload}), name="prod")


def network(values: Config) -> Synthesis:
    def build(stage: Stage) -> None:
        chosen = NetworkSettings.of(stage.environment, **values)
        Network("network", NetworkArgs(settings=chosen, stack=stage.stack), stage.opts)

    return synth_component(build)


TIERS = {
    "tools": {"kind": "private", "slot": 3},
    "data": {"kind": "isolated", "slot": 4},
    "edge": {"kind": "public", "slot": 7},
}
NETWORKS = st.fixed_dictionaries(
    {
        "zones": st.integers(2, 4),
        "tiers": st.sets(st.sampled_from(sorted(TIERS))),
        "endpoints": st.sets(st.sampled_from(["ssm", "sqs", "ecr.api"])),
    }
)


@settings(max_examples=5)
@given(NETWORKS, NETWORKS)
def test_a_network_only_grows(one: Config, other: Config) -> None:
    def chosen(zones: int, tiers: set[str], endpoints: set[str]) -> Config:
        return {
            "zoneCount": zones,
            "tiers": {tier: TIERS[tier] for tier in sorted(tiers)},
            "endpoints": sorted(endpoints),
            "nat": "single",
        }

    before = network(chosen(**one))
    larger = {key: max(one[key], other[key]) if key == "zones" else one[key] | other[key] for key in one}
    assert not disturbed(before, network(chosen(**larger)))


def test_a_change_is_noticed() -> None:
    config = copy.deepcopy(config_of("Pulumi.dev.yaml"))
    config["quoin:network"]["cidr"] = "10.40.0.0/16"
    found = disturbed(synth("Pulumi.dev.yaml"), synth(config, name="dev"))
    assert any("network-vpc: cidrBlock changed" in line for line in found)
    del config["quoin:workloads"]["storefront"]
    assert any("is gone" in line for line in disturbed(synth("Pulumi.dev.yaml"), synth(config, name="dev")))
