"""The types of pulumi_aws properties, read from their annotations."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache

SCALARS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "Any": "any"}
WRAPPERS = ("Input", "Output", "Optional", "InputType")


@dataclass(frozen=True)
class Type:
    """A property type.

    `kind` is string, integer, number, boolean, list, map, object, asset (an asset or archive) or any. `element` is the
    type of the items of a list or map. `ref` names the class of an object, with its package where it is another one
    (`_iam.PolicyStatementArgs`). `optional` is true when the annotation admits None.
    """

    kind: str
    element: Type | None = None
    ref: str = ""
    optional: bool = False


@lru_cache(maxsize=4096)
def parse(annotation: str) -> Type:
    """The type that an annotation of pulumi_aws means. Enumerations are strings: AWS adds values faster than SDKs."""
    return _parse(ast.parse(annotation.strip(), mode="eval").body)


def _parse(node: ast.expr) -> Type:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return Type("any", optional=True)
        return _reference(str(node.value))
    if isinstance(node, ast.Attribute):
        return _scalar(node.attr)
    if isinstance(node, ast.Name):
        return _scalar(node.id)
    if isinstance(node, ast.Subscript):
        return _subscript(node)
    return Type("any")


def _scalar(name: str) -> Type:
    if name in ("Asset", "Archive"):
        return Type("asset")
    return Type(SCALARS.get(name, "any"))


def _reference(name: str) -> Type:
    leaf = name.rsplit(".", 1)[-1]
    if leaf in ("Asset", "Archive"):
        return Type("asset")
    if leaf.endswith("ArgsDict"):
        return Type("object", ref=name.removesuffix("Dict"))
    if leaf.endswith("Args") or name.startswith("outputs."):
        return Type("object", ref=name)
    return Type("string")  # an enumeration


def _subscript(node: ast.Subscript) -> Type:
    head = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    inner = node.slice
    if head in WRAPPERS:
        kind = _parse(inner)
        optional = kind.optional or head == "Optional"
        return Type(kind.kind, kind.element, kind.ref, optional)
    if head in ("Sequence", "List", "list"):
        return Type("list", element=_parse(inner))
    if head in ("Mapping", "Dict", "dict") and isinstance(inner, ast.Tuple):
        return Type("map", element=_parse(inner.elts[1]))
    if head == "Union" and isinstance(inner, ast.Tuple):
        return _union([_parse(item) for item in inner.elts])
    return Type("any")


def _union(members: list[Type]) -> Type:
    """The one kind that matters: a string beats enumerations, an object its dictionary form."""
    optional = any(member.optional for member in members)
    for kind in ("string", "asset", "object", "list", "map", "boolean", "integer", "number"):
        for member in members:
            if member.kind == kind:
                return Type(kind, member.element, member.ref, optional)
    return Type("any", optional=optional)
