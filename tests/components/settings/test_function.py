"""Settings of a function."""

from datetime import date
from typing import get_args

import pytest
from pydantic import ValidationError

from components.settings.function import RUNTIME_ENDS, FunctionSettings, Runtime


def test_every_runtime_has_its_end():
    assert set(RUNTIME_ENDS) == set(get_args(Runtime))


def test_the_default_lasts():
    assert RUNTIME_ENDS[FunctionSettings.of().runtime] > date(2028, 12, 31)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"runtime": "python3.9"}, "Input should be 'python3.12'"),
        ({"memoryMb": 64}, "greater than or equal to 128"),
        ({"timeoutSeconds": 901}, "less than or equal to 900"),
        ({"logDays": 8}, "Input should be 1, 3, 5"),
        ({"environment": {"1A": "x"}}, "environment.1A"),
        ({"environment": {"AWS_REGION": "x", "A": "y"}}, "environment has AWS_REGION; expected names that Lambda"),
        ({"layers": ["layer"]}, "layers.0"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        FunctionSettings.of("Production", **values)


def test_profiles():
    production, development = FunctionSettings.of("Production"), FunctionSettings.of("Development")
    assert (production.tracing, production.log_days, production.log_level) == (True, 90, "INFO")
    assert (development.tracing, development.log_days, development.log_level) == (False, 7, "DEBUG")
