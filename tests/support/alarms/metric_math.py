"""CloudWatch metric math, the part of it that alarms here use: numbers, operators, IF, FILL, MAX, MIN and SUM.

The language is Python's for expressions, so Python's own parser reads it. None is a value without data: whatever is
made of it has no data either, but for FILL.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

Value = float | None
_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}
_OVER_LISTS: dict[str, Callable[[Sequence[float]], float]] = {"MAX": max, "MIN": min, "SUM": sum}


def evaluate(expression: str, values: Mapping[str, Value]) -> Value:
    """Return the value of an expression at one time; raises ValueError for what is no metric math known here."""
    return _value(_parsed(expression), values)


@cache
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp):
        return _combined(node.op, node.left, node.right, values)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _combined(node.ops[0], node.left, node.comparators[0], values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _called(node.func.id, node.args, values)
    raise ValueError(f"no metric math: {ast.unparse(node)}")


def _combined(kind: ast.AST, left: ast.expr, right: ast.expr, values: Mapping[str, Value]) -> Value:
    one, other = _value(left, values), _value(right, values)
    if one is None or other is None or (isinstance(kind, ast.Div) and other == 0):
        return None
    return float(_OPERATORS[type(kind)](one, other))


def _called(name: str, arguments: Sequence[ast.expr], values: Mapping[str, Value]) -> Value:
    if name == "IF":
        condition = _value(arguments[0], values)
        return None if condition is None else _value(arguments[1 if condition else 2], values)
    if name == "FILL":
        found = _value(arguments[0], values)
        return _value(arguments[1], values) if found is None else found
    listed: Any = arguments[0]
    if name in _OVER_LISTS and isinstance(listed, ast.List):
        found = [value for each in listed.elts if (value := _value(each, values)) is not None]
        return float(_OVER_LISTS[name](found)) if found else None
    raise ValueError(f"no function of metric math known here: {name}")
