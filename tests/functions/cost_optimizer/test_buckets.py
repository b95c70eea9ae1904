"""Buckets without lifecycle and stale uploads: one rule at a time, without moto."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.cost_optimizer.checks import buckets
from tests.functions.cost_optimizer.account import HOME, NOW
from tests.functions.cost_optimizer.fake import faked, measured

SECOND = timedelta(seconds=1)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(("error", "told"), [("NoSuchLifecycleConfiguration", True), ("AccessDenied", False)])
def test_a_bucket_that_may_not_be_read_is_no_bucket_without_lifecycle(error: str, *, told: bool) -> None:
    def lifecycle(**_: Any) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": error}}, "GetBucketLifecycleConfiguration")

    place, session = faked(
        list_buckets=[{"Buckets": [{"Name": "b", "BucketRegion": HOME}]}],
        get_bucket_lifecycle_configuration=lifecycle,
        get_metric_data=measured({"StandardStorage": [3 * 1024**3, 1024**3]}),  # the newest first
    )
    if told:
        (finding,) = buckets.check(place)
        assert (finding.kind, finding.monthly) == ("bucket-without-lifecycle", None)
        assert finding.why.startswith("3.00 GB in S3 Standard")
        [asked] = session.asked["get_metric_data"]
        assert (asked["StartTime"], asked["EndTime"], asked["ScanBy"]) == (ago(3), NOW, "TimestampDescending")
        assert [query["MetricStat"]["Period"] for query in asked["MetricDataQueries"]] == [86_400]
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            list(buckets.check(place))


ENDS, OFF = {"Status": "Enabled", "ID": "ends"}, {"Status": "Disabled", "ID": "off"}
ABORTS = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}


@pytest.mark.parametrize(
    ("rules", "kinds"),
    [
        ([OFF | ABORTS], {"bucket-without-lifecycle": None, "stale-uploads": "0.07"}),
        ([ENDS], {"stale-uploads": "0.07"}),  # 3 GB × 0.023
        ([ENDS, ENDS | ABORTS], {}),
    ],
)
def test_buckets_and_uploads(rules: list[dict[str, Any]], kinds: dict[str, str | None]) -> None:
    """Three stale uploads of 1 GB in parts, on two pages, and a fresh one; a bucket of another region."""
    uploads = [
        {"Key": "k", "UploadId": f"{number}", "Initiated": ago(7) + (SECOND if number == 3 else timedelta())}
        for number in range(4)
    ]
    place, session = faked(
        list_buckets=[{"Buckets": [{"Name": "far", "BucketRegion": "eu-west-1"}]}, {"Buckets": [{"Name": "b"}]}],
        get_bucket_lifecycle_configuration=[{"Rules": rules}],
        list_multipart_uploads=[{"Uploads": uploads[:1]}, {}, {"Uploads": uploads[1:]}],
        list_parts=[{"Parts": [{"Size": 1 << 29}]}, {"Parts": [{"Size": 1 << 28}, {"Size": 1 << 28}]}],
        get_metric_data=measured({}),
    )
    told = {item.kind: item.plain()["monthlySavings"] for item in buckets.check(place) if item.resource == "b"}
    assert told == kinds
    assert [asked["Bucket"] for asked in session.asked["get_bucket_lifecycle_configuration"]] == ["b"]
    assert session.asked["list_buckets"] == [{"BucketRegion": HOME}]


def test_a_bucket_without_uploads_has_no_stale_ones() -> None:
    place, _ = faked(
        list_buckets=[{"Buckets": [{"Name": "b"}]}], get_bucket_lifecycle_configuration=[{"Rules": [ENDS]}]
    )
    assert list(buckets.check(place)) == []
