"""The settings of a stack: tags and posture."""

from __future__ import annotations

import json
from typing import Any

import yaml

from components.settings.check import check
from components.settings.stack import Settings
from finops.tags import tag_problems
from tests.components.settings.patterns import VALID, Patterns, as_engine


def settings(**keys: Any) -> Settings:
    config = yaml.safe_load(VALID) | {f"quoin:{key}": value for key, value in keys.items()}
    found, problems = check(as_engine(config), (), Patterns())
    assert found is not None, problems
    return found


def test_the_tags_keep_the_schema() -> None:
    assert tag_problems(settings().tags) == []


def test_posture_tells_what_holds_and_what_was_overridden() -> None:
    workloads = {"api": {"pattern": "service", "database": {"multiAz": True, "logDays": 7}}}
    posture = settings(network={"nat": "none"}, workloads=workloads).posture()
    assert posture["overridden"] == {
        "network.nat": {"value": "none", "default": "single"},
        "workloads.api.database.multiAz": {"value": True, "default": False},
    }
    assert json.loads(posture["kept"]["workloads.api"])["database.logDays"] == 7
    assert json.loads(posture["kept"]["network"])["zoneCount"] == 2
    assert json.loads(json.dumps(posture)) == posture


def test_a_stack_without_a_network_takes_no_stance_on_it() -> None:
    posture = settings(workloads={"www": {"pattern": "site"}}).posture()
    assert [key for part in posture.values() for key in part if key.startswith("network")] == []
    assert not settings(workloads={"www": {"pattern": "site"}}).has_network
