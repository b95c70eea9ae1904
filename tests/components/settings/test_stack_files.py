"""Every stack file of the project is right, and tells its editor where the schema is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from components import registry
from components.settings.check import check
from components.settings.schema import FILE, ROOT, modeline
from tests.components.settings.patterns import as_engine

FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("examples/*.yaml")])


class OnceOnly(yaml.SafeLoader):
    """A loader that refuses a key that stands twice in a map, as the engine's does; YAML's own keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"found twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


def read(file: Path) -> dict[str, Any]:
    return yaml.load(file.read_text(encoding="utf-8"), OnceOnly)


def test_there_are_some() -> None:
    assert {"Pulumi.dev.yaml", "Pulumi.prod.yaml"} <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_first_line_names_the_schema(file: Path) -> None:
    assert file.read_text(encoding="utf-8").splitlines()[0] == modeline(file)
    assert FILE.is_file()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_schema_takes_it(file: Path) -> None:
    schema = jsonschema.Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in schema.iter_errors(read(file))] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_check_takes_it(file: Path) -> None:
    _, problems = check(as_engine(read(file)["config"]), (), registry)
    assert [str(problem) for problem in problems] == []


def test_a_workload_that_stands_twice_is_seen() -> None:
    with pytest.raises(yaml.constructor.ConstructorError, match=r"found twice: {'api'}"):
        yaml.load("config: {quoin:workloads: {api: {pattern: a}, api: {pattern: b}}}", OnceOnly)
