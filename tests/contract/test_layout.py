"""What is on disk, in the registry, in the examples, among the goldens and in the reference agrees."""

from __future__ import annotations

import importlib
import inspect

import pytest

from components import registry
from components.pattern import Pattern
from components.settings.workload import WorkloadSettings
from tests.contract.corpus import STACK_FILES
from tests.golden.inventory import golden_file
from tests.support.synth import ROOT, config_of, synth

PATTERN_FILES = sorted((ROOT / "components/patterns").glob("[!_]*.py"))


def patterns_on_disk() -> set[str]:
    """Return `module:Class` of every pattern class below components/patterns."""
    return {
        f"{item.__module__}:{item.__name__}"
        for path in PATTERN_FILES
        for item in vars(importlib.import_module(f"components.patterns.{path.stem}")).values()
        if inspect.isclass(item) and issubclass(item, Pattern) and item.__module__ == f"components.patterns.{path.stem}"
    }


def test_every_pattern_on_disk_is_registered_once() -> None:
    assert sorted(registry.PATTERNS.values()) == sorted(patterns_on_disk())


@pytest.mark.parametrize("name", registry.names())
def test_a_pattern_has_all_that_belongs_to_it(name: str) -> None:
    module = name.replace("-", "_")
    assert registry.PATTERNS[name].partition(":")[0] == f"components.patterns.{module}"
    assert issubclass(registry.pattern(name), Pattern)
    assert issubclass(registry.settings_model(name), WorkloadSettings)
    assert f"examples/{name}.yaml" in STACK_FILES
    for file in (
        f"tests/components/patterns/test_{module}.py",
        f"docs/reference/patterns/{name}.md",
        str(golden_file(f"examples/{name}.yaml").relative_to(ROOT)),
    ):
        assert (ROOT / file).is_file(), f"{file} is missing"


@pytest.mark.parametrize("name", registry.names())
def test_the_example_of_a_pattern_uses_it_and_explains_itself(name: str) -> None:
    workloads = config_of(f"examples/{name}.yaml")["quoin:workloads"]
    assert name in {workload["pattern"] for workload in workloads.values()}
    first, second = (ROOT / "examples" / f"{name}.yaml").read_text().splitlines()[:2]
    assert first.startswith("# yaml-language-server: $schema=")
    assert second.startswith("# ")


@pytest.mark.parametrize("stack_file", STACK_FILES)
def test_a_stack_exports_every_workload_and_its_posture(stack_file: str) -> None:
    stack = synth(stack_file)
    exports, governed = stack.exports, stack.of_type("quoin:index:Governance")
    own = {"posture", "governance"} if governed else {"posture"}
    assert set(exports) == {*config_of(stack_file)["quoin:workloads"], *own}
    assert all(exports.values())
    assert set(exports["posture"]) == {"kept", "overridden"}


@pytest.mark.parametrize("path", PATTERN_FILES, ids=lambda path: path.stem)
def test_a_pattern_makes_no_resource_by_itself(path: object) -> None:
    """Patterns are made of blocks: what they need beyond them belongs into a block."""
    source = path.read_text()  # pyright: ignore[reportAttributeAccessIssue]
    assert "import pulumi_aws" not in source
    assert "from pulumi_aws" not in source


@pytest.mark.parametrize("path", sorted((ROOT / "components/blocks").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_a_block_file_holds_one_component_at_most(path: object) -> None:
    stem = path.stem  # pyright: ignore[reportAttributeAccessIssue]
    module = importlib.import_module(f"components.blocks.{stem}")
    from tests.contract.classes import COMPONENTS

    own = [component.__name__ for component in COMPONENTS if component.__module__ == module.__name__]
    assert len(own) <= 1
