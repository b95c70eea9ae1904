"""Glue, Athena, EMR, QuickSight, SageMaker, MWAA."""

from __future__ import annotations

from finops.estimate.charge import Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.span import Span
from finops.estimate.view import View


@price("aws:glue/job:Job")
def job(view: View) -> Items:
    """Runs."""
    if view.text("executionClass", "STANDARD") == "FLEX":
        raise Unpriced("spare capacity (FLEX) has no row")
    yield view.metered("Processing units", "glue.dpu", "monthlyDpuHours")


@price("aws:glue/crawler:Crawler")
def crawler(view: View) -> Items:
    """Crawls."""
    yield view.metered("Processing units", "glue.dpu", "monthlyDpuHours")


@price("aws:glue/catalogDatabase:CatalogDatabase")
def catalog(view: View) -> Items:
    """Catalogue."""
    yield view.metered("Objects stored", "glue.catalog-storage", "storedObjects", per=100_000)
    yield view.metered("Requests", "glue.catalog-requests", "monthlyRequests", per=1_000_000)


@price("aws:athena/workgroup:Workgroup")
def athena(view: View) -> Items:
    """Queries."""
    yield view.metered("Data scanned", "athena.scan", "scannedTb")


def _fleet(view: View, label: str, path: str) -> Items:
    type_, count = view.text(f"{path}.instanceType"), view.number(f"{path}.instanceCount", 1)
    yield view.hourly(f"{label}: EC2", f"ec2.instance/{type_}", instances=count)
    yield view.hourly(f"{label}: EMR", f"emr.uplift/{type_}", instances=count)


@price("aws:emr/cluster:Cluster")
def emr_master(view: View) -> Items:
    """Master nodes."""
    yield from _fleet(view, "Master", "masterInstanceGroup")


@price("aws:emr/cluster:Cluster")
def emr_core(view: View) -> Items:
    """Core nodes."""
    if view.given("coreInstanceGroup"):
        yield from _fleet(view, "Core", "coreInstanceGroup")


@price("aws:quicksight/user:User")
def quicksight_user(view: View) -> Items:
    """User."""
    role = view.text("userRole")
    kind = role.replace("ADMIN", "AUTHOR").replace("_", "-").lower()
    if kind not in ("reader", "author", "author-pro"):
        raise Unpriced(f"userRole {role} has no row")
    yield view.charge("User", f"quicksight.{kind}", users=1)


@price("aws:quicksight/accountSubscription:AccountSubscription")
def quicksight_account(view: View) -> Items:
    """Users of the subscription."""
    yield view.metered("Readers", "quicksight.reader", "readers")
    yield view.metered("Authors", "quicksight.author", "authors")


@price("aws:sagemaker/notebookInstance:NotebookInstance")
def notebook(view: View) -> Items:
    """Notebook."""
    yield view.hourly("Notebook", f"sagemaker.instance/{view.text('instanceType')}", instances=1)


CONFIGURATION = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"


@price("aws:sagemaker/endpoint:Endpoint")
def endpoint(view: View) -> Items:
    """Instances of the endpoint."""
    configuration = view.refer("endpointConfigName", CONFIGURATION)
    if configuration is None:
        raise Unpriced("the endpoint's configuration is not among the resources")
    for variant in configuration.blocks("productionVariants"):
        if variant.given("serverlessConfig"):
            raise Unpriced("serverless inference has no row")
        name = variant.text("variantName", "variant")
        count = variant.number("initialInstanceCount", 1)
        yield view.hourly(f"Instances of {name}", f"sagemaker.instance/{variant.text('instanceType')}", instances=count)


@price("aws:mwaa/environment:Environment")
def airflow(view: View) -> Items:
    """Environment, further workers and its database."""
    class_ = view.text("environmentClass", "mw1.small")
    yield view.hourly("Environment", f"mwaa.environment/{class_}", environments=1)
    least, most = view.number("minWorkers", 1), view.number("maxWorkers", 10)
    workers = Span.between(least, max(least, most), least).above(1)
    if workers.high:
        yield view.hourly("Further workers", f"mwaa.worker/{class_}", workers=workers)
    yield view.metered("Database", "mwaa.database", "databaseGb")


@price("aws:cfg/recorder:Recorder")
def recorder(view: View) -> Items:
    """Configuration items."""
    yield view.metered("Configuration items", "config.item", "monthlyItems")


@price("aws:cfg/rule:Rule", "aws:cfg/organizationManagedRule:OrganizationManagedRule")
def rule(view: View) -> Items:
    """Evaluations."""
    yield view.metered("Evaluations", "config.evaluations", "monthlyEvaluations")


@price("aws:cloudtrail/trail:Trail")
def trail(view: View) -> Items:
    """Events beyond the first copy of management events."""
    if view.count("eventSelectors") or view.count("advancedEventSelectors"):
        yield view.metered("Data events", "cloudtrail.data", "monthlyDataEvents", per=100_000)
    if view.count("insightSelectors"):
        yield view.metered("Insights", "cloudtrail.insights", "monthlyManagementEvents", per=100_000)
    yield view.metered("Further copies of management events", "cloudtrail.management", "copiedEvents", per=100_000)


free(
    "no charge of its own",
    "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
    CONFIGURATION,
    "aws:glue/catalogTable:CatalogTable",
    "aws:glue/classifier:Classifier",
    "aws:glue/connection:Connection",
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
    "aws:glue/partition:Partition",
    "aws:glue/registry:Registry",
    "aws:glue/schema:Schema",
    "aws:glue/securityConfiguration:SecurityConfiguration",
    "aws:glue/trigger:Trigger",
    "aws:glue/workflow:Workflow",
    "aws:glue/dataQualityRuleset:DataQualityRuleset",
    "aws:athena/database:Database",
    "aws:athena/dataCatalog:DataCatalog",
    "aws:athena/namedQuery:NamedQuery",
    "aws:quicksight/dataSource:DataSource",
    "aws:quicksight/dashboard:Dashboard",
    "aws:quicksight/analysis:Analysis",
    "aws:quicksight/group:Group",
    "aws:sagemaker/model:Model",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorderStatus:RecorderStatus",
    "aws:cfg/configurationAggregator:ConfigurationAggregator",
    "aws:lakeformation/dataLakeSettings:DataLakeSettings",
    "aws:lakeformation/permissions:Permissions",
    "aws:lakeformation/resource:Resource",
)
not_priced(
    "no row with evidence yet",
    "aws:quicksight/dataSet:DataSet",
    "aws:sagemaker/domain:Domain",
    "aws:glue/devEndpoint:DevEndpoint",
    "aws:athena/capacityReservation:CapacityReservation",
    "aws:cfg/conformancePack:ConformancePack",
    "aws:cloudtrail/eventDataStore:EventDataStore",
    "aws:emrserverless/application:Application",
)
free("charged by the capacity that its data set takes", "aws:quicksight/refreshSchedule:RefreshSchedule")
