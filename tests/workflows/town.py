"""A town with a food delivery: the example stack's tables, bus, rules and workflow on moto, with the real handlers.

Everything is read from what the example makes: the tables' keys, the functions' variables, the rules' patterns, the
workflow's definition. What a service calls is held against the statements of its role. Step Functions is moto's
interpreter of the definition; Lambda is the handler in this process.
"""

from __future__ import annotations

import fnmatch
import importlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from unittest import mock

import boto3
from botocore.client import BaseClient
from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.events.models import EventPattern
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackEndpoint

from tests.support.synth import Synthesis, synth

EXAMPLE = "examples/serverless-microservices.yaml"
REGION = "eu-west-1"
SERVICES = ("orders", "restaurants", "drivers")
_CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
_OVER = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
_service: ContextVar[str] = ContextVar("service", default="")

Json = dict[str, Any]


class Town:
    """What the tests of the delivery see."""

    def __init__(self, made: Synthesis, changes: Json) -> None:
        self._made = made
        self.events: list[Json] = []
        self.failures: dict[str, list[Exception]] = {}
        """Step → errors that its next calls raise."""
        self.steps: list[str] = []
        """Steps that were called, in order, `service.step`."""
        self.denied: list[str] = []
        """Calls that the role of the caller does not allow."""
        self.runs: list[str] = []
        self._delivered = 0
        self._services = {
            function.name.removeprefix("food-").removesuffix("-service-function"): function
            for function in made.of_type("aws:lambda/function:Function")
        }
        self._statements = {name: self._allowed(f"food-{name}-service-policy") for name in self._services}
        self._make_tables()
        self._make_workflow(changes)

    def call(self, service: str, route: str, body: Any = None, *, headers: Json | None = None, **path: str) -> Any:
        """Send a request through the API; return status and body. The route must be the service's own."""
        routes = {route.inputs["routeKey"] for route in self._made.of_type("aws:apigatewayv2/route:Route")}
        assert route in routes, f"the API has no route {route}"
        event = {
            "routeKey": route,
            "headers": headers or {},
            "pathParameters": path,
            "requestContext": {},
            "body": json.dumps(body) if body is not None else None,
        }
        answer = self.invoke(service, event)
        return answer["statusCode"], json.loads(answer["body"])

    def invoke(self, service: str, event: Json) -> Any:
        """Run a service's handler as Lambda would, with its role."""
        module = importlib.import_module(f"functions.food_{service}.handler")
        token = _service.set(service)
        try:
            return module.handler(event, None)
        finally:
            _service.reset(token)

    def item(self, table: str, **key: str) -> Json:
        """Return an item of a table; empty where there is none."""
        name = self._made.exports["food"]["tables"][table]
        return boto3.resource("dynamodb", REGION).Table(name).get_item(Key=key).get("Item", {})

    def hire(self, driver: str, area: str = "north") -> None:
        """Put a free driver on the road."""
        name = self._made.exports["food"]["tables"]["drivers"]
        item = {"driverId": driver, "area": area, "status": "FREE"}
        boto3.resource("dynamodb", REGION).Table(name).put_item(Item=item)

    def deliver_events(self) -> None:
        """Lead the events that were put since the last time to the receivers of the rules that match."""
        new, self._delivered = self.events[self._delivered :], len(self.events)
        for event in new:
            for rule in self._made.of_type("aws:cloudwatch/eventRule:EventRule"):
                if EventPattern.load(rule.inputs["eventPattern"]).matches_event(event):
                    self._hand_over(rule.outputs["name"], event)

    def wait(self, what: Any, seconds: float = 90) -> Any:
        """Wait until `what()` is true; return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited in vain; steps so far: {self.steps}; runs: {self.outcomes()}")

    def outcome(self) -> str:
        """Wait for the last run to end; return its status."""

        def over() -> str | None:
            status = self._sfn.describe_execution(executionArn=self.runs[-1])["status"]
            return status if status in _OVER else None

        status = self.wait(over)
        self.deliver_events()
        return status

    def outcomes(self) -> list[str]:
        """Return the status of every run."""
        return [self._sfn.describe_execution(executionArn=run)["status"] for run in self.runs]

    def states(self) -> list[str]:
        """Return the states that the last run entered, in order."""
        history = self._sfn.get_execution_history(executionArn=self.runs[-1], maxResults=1000)["events"]
        return [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]

    def answer_lambda(self, arn: str, body: str | None, headers: Json) -> bytes:
        """Be Lambda: run the function with this ARN; an exception becomes what Lambda makes of it."""
        service = next(name for name, function in self._services.items() if function.outputs["arn"] == arn)
        event = json.loads(body or "{}")
        step = f"{service}.{event['step']}"
        self.steps.append(step)
        try:
            if self.failures.get(step):
                raise self.failures[step].pop(0)
            return json.dumps(self.invoke(service, event)).encode()
        except Exception as error:  # noqa: BLE001 (Lambda itself tells any error to its caller)
            headers["x-amz-function-error"] = "Unhandled"
            return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}).encode()

    def check(self, service: str, operation: str, parameters: Json) -> None:
        """Note a call that the caller's role does not allow, and an event that somebody puts."""
        if (service, operation) == ("events", "PutEvents"):
            for entry in parameters["Entries"]:
                self.events.append(
                    {
                        "source": entry["Source"],
                        "detail-type": entry["DetailType"],
                        "detail": json.loads(entry["Detail"]),
                        "bus": entry["EventBusName"],
                    }
                )
        caller = _service.get()
        if caller:
            wanted = f"{ {'stepfunctions': 'states'}.get(service, service) }:{operation}"
            if not any(_covers(statement, wanted, parameters) for statement in self._statements[caller]):
                self.denied.append(f"{caller}: {wanted}")

    def _allowed(self, policy: str) -> list[Json]:
        return json.loads(self._made.named(policy).inputs["policy"])["Statement"]

    def _make_tables(self) -> None:
        client = boto3.client("dynamodb", REGION)
        for table in self._made.of_type("aws:dynamodb/table:Table"):
            inputs = table.inputs
            client.create_table(
                TableName=table.outputs["name"],
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": inputs["hashKey"], "KeyType": "HASH"}],
                AttributeDefinitions=[
                    {"AttributeName": item["name"], "AttributeType": item["type"]} for item in inputs["attributes"]
                ],
                **_indexes(inputs.get("globalSecondaryIndexes", [])),
            )

    def _make_workflow(self, changes: Json) -> None:
        self._sfn = boto3.client("stepfunctions", REGION)
        machine = self._made.of_type("aws:sfn/stateMachine:StateMachine")[0].inputs
        definition = json.loads(machine["definition"])
        for state, changed in changes.items():
            definition["States"][state] |= changed
        boto3.client("events", REGION).create_event_bus(Name=self._made.exports["food"]["eventBus"])
        role = "arn:aws:iam::123456789012:role/workflow"
        made = self._sfn.create_state_machine(name="delivery", definition=json.dumps(definition), roleArn=role)
        self._machine = made["stateMachineArn"]

    def _hand_over(self, rule: str, event: Json) -> None:
        for target in self._made.of_type("aws:cloudwatch/eventTarget:EventTarget"):
            if target.inputs["rule"] != rule:
                continue
            if ":states:" in target.inputs["arn"]:
                self.start(event)
            else:
                arn = target.inputs["arn"]
                self.invoke(next(n for n, f in self._services.items() if f.outputs["arn"] == arn), event)

    def start(self, event: Json) -> None:
        """Start the workflow with an event."""
        name = f"run-{len(self.runs)}"
        run = self._sfn.start_execution(stateMachineArn=self._machine, name=name, input=json.dumps(event))
        self.runs.append(run["executionArn"])


