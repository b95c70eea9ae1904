"""What keeps costs in order, each alone as a program of one's own would build it."""

from __future__ import annotations

from typing import Any

from tests.contract.samples import core
from tests.support.synth import Sample, Stage

OWNER = "arn:aws:quicksight:us-east-1:123456789012:user/default/finops"


def _anomalies(stage: Stage, region: str | None) -> Any:
    from components.governance.anomaly_detection import CostAnomalyDetection, CostAnomalyDetectionArgs
    from components.settings.anomaly_detection import AnomalySettings

    settings = AnomalySettings.of(stage.environment, monitors={"team": {"tag": "Owner", "values": ["web"]}})
    args = CostAnomalyDetectionArgs(settings=settings, stack=stage.stack, emails=["a@example.com"])
    return CostAnomalyDetection("anomalies", args, stage.opts)


def _budgets(stage: Stage, region: str | None) -> Any:
    from decimal import Decimal

    from components.governance.budgets import Budgets, BudgetsArgs
    from components.settings.budgets import BudgetSettings

    settings = BudgetSettings.of(
        stage.environment,
        services={"ec2": {"limit": 50}},
        action={"stopInstances": ["i-0123456789abcdef0"], "approval": "automatic"},
    )
    args = BudgetsArgs(settings=settings, stack=stage.stack, monthly=Decimal(100), emails=["a@example.com"])
    return Budgets("budgets", args, stage.opts)


def _recommendations(stage: Stage, region: str | None) -> Any:
    from components.governance.recommendations import Recommendations, RecommendationsArgs
    from components.settings.recommendations import RecommendationSettings

    settings = RecommendationSettings.of(stage.environment, memberAccounts=True)
    return Recommendations("recommendations", RecommendationsArgs(settings=settings, stack=stage.stack), stage.opts)


def _reports(stage: Stage, region: str | None) -> Any:
    from components.governance.cost_reports import CostReports, CostReportsArgs
    from components.settings.cost_reports import CostReportSettings

    settings = CostReportSettings.of(stage.environment)
    return CostReports("reports", CostReportsArgs(settings=settings, stack=stage.stack), stage.opts)


def _analysis(stage: Stage, region: str | None) -> Any:
    from components.governance.cost_analysis import CostAnalysis, CostAnalysisArgs
    from components.settings.cost_reports import CostReportSettings

    args = CostAnalysisArgs(
        settings=CostReportSettings.of(stage.environment, quicksight={"owners": [OWNER]}),
        stack=stage.stack,
        bucket="reports",
        export_folder="exports/cost/data",
        estimates_folder="estimates",
        results_folder="results",
        region=region,
    )
    return CostAnalysis("analysis", args, stage.opts)


def _data_set(stage: Stage, region: str | None) -> Any:
    from components.governance.cost_data_set import CostDataSet, CostDataSetArgs
    from components.settings.cost_reports import QuickSightSettings

    args = CostDataSetArgs(
        settings=QuickSightSettings.of(stage.environment, owners=[OWNER]),
        stack=stage.stack,
        workgroup="cost",
        database="cost",
        table="cost_and_usage",
        region=region,
    )
    return CostDataSet("costs", args, stage.opts)


def _tags(stage: Stage, region: str | None) -> Any:
    from components.governance.tag_governance import TagGovernance, TagGovernanceArgs
    from components.settings.tag_governance import TagGovernanceSettings

    settings = TagGovernanceSettings.of(stage.environment, target="r-ab12", costAllocation=True, categories=True)
    return TagGovernance("tags", TagGovernanceArgs(settings=settings, stack=stage.stack), stage.opts)


def _spot(stage: Stage, region: str | None) -> Any:
    from components.governance.spot_capacity import SpotCapacity, SpotCapacityArgs
    from components.settings.spot_capacity import SpotCapacitySettings

    settings = SpotCapacitySettings.of(stage.environment, kind="fleet", priceCap="half-on-demand")
    args = SpotCapacityArgs(settings=settings, stack=stage.stack, network=core.SAMPLES["Network"](stage, region))
    return SpotCapacity("spot", args, stage.opts)


def _logs(stage: Stage, region: str | None) -> Any:
    from components.governance.log_lifecycle import LogLifecycle, LogLifecycleArgs
    from components.settings.log_lifecycle import LogLifecycleSettings

    settings = LogLifecycleSettings.of(
        stage.environment,
        groups={"queries": {"name": "/aws/rds/instance/shop/slowquery"}},
        buckets={"access": {"bucket": "access-logs"}},
    )
    return LogLifecycle("logs", LogLifecycleArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


SAMPLES: dict[str, Sample] = {
    "Budgets": _budgets,
    "CostAnalysis": _analysis,
    "CostAnomalyDetection": _anomalies,
    "CostDataSet": _data_set,
    "CostReports": _reports,
    "LogLifecycle": _logs,
    "Recommendations": _recommendations,
    "SpotCapacity": _spot,
    "TagGovernance": _tags,
}
