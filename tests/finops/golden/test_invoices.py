"""The invoices of the stacks are the reviewed ones, and every type in them is known."""

from __future__ import annotations

import difflib

import pytest

from finops.estimate import registry
from finops.estimate.render_table import table
from tests.contract.corpus import CORPUS, synthesis
from tests.finops.golden.invoices import FOLDER, cases, estimated


@pytest.mark.parametrize("name", cases())
def test_invoice_is_unchanged(name: str) -> None:
    path = FOLDER / name
    assert path.exists(), "run `make golden` and review the new file"
    now = table(estimated(*cases()[name]))
    changes = "\n".join(difflib.unified_diff(path.read_text().splitlines(), now.splitlines(), "reviewed", "now", n=1))
    assert not changes, f"the price changed; if that is meant, run `make golden` and review:\n{changes}"


def test_there_is_no_invoice_without_a_stack() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == set(cases())


@pytest.mark.parametrize("entry", CORPUS)
def test_every_type_that_we_create_is_priced_free_or_listed(entry: str) -> None:
    types = {resource.type for resource in synthesis(entry).resources if resource.type.startswith("aws:")}
    unknown = sorted(token for token in types if registry.find(token) is None)
    assert not unknown, f"add these types to finops/estimate/aws: {unknown}"
