"""Exemptions: read strictly, counted by the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from policy.accessor import Stack
from policy.discovery import by_id, rules
from policy.exemptions import Exemption, ExemptionError, load, type_of
from policy.judge import Judge
from policy.sdk import resource_view, stack_view
from policy.settings import PACK, PackSettings
from tests.policy.harness import Declared, resource, resource_args, stack_args

ENTRY = "{rule: S3-001, urn: '*::it', reason: a museum, owner: me, expires: 2027-01-31}"
TODAY = date(2026, 11, 23)
OPEN: Declared = resource("aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"})
PARENTED = "urn:pulumi:prod::quoin::quoin:index:Bucket$aws:s3/bucket:Bucket::logs"


def written(path: Path, *entries: str) -> Path:
    file = path / "exemptions.yaml"
    file.write_text("exemptions:\n" + "".join(f"  - {entry}\n" for entry in entries), encoding="utf-8")
    return file


def test_the_file_of_the_pack_is_valid_and_empty() -> None:
    assert load(PACK / "exemptions.yaml", by_id(), datetime.now(UTC).date()) == ()


def test_the_example_in_it_is_valid(tmp_path: Path) -> None:
    lines = (PACK / "exemptions.yaml").read_text(encoding="utf-8").splitlines()
    start = lines.index("# exemptions:")
    example = "\n".join(line.removeprefix("# ") for line in lines[start : start + 7])
    (tmp_path / "e.yaml").write_text(example, encoding="utf-8")
    [found] = load(tmp_path / "e.yaml", by_id(), TODAY)
    assert (found.rule, found.ticket, found.expires) == ("NET-002", "PLAT-1234", date(2027, 1, 31))


def test_a_good_entry(tmp_path: Path) -> None:
    [found] = load(written(tmp_path, ENTRY), by_id(), TODAY)
    assert found == Exemption("S3-001", "a museum", "me", date(2027, 1, 31), urn="*::it")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (ENTRY.replace("S3-001", "S3-01"), "exemptions[0].rule: there is no rule S3-01; did you mean S3-001?"),
        (ENTRY.replace("reason", "raison"), "exemptions[0].raison: unknown key; did you mean reason?"),
        (ENTRY.replace("reason: a museum, ", ""), "exemptions[0].reason: is missing"),
        (ENTRY.replace("a museum", "''"), "exemptions[0].reason: expected text"),
        (ENTRY.replace("owner: me", "owner: 7"), "exemptions[0].owner: expected text"),
        (ENTRY.replace("urn: '*::it', ", ""), "exemptions[0]: say which resource: `urn`, or `type` and `name`"),
        (ENTRY.replace("urn: '*::it', ", "type: x, "), "exemptions[0]: say which resource"),
        (ENTRY.replace(", expires: 2027-01-31", ""), "exemptions[0].expires: expected a date such as 2027-01-31"),
        (ENTRY.replace("2027-01-31", "'2027-01-31'"), "exemptions[0].expires: expected a date"),
        (ENTRY.replace("2027-01-31", "2027-05-23"), "2027-05-23 is more than 180 days ahead; 2027-05-22 is the latest"),
        ("just text", "exemptions[0]: expected a map"),
    ],
)
def test_a_bad_entry(tmp_path: Path, entry: str, problem: str) -> None:
    with pytest.raises(ExemptionError) as error:
        load(written(tmp_path, entry), by_id(), TODAY)
    assert problem in str(error.value)


def test_all_problems_at_once(tmp_path: Path) -> None:
    with pytest.raises(ExemptionError) as error:
        load(written(tmp_path, "{rule: X}", ENTRY, "{}"), by_id(), TODAY)
    assert len(str(error.value).splitlines()) == 1 + 5 + 5


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("exemptions: {}", "expected one key, `exemptions`, that holds a list"),
        ("exceptions: []", "expected one key"),
        ("- a", "expected one key"),
        ("a: [", "not valid YAML"),
    ],
)
def test_a_bad_file(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "e.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ExemptionError, match=problem):
        load(tmp_path / "e.yaml", by_id(), TODAY)


@pytest.mark.parametrize("text", ["", "exemptions:\n", "exemptions: []\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "e.yaml", by_id(), TODAY) == ()


@pytest.mark.parametrize(
    ("where", "covered"),
    [
        ({"urn": PARENTED}, True),
        ({"urn": "urn:pulumi:prod::*::logs"}, True),
        ({"urn": "urn:pulumi:dev::*"}, False),
        ({"type": "aws:s3/bucket:Bucket", "name": "lo*"}, True),
        ({"type": "aws:s3/bucket:Bucket", "name": "site"}, False),
        ({"type": "quoin:index:Bucket", "name": "logs"}, False),
    ],
)
def test_which_resources_are_meant(where: dict[str, str], *, covered: bool) -> None:
    exemption = Exemption("S3-001", "r", "o", TODAY, **where)
    assert exemption.covers("S3-001", PARENTED) is covered
    assert not exemption.covers("S3-002", PARENTED)


def test_type_of() -> None:
    assert type_of(PARENTED) == "aws:s3/bucket:Bucket"
    assert type_of("nonsense") == ""


def judged(*exemptions: Exemption, ignore: bool = False) -> list[tuple[str, str]]:
    judge = Judge(rules(), PackSettings(ignore_exemptions=ignore), exemptions, "Production")
    return [(verdict.rule.id, verdict.level) for verdict in judge.resource(resource_view(resource_args(OPEN)))]


EXEMPTION = Exemption("S3-001", "a museum", "me", date(2027, 1, 31), urn="*::it")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", [("EXM-004", "advisory")]),
        ("2027-01-16", [("EXM-004", "advisory")]),
        ("2027-01-17", [("EXM-004", "advisory"), ("EXM-002", "advisory")]),
        ("2027-01-31", [("EXM-004", "advisory"), ("EXM-002", "advisory")]),
        ("2027-02-01", [("S3-001", "mandatory"), ("EXM-001", "mandatory")]),
    ],
)
def test_day_by_day(day: str, expected: list[tuple[str, str]]) -> None:
    with time_machine.travel(f"{day}T23:30:00Z", tick=False):
        assert judged(EXEMPTION) == expected
        assert judged() == [("S3-001", "mandatory")]
        assert judged(EXEMPTION, ignore=True) == [("S3-001", "mandatory")]


def test_a_renewed_exemption_beats_the_expired_one() -> None:
    with time_machine.travel("2027-02-01T00:00:00Z", tick=False):
        renewed = Exemption("S3-001", "still a museum", "me", date(2027, 6, 1), urn="*::it")
        assert judged(EXEMPTION, renewed) == [("EXM-004", "advisory")]


def test_unused_ones_are_named_in_their_own_stack_only() -> None:
    elsewhere = Exemption("S3-001", "r", "o", date(2027, 1, 31), urn="urn:pulumi:dev::*")
    idle = Exemption("S3-002", "r", "o", date(2027, 1, 31), type="*", name="nobody")
    judge = Judge(rules(), PackSettings(), (EXEMPTION, elsewhere, idle), "Production", TODAY)
    judge.resource(resource_view(resource_args(OPEN)))
    verdicts = judge.stack(stack_view(stack_args([OPEN])))
    assert [(verdict.rule.id, verdict.level) for verdict in verdicts] == [("EXM-003", "advisory")]
    assert "Covers nothing in stack prod: exemption of S3-002 for * named nobody" in verdicts[0].message
    assert judge.stack(Stack(())) == []
