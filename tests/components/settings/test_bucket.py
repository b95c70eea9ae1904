"""What S3 would refuse of a bucket's settings is refused beforehand."""

import pytest
from pydantic import ValidationError

from components.settings.bucket import BucketSettings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"tiers": {"STANDARD_IA": 10}}, "tiers.STANDARD_IA is 10, but S3 moves nothing there before day 30"),
        (
            {"tiers": {"STANDARD_IA": 30, "GLACIER": 45}},
            "tiers.GLACIER is 45, expected 60 or more: STANDARD_IA comes first, on day 30",
        ),
        (
            {"tiers": {"DEEP_ARCHIVE": 90, "GLACIER": 90}},
            "tiers.DEEP_ARCHIVE is 90, expected 91 or more: GLACIER comes first, on day 90",
        ),
        (
            {"tiers": {"GLACIER": 400}, "expireAfterDays": 365},
            "tiers.GLACIER is 400, but expireAfterDays deletes objects on day 365",
        ),
        ({"objectLock": {"days": 1}, "versioning": False}, "objectLock needs versioning: true"),
        ({"expireAfterDays": 0}, "greater than or equal to 1"),
        ({"tiers": {"REDUCED_REDUNDANCY": 30}}, "Input should be 'STANDARD_IA'"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        BucketSettings.of("Production", **values)


def test_every_problem_is_told():
    with pytest.raises(ValidationError) as caught:
        BucketSettings.of("Production", tiers={"STANDARD_IA": 10, "GLACIER": 20})
    assert "STANDARD_IA is 10" in str(caught.value)
    assert "GLACIER is 20" in str(caught.value)


@pytest.mark.parametrize(("environment", "days"), [("Development", 30), ("Staging", 90), ("Production", 365)])
def test_logs_end(environment, days):
    assert BucketSettings.of(environment, purpose="logs").expiry == days
    assert BucketSettings.of(environment).expiry is None
    assert BucketSettings.of(environment, purpose="logs", expire_after_days=5).expiry == 5


def test_tiers_of_ones_own_win():
    assert BucketSettings.of("Production", purpose="archive", tiers={}).ageing == {}
    chosen = BucketSettings.of("Production", tiers={"DEEP_ARCHIVE": 200, "GLACIER_IR": 10})
    assert list(chosen.ageing.items()) == [("GLACIER_IR", 10), ("DEEP_ARCHIVE", 200)]
