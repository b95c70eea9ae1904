"""CloudWatch, cost management, developer tools, organisation."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate.charge import HOURS, Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.view import View

MILLION = 1_000_000
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
HIGH_RESOLUTION = 60
"""Seconds of a period below which an alarm is high-resolution."""
ANOMALY_METRICS = 3
"""Metrics of an anomaly detection alarm: the metric and both edges of its band."""


def _metrics(view: View) -> list[View]:
    return [query for query in view.blocks("metricQueries") if query.given("metric")]


@price(ALARM)
def alarm(view: View) -> Items:
    """Alarm, charged for each metric that it evaluates."""
    metrics = _metrics(view)
    periods = [query.number("metric.period", HIGH_RESOLUTION) for query in metrics] or [
        view.number("period", HIGH_RESOLUTION)
    ]
    fast = min(periods) < HIGH_RESOLUTION
    if view.given("thresholdMetricId"):
        if fast:
            yield view.charge("Anomaly alarm", "cloudwatch.alarm/anomaly-high-resolution", alarms=1)
        else:
            yield view.charge("Anomaly alarm", "cloudwatch.alarm", metrics=ANOMALY_METRICS)
        return
    row = "cloudwatch.alarm/high-resolution" if fast else "cloudwatch.alarm"
    yield view.charge("Alarm", row, metrics=max(1, len(metrics)))


@price("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(view: View) -> Items:
    """Composite alarm."""
    yield view.charge("Composite alarm", "cloudwatch.alarm/composite", alarms=1)


@price("aws:cloudwatch/dashboard:Dashboard")
def dashboard(view: View) -> Items:
    """Dashboard."""
    yield view.charge("Dashboard", "cloudwatch.dashboard", dashboards=1)


@price("aws:cloudwatch/logGroup:LogGroup")
def log_group(view: View) -> Items:
    """Logs."""
    class_ = view.text("logGroupClass", "STANDARD")
    if class_ not in ("STANDARD", "INFREQUENT_ACCESS"):
        raise Unpriced(f"logGroupClass {class_} has no row")
    suffix = "" if class_ == "STANDARD" else f"/{class_}"
    yield view.metered("Ingestion", f"logs.ingest{suffix}", "ingestedGb")
    yield view.metered("Storage", "logs.storage", "storedGb")


@price("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def metric_filter(view: View) -> Items:
    """Custom metric."""
    dimensions = view.value("metricTransformation.dimensions")
    if dimensions:
        yield view.metered("Custom metrics", "cloudwatch.metric", "metricSeries")
    else:
        yield view.charge("Custom metric", "cloudwatch.metric", metrics=1)


@price("aws:cloudwatch/logDelivery:LogDelivery")
def delivery(view: View) -> Items:
    """Delivered logs."""
    yield view.metered("Delivered logs", "logs.vended", "deliveredGb")


@price("aws:budgets/budgetAction:BudgetAction")
def budget_action(view: View) -> Items:
    """Budget action."""
    yield view.charge("Budget with an action", "budgets.action-day", budgets=1, days=HOURS / Decimal(24))


@price("aws:codebuild/project:Project")
def build(view: View) -> Items:
    """Build minutes."""
    size = view.text("environment.computeType").removeprefix("BUILD_GENERAL1_").lower()
    yield view.metered("Build minutes", f"codebuild.minute/general1.{size}", "monthlyBuildMinutes")


@price("aws:codepipeline/pipeline:Pipeline")
def pipeline(view: View) -> Items:
    """Pipeline."""
    if view.text("pipelineType", "V1") != "V1":
        raise Unpriced("pipelineType V2 has no row")
    yield view.charge("Pipeline", "codepipeline.v1", pipelines=1)


@price("aws:computeoptimizer/recommendationPreferences:RecommendationPreferences")
def enhanced_metrics(view: View) -> Items:
    """Enhanced infrastructure metrics."""
    if view.text("enhancedInfrastructureMetrics", "Inactive") == "Active":
        row = "computeoptimizer.enhanced-metrics"
        yield view.metered("Enhanced infrastructure metrics", row, "resourceHours")


free(
    "no charge of its own",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    "aws:cloudwatch/logDestination:LogDestination",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:cloudwatch/logStream:LogStream",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
    "aws:cloudwatch/queryDefinition:QueryDefinition",
    "aws:budgets/budget:Budget",
    "aws:codecommit/repository:Repository",
    "aws:codedeploy/application:Application",
    "aws:codedeploy/deploymentConfig:DeploymentConfig",
    "aws:codedeploy/deploymentGroup:DeploymentGroup",
    "aws:computeoptimizer/enrollmentStatus:EnrollmentStatus",
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
    "aws:costexplorer/anomalySubscription:AnomalySubscription",
    "aws:costexplorer/costAllocationTag:CostAllocationTag",
    "aws:costexplorer/costCategory:CostCategory",
    "aws:costoptimizationhub/enrollmentStatus:EnrollmentStatus",
    "aws:costoptimizationhub/preferences:Preferences",
    "aws:organizations/account:Account",
    "aws:organizations/organization:Organization",
    "aws:organizations/organizationalUnit:OrganizationalUnit",
    "aws:organizations/policy:Policy",
    "aws:organizations/policyAttachment:PolicyAttachment",
    "aws:resourcegroups/group:Group",
    "aws:ssm/document:Document",
    "aws:ssm/association:Association",
    "aws:ssm/maintenanceWindow:MaintenanceWindow",
    "aws:ssm/patchBaseline:PatchBaseline",
    "aws:ssm/serviceSetting:ServiceSetting",
    "aws:xray/group:Group",
    "aws:xray/samplingRule:SamplingRule",
)
free("charged where the report is stored", "aws:cur/reportDefinition:ReportDefinition", "aws:bcmdata/export:Export")
not_priced(
    "no row with evidence yet",
    "aws:cloudwatch/metricStream:MetricStream",
    "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector",
    "aws:synthetics/canary:Canary",
    "aws:rum/appMonitor:AppMonitor",
    "aws:savingsplans/savingsPlan:SavingsPlan",
)