def variables(made: Synthesis, service: str) -> dict[str, str]:
    """Return the variables that the example gives to a service."""
    return made.named(f"food-{service}-service-function").inputs["environment"]["variables"]


def _indexes(indexes: list[Json]) -> Json:
    projection = {"ProjectionType": "ALL"}
    made = [
        {
            "IndexName": index["name"],
            "KeySchema": [
                {"AttributeName": key["attributeName"], "KeyType": key["keyType"]} for key in index["keySchemas"]
            ],
            "Projection": projection if index["projectionType"] == "ALL" else {"ProjectionType": "KEYS_ONLY"},
        }
        for index in indexes
    ]
    return {"GlobalSecondaryIndexes": made} if made else {}


def _covers(statement: Json, action: str, parameters: Json) -> bool:
    """Tell whether a statement allows a call, as far as its table or its source says."""
    if action not in statement["Action"]:
        return False
    if "TableName" in parameters:
        index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
        wanted = f"table/{parameters['TableName']}{index}"
        return any(fnmatch.fnmatch(f"x:{wanted}", f"*:{arn.rpartition(':')[2]}") for arn in statement["Resource"])
    if "Entries" in parameters:
        source = statement.get("Condition", {}).get("StringEquals", {}).get("events:source")
        return all(entry["Source"] == source for entry in parameters["Entries"])
    return True


@contextmanager
def town(**changes: Json) -> Iterator[Town]:
    """Build the town; `changes` are keys of states that a test sets otherwise, such as a shorter time."""
    made = synth(EXAMPLE)
    environment = {"AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    # Steps run in several threads, so the variables of all services are there at once; a test of their own holds
    # each service to those that it is given.
    for name in SERVICES:
        environment |= variables(made, name)
    asked = BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]
    with mock.patch.dict("os.environ", environment), mock_aws(config=_CONFIG):
        _forget_clients()
        with mock.patch("boto3.DEFAULT_SESSION", _session()):
            here = Town(made, changes)

        def recorded(client: Any, operation: str, parameters: Json) -> Any:
            here.check(client.meta.service_model.service_name, operation, parameters)
            return asked(client, operation, parameters)

        def invoked(_self: Any, name: str, _qualifier: Any, body: Any, _headers: Any, response: Json) -> bytes:
            return here.answer_lambda(name, body, response)

        with (
            mock.patch.object(BaseClient, "_make_api_call", recorded),
            mock.patch.object(LambdaSimpleBackend, "invoke", invoked),
            mock.patch("boto3.DEFAULT_SESSION", _session()),
            mock.patch.object(CallbackEndpoint, "wait", _soon(CallbackEndpoint.wait)),
            # That module's name, not `time.sleep` itself: `wait` must really sleep, or it starves the workflow.
            mock.patch("moto.stepfunctions.parser.asl.component.common.retry.retrier_decl.time"),
        ):
            yield here
    _forget_clients()


def _soon(wait: Callable[..., Any]) -> Callable[..., Any]:
    """Wait for an answer as if a second of the workflow's were a tenth of one."""
    return lambda endpoint, timeout=None: wait(endpoint, timeout and timeout / 10)


@cache
def _session() -> boto3.Session:
    """Return one session for all towns: each new one would read botocore's models again."""
    return boto3.Session(region_name=REGION)


def _forget_clients() -> None:
    """Clear the clients that the handlers keep from one call to the next."""
    for service in SERVICES:
        module = importlib.import_module(f"functions.food_{service}.handler")
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
