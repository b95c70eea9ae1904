"""The `ResourceProvider` gRPC service: translates the engine's requests, and says loudly that nothing is real."""

# ruff: noqa: ARG002  # every method takes a request and a context, whether it looks at them or not

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from simulator import config as provider_config
from simulator import invokes, lifecycle, naming
from simulator.check.problem import Problem
from simulator.config import TOKEN, Config
from simulator.diff import ADD, DELETE, Diff
from simulator.lifecycle import Refused
from simulator.schema import source
from simulator.wire import Path, decode, encode, path_text, plain

DELAY = "QUOIN_SIMULATOR_DELAY"
"""Environment variable: seconds that each creation takes. For tests that kill an update half way."""

NOTICE = (
    "AWS is SIMULATED in this run: no credentials are used, nothing is created, every id, ARN and endpoint is made up "
    "(account 123456789012). Run without the simulator on PATH to use a real account."
)

Answer = TypeVar("Answer")


def version() -> str:
    """The version of pulumi_aws that the simulator stands in for."""
    return json.loads(source.text(source.package_root() / "pulumi-plugin.json"))["version"]


class Simulator(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine. It keeps the provider's configuration and nothing else."""

    def __init__(self, engine: str = "") -> None:
        self.config = Config()
        self.engine = engine
        self.cancelled = threading.Event()
        self._told = threading.Lock()

    # --- about the plugin

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.ProviderHandshakeResponse:
        """Agrees with the engine on what both understand."""
        self.engine = request.engine_address or self.engine
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=False, accept_outputs=False, supports_autonaming_configuration=True
        )

    def Attach(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Connects to an engine that did not start this process."""
        self.engine = request.address
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The version that the engine compares with the SDK's."""
        return plugin_pb2.PluginInfo(version=version())

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.GetSchemaResponse:
        """The package schema, which `pulumi import` needs to write code."""
        from simulator.schema.package import package_schema  # noqa: PLC0415  # rare, and costs seconds

        return provider_pb2.GetSchemaResponse(schema=package_schema(version()))

    def GetMapping(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.GetMappingResponse:
        """No mapping from other tools."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.GetMappingsResponse:
        """No mappings from other tools."""
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Ends creations that are being delayed."""
        self.cancelled.set()
        return empty_pb2.Empty()

    # --- the provider's configuration

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Refuses unknown keys, wrong types and regions that do not exist."""
        news, secrets = decode(request.news)
        return _checked(news, news, provider_config.problems(news), secrets)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A provider of another region is another provider: what it made is replaced."""
        olds = plain(request.old_inputs) or plain(request.olds)
        news = plain(request.news)
        keys = sorted(
            key for key in set(olds) | set(news) if olds.get(key) != news.get(key) and key not in provider_config.EXTRA
        )
        response = provider_pb2.DiffResponse(
            diffs=keys, replaces=["region"] if "region" in keys and olds.get("region") else []
        )
        response.changes = provider_pb2.DiffResponse.DIFF_SOME if keys else provider_pb2.DiffResponse.DIFF_NONE
        return response

    def Configure(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.ConfigureResponse:
        """Takes the configuration for the life of this process."""
        values = plain(request.args) if request.HasField("args") else {}
        for key, value in request.variables.items():
            values.setdefault(key.rpartition(":")[2], value)
        found = provider_config.problems(values)
        if found:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "\n".join(f"aws:{problem.text()}" for problem in found))
        self.config = provider_config.read(values)
        self._tell()
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            acceptResources=False,
            acceptOutputs=False,
            supports_autonaming_configuration=True,
        )

    # --- resources

    def Check(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Everything that AWS would refuse, at once."""
        if lifecycle.type_of(request.urn) == TOKEN:
            return self.CheckConfig(request, context)
        news, secrets = decode(request.news)
        asked = None
        if request.HasField("autonaming"):
            asked = naming.Autonaming(request.autonaming.mode, request.autonaming.proposed_name)
        olds = plain(request.olds)
        checked = _answer(
            context,
            lambda: lifecycle.check_inputs(
                request.urn, news, olds, self.config, asked=asked, secrets=frozenset(secrets)
            ),
        )
        return _checked(news, checked.inputs, checked.problems, secrets)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """What changes, at which path, and whether it replaces."""
        olds = plain(request.old_inputs) if request.HasField("old_inputs") else plain(request.olds)
        news = plain(request.news)
        return _diffed(_answer(context, lambda: lifecycle.diff_inputs(request.urn, olds, news, request.ignoreChanges)))

    def Create(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """A new resource: an id and outputs."""
        inputs, secrets = decode(request.properties)
        if not request.preview:
            self.cancelled.wait(float(os.environ.get(DELAY) or 0))
        identity, out = _answer(
            context, lambda: lifecycle.create(request.urn, inputs, self.config, preview=request.preview)
        )
        return provider_pb2.CreateResponse(
            id=identity, properties=encode(out, _secret_outputs(request.urn, out, secrets))
        )

    def Read(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """What the engine remembers of the resource; for an import, what its id implies."""
        inputs, secrets = decode(request.inputs)
        state, more = decode(request.properties)
        found, out = _answer(context, lambda: lifecycle.read(request.urn, request.id, inputs, state, self.config))
        hidden = _secret_outputs(request.urn, out, secrets | more)
        return provider_pb2.ReadResponse(id=request.id, properties=encode(out, hidden), inputs=encode(found, secrets))

    def Update(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """The outputs after a change in place."""
        news, secrets = decode(request.news)
        olds = plain(request.olds)
        out = _answer(
            context,
            lambda: lifecycle.update(request.urn, request.id, olds, news, self.config, preview=request.preview),
        )
        return provider_pb2.UpdateResponse(properties=encode(out, _secret_outputs(request.urn, out, secrets)))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """There is nothing to delete."""
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """A data source: an answer, or failures that say what is wrong with the question."""
        values = plain(request.args)
        result = _answer(context, lambda: invokes.answer(request.tok, values, self.config))
        return provider_pb2.InvokeResponse(
            **{"return": encode(result.values)}, failures=[_failure(problem, {}, set()) for problem in result.problems]
        )

    def _tell(self) -> None:
        """Writes the notice into the engine's log, once per process."""
        if not self.engine or not self._told.acquire(blocking=False):
            return
        try:
            with grpc.insecure_channel(self.engine) as channel:
                request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=NOTICE)
                engine_pb2_grpc.EngineStub(channel).Log(request, timeout=5)
        except grpc.RpcError:
            sys.stderr.write(f"{NOTICE}\n")


def _answer(context: grpc.ServicerContext, work: Callable[[], Answer]) -> Answer:
    """The work's result; a refusal becomes a gRPC error without a traceback."""
    try:
        return work()
    except Refused as error:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        raise


def _failure(problem: Problem, given: dict[str, Any], secrets: set[Path]) -> provider_pb2.CheckFailure:
    """A failure. Its property is set only where the engine, which prints the value, can find it and may show it."""
    shown = (
        len(problem.path) == 1
        and problem.path not in secrets
        and isinstance(given.get(str(problem.path[0])), str | int)
    )
    if shown:
        return provider_pb2.CheckFailure(property=str(problem.path[0]), reason=problem.reason)
    return provider_pb2.CheckFailure(property="", reason=problem.text())


def _checked(
    news: dict[str, Any], inputs: dict[str, Any], problems: list[Problem], secrets: set[Path]
) -> provider_pb2.CheckResponse:
    failures = [_failure(problem, news, secrets) for problem in problems]
    return provider_pb2.CheckResponse(inputs=encode(inputs, secrets), failures=failures)


def _secret_outputs(urn: str, out: dict[str, Any], secrets: set[Path]) -> set[Path]:
    """Secret inputs stay secret in the outputs, and so do the outputs that pulumi-aws marks."""
    marked = {(name,) for name in lifecycle.schema_of(lifecycle.type_of(urn)).secrets if name in out}
    return secrets | marked


_KINDS = {
    (ADD, False): provider_pb2.PropertyDiff.ADD,
    (ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
}


def _diffed(diff: Diff) -> provider_pb2.DiffResponse:
    response = provider_pb2.DiffResponse(
        replaces=diff.replaces,
        diffs=sorted({str(change.path[0]) for change in diff.changes}),
        deleteBeforeReplace=diff.delete_before_replace,
        hasDetailedDiff=True,
    )
    response.changes = provider_pb2.DiffResponse.DIFF_SOME if diff.changes else provider_pb2.DiffResponse.DIFF_NONE
    for change in diff.changes:
        kind = _KINDS.get((change.kind, change.replaces))
        if kind is None:
            kind = provider_pb2.PropertyDiff.UPDATE_REPLACE if change.replaces else provider_pb2.PropertyDiff.UPDATE
        response.detailedDiff[path_text(change.path)].CopyFrom(provider_pb2.PropertyDiff(kind=kind, inputDiff=True))
    return response
