"""The page of the building blocks: what each takes and what it offers."""

from __future__ import annotations

import ast
import dataclasses
from typing import Any

from components.component import Component
from docs.generator.markdown import one_line, prose, table
from tests.contract.classes import COMPONENTS, args_class
from tests.contract.source import class_source, field_docs

_INTRODUCTION = """# Blocks

What the patterns are made of. In a program of your own:

```python
import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket, BucketArgs
from components.context import StackContext
from components.settings.base import Environment
from components.settings.bucket import BucketSettings

stack = StackContext(environment=Environment.PRODUCTION, project="shop", stack="prod", region="eu-west-1")
provider = aws.Provider("aws", region="eu-west-1")
files = Bucket(
    "files",
    BucketArgs(settings=BucketSettings.of(stack.environment, purpose="archive"), stack=stack),
    pulumi.ResourceOptions(providers={"aws": provider}),
)
pulumi.export("bucket", files.bucket)
```

`settings` is what a stack file may set ([settings](settings.md) and the pages of the patterns), `stack` the facts of
the stack. A `region` puts the block and all in it into another region than the stack's.

"""
_SELF_EVIDENT = {
    "settings": "What a stack file may set.",
    "stack": "Facts of the stack.",
    "network": "Network that it stands in.",
}


def page() -> str:
    """Return the page."""
    blocks = [component for component in COMPONENTS if component.__module__.startswith("components.blocks.")]
    return _INTRODUCTION + "\n".join(section(block) for block in blocks)


def section(block: type[Component]) -> str:
    """Return what a component is, what it takes, and what it offers."""
    parts = [f"## {block.__name__}\n", f"`{block.__module__}`\n", prose(block.__doc__)]
    args = args_class(block)
    docs = _SELF_EVIDENT | field_docs(args)
    rows = [[f"`{f.name}`", _type(args, f.name), _default(f), one_line(docs[f.name])] for f in dataclasses.fields(args)]
    parts.append(table(["Argument", "Type", "Default", "Meaning"], rows))
    offered = {name: kind for name, kind in _annotations(block).items() if not name.startswith("_")}
    if offered:
        meanings = field_docs(block)
        rows = [[f"`{name}`", f"`{kind}`", one_line(meanings.get(name, ""))] for name, kind in offered.items()]
        parts.append(table(["Output", "Type", "Meaning"], rows))
    return "\n".join(parts)


def _annotations(cls: type) -> dict[str, str]:
    """Return the annotated names of a class as they are written."""
    return {
        node.target.id: ast.unparse(node.annotation)
        for node in class_source(cls).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _type(args: type, name: str) -> str:
    return f"`{_annotations(args)[name]}`"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f"`{field.default!r}`"
    return "empty" if field.default_factory is not dataclasses.MISSING else "**required**"
