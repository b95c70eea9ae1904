"""Every contract holds for every stack and every sample."""

from __future__ import annotations

import pytest

from tests.contract import implicit_logs, operations, security, structure, tagging  # noqa: F401 (they register their contracts)
from tests.contract.corpus import CORPUS, synthesis
from tests.contract.rule import CONTRACTS


@pytest.mark.parametrize("entry", CORPUS)
def test_contracts_hold(entry: str) -> None:
    result = synthesis(entry)
    assert len(result.resources) > 1, "nothing was built"
    breaches = [f"{rule.sentence}\n    {line}" for rule in CONTRACTS.values() for line in rule.breaches(result)]
    assert not breaches, "\n" + "\n".join(breaches)
