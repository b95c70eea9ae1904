"""Usage in a workload of a stack file."""

from __future__ import annotations

import json
from typing import Any

from components import registry
from components.settings.check import check
from components.settings.problem import report

QUEUE = "aws:sqs/queue:Queue"


def problems(usage: Any) -> str:
    config = {
        "aws:region": "us-east-1",
        "quoin:environment": "Development",
        "quoin:project": "shop",
        "quoin:costCenter": "4410",
        "quoin:owner": "platform@example.com",
        "quoin:workloads": {"shop": {"pattern": "web-app", "usage": usage}},
    }
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    settings, found = check(texts, (), registry)
    assert (settings is None) is bool(found)
    return report(found, "dev") if found else ""


def test_figures_by_resource_and_by_type() -> None:
    types = {QUEUE: {"monthlyRequests": [1, 2, 3]}}
    assert problems({"profile": "small", "types": types, "resources": {"shop-*": {"ingestedGb": 5}}}) == ""


def test_every_mistake_is_told_with_what_was_meant() -> None:
    found = problems({"types": {"aws:sqs/queue:Que": {}, QUEUE: {"monthlyRequest": 1, "monthlyRequests": -1}}})
    assert "3 problems in the configuration of stack 'dev'" in found
    assert "'quoin:workloads.shop.usage': types.aws:sqs/queue:Que: the type has no usage; did you mean" in found
    assert "monthlyRequest: no such usage; did you mean monthlyRequests?" in found
    assert "takes numbers from zero up, not -1" in found


def test_a_profile_is_one_of_three() -> None:
    assert "'quoin:workloads.shop.usage.profile' is 'tiny'\n    allowed: small, medium, large" in problems(
        {"profile": "tiny"}
    )
