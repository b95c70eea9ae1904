"""What holds for the class of every component: token, constructor, args, docstrings, outputs."""

from __future__ import annotations

import ast
import dataclasses
import inspect

import pytest

from components.component import Component
from components.pattern import Pattern
from tests.contract.classes import COMPONENTS, args_class
from tests.contract.corpus import CORPUS, synthesis
from tests.contract.source import class_source, field_docs, last_call

by_class = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)


@by_class
def test_token_is_that_of_the_class(component: type[Component]) -> None:
    assert component.token == f"quoin:index:{component.__name__}"


def test_no_two_components_share_a_name() -> None:
    names = [component.__name__ for component in COMPONENTS]
    assert len(names) == len(set(names)), "the token is the class's name: two of one name would share it"


@by_class
def test_constructor_takes_name_args_opts(component: type[Component]) -> None:
    parameters = inspect.signature(component.__init__).parameters
    assert list(parameters) == ["self", "name", "args", "opts"]
    assert parameters["opts"].default is None


@by_class
def test_args_are_a_frozen_keyword_only_dataclass_with_docs(component: type[Component]) -> None:
    args = args_class(component)
    assert dataclasses.is_dataclass(args)
    assert args.__dataclass_params__.frozen  # pyright: ignore[reportAttributeAccessIssue]
    assert all(field.kw_only for field in dataclasses.fields(args))
    documented = {"settings", "stack", "network"} | set(field_docs(args))  # three that say it themselves
    assert {field.name for field in dataclasses.fields(args)} <= documented, "a docstring under each field"
    assert args.__doc__
    assert not args.__doc__.startswith(args.__name__), "a dataclass's generated docstring is none"


@by_class
def test_component_is_documented(component: type[Component]) -> None:
    assert component.__doc__
    assert component.__doc__ != Component.__doc__
    assert component.__doc__ != Pattern.__doc__


@by_class
def test_outputs_are_published_last_and_are_those_annotated(component: type[Component]) -> None:
    published = last_call(component, "__init__")
    assert published is not None, "the last statement of the constructor is self.publish(...)"
    if issubclass(component, Pattern):
        assert ast.unparse(published) == "self.publish(**self.outputs)"
        return
    named = {keyword.arg for keyword in published.keywords}
    annotated = {
        node.target.id: ast.unparse(node.annotation)
        for node in class_source(component).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("_")
    }
    assert named <= set(annotated), "an output without annotation"
    assert {name for name, kind in annotated.items() if "Output" in kind} <= named, "an output that is not published"


@by_class
def test_component_is_built_by_a_stack_or_a_sample(component: type[Component]) -> None:
    assert any(synthesis(entry).of_type(component.token) for entry in CORPUS), (
        "add a sample in tests/contract/samples/, or use it in an example"
    )
