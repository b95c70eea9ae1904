"""`quoin whatif`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ops.support import quoin

WEB = {
    "type": "aws:ec2/instance:Instance",
    "name": "web",
    "inputs": {
        "instanceType": "m5.large",
        "rootBlockDevice": {"volumeSize": 100, "volumeType": "gp2"},
        "associatePublicIpAddress": False,
    },
}


@pytest.fixture
def listed(tmp_path: Path) -> str:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([WEB]), encoding="utf-8")
    return str(path)


def test_a_list_of_resources_as_a_table(listed: str) -> None:
    result = quoin("whatif", "--resources", listed)
    assert result.code == 0, result.err
    assert "As it is: 80.08 USD a month." in result.out
    assert "13.87  m6g.large instead of m5.large (web)  [machines/graviton]" in result.out
    assert "then: Instances: 1 instances × 730 hours × 0.077 = 56.21" in result.out
    assert "2.00  gp3 volumes instead of gp2 (web)  [volumes/gp3]" in result.out


def test_as_data(listed: str) -> None:
    data = quoin("whatif", "--resources", listed, "--only", "volumes", "-o", "json").data
    [advice] = data["advice"]
    assert data["total"]["high"] == "80.08"
    assert advice["saving"] == {"low": "2.00", "expected": "2.00", "high": "2.00"}
    assert (advice["resource"]["name"], advice["lowersHighEnd"]) == ("web", True)


def test_as_markdown(listed: str) -> None:
    result = quoin("whatif", "--resources", listed, "--only", "volumes", "-o", "markdown")
    assert "| 2.00 | gp3 volumes instead of gp2 | web | in the program: volume type gp3 for web |" in result.out


def test_hours_offers_and_transfer(listed: str) -> None:
    options = ("--schedule", "mon-fri 08:00-18:00", "--commitment", "compute-1y=0.5", "--transfer", "inter-az=500")
    data = quoin("whatif", "--resources", listed, *options, "-o", "json").data
    saving = {one["id"]: one["saving"] and one["saving"]["low"] for one in data["advice"]}
    assert saving["hours/mon-fri 08:00-18:00"] == "49.22"
    assert saving["commitments/compute-1y"] is None  # a loss: 217 hours a month, break-even 365
    assert saving["transfer/zones"] == "0.00"
    lasting = quoin("whatif", "--resources", listed, "--commitment", "compute-1y=0.5", "-o", "json").data
    assert {one["id"]: one["saving"] for one in lasting["advice"]}["commitments/compute-1y"]["low"] == "35.04"


@pytest.mark.usefixtures("in_process")
def test_a_stack_with_its_own_usage() -> None:
    data = quoin("whatif", "-s", "dev", "-o", "json").data
    assert "hours/business-hours" in {one["id"] for one in data["advice"]}
    how = [line for one in data["advice"] for line in one["how"]]
    assert "quoin:workloads.shop.schedule: business-hours" in how


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-s", "dev", "--resources", "{list}"), "--stack and --resources exclude each other"),
        (("-s", "no-such-stack"), "no-such-stack"),
        (("--resources", "missing.json"), "missing.json: No such file"),
        (("--resources", "{list}", "--schedule", "at night"), "--schedule: 'at night' is no schedule"),
        (("--resources", "{list}", "--commitment", "compute=1.5"), "not an offer"),
        (("--resources", "{list}", "--commitment", "compute"), "expected NAME=NUMBER"),
        (("--resources", "{list}", "--mix", "80/30/5"), "three shares that add up to 100"),
        (("--resources", "{list}", "--transfer", "moon=5"), "no such kind"),
        (("--resources", "{list}", "--only", "luck"), "no such family"),
    ],
)
def test_wrong_arguments_say_what_is_right(listed: str, arguments: tuple[str, ...], says: str) -> None:
    result = quoin("whatif", *(word.replace("{list}", listed) for word in arguments))
    assert result.code == 2
    assert says in result.err


def test_a_file_that_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text('[{"name": "web"}]', encoding="utf-8")
    result = quoin("whatif", "--resources", str(path))
    assert result.code == 2
    assert "[0].type: takes a text" in result.err
