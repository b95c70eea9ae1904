"""The stacks are what the reviewed inventories say."""

from __future__ import annotations

import difflib

import pytest

from tests.contract.corpus import STACK_FILES
from tests.golden.inventory import FOLDER, golden_file, inventory
from tests.support.synth import synth


@pytest.mark.parametrize("stack_file", STACK_FILES)
def test_inventory_is_unchanged(stack_file: str) -> None:
    path = golden_file(stack_file)
    assert path.exists(), "run `make golden` and review the new file"
    old, new = path.read_text().splitlines(), inventory(synth(stack_file)).splitlines()
    difference = "\n".join(difflib.unified_diff(old, new, "reviewed", "now", lineterm="", n=2))
    assert not difference, f"the stack changed; if that is meant, run `make golden` and review:\n{difference}"


def test_there_is_no_inventory_without_a_stack() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == {golden_file(stack).name for stack in STACK_FILES}


def test_what_holds_state_is_written_out() -> None:
    text = inventory(synth("Pulumi.prod.yaml"))
    assert "rds.Instance" in text
    assert "· storageEncrypted = true" in text
    assert "· cidrBlock = 10.30.0.0/16" in text
