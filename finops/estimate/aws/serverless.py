"""Lambda, API Gateway, Step Functions, EventBridge."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate.charge import Free, Items
from finops.estimate.registry import free, not_priced, price
from finops.estimate.span import Span
from finops.estimate.timing import calls_a_month
from finops.estimate.view import View

FUNCTION = "aws:lambda/function:Function"
MILLION = 1_000_000
DEFAULT_MEMORY, INCLUDED_STORAGE = 128, 512
"""MB."""


def _arch(view: View) -> str:
    return view.text("architectures.0", "x86_64")


def _seconds(view: View) -> Span | None:
    duration = view.assumed("averageDurationMs")
    return None if duration is None else duration * Decimal("0.001")


def _gigabytes(view: View) -> Decimal:
    return view.number("memorySize", DEFAULT_MEMORY) / 1024


@price(FUNCTION)
def invocations(view: View) -> Items:
    """Invocations."""
    yield view.metered("Requests", "lambda.requests", "monthlyRequests", per=MILLION)


@price(FUNCTION)
def duration(view: View) -> Items:
    """Duration."""
    row = f"lambda.duration/{_arch(view)}"
    yield view.metered("Duration", row, "monthlyRequests", seconds=_seconds(view), GB=_gigabytes(view))


@price(FUNCTION)
def scratch(view: View) -> Items:
    """Ephemeral storage above 512 MB."""
    extra = view.number("ephemeralStorage.size", INCLUDED_STORAGE) - INCLUDED_STORAGE
    if extra > 0:
        row, seconds = "lambda.ephemeral", _seconds(view)
        yield view.metered("Ephemeral storage", row, "monthlyRequests", seconds=seconds, GB_above_512_MB=extra / 1024)


@price("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
def provisioned(view: View) -> Items:
    """Provisioned concurrency."""
    function = view.refer("functionName", FUNCTION)
    gigabytes = _gigabytes(function) if function else view.number("memorySize")
    row = f"lambda.provisioned/{_arch(function or view)}"
    copies = view.number("provisionedConcurrentExecutions")
    yield view.hourly("Provisioned concurrency", row, executions=copies, GB=gigabytes, seconds=3600)


REST = "aws:apigateway/restApi:RestApi"


@price(REST)
def rest(view: View) -> Items:
    """Requests of a REST API."""
    yield view.metered("Requests", "apigateway.rest", "monthlyRequests", per=MILLION)


@price("aws:apigateway/stage:Stage")
def cache(view: View) -> Items:
    """Cache of a stage."""
    enabled = view.either("cacheClusterEnabled", 1, 0)
    if enabled.high:
        yield view.hourly("Cache", f"apigateway.cache/{view.text('cacheClusterSize', '0.5')}", caches=enabled)


@price("aws:apigatewayv2/api:Api")
def http(view: View) -> Items:
    """Requests of an HTTP API, or messages and connections of a WebSocket API."""
    if view.text("protocolType") == "WEBSOCKET":
        yield view.metered("Messages", "apigateway.websocket", "monthlyRequests", per=MILLION)
        yield view.metered("Connections", "apigateway.websocket-minutes", "connectionMinutes", per=MILLION)
    else:
        yield view.metered("Requests", "apigateway.http", "monthlyRequests", per=MILLION)


@price("aws:sfn/stateMachine:StateMachine")
def state_machine(view: View) -> Items:
    """Executions."""
    if view.text("type", "STANDARD") == "STANDARD":
        yield view.metered("State transitions", "stepfunctions.transitions", "monthlyTransitions", per=1000)
        return
    yield view.metered("Requests", "stepfunctions.express-requests", "monthlyRequests", per=MILLION)
    row = "stepfunctions.express-duration"
    yield view.metered("Duration", row, "monthlyRequests", per=3600, seconds=_seconds(view), GB=_express(view))


def _express(view: View) -> Span | None:
    memory = view.assumed("memoryMb")
    return None if memory is None else memory * (Decimal(1) / 1024)


@price("aws:cloudwatch/eventBus:EventBus")
def bus(view: View) -> Items:
    """Custom events."""
    yield view.metered("Custom events", "eventbridge.events", "monthlyEvents", per=MILLION)


@price("aws:cloudwatch/eventArchive:EventArchive")
def archive(view: View) -> Items:
    """Archived events."""
    yield view.metered("Archive processing", "eventbridge.archive", "archivedGb")


@price("aws:scheduler/schedule:Schedule")
def schedule(view: View) -> Items:
    """Calls of a schedule."""
    if view.text("state", "ENABLED") == "DISABLED":
        yield Free("the schedule is switched off")
        return
    calls = calls_a_month(view.text("scheduleExpression"))
    yield view.charge("Calls", "eventbridge.scheduled-calls", calls=calls, millions=Decimal(1) / MILLION)


free(
    "charged with its function",
    "aws:lambda/alias:Alias",
    "aws:lambda/permission:Permission",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/layerVersion:LayerVersion",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:lambda/invocation:Invocation",
    "aws:lambda/codeSigningConfig:CodeSigningConfig",
)
free(
    "charged with its API",
    "aws:apigateway/account:Account",
    "aws:apigateway/apiKey:ApiKey",
    "aws:apigateway/authorizer:Authorizer",
    "aws:apigateway/basePathMapping:BasePathMapping",
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/domainName:DomainName",
    "aws:apigateway/integration:Integration",
    "aws:apigateway/integrationResponse:IntegrationResponse",
    "aws:apigateway/method:Method",
    "aws:apigateway/methodResponse:MethodResponse",
    "aws:apigateway/methodSettings:MethodSettings",
    "aws:apigateway/model:Model",
    "aws:apigateway/requestValidator:RequestValidator",
    "aws:apigateway/resource:Resource",
    "aws:apigateway/response:Response",
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    "aws:apigateway/usagePlan:UsagePlan",
    "aws:apigateway/usagePlanKey:UsagePlanKey",
    "aws:apigateway/vpcLink:VpcLink",
    "aws:apigatewayv2/apiMapping:ApiMapping",
    "aws:apigatewayv2/authorizer:Authorizer",
    "aws:apigatewayv2/deployment:Deployment",
    "aws:apigatewayv2/domainName:DomainName",
    "aws:apigatewayv2/integration:Integration",
    "aws:apigatewayv2/integrationResponse:IntegrationResponse",
    "aws:apigatewayv2/model:Model",
    "aws:apigatewayv2/route:Route",
    "aws:apigatewayv2/routeResponse:RouteResponse",
    "aws:apigatewayv2/stage:Stage",
    "aws:apigatewayv2/vpcLink:VpcLink",
)
free(
    "charged with the events of its bus",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "aws:cloudwatch/eventPermission:EventPermission",
    "aws:cloudwatch/eventConnection:EventConnection",
    "aws:scheduler/scheduleGroup:ScheduleGroup",
    "aws:sfn/activity:Activity",
    "aws:sfn/alias:Alias",
    "aws:schemas/registry:Registry",
    "aws:schemas/schema:Schema",
)
not_priced(
    "no row with evidence yet",
    "aws:cloudwatch/eventApiDestination:EventApiDestination",
    "aws:schemas/discoverer:Discoverer",
    "aws:pipes/pipe:Pipe",
    "aws:appsync/graphQLApi:GraphQLApi",
    "aws:cognito/userPool:UserPool",
)
free(
    "charged with its user pool",
    "aws:cognito/userPoolClient:UserPoolClient",
    "aws:cognito/userPoolDomain:UserPoolDomain",
    "aws:cognito/resourceServer:ResourceServer",
)
