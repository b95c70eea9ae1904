"""Reading our own source: docstrings under fields, the last statement of a function."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise


@cache
def class_source(cls: type) -> ast.ClassDef:
    """Return the syntax tree of a class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(tree, ast.ClassDef)
    return tree


def field_docs(cls: type) -> dict[str, str]:
    """Return the docstrings under the annotated fields of a class and its parents."""
    docs: dict[str, str] = {}
    for owner in reversed([item for item in cls.__mro__ if item.__module__.split(".")[0] == "components"]):
        for field, text in pairwise(class_source(owner).body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(text):
                docs[field.target.id] = inspect.cleandoc(text.value.value)  # pyright: ignore
    return docs


def last_call(cls: type, function: str) -> ast.Call | None:
    """Return the last statement of a method if it is `self.publish(...)`."""
    for node in class_source(cls).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            last = node.body[-1]
            if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
                return last.value if ast.unparse(last.value.func) == "self.publish" else None
    return None


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
