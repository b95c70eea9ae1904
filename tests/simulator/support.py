"""A simulator behind a real gRPC channel, and the few requests that tests make of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from simulator.server import Simulator
from simulator.wire import encode, plain

REGION = "eu-west-1"


def urn(token: str, name: str = "thing") -> str:
    return f"urn:pulumi:dev::shop::quoin:index:Network${token}::{name}"


@dataclass
class Client:
    stub: Any

    def configure(self, **values: Any) -> None:
        self.stub.Configure(provider_pb2.ConfigureRequest(args=encode({"region": REGION, **values})))

    def check(self, token: str, news: dict[str, Any], olds: dict[str, Any] | None = None, **more: Any) -> Any:
        request = provider_pb2.CheckRequest(urn=urn(token), news=encode(news), olds=encode(olds or {}), **more)
        return self.stub.Check(request)

    def reasons(self, token: str, news: dict[str, Any]) -> list[str]:
        """Refusals as one text each, wherever the path stands."""
        failures = self.check(token, news).failures
        return [f"{item.property}: {item.reason}" if item.property else item.reason for item in failures]

    def create(self, token: str, inputs: dict[str, Any], *, preview: bool = False) -> tuple[str, dict[str, Any]]:
        made = self.stub.Create(provider_pb2.CreateRequest(urn=urn(token), properties=encode(inputs), preview=preview))
        return made.id, plain(made.properties)

    def checked(self, token: str, news: dict[str, Any]) -> dict[str, Any]:
        response = self.check(token, news)
        assert not response.failures, response.failures
        return plain(response.inputs)

    def diff(self, token: str, olds: dict[str, Any], news: dict[str, Any], **more: Any) -> Any:
        return self.stub.Diff(
            provider_pb2.DiffRequest(urn=urn(token), id="x", old_inputs=encode(olds), news=encode(news), **more)
        )

    def invoke(self, token: str, **arguments: Any) -> dict[str, Any]:
        response = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode(arguments)))
        assert not response.failures, response.failures
        return plain(getattr(response, "return"))


@contextlib.contextmanager
def served() -> Iterator[Client]:
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Simulator(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(provider_pb2_grpc.ResourceProviderStub(channel))
    finally:
        server.stop(grace=None).wait()
