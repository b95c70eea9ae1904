"""Run a stack's program, or one component, without AWS, and get back plain data that a test can read.

The real `__main__.py` runs in this process against an engine that is a Python object: see `synthesis/`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pulumi
import yaml

from synthesis import run
from synthesis.model import Resource, Synthesis
from synthesis.run import ROOT

__all__ = ["ROOT", "Resource", "Sample", "Stage", "Synthesis", "config_of", "synth", "synth_component"]

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
        return run.program(stack, name or "test")
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

    return run.run(program, {"aws:region": region}, stack)


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
    return run.program(config_of(path), name or path.stem.removeprefix("Pulumi."))
