from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.support import Client, served


@pytest.fixture(scope="session")
def simulator() -> Iterator[Client]:
    """One simulator for all tests; it keeps nothing but its configuration."""
    with served() as client:
        client.configure(defaultTags='{"tags": {"Owner": "platform"}}')
        yield client
