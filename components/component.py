"""The base of every component of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pulumi

from components.operations import Operations


class Component(pulumi.ComponentResource):
    """A ComponentResource that keeps the project's conventions.

    - Its type token is `quoin:index:<ClassName>`. The token stands in every URN, so a class is never renamed.
    - `child()` gives the options of a child resource: the parent is this component, anything else is merged.
    - `operations` collects what must be watched; `Monitoring` reads it from this component and all below it.
    - The constructor of a subclass ends with `self.publish(...)`, which assigns nothing but registers the outputs.
    """

    token: ClassVar[str]

    name: str
    operations: Operations
    region: str | None
    """Region of what is below this component, for its alarms, graphs and queries; None is the stack's."""
    parts: list[Component]
    """Components whose parent this one is, in order of creation."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.token = f"quoin:index:{cls.__name__}"

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, *, region: str | None = None) -> None:
        super().__init__(self.token, name, None, opts)
        self.name = name
        self.operations = Operations()
        self.parts = []
        parent = opts.parent if opts else None
        self.region = region
        if isinstance(parent, Component):
            parent.parts.append(self)
            self.region = region or parent.region

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options for a child: `parent` is this component, `options` are those of ResourceOptions."""
        return pulumi.ResourceOptions(parent=self, **options)

    def walk(self) -> Iterator[Component]:
        """Yield this component and every component below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def publish(self, **outputs: pulumi.Input[Any]) -> None:
        """Register the outputs. The last statement of a constructor."""
        self.register_outputs(dict(outputs))


def merge_tags(*tags: Mapping[str, str] | None) -> dict[str, str]:
    """Return all tags in one map; where keys repeat, the later map wins."""
    return {key: value for group in tags for key, value in (group or {}).items()}
