"""Examples on the real engine with the policy pack on: one deployed, one previewed, one stopped.

The whole matrix is `python -m tests.engine.examples`; CI runs it (.github/workflows/checks.yml).
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.engine import examples
from tests.engine.examples import BEGIN, END, EXAMPLES, PAGE, Row, config_of, deploy, good, table, write

OK = Row("a", "Staging", "", resources=3, mandatory=0, advisory=1, preview=1.5, up=2.5, program=0.5)


@pytest.mark.engine
def test_an_example_deploys_without_a_mandatory_finding(tmp_path: Path) -> None:
    row = deploy("static-site", "Production", tmp_path, Console(file=io.StringIO()))
    assert good(row), row
    assert row.resources > 80


@pytest.mark.engine
def test_what_only_a_first_preview_does_not_know_stops_nothing(tmp_path: Path) -> None:
    """Of all examples this one has most that is priced, and nothing of it is there yet."""
    row = deploy("governance", "Production", tmp_path, Console(file=io.StringIO()), ["preview"])
    assert good(row), row


@pytest.mark.engine
def test_what_a_policy_stops_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(examples.ADAPTED, ("static-site", "Production"), examples.budget(1))
    row = deploy("static-site", "Production", tmp_path, Console(file=io.StringIO()))
    assert not good(row)
    assert (row.mandatory, row.resources) == (1, 0)
    assert "above the budget of 1.00" in row.failed


def test_every_example_is_taken_in_the_environment_that_is_asked_for() -> None:
    assert len(EXAMPLES) > 10
    for example in EXAMPLES:
        assert config_of(example, "Staging")["quoin:environment"] == "Staging"
    assert config_of("web-app", "Production")["quoin:governance"] != config_of("web-app", "Staging")["quoin:governance"]


@pytest.mark.parametrize(("row", "verdict"), [(OK, True), (Row(*"ab", "x", 0, 0, 0, 0, 0, 0), False)])
def test_what_failed_is_not_good(row: Row, verdict: bool) -> None:
    assert good(row) is verdict


def test_a_mandatory_finding_is_not_good() -> None:
    assert not good(Row("a", "Staging", "", resources=3, mandatory=1, advisory=0, preview=1, up=1, program=1))


def test_the_table_goes_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write([OK], page)
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n{table([OK], clock=False)}{END}\nafter\n"
    assert "| a | Staging | 3 | 0 | 1 | 0.5 | 1.5 | 2.5 |" in table([OK])


def test_the_page_has_a_line_for_every_example_in_every_environment() -> None:
    text = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [line.split("|")[1:4] for line in text.splitlines() if line.startswith("| ")][1:]
    named = [(rows[index - index % 3][0].strip(), row[1].strip()) for index, row in enumerate(rows)]
    assert named == [(example, environment) for example in EXAMPLES for environment in examples.ENVIRONMENTS]
    assert all(int(row[2]) > 40 for row in rows)
