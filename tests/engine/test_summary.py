"""The text under a pull request."""

from __future__ import annotations

from engine import summary
from engine.events import Run

from .test_events import STACK, child, policy, read, resource


def test_what_is_lost_stands_before_what_changes() -> None:
    run = read(
        resource(STACK, step="same"),
        child("aws:ec2/vpc:Vpc", "new", STACK),
        resource("urn:pulumi:dev::tiny::aws:rds/instance:Instance::db", STACK, "create-replacement"),
        resource("urn:pulumi:dev::tiny::aws:s3/bucket:Bucket::old", STACK, "delete"),
        resource("urn:pulumi:dev::tiny::aws:s3/bucket:Bucket::kept", STACK, "same"),
        policy("TAG-001", "advisory", "high", f"{STACK}::db", "Title\nno <owner> | at all"),
        '{"summaryEvent": {"resourceChanges": {"create": 1, "replace": 1, "delete": 1, "same": 2}}}',
    )
    assert summary.section("dev", run, failed=False).split("\n\n") == [
        "### `dev`: 1 to create, 1 to replace, 1 to delete, 2 unchanged",
        "**Deleted or replaced:** `db` (rds.Instance), `old` (s3.Bucket)",
        (
            "| level | severity | rule | resource | finding |\n|---|---|---|---|---|\n"
            "| advisory | high | TAG-001 | db | no &lt;owner> \\| at all |"
        ),
        "<details><summary>2 changes</summary>",
        "| | resource | type |\n|---|---|---|\n| create | new | ec2.Vpc |\n| replace | db | rds.Instance |",
        "</details>",
    ]


def test_a_failure_is_told_with_its_errors() -> None:
    run = Run(errors=["wrong", "wrong", "preview failed"])
    assert summary.section("dev", run, failed=True) == "### `dev`: **failed**\n\n```text\nwrong\npreview failed\n```"


def test_many_losses_are_counted() -> None:
    urns = [f"urn:pulumi:dev::tiny::aws:s3/bucket:Bucket::b{number:02}" for number in range(25)]
    run = read(*[resource(urn, STACK, "delete") for urn in urns])
    text = summary.section("dev", run, failed=False)
    assert "`b19` (s3.Bucket) and 5 more" in text
    assert "b20" not in text


def test_a_long_text_is_cut_at_a_line() -> None:
    text = summary.cut("a line\n" * 20_000)
    assert len(text) < summary.LONGEST + 100
    assert text.endswith("a line\n\n… the rest is in the log of the run")
    assert summary.cut("short") == "short"
