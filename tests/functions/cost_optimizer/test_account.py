"""All waste of an account is found, with its dollars, and nothing else is."""

from __future__ import annotations

import pytest

from functions.cost_optimizer.checks import REGIONAL
from tests.functions.cost_optimizer.account import AWAY, CHECKS, HOME, NOW, Account, at, found, place


@pytest.mark.parametrize("region", [HOME, AWAY])
def test_a_seeded_account(region: str) -> None:
    expected = Account(region).seed()
    with at(NOW):
        here = place(region)
        findings = {key: value for name in CHECKS for key, value in found(REGIONAL[name](here)).items()}
    assert findings == expected
    assert len({kind for kind, _ in expected}) == 11
