"""What the SDK may leave out or do in a shorter way while a synthesis runs: more than half of its time.

A synthesis registers the same resources with or without them; `tests/synthesis/test_shortcuts.py` holds them to that. A
preview and an update never come here.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any

from pulumi import Output, Resource, _types
from pulumi.output import _OutputData
from pulumi.runtime import resource, rpc
from pulumi.runtime.proto import source_pb2

_PLAIN = (str, int, float, type(None))
_all_of = rpc.contains_unknowns
_any_input = Output.from_input
_any_urn = resource.create_urn


@contextmanager
def shortcuts() -> Iterator[None]:
    """Take all of them; afterwards the SDK is as it was."""
    with ExitStack() as taken:
        taken.enter_context(_uncollected())
        # Where a resource was made: nobody reads that here, and it is a walk up the whole stack for each.
        taken.enter_context(_instead(resource, "_get_stack_trace", source_pb2.StackTrace))
        taken.enter_context(_instead(rpc, "transfer_properties", _transfer_properties))
        taken.enter_context(_instead(rpc, "contains_unknowns", _contains_unknowns))
        taken.enter_context(_instead(_types, "unwrap_type", cache(_types.unwrap_type)))
        taken.enter_context(_instead(resource, "create_urn", _create_urn))
        taken.enter_context(_instead(Output, "from_input", staticmethod(_from_input)))
        yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the garbage collector off, as the program itself does; its setting is not the caller's."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        (gc.enable if collecting else gc.disable)()


@contextmanager
def _instead(module: Any, name: str, shorter: Callable[..., Any]) -> Iterator[None]:
    own = vars(module)[name]  # a static method as such
    setattr(module, name, shorter)
    try:
        yield
    finally:
        setattr(module, name, own)


def _contains_unknowns(value: Any) -> bool:
    """Answer at once for what has no parts: most of the outputs. The SDK makes a function for each, in a cycle."""
    return not isinstance(value, _PLAIN) and _all_of(value)


def _from_input(value: Any) -> Output[Any]:
    """Make one output of a value without any output in it. The SDK makes one of each part, and waits for them all."""
    return _known(_copy(value)) if _is_plain(value) else _any_input(value)


def _create_urn(name: Any, type_: Any, parent: Any = None, project: str | None = None, stack: str | None = None) -> Any:
    """Put the URN of a part together at once: the SDK joins outputs, for text that it has."""
    if not isinstance(parent, str):
        return _any_urn(name, type_, parent, project, stack)
    return _known(f"{parent[: parent.rfind('::')]}${type_}::{name}")


def _known(value: Any) -> Output[Any]:
    data = asyncio.get_event_loop().create_future()
    data.set_result(_OutputData(set(), value, is_known=True, is_secret=False))
    return _output(data)


def _output(data: asyncio.Future[Any]) -> Output[Any]:
    """Return the output of a future, in no list of those that are waited for."""
    output = Output.__new__(Output)
    output._data = data
    return output


def _is_plain(value: Any) -> bool:
    if type(value) is dict:
        return all(map(_is_plain, value)) and all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if type(value) is list else isinstance(value, _PLAIN)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _transfer_properties(res: Resource, props: Mapping[str, Any], custom: bool) -> dict[str, Callable[..., None]]:
    """Give a resource its outputs, to be resolved when the monitor answers.

    One future each, that no list has: the registration is waited for anyway. The SDK has four, a task that waits for
    them, and a list of all that is waited for; a resource has some fifteen outputs.
    """
    resolvers = {}
    for name in props:
        if name == "urn" or (name == "id" and custom):
            continue  # the SDK has outputs of its own for these
        data = asyncio.get_event_loop().create_future()
        resolvers[name] = partial(_resolve, res, data)
        res.__dict__[name] = _output(data)
    return resolvers


def _resolve(  # noqa: PLR0917 (the last five are as the SDK hands them over)
    res: Resource,
    data: asyncio.Future[Any],
    value: Any,
    is_known: bool,
    is_secret: bool,
    deps: set[Resource] | None,
    failed: Exception | None,
) -> None:
    if failed is not None:
        data.set_exception(failed)
    else:
        data.set_result(_OutputData({*(deps or ()), res}, value, is_known, is_secret))
