"""Starts the pack as a language host does, and speaks to it as the engine does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from tests.policy.harness import Declared, struct

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policy"
PROVIDER_URN = "urn:pulumi:prod::quoin::pulumi:providers:aws::aws"


@dataclass
class Pack:
    """A running pack."""

    process: subprocess.Popen[bytes]
    stub: Any

    def analyze(self, declared: Declared) -> list[Any]:
        """Ask about one resource."""
        return list(self.stub.Analyze(request(declared)).diagnostics)

    def analyze_stack(self, declared: Sequence[Declared]) -> list[Any]:
        """Ask about all resources together."""
        resources = [stack_request(item) for item in declared]
        return list(self.stub.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources)).diagnostics)

    def configure(self, config: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Configure as the engine does: every policy with its level and options, those in `config` replaced."""
        request_ = analyzer_pb2.ConfigureAnalyzerRequest()
        for info in self.stub.GetAnalyzerInfo(empty()).policies:
            level, options = config.get(info.name, (None, {}))
            entry = request_.policyConfig[info.name]
            entry.enforcementLevel = level_of(level) if level else info.enforcementLevel
            given = {name: schema["default"] for name, schema in info.configSchema.properties.items()}
            entry.properties.update({**given, **options})
        for name in config.keys() - set(request_.policyConfig):
            request_.policyConfig[name].enforcementLevel = level_of(config[name][0] or "advisory")
        self.stub.Configure(request_)


def level_of(name: str) -> Any:
    return analyzer_pb2.EnforcementLevel.Value(name.upper())


def empty() -> Any:
    return empty_pb2.Empty()


def request(declared: Declared) -> Any:
    provider = None
    if declared.provider is not None:
        provider = analyzer_pb2.AnalyzerProviderResource(
            type="pulumi:providers:aws", urn=PROVIDER_URN, name="aws", properties=struct(declared.provider)
        )
    return analyzer_pb2.AnalyzeRequest(
        type=declared.type, urn=declared.urn, name=declared.name, properties=struct(declared.inputs), provider=provider
    )


def stack_request(declared: Declared) -> Any:
    single = request(declared)
    return analyzer_pb2.AnalyzerResource(
        type=single.type,
        urn=single.urn,
        name=single.name,
        properties=single.properties,
        provider=single.provider if declared.provider is not None else None,
        propertyDependencies={
            name: analyzer_pb2.AnalyzerPropertyDependencies(urns=[target.urn for target in targets])
            for name, targets in declared.depends.items()
        },
    )


@contextmanager
def running(directory: Path = PACK, program: str = ".", **environment: str) -> Iterator[Pack]:
    """Start the pack; it must have ended a moment after the block, without a further word."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", program],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line.strip().isdigit():
            raise AssertionError(f"no port but {line!r}: {process.communicate(timeout=5)[1].decode()}")
        with grpc.insecure_channel(f"127.0.0.1:{int(line)}") as channel:
            yield Pack(process, analyzer_pb2_grpc.AnalyzerStub(channel))
    finally:
        process.kill()
        process.communicate(timeout=5)
