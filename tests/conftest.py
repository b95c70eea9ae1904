"""What holds for every test: no network, no AWS settings of the machine, the same examples every time."""

from __future__ import annotations

import asyncio
import os

import hypothesis
import pytest
import pytest_socket

_PHASES = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain]  # explaining runs it all again
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, max_examples=60, database=None, phases=_PHASES
)
hypothesis.settings.load_profile("same")

for key in [key for key in os.environ if key.startswith(("AWS_", "PULUMI_"))]:
    del os.environ[key]  # before any test module is imported: some libraries read them then


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
