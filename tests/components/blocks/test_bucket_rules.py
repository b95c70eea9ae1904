"""How objects age."""

import pytest

from components.blocks.bucket_rules import lifecycle_rules
from components.settings.bucket import BucketSettings


def rules(environment="Production", **values):
    return {rule["id"]: rule for rule in lifecycle_rules(BucketSettings.of(environment, **values))}


def moves(found):
    return {move["storage_class"]: move["days"] for move in found["age"]["transitions"]}


@pytest.mark.parametrize("purpose", ["data", "logs", "archive"])
def test_uploads_that_never_ended_go_after_a_week(purpose):
    assert rules(purpose=purpose)["abort-multipart-uploads"]["abort_incomplete_multipart_upload"] == {
        "days_after_initiation": 7
    }


def test_logs_age_and_end():
    found = rules(purpose="logs")
    assert moves(found) == {"STANDARD_IA": 30, "GLACIER": 90, "DEEP_ARCHIVE": 180}
    assert found["expire"]["expiration"] == {"days": 365}
    assert "drop-delete-markers" not in found


def test_an_archive_ages_and_stays():
    found = rules(purpose="archive")
    assert moves(found) == {"STANDARD_IA": 30, "GLACIER": 90, "DEEP_ARCHIVE": 180}
    assert "expire" not in found


def test_data_stays_where_it_is():
    found = rules()
    assert set(found) == {"abort-multipart-uploads", "end-versions", "drop-delete-markers"}
    assert found["end-versions"]["noncurrent_version_expiration"] == {"noncurrent_days": 90}


def test_nothing_moves_that_ends_before():
    assert "age" not in rules("Development", purpose="logs")
    assert moves(rules("Staging", purpose="logs")) == {"STANDARD_IA": 30}


def test_without_versions_there_are_none_to_end():
    assert set(rules(versioning=False)) == {"abort-multipart-uploads"}


def test_every_rule_names_its_filter():
    assert all(rule["filter"] == {"prefix": ""} for rule in rules(purpose="logs").values())
