"""The docstrings of a model's fields, read when somebody asks.

pydantic can read them while the class is made, but parsing every model's source takes a twentieth of the time of the
whole program, and only messages and reference pages need the texts.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


def meaning(model: type[BaseModel], name: str) -> str:
    """Return the docstring of the field `name` as one line, also of a field that the model inherits; "" without one."""
    for owner in model.__mro__:
        if name in vars(owner).get("__annotations__", {}):
            return _docstrings(owner).get(name, "")
    return ""


@cache
def _docstrings(owner: type) -> dict[str, str]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    assert isinstance(tree, ast.ClassDef)
    return {
        field.target.id: " ".join(inspect.cleandoc(text.value.value).split())
        for field, text in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
