"""Ends of logs that others write."""

from __future__ import annotations

from typing import Any

from components.governance.log_lifecycle import LogLifecycle, LogLifecycleArgs
from components.settings.log_lifecycle import LogLifecycleSettings
from tests.support.synth import Synthesis, synth_component


def build(profile: str = "Production", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> None:
        settings = LogLifecycleSettings.of(stage.environment, **values)
        LogLifecycle("logs", LogLifecycleArgs(settings=settings, stack=stage.stack), stage.opts)

    return synth_component(program, profile)


def test_a_log_group_ends_by_the_environment() -> None:
    groups = {"slow": {"name": "/aws/rds/instance/shop/slowquery"}}
    days = {
        environment: build(environment, groups=groups).only("LogGroup").inputs["retentionInDays"]
        for environment in ("Development", "Staging", "Production")
    }
    assert days == {"Development": 7, "Staging": 30, "Production": 90}


def test_a_bucket_of_logs_ages_as_the_document_says() -> None:
    made = build(buckets={"old": {"bucket": "old-logs", "prefix": "alb/"}}).only("BucketLifecycleConfiguration").inputs
    rules = {rule["id"]: rule for rule in made["rules"]}
    ageing = rules["age-logs"]
    assert made["bucket"] == "old-logs"
    assert ageing["filter"] == {"prefix": "alb/"}
    assert [(move["days"], move["storageClass"]) for move in ageing["transitions"]] == [
        (30, "STANDARD_IA"),
        (90, "GLACIER"),
        (180, "DEEP_ARCHIVE"),
    ]
    assert ageing["expiration"] == {"days": 365}
    assert rules["abort-multipart-uploads"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
