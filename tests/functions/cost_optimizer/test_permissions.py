"""The role of the component allows every call of the code, and nothing that no call needs."""

from __future__ import annotations

import json
from typing import Any

import botocore.client
import pytest

from components.governance.cost_optimizer import CostOptimizer, CostOptimizerArgs
from components.settings.cost_optimizer import CostOptimizerSettings
from functions.cost_optimizer.checks import REGIONAL
from tests.functions.cost_optimizer.account import CHECKS, NOW, Account, at, place
from tests.support.synth import synth_component

ACTIONS = {
    "ListBuckets": "s3:ListAllMyBuckets",
    "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListParts": "s3:ListMultipartUploadParts",
}
"""Operations whose action has another name."""
STUBBED = {
    "compute-optimizer:GetEnrollmentStatus",
    "compute-optimizer:GetEC2InstanceRecommendations",
    "cost-optimization-hub:ListEnrollmentStatuses",
    "cost-optimization-hub:ListRecommendations",
    "ce:GetCostAndUsage",
}
"""Actions of services that moto does not have: test_advice.py shows the calls."""


def allowed() -> set[str]:
    def program(stage: Any) -> Any:
        args = CostOptimizerArgs(settings=CostOptimizerSettings.of(stage.environment), stack=stage.stack)
        CostOptimizer("optimizer", args, stage.opts)
        return {}

    policy = synth_component(program, "Production").named("optimizer-look").inputs["policy"]
    return {action for item in json.loads(policy)["Statement"] for action in item["Action"]}


def test_calls_and_permissions_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    Account().seed()
    called: set[str] = set()
    real = botocore.client.BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]

    def recorded(self: Any, operation: str, arguments: Any) -> Any:
        service = self.meta.service_model.signing_name
        called.add(ACTIONS.get(operation, f"{service}:{operation}"))
        return real(self, operation, arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", recorded)
    with at(NOW):
        here = place()
        for name in CHECKS:
            list(REGIONAL[name](here))
    called -= {"sts:GetCallerIdentity"}  # needs no permission
    assert {action.replace("monitoring:", "cloudwatch:") for action in called} == allowed() - STUBBED
