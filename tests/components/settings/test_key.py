from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.settings.key import KeySettings


@pytest.mark.parametrize(("environment", "days"), [("Development", 7), ("Staging", 14), ("Production", 30)])
def test_deletion_takes_time(environment: str, days: int) -> None:
    assert KeySettings.of(environment).deletion_window_days == days


@pytest.mark.parametrize("given", [{"deletionWindowDays": 6}, {"deletionWindowDays": 31}, {"rotationDays": 89}])
def test_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        KeySettings.of("Production", **given)
