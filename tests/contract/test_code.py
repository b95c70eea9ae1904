"""What holds for the code: sizes, documented settings, imports, tests that can fail."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from components.settings.base import Keys
from components.settings.docstrings import meaning
from tests.contract.classes import MODULES
from tests.support.synth import ROOT

CODE = ("components", "finops", "policy", "functions", "ops", "engine", "simulator", "synthesis", "docs")
SOURCES = sorted(
    path
    for folder in (
        "components",
        "finops",
        "policy",
        "functions",
        "ops",
        "engine",
        "simulator",
        "synthesis",
        "docs",
        "tests",
    )
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
MAX_LINES, MAX_FUNCTION = 300, 50
SECTIONS = sorted(
    {
        item
        for module in MODULES
        for item in vars(module).values()
        if inspect.isclass(item) and issubclass(item, Keys) and item.__module__ == module.__name__ and item is not Keys
    },
    key=lambda item: item.__name__,
)


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_id)
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= MAX_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_setting_is_documented(section: type[Keys]) -> None:
    assert section.__doc__
    bare = [name for name in section.model_fields if not meaning(section, name)]
    assert not bare, f"no docstring under {bare}"


@pytest.mark.parametrize("package", ["components.settings", "finops", "policy", "ops"])
def test_nothing_of_pulumi_aws_is_loaded(package: str) -> None:
    if not (ROOT / package.replace(".", "/")).is_dir():
        pytest.skip("does not exist yet")
    program = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module({package!r})\n"
        "for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
        "sys.exit(sorted(name for name in sys.modules if name.startswith('pulumi_aws'))[:3] or 0)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name.startswith("test_")], ids=_id)
def test_no_assertion_waits_in_an_apply(path: Path) -> None:
    """An assertion inside an `apply` may never run: a test that uses one can pass while it fails."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "apply":
            inner = [part for argument in node.args for part in ast.walk(argument)]
            assert not any(isinstance(part, ast.Assert) for part in inner), f"line {node.lineno}"
            named = {part.id for part in inner if isinstance(part, ast.Name)}
            assert not any(name.startswith(("check", "assert", "test")) for name in named), f"line {node.lineno}"
