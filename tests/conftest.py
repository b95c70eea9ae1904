"""What holds for every test: no network, no AWS settings of the machine, the same examples every time."""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any

import hypothesis
import pytest
import pytest_socket
from xdist.scheduler import LoadScopeScheduling

from tests.support.boto import quicken

_PHASES = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain]  # explaining runs it all again
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, max_examples=60, database=None, phases=_PHASES
)
hypothesis.settings.load_profile("same")

for key in [key for key in os.environ if key.startswith(("AWS_", "PULUMI_"))]:
    del os.environ[key]  # before any test module is imported: some libraries read them then
quicken()


CONTRACT = ("tests/contract/", "tests/finops/golden/", "tests/golden/", "tests/policy/test_stacks.py", "tests/docs/")
"""Tests of all there is, against conventions, goldens and pages. They read the same syntheses of the stack files and
samples, which are made once when one worker runs them all."""
BEHAVIOUR = (
    "tests/components/patterns/test_multi_region_routing",
    "tests/components/patterns/test_multi_region_stability",
    "tests/functions/instance_scheduler/test_failures",
    "tests/functions/instance_scheduler/test_kinds",
    "tests/functions/instance_scheduler/test_large",
    "tests/functions/instance_scheduler/test_package",
    "tests/functions/instance_scheduler/test_permissions",
    "tests/functions/cost_optimizer/test_account",
    "tests/functions/cost_optimizer/test_handler",
    "tests/functions/cost_optimizer/test_permissions",
    "tests/components/patterns/test_messaging_delivery",
    "tests/workflows/",
    "tests/analytics/",
)
"""Tests of a whole system on a stand-in of AWS: messages that arrive, workflows to their end, an account that is put to
sleep, a region that fails, a lake that is asked."""
SHARING = ("tests/components/patterns/test_multi_region",)
"""Beginnings of files that share what they build."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the kinds, and put what takes long first: one worker would have it alone in the end."""
    paths = {item: item.path.relative_to(config.rootpath).as_posix() for item in items}
    for item, path in paths.items():
        if path.startswith(CONTRACT):
            item.add_marker(pytest.mark.contract)
        elif path.startswith(BEHAVIOUR):
            item.add_marker(pytest.mark.behaviour)
    order = [("tests/engine/",), CONTRACT, *((path,) for path in BEHAVIOUR), ("",)]
    items.sort(key=lambda item: next(place for place, path in enumerate(order) if paths[item].startswith(path)))


class Files(LoadScopeScheduling):
    """Hands out whole files to the workers, and together those that share: what one has made is not made twice."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "contract" if path.startswith(CONTRACT) else next(filter(path.startswith, SHARING), path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    config.option.loadscopereorder = False  # the order is that of the items
    return Files(config, log)


def pytest_collection_finish() -> None:
    """Turn the garbage collector off: it would walk all of pulumi_aws again and again (a third of the time)."""
    gc.disable()
    _tidy()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Collect once for every file of tests."""
    if nextitem is None or item.path != nextitem.path:
        _tidy()


def _tidy() -> None:
    gc.collect()
    gc.freeze()  # what outlives a file of tests (modules, shared syntheses) is not looked at again


@pytest.fixture(scope="session", autouse=True)
def _loop():
    """An event loop for outputs that a test makes outside any program."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest):
    """Block sockets but for those inside the machine's own processes; tests of the engine need its gRPC."""
    if request.node.get_closest_marker("engine"):
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()
