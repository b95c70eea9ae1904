"""Breaks each rule in small ways and demands that its cases notice.

Every comparison, negation, `and`/`or` and `if` of a rule's check is turned round, one at a time.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from policy.discovery import declared, modules
from policy.rule import Rule, rule_of
from tests.policy.harness import failure
from tests.policy.test_contract import cases_of

# Guards against shapes that AWS would refuse (a map where a list belongs): only random inputs reach them.
GUARDS = ("isinstance",)


class Flip(ast.NodeTransformer):
    """Turns round the node with one number, and counts the nodes that could be."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.count = 0
        self.what = ""

    def _mine(self, node: ast.AST) -> bool:
        if any(guard in ast.unparse(node) for guard in GUARDS):
            return False
        self.count += 1
        if self.count - 1 != self.wanted:
            return False
        self.what = ast.unparse(node)
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        mine = self._mine(node)
        self.generic_visit(node)
        return ast.copy_location(ast.UnaryOp(ast.Not(), node), node) if mine else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        mine = isinstance(node.op, ast.Not) and self._mine(node)
        self.generic_visit(node)
        return node.operand if mine else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        mine = self._mine(node)
        self.generic_visit(node)
        return (
            ast.copy_location(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values), node)
            if mine
            else node
        )

    def visit_If(self, node: ast.If) -> ast.AST:
        mine = self._mine(node.test)
        self.generic_visit(node)
        if mine:
            node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
        return node


def mutants(module: str) -> Iterator[tuple[str, Rule]]:
    """Yield every broken version of the rule in a module."""
    path = importlib.import_module(module).__file__
    assert path is not None
    source = Path(path).read_text(encoding="utf-8")
    number = 0
    while True:
        tree = ast.parse(source)
        flip = Flip(number)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                node.body = [flip.visit(statement) for statement in node.body]
        if not flip.what:
            return
        broken = ModuleType(module)
        exec(compile(ast.fix_missing_locations(tree), path, "exec"), vars(broken))
        [rule] = [rule for member in vars(broken).values() if (rule := rule_of(member))]
        yield f"{flip.what} (number {number})", rule
        number += 1


def test_there_is_something_to_break() -> None:
    assert sum(1 for module in modules() for _ in mutants(module)) > 2 * len(modules())


@pytest.mark.parametrize("module", modules())
def test_a_broken_rule_is_noticed(module: str) -> None:
    [rule] = declared(module)
    cases = cases_of(rule)
    assert [what for what, broken in mutants(module) if not any(_noticed(broken, case) for case in cases)] == []


def _noticed(broken: Rule, case: object) -> bool:
    try:
        return failure(broken, case) is not None  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 (a broken rule may crash in any way)
        return True
