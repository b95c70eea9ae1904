"""The reference pages: complete and in form. `make check` tells whether they are up to date."""

from __future__ import annotations

import re

import pytest
import yaml

from components import registry
from components.settings.describe import FieldDoc, fields
from docs.generator.__main__ import FOLDER, ROOT
from docs.generator.markdown import settings_table, table
from docs.generator.picture import mermaid
from finops.estimate.usage import Usage, keys
from tests.contract.classes import COMPONENTS
from tests.support.synth import synth


def page(name: str) -> str:
    return (ROOT / FOLDER / name).read_text()


def test_every_block_and_every_setting_has_its_line() -> None:
    blocks = page("blocks.md")
    for component in COMPONENTS:
        if component.__module__.startswith("components.blocks."):
            assert f"\n## {component.__name__}\n" in blocks
    for name in registry.names():
        text = page(f"patterns/{name}.md")
        for field in fields(registry.settings_model(name)):
            assert f"| `{field.path}` |" in text


@pytest.mark.parametrize("text", [FieldDoc("a", "x | y", "Development `1`", "m", required=True)])
def test_a_table_keeps_its_columns(text: FieldDoc) -> None:
    lines = settings_table([text]).splitlines()
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in lines] == [5, 5, 5]
    assert "**required**" in lines[2]


def test_defaults_by_environment_stand_on_lines_of_their_own() -> None:
    field = FieldDoc("a", "number", "Development 2, Staging 2, Production 3", "m")
    assert "Development `2`<br>Staging `2`<br>Production `3`" in settings_table([field])
    assert "`[a, b]`" in settings_table([FieldDoc("a", "list", "[a, b]", "m")])


def test_every_usage_key_has_its_line() -> None:
    sections = dict(re.findall(r"^## `(.+?)`\n(.*?)(?=^## |\Z)", page("usage.md"), re.MULTILINE | re.DOTALL))
    assert {token: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for token, text in sections.items()} == {
        token: set(entries) for token, entries in keys().items()
    }
    assert "| `ingestedGb` | Logs written | GB a month |" in sections["aws:cloudwatch/logGroup:LogGroup"]


def test_the_usage_file_of_the_page_is_one() -> None:
    snippet = re.search(r"```yaml\n(.*?)```", page("usage.md"), re.DOTALL)
    assert snippet is not None
    assert Usage.of(yaml.safe_load(snippet[1])).profile == "small"


def test_table() -> None:
    assert table(["A", "B"], [["1", "2|3"]]) == "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |\n"


def test_the_picture_shows_what_needs_what() -> None:
    lines = mermaid(synth("Pulumi.prod.yaml"), "shop").splitlines()
    assert lines[:2] == ["```mermaid", "flowchart LR"]
    assert "  shop_service --> shop_database" in lines
    assert "  shop_database --> network" in lines
    nodes = {line.split("[")[0].strip() for line in lines if "[" in line}
    ends = {end for line in lines if "-->" in line for end in line.strip().split(" --> ")}
    assert ends <= nodes
