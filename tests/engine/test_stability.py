"""One thing more and one thing less for every pattern, on the real engine: its plan touches nothing else.

A stack with a workload of every pattern is deployed once; two previews show all additions, and all removals.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.changes import CHANGES, Change, Config, everything
from tests.engine.checkout import UP, Checkout

pytestmark = pytest.mark.engine

LIST_ALL = ("CompositeAlarm ", "Dashboard ", "Distribution ", "QueryDefinition ", "Group ")
"""Types that name all of their kind, and so are updated in place."""
Plans = dict[str, dict[str, str]]


def _api(workload: Config) -> None:
    workload["api"] = {}


MORE = {
    **{name: change for name, change in CHANGES.items() if name != "static-site"},
    # What CHANGES adds to a site are alarms, which Development has none of.
    "plain-site": Change({"pattern": "static-site", "content": None}, _api, lambda _: None),
}
"""What is added here, by workload."""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Plans:
    """Return what the engine would do for more and for less: operation by resource."""
    root: Path = tmp_path_factory.mktemp("everything")
    before = everything("Development")
    workloads = before["quoin:workloads"]
    workloads["plain-site"] = MORE["plain-site"].workload
    checkout = Checkout(root, "all", yaml.safe_dump({"config": before}))
    checkout.pulumi(*UP)
    return {
        "more": checkout.changes(_replaced({**workloads, **{name: change.added() for name, change in MORE.items()}})),
        "less": checkout.changes(
            _replaced({**workloads, **{name: change.removed() for name, change in CHANGES.items()}})
        ),
    }


def _replaced(workloads: Config) -> Any:
    def edit(config: Config) -> None:
        config["quoin:workloads"] = workloads

    return edit


def of(plan: dict[str, str], name: str) -> dict[str, str]:
    return {resource: op for resource, op in plan.items() if resource.split(" ", 1)[1].startswith(f"{name}-")}


@pytest.mark.parametrize("name", MORE)
def test_one_thing_more(plans: Plans, name: str) -> None:
    touched = of(plans["more"], name)
    assert "create" in touched.values()
    assert {op for op in touched.values() if op != "create"} <= {"update"}
    assert [one for one, op in touched.items() if op == "update" and not one.startswith(LIST_ALL)] == []


@pytest.mark.parametrize("name", CHANGES)
def test_one_thing_less(plans: Plans, name: str) -> None:
    touched = of(plans["less"], name)
    assert "delete" in touched.values()
    assert {op for op in touched.values() if op != "delete"} <= {"update"}
    assert [one for one, op in touched.items() if op == "update" and not one.startswith(LIST_ALL)] == []


@pytest.mark.parametrize("plan", ["more", "less"])
def test_nothing_else_is_touched(plans: Plans, plan: str) -> None:
    rest = {
        one: op
        for one, op in plans[plan].items()
        if not any(one in of(plans[plan], name) for name in {*CHANGES, *MORE})
    }
    assert {one for one in rest if not one.split(" ", 1)[1].startswith("monitoring-")} == set()
    assert set(rest.values()) <= {"update"}
