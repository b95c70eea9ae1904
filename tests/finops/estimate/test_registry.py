"""The price list of types is whole, and names types and rows that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from finops.estimate import Resource, estimate, registry
from finops.estimate.usage import keys
from finops.prices import load
from tests.support.synth import ROOT

FOLDER = ROOT / "finops" / "estimate"
TYPES = registry.types()


def provider_types() -> set[str]:
    """Return the type tokens of the installed provider, without importing it."""
    import importlib.util

    spec = importlib.util.find_spec("pulumi_aws")
    assert spec is not None and spec.origin is not None
    return set(re.findall(r"aws:\w+/\w+:\w+", Path(spec.origin).read_text()))


def test_at_least_seventy_types_have_prices():
    assert sum(1 for entry in TYPES.values() if entry.functions) >= 70


def test_every_type_exists_in_the_provider():
    assert not set(TYPES) - provider_types()


def test_every_entry_says_one_thing():
    for token, entry in TYPES.items():
        assert sum(map(bool, (entry.functions, entry.free, entry.not_priced))) == 1, token


@pytest.mark.parametrize("token", [token for token, entry in TYPES.items() if entry.functions])
def test_without_inputs_a_type_is_never_silently_zero(token):
    result = estimate([Resource(token, "it", {})])
    if not (result.lines or result.gaps):
        assert result.free[0].reason or token in EMPTY, token


EMPTY = {
    "aws:apigateway/stage:Stage",  # a stage without a cache
    "aws:codepipeline/pipeline:Pipeline",
    "aws:computeoptimizer/recommendationPreferences:RecommendationPreferences",  # without enhanced metrics
}


def strings(function: str) -> set[str]:
    """Return the text of every third argument or so: all literals of calls to `metered` in the mappings."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in function.split()
            ):
                found |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
            if isinstance(node, ast.Dict):
                found |= {
                    element.value
                    for value in node.values
                    if isinstance(value, ast.Tuple)
                    for element in value.elts
                    if isinstance(element, ast.Constant)
                }
    return found


def test_every_documented_usage_is_used():
    used = strings("metered assumed")
    assert not {name for entries in keys().values() for name in entries} - used


def test_rows_that_are_named_outright_exist():
    rows = set(load("us-east-1").rows)
    named = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr
                in (
                    "charge",
                    "hourly",
                    "metered",
                )
            ):
                row = node.args[1] if len(node.args) > 1 else None
                if isinstance(row, ast.Constant):
                    named.add(row.value)
    assert len(named) > 60
    missing = {"aurora.replicated-write", "dynamodb.replicated-write", "firehose.conversion"}
    assert named - rows == missing, "these three are reported as not priced"
