"""Contracts on the tree: parents, names, providers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthesis.model import Resource, Synthesis
from tests.contract.rule import contract, each

_PROVIDER = "pulumi:providers:aws"
_POSITION = re.compile(r".*-(\d|1\d)")  # 80, 443, 5432 are ports


@contract("every resource but the provider belongs to a component")
@each
def has_a_component_as_parent(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if not resource.custom or resource.type == _PROVIDER:
        return
    parent = synthesis.by_urn.get(resource.parent)
    if parent is None or parent.custom:
        yield "its parent is no component"


@contract("the token of a component is quoin:index:<Class>")
@each
def has_our_token(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if not resource.custom and not re.fullmatch(r"quoin:index:[A-Z][A-Za-z0-9]*", resource.type):
        yield "expected quoin:index:<Class>"


@contract("the name of a child begins with the name of its parent")
@each
def is_named_after_its_parent(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    parent = synthesis.by_urn.get(resource.parent)
    if parent and not resource.name.startswith((f"{parent.name}-", f"{parent.name}/")):
        yield f"expected {parent.name}-<role>"


@contract("no name is a position in a list: it would move when something is added before it")
@each
def is_not_named_by_position(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.parent in synthesis.by_urn and _POSITION.fullmatch(resource.name):
        yield "ends in a number; name it after a key"


@contract("every resource uses the stack's provider, which carries region and tags")
@each
def uses_the_stacks_provider(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.type.startswith("aws:") and not synthesis.default_tags.get(resource.provider):
        yield "its provider is not the stack's: opts did not reach it"
