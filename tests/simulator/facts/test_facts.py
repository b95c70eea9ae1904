"""The facts tables hang together: they name types and properties that exist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator import facts
from simulator.facts import names, overrides
from simulator.schema import model

FILES = sorted(Path(facts.__file__).parent.glob("*.json"))


def _exists(token: str, path: str) -> bool:
    resource = model.resource(token)
    shape = resource.inputs if resource else None
    for step in path.split("."):
        if shape is None or step not in shape.properties:
            return False
        kind = shape.properties[step].type
        while kind.element:
            kind = kind.element
        shape = model.described(shape.package, kind.ref) if kind.ref else None
    return True


@pytest.mark.parametrize("file", FILES[::8], ids=lambda file: file.stem)
def test_every_path_exists(file: Path) -> None:
    for token, entry in json.loads(file.read_text()).items():
        paths = {*entry.get("replace", ()), *entry.get("rules", ()), *entry.get("sets", ()), *entry.get("computed", ())}
        assert [path for path in sorted(paths) if not _exists(token, path)] == [], token


def test_every_file_is_a_service() -> None:
    assert len(FILES) > 200
    for file in FILES[::20]:
        assert all(token.split(":")[1].split("/")[0] == file.stem for token in json.loads(file.read_text()))


@pytest.mark.parametrize("table", [overrides.REPLACED, overrides.NOT_REPLACED])
def test_overrides_name_what_exists(table: dict[str, frozenset[str]]) -> None:
    assert [(token, path) for token, paths in table.items() for path in paths if not _exists(token, path)] == []


def test_names_and_lower_case_types_exist() -> None:
    assert [key for key in names.NAMES if not _exists(*key)] == []
    assert [token for token in overrides.LOWERCASE_NAMES if model.resource(token) is None] == []


def test_a_type_without_an_entry_has_no_facts() -> None:
    assert facts.of("aws:none/none:None") == facts.Facts()
    assert facts.of("../etc:passwd/x:y") == facts.Facts()
