"""A sample of the cost optimizer."""

from __future__ import annotations

from typing import Any

from tests.contract.samples.scheduler import ROLES
from tests.support.synth import Sample, Stage


def _optimizer(stage: Stage, region: str | None) -> Any:
    from components.governance.cost_optimizer import CostOptimizer, CostOptimizerArgs
    from components.settings.cost_optimizer import CostOptimizerSettings

    settings = CostOptimizerSettings.of(
        stage.environment, regions=["us-east-1", "eu-west-1"], roles=ROLES, external_id="shop-4410", sweep={}
    )
    args = CostOptimizerArgs(settings=settings, stack=stage.stack, emails=["finops@example.com"])
    return CostOptimizer("optimizer", args, stage.opts)


SAMPLES: dict[str, Sample] = {"CostOptimizer": _optimizer}
