"""What the documentation shows works: stack files are accepted, Python compiles, make targets and paths exist."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from components import registry
from components.settings.check import check
from ops import cli
from tests.support.synth import ROOT, synth

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    page: Path
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {self.text.splitlines()[0][:40]}"


SNIPPETS = [
    Snippet(page, match[1], match[2]) for page in PAGES for match in _FENCE.finditer(page.read_text(encoding="utf-8"))
]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def of(language: str) -> Any:
    found = [snippet for snippet in SNIPPETS if snippet.language == language]
    return pytest.mark.parametrize("snippet", found, ids=str)


@of("yaml")
def test_a_stack_file_is_accepted(snippet: Snippet) -> None:
    data = yaml.safe_load(snippet.text)
    if not isinstance(data, dict) or "config" not in data:
        return  # another kind of file; that it parses is all there is to say
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in data["config"].items()}
    settings, problems = check(texts, (), registry)
    assert not problems
    assert settings is not None


@of("python")
def test_python_compiles(snippet: Snippet) -> None:
    ast.parse(snippet.text)


@of("json")
def test_json_parses(snippet: Snippet) -> None:
    json.loads(snippet.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    shown = [snippet.text for snippet in SNIPPETS if snippet.page == page and snippet.language in {"sh", "console"}]
    inline = re.findall(r"`(make [a-z][^`]*)`", page.read_text(encoding="utf-8"))
    named = re.findall(r"^\s*(?:\$ )?make ([a-z-]+)", "\n".join([*shown, *inline]), re.MULTILINE)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert not [link for link in links if link and not (page.parent / link).exists()]


def test_the_estimate_shown_is_the_one_that_the_command_prints() -> None:
    """The golden is what `quoin estimate --stack dev --profile small` prints; the README shows lines of it."""
    invoice = (ROOT / "tests/finops/golden/dev.txt").read_text(encoding="utf-8").splitlines()
    readme = [snippet for snippet in SNIPPETS if snippet.page == ROOT / "README.md" and snippet.language == "text"]
    (shown,) = [snippet.text for snippet in readme if "USD a month" in snippet.text]
    assert len(shown.splitlines()) > 10
    assert [line for line in shown.splitlines() if line != "…" and line not in invoice] == []


def test_the_demo_shown_has_the_components_and_numbers_of_the_stack() -> None:
    """`make demo` counts what the engine creates: the stack and all of a synthesis; a component, what is made in it."""
    [shown] = [
        snippet.text for snippet in SNIPPETS if snippet.page == ROOT / "README.md" and "to create" in snippet.text
    ]
    made = synth("Pulumi.dev.yaml")
    inside: Counter[str] = Counter()
    for resource in made.resources:
        if not resource.custom or resource.type.startswith("pulumi:providers:"):
            continue
        inside["quoin-dev"] += 1
        parent = made.by_urn.get(resource.parent)
        while parent:
            inside[f"{parent.name} {parent.kind}"] += 1
            parent = made.by_urn.get(parent.parent)
    assert re.findall(r"(\d+) (?:to create|created)", shown) == [str(len(made.resources) + 1)] * 2
    counted = re.findall(r"([\w-]+(?: [A-Z]\w+)?) \((\d+)\)", shown)
    assert len(counted) > 15
    assert {name: int(number) for name, number in counted} == {name: inside[name] for name, _ in counted}


def test_commands_shown_exist() -> None:
    shells = [snippet.text for snippet in SNIPPETS if snippet.language == "sh"]
    lines = [line for text in shells for line in re.findall(r"(?:\.venv/bin/)?quoin ([^#\n]*)", text)]
    commands = dict(cli.commands())
    assert lines
    for line in lines:
        words = shlex.split(line)
        if words == ["--help"]:
            continue
        name = next(name for name in commands if words[: len(name.split())] == name.split())
        commands[name].make_context(name, words[len(name.split()) :])


def test_there_is_something_to_check() -> None:
    assert {"yaml", "python", "sh"} <= {snippet.language for snippet in SNIPPETS}
