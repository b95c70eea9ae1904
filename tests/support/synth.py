"""Run a stack's program, or one component, without AWS, and get back plain data that a test can read.

The real `__main__.py` runs in this process against an engine that is a Python object. Pulumi keeps its runtime state in
context variables, so every synthesis runs in a context of its own. Nothing is left to an `apply`: when the call
returns, every resource is registered and every output is a plain value.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
import inspect
import json
import runpy
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack

from tests.support.monitor import Monitor
from tests.support.synthesis import Resource, Synthesis

__all__ = ["ROOT", "Resource", "Sample", "Stage", "Synthesis", "config_of", "synth", "synth_component"]

ROOT = Path(__file__).resolve().parents[2]
TAGS = {
    "Environment": "",
    "CostCenter": "4410",
    "Project": "shop",
    "Owner": "platform@example.com",
    "ManagedBy": "Pulumi",
}


@dataclass(frozen=True)
class Stage:
    """What `synth_component` hands to its builder: everything that a stack would give a component."""

    stack: Any
    """A StackContext."""
    opts: pulumi.ResourceOptions
    """Options that carry the provider."""

    @property
    def environment(self) -> Any:
        """The environment of the stage, for `SomeSettings.of(stage.environment)`."""
        return self.stack.environment


Sample = Callable[[Stage, str | None], Any]
"""Builds a component on a stage, in a region (None: the stack's)."""


def synth(stack: str | Path | Mapping[str, Any] = "Pulumi.dev.yaml", *, name: str | None = None) -> Synthesis:
    """Run the program for a stack file (path from the project's root) or for a map of its `config`.

    A stack file is run once per session; the result is shared, so treat it as read-only.
    Raises what the program raises: `pulumi.RunError` for settings that are refused.
    """
    if isinstance(stack, Mapping):
        return _program(dict(stack), name or "test")
    return _from_file(ROOT / stack, name)


def config_of(stack: str | Path) -> dict[str, Any]:
    """Return the `config` of a stack file, to change a copy of it and hand that to `synth`."""
    return yaml.safe_load((ROOT / stack).read_text())["config"]


def synth_component(
    build: Callable[..., Any], environment: str = "Production", *, region: str = "us-east-1", stack: str = "test"
) -> Synthesis:
    """Run `build(stage)`, or `build()`, as if it were a program.

    A map that it returns becomes the exports: so outputs turn into values that a test can compare.
    """

    def program() -> None:
        result = build(_stage(environment, region, stack)) if inspect.signature(build).parameters else build()
        for key, value in result.items() if isinstance(result, Mapping) else ():
            pulumi.export(key, value)

    return _run(program, {"aws:region": region}, stack)


def _stage(environment: str, region: str, stack: str) -> Stage:
    import pulumi_aws as aws  # here: a test that builds nothing of AWS need not wait for it

    from components.context import StackContext
    from components.settings.base import Environment

    tags = {**TAGS, "Environment": environment}
    provider = aws.Provider("aws", region=region, default_tags=aws.ProviderDefaultTagsArgs(tags=tags))
    context = StackContext(environment=Environment(environment), project="shop", stack=stack, region=region, tags=tags)
    return Stage(context, pulumi.ResourceOptions(providers={"aws": provider}))


@lru_cache
def _from_file(path: Path, name: str | None) -> Synthesis:
    return _program(config_of(path), name or path.stem.removeprefix("Pulumi."))


def _program(config: Mapping[str, Any], name: str) -> Synthesis:
    def program() -> None:
        collecting = gc.isenabled()
        try:
            runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")
        finally:
            (gc.enable if collecting else gc.disable)()  # the program's setting is not the tests'

    return _run(program, config, name)


def _run(program: Callable[[], None], config: Mapping[str, Any], stack: str) -> Synthesis:
    """Run a program in a fresh context with an event loop of its own."""
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"]
    keys = {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}
    flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in keys.items()}
    monitor = Monitor(project, stack, str(flat.get("aws:region", "us-east-1")))

    def inside() -> None:
        configure(
            mocks.MockSettings(
                monitor=monitor,
                monitor_features=set(),
                engine=monitor,
                project=project,
                stack=stack,
                organization="organization",
                root_directory=str(ROOT),
                dry_run=False,
                callbacks=None,
                outputs=set(),  # what follows belongs to one run: by default the next would wait for leftovers of this
                lock=threading.Lock(),
                package_refs={},
                base_providers_by_ref={},
            )
        )
        pulumi.runtime.set_all_config(flat, [])
        _complete(run_in_stack(program))  # pyright: ignore[reportArgumentType] (a plain function is allowed)

    contextvars.copy_context().run(inside)
    return monitor.synthesis()


def _complete(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a loop of its own. `asyncio.run` would leave the tests' thread without any loop afterwards."""
    loop = asyncio.new_event_loop()
    # Of several failures the first is raised; the loop would print the others once more.
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        loop.run_until_complete(work)
    finally:
        loop.run_until_complete(_end())
        loop.close()


async def _end() -> None:
    """Give up what is still waiting, as after a failure, and end the threads of the loop."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
