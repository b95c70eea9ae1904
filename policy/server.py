"""Serves the pack to the engine: the `Analyzer` service of Pulumi's plugin protocol.

The SDK's own server runs every policy on its own and unpacks the resource anew for each. This one unpacks a resource
once, runs only the rules that look at its type, and reports each finding under the rule's own id, severity and level
(docs/adr/0004-policy-dispatch.md). Types, proxies and the protocol are the SDK's.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import grpc
import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    StackValidationArgs,
)
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from finops.tags import ENVIRONMENTS
from policy import builtin, catalogue
from policy.discovery import rules
from policy.exemptions import ExemptionError, load
from policy.judge import Judge, Verdict
from policy.rule import Severity
from policy.sdk import resource_view, stack_view
from policy.selection import PRODUCTION, Level, levels
from policy.settings import OWN_ID, ConfigurationError, PackSettings, read
from policy.tokens import canonical

NAME = "quoin"
VERSION = "0.1.0"  # PulumiPolicy.yaml says the same, and the engine believes that one
_MAX_MESSAGE = 400 * 1024 * 1024  # bytes; the SDK allows the same
_WORKERS = 4
_LEVELS = {
    Level.ADVISORY: analyzer_pb2.ADVISORY,
    Level.MANDATORY: analyzer_pb2.MANDATORY,
    Level.DISABLED: analyzer_pb2.DISABLED,
}
_SEVERITIES = {
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}
_NO_OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The service. One process serves one preview, update or analysis."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.environment = configured_environment(pulumi.Config(NAME).get("environment"))
        self.governance: Mapping[str, Any] | None = None
        self.workloads: Mapping[str, Any] = {}
        self.inputs: dict[str, struct_pb2.Struct] = {}
        """What the engine showed of single resources, by URN: the stack's own view shows outputs."""
        self.judge = Judge(rules(), environment=self.environment)

    @property
    def declared(self) -> dict[str, Level]:
        """The level that every rule has without configuration."""
        return levels([*rules(), *builtin.OWN], self.environment or PRODUCTION)

    def ConfigureStack(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Learn environment and budget from the stack's configuration. Comes before `GetAnalyzerInfo`, if at all."""
        self.environment = configured_environment(request.config.get(f"{NAME}:environment")) or self.environment
        self.governance = section(request.config.get(f"{NAME}:governance"))
        self.workloads = section(request.config.get(f"{NAME}:workloads"))
        self.judge = Judge(rules(), environment=self.environment, governance=self.governance, workloads=self.workloads)
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def GetAnalyzerInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Describe the pack: every rule with its level, options, severity, fix and address."""
        info = analyzer_pb2.AnalyzerInfo(
            name=NAME,
            displayName="Quoin",
            version=VERSION,
            supportsConfig=True,
            description="Rules over tags, networks, public data, encryption and instance metadata on AWS",
            provider="aws",
        )
        declared = self.declared
        for rule in (*rules(), *builtin.OWN):
            info.policies.append(catalogue.policy_info(rule, _LEVELS[declared[rule.id]], _SEVERITIES[rule.severity]))
        info.policies.append(catalogue.own_options())
        return info

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Return the version of the pack."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Take the configuration, and the exemptions that it names; refuse both with all their faults."""
        given = {
            id_: (
                analyzer_pb2.EnforcementLevel.Name(config.enforcementLevel).lower(),
                json_format.MessageToDict(config.properties),
            )
            for id_, config in request.policyConfig.items()
        }
        try:
            settings = read(given, {**self.declared, OWN_ID: Level.ADVISORY})
            self.judge = self._judge(settings)
        except (ConfigurationError, ExemptionError) as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return empty_pb2.Empty()

    def _judge(self, settings: PackSettings) -> Judge:
        today = datetime.now(UTC).date()
        exemptions = load(settings.exemptions, {rule.id: rule for rule in rules()}, today)
        environment = settings.environment or self.environment
        return Judge(rules(), settings, exemptions, environment, today, self.governance, self.workloads)

    def Analyze(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Judge one resource before it is created, by its inputs."""
        self.inputs[request.urn] = request.properties
        wanted = self.judge.rules_for(canonical(request.type))
        response = analyzer_pb2.AnalyzeResponse()
        if wanted:
            properties = json_format.MessageToDict(request.properties)
            args = ResourceValidationArgs(
                request.type, proxy(properties), request.urn, request.name, _NO_OPTIONS, provider_of(request)
            )
            verdicts = self.judge.resource(resource_view(args))
            response.diagnostics.extend(diagnostics(verdicts, secret_texts(properties) if verdicts else set()))
        return response

    def AnalyzeStack(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Judge all resources together, after they have been registered."""
        secrets: set[str] = set()
        resources = {item.urn: stack_resource(item, secrets) for item in request.resources}
        for item in request.resources:
            for name, dependencies in item.propertyDependencies.items():
                targets = [resources[urn] for urn in dependencies.urns if urn in resources]
                resources[item.urn].property_dependencies[name] = targets
        inputs = {urn: Lazy(self.inputs[urn], secrets) for urn in resources if urn in self.inputs}
        parents = {item.urn: item.parent for item in request.resources}
        verdicts = self.judge.stack(stack_view(StackValidationArgs(list(resources.values())), inputs, parents))
        return analyzer_pb2.AnalyzeResponse(diagnostics=diagnostics(verdicts, secrets))

    def Remediate(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Change nothing: the pack only judges."""
        return analyzer_pb2.RemediateResponse()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """End at once; the engine is done with the pack."""
        self.stop.set()
        return empty_pb2.Empty()


class Lazy(Mapping[str, Any]):
    """Properties that are unpacked when a rule first reads them: most of a stack no stack rule looks into."""

    def __init__(self, properties: struct_pb2.Struct, secrets: set[str]) -> None:
        self._properties, self._secrets = properties, secrets

    @cached_property
    def _proxy(self) -> Any:
        properties = json_format.MessageToDict(self._properties)
        self._secrets |= secret_texts(properties)
        return proxy(properties)

    def __getitem__(self, key: str) -> Any:
        """Return a property as the SDK shows it."""
        return self._proxy[key]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the properties."""
        return iter(self._proxy)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._proxy)


def stack_resource(item: Any, secrets: set[str]) -> PolicyResource:
    """Return one resource of a stack."""
    return PolicyResource(
        item.type, Lazy(item.properties, secrets), item.urn, item.name, _NO_OPTIONS, provider_of(item), None, [], {}
    )


def section(text: str | None) -> Mapping[str, Any]:
    """Return a section of the stack's configuration; empty when there is none, or it is no map."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def configured_environment(value: str | None) -> str:
    """Return an environment by its name, or empty: then tags decide, and Production without any."""
    return value if value in ENVIRONMENTS else ""


def proxy(properties: dict[str, Any]) -> Any:
    """Return properties as the SDK shows them to a policy: secrets in clear, unknown values raising."""
    return unknown_checking_proxy(deserialize_properties(properties))


def provider_of(request: Any) -> PolicyProviderResource | None:
    """Return the provider of a resource, if the engine named one."""
    if not request.HasField("provider"):
        return None
    given = request.provider
    return PolicyProviderResource(given.type, _provider_properties(given.properties), given.urn, given.name)


def _provider_properties(properties: struct_pb2.Struct) -> Any:
    """Unpack what rules read of a provider; credentials stay unread."""
    wanted = {name: properties.fields[name] for name in ("region", "defaultTags") if name in properties.fields}
    return proxy(json_format.MessageToDict(struct_pb2.Struct(fields=wanted)))


def secret_texts(value: Any) -> set[str]:
    """Return every text inside a secret, so that none of them can reach a message."""
    return set(_texts(value, secret=False))


def _texts(value: Any, *, secret: bool) -> Iterator[str]:
    if isinstance(value, Mapping):
        secret = secret or value.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG
        for key, item in value.items():
            if key != SPECIAL_SIG_KEY:
                yield from _texts(item, secret=secret)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, secret=secret)
    elif secret and isinstance(value, str) and value:
        yield value


def diagnostics(verdicts: list[Verdict], secrets: set[str]) -> list[Any]:
    """Return verdicts as the engine wants them."""
    return [
        analyzer_pb2.AnalyzeDiagnostic(
            policyName=verdict.rule.id,
            policyPackName=NAME,
            policyPackVersion=VERSION,
            description=verdict.rule.title,
            message=catalogue.message(verdict.rule, redacted(verdict.message, secrets)),
            urn=verdict.urn,
            enforcementLevel=_LEVELS[verdict.level],
            severity=_SEVERITIES[verdict.rule.severity],
        )
        for verdict in verdicts
    ]


def redacted(message: str, secrets: set[str]) -> str:
    """Return the message without any secret text, whatever rule wrote it."""
    for text in sorted(secrets, key=len, reverse=True):
        message = message.replace(text, "[secret]")
    return message


def serve() -> None:
    """Serve until the engine cancels, ends or interrupts the pack; print the port first, and nothing else ever."""
    stop = threading.Event()
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_WORKERS), options=[("grpc.max_receive_message_length", _MAX_MESSAGE)]
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(stop), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    gc.freeze()  # rules and SDK live as long as the process: the collector need not look at them again
    sys.stdout.buffer.write(f"{port}\n".encode())
    sys.stdout.flush()
    parent = os.getppid()
    while not stop.wait(1) and os.getppid() == parent:
        pass  # an engine that died without a word leaves an orphan: then end, too
    server.stop(grace=0.2).wait()
