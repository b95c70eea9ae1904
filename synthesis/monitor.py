"""The engine as a Python object: it records what a program registers and answers from the tables of mocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from google.protobuf import empty_pb2
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import mocks
from pulumi.runtime.proto import engine_pb2, resource_pb2

from synthesis import wire
from synthesis.aws import answers, resources
from synthesis.aws.made import Made
from synthesis.model import Resource, Synthesis

STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:"


class Monitor(mocks.MockMonitor):
    """Resource monitor and log of the engine in one. Its methods are called from several threads."""

    def __init__(self, project: str, stack: str, region: str) -> None:
        super().__init__(mocks=None)  # pyright: ignore[reportArgumentType] (every method that asks it is replaced)
        self.project, self.stack, self.region = project, stack, region
        self.registered: dict[str, Resource] = {}
        self.published: dict[str, dict[str, Any]] = {}
        self.messages: list[tuple[str, str]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN, as the engine builds it: the types of the ancestors below the stack, then this one."""
        above = parent.split("::")[2] if parent else STACK
        path = type_ if above == STACK else f"{above}${type_}"
        return f"urn:pulumi:{self.stack}::{self.project}::{path}::{name}"

    def RegisterResource(self, request: Any) -> Any:
        urn = self.urn(request.parent, request.type, request.name)
        if request.type == STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs, secrets = wire.plain(request.object)
        if request.type.startswith(PROVIDER):
            inputs = {key: _decoded(value) for key, value in inputs.items()}
        made = self._make(request.type, request.name, inputs) if request.custom else {}
        self._record(urn, request, inputs, secrets, made)
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=made.get("id", ""), object=_answer(request.object, made)
        )

    def ReadResource(self, request: Any) -> Any:
        urn = self.urn(request.parent, request.type, request.name)
        inputs, _ = wire.plain(request.properties)
        made = {**self._make(request.type, request.name, inputs), "id": request.id}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=_answer(request.properties, made))

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self.published[request.urn] = wire.plain(request.outputs)[0]
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:
        arguments, _ = wire.plain(request.args)
        self.calls.append((request.tok, arguments))
        result = Struct()
        result.update(answers.answer(request.tok, arguments, self.region))
        return resource_pb2.ResourceInvokeResponse(**{"return": result})  # pyright: ignore[reportArgumentType]

    def Log(self, request: Any) -> Any:
        """Take a message of the program; the engine's side of `pulumi.log`."""
        if request.severity != engine_pb2.DEBUG:
            self.messages.append((engine_pb2.LogSeverity.Name(request.severity).lower(), request.message))
        return empty_pb2.Empty()

    def synthesis(self) -> Synthesis:
        """Return all that was recorded, in a stable order."""
        stack = self.urn("", STACK, f"{self.project}-{self.stack}")
        return Synthesis(
            resources=list(self._tree()),
            exports=self.published.get(stack, {}),
            log=sorted(self.messages),
            calls=sorted(self.calls, key=repr),
        )

    def _make(self, token: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
        if token.startswith(PROVIDER):
            return {"id": f"{name}-id"}
        return resources.outputs(Made(token, name, inputs.get("region") or self.region, inputs))

    def _record(
        self, urn: str, request: Any, inputs: dict[str, Any], secrets: tuple[str, ...], made: dict[str, Any]
    ) -> None:
        if urn in self.registered:
            raise ValueError(f"two resources with one URN: {urn}")
        self.registered[urn] = Resource(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            inputs=inputs,
            secrets=secrets,
            outputs=made,
            custom=request.custom,
            provider=request.provider,
            protect=request.protect,
            depends_on=tuple(sorted(request.dependencies)),
            ignore_changes=tuple(request.ignoreChanges),
        )

    def _tree(self) -> Iterator[Resource]:
        """Yield the resources depth first, children by type and name."""
        ordered = sorted(self.registered.values(), key=lambda resource: (resource.parent, resource.type, resource.name))
        children = {parent: list(group) for parent, group in groupby(ordered, key=lambda resource: resource.parent)}
        waiting = [
            resource for parent, group in children.items() if parent not in self.registered for resource in group
        ]
        waiting.reverse()
        while waiting:
            resource = waiting.pop()
            yield resource if resource.custom else replace(resource, outputs=self.published.get(resource.urn, {}))
            waiting.extend(reversed(children.get(resource.urn, [])))


def _decoded(value: Any) -> Any:
    """Return a provider's input: anything but a string travels as JSON."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


def _answer(inputs: Struct, made: dict[str, Any]) -> Struct:
    """Return what the program reads back: its inputs, secrets still secret, and the outputs over them."""
    state = Struct()
    state.CopyFrom(inputs)
    given = set(inputs.fields)
    state.update({key: value for key, value in made.items() if key not in given and key != "id"})
    for key in given:
        if isinstance(made.get(key), dict) and inputs.fields[key].HasField("struct_value"):
            own = state.fields[key].struct_value  # a block that AWS completes, such as the network of a cluster
            own.update({name: value for name, value in made[key].items() if name not in own.fields})
    return state
