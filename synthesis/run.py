"""One run of a program, in a context of its own.

Pulumi keeps its runtime state in context variables, so runs do not see one another. Nothing is left to an `apply`:
when a run ends, every resource is registered and every output is a plain value.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import runpy
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack

from synthesis.model import Synthesis
from synthesis.monitor import Monitor
from synthesis.shortcuts import shortcuts

ROOT = Path(__file__).resolve().parents[1]


def program(config: Mapping[str, Any], stack: str, secrets: Collection[str] = ()) -> Synthesis:
    """Run the project's `__main__.py` with the `config` of a stack file."""

    def main() -> None:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")

    return run(main, config, stack, secrets)


def run(program: Callable[[], None], config: Mapping[str, Any], stack: str, secrets: Collection[str] = ()) -> Synthesis:
    """Run a program in a fresh context with an event loop of its own; return all that it asked for.

    `config` has the keys of a stack file. Paths of keys in `secrets` are secret to the program.
    Raises what the program raises: `pulumi.RunError` for settings that are refused.
    """
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
        pulumi.runtime.set_all_config(flat, [key for key in secrets if key in flat])
        _complete(run_in_stack(program))  # pyright: ignore[reportArgumentType] (a plain function is allowed)

    with shortcuts():
        contextvars.copy_context().run(inside)
    return monitor.synthesis()


class _Loop(asyncio.SelectorEventLoop):
    """A loop that asks the monitor at once: it is an object of this process, a thread would only cost time."""

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        del executor  # there is nothing to wait for
        answer = self.create_future()
        try:
            answer.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 (whoever waits gets it)
            answer.set_exception(error)
        return answer


def _complete(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a loop of its own. `asyncio.run` would leave the tests' thread without any loop afterwards."""
    loop = _Loop()
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
