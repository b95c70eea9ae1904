"""The engine's events, read and shown."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from engine import events, show

STACK = "urn:pulumi:dev::tiny::pulumi:pulumi:Stack::tiny-dev"
NETWORK = "urn:pulumi:dev::tiny::quoin:index:Network::shop"
SECRET = {events.SECRET_SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}


def resource(urn: str, parent: str = "", step: str = "create", outputs: dict[str, object] | None = None) -> str:
    type_ = urn.split("::")[2].rsplit("$", 1)[-1]
    state = {"parent": parent, "outputs": outputs or {}}
    side = "old" if step == "delete" else "new"
    return json.dumps({"resOutputsEvent": {"metadata": {"op": step, "urn": urn, "type": type_, side: state}}})


def child(type_: str, name: str, parent: str = NETWORK) -> str:
    return resource(f"urn:pulumi:dev::tiny::{type_}::{name}", parent)


def policy(name: str, level: str, severity: str, urn: str, message: str) -> str:
    event = {
        "policyName": name,
        "enforcementLevel": level,
        "severity": severity,
        "resourceUrn": urn,
        "message": message,
    }
    return json.dumps({"policyEvent": event})


def read(*lines: str) -> events.Run:
    run = events.Run()
    for line in lines:
        run.read(line)
    return run


def shown(renderable: object) -> str:
    console = Console(file=io.StringIO(), width=110, color_system=None)
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture
def run() -> events.Run:
    return read(
        resource(STACK, outputs={"url": "https://a", "db": {"port": 5432, "password": SECRET}, "zones": ["a", "b"]}),
        resource(NETWORK, STACK),
        child("pulumi:providers:aws", "default", ""),
        child("aws:ec2/vpc:Vpc", "shop-vpc"),
        child("aws:ec2/subnet:Subnet", "shop-a"),
        child("aws:ec2/subnet:Subnet", "shop-b"),
        child("aws:s3/bucket:Bucket", "loose", STACK),
        policy("TAG-001", "advisory", "high", f"{STACK}::shop-a", "Title\n\nsubnet a has no owner"),
        policy("NET-001", "mandatory", "low", f"{STACK}::shop-b", "Title\nopen to the world"),
        policy("TAG-001", "advisory", "high", f"{STACK}::shop-b", "Title\nsubnet b has no owner"),
        json.dumps({"policyAnalyzeSummaryEvent": {"passed": ["A", "B"], "failed": ["TAG-001"]}}),
        json.dumps(
            {"summaryEvent": {"resourceChanges": {"create": 6, "same": 1}, "PolicyPacks": {"tiny|local|/x": "1.0"}}}
        ),
    )


def test_outputs_and_changes(run: events.Run) -> None:
    assert run.outputs == {"url": "https://a", "db": {"port": 5432, "password": "[secret]"}, "zones": ["a", "b"]}
    assert run.changed
    assert show.changes(run, preview=True) == "6 to create, 1 unchanged"
    assert show.changes(run, preview=False) == "6 created, 1 unchanged"
    assert (run.packs, run.rules) == (["tiny 1.0"], {"A", "B", "TAG-001"})


def test_a_run_of_sames_changed_nothing() -> None:
    run = read(json.dumps({"summaryEvent": {"resourceChanges": {"same": 4}}}))
    assert not run.changed
    assert show.changes(run, preview=False) == "4 unchanged"


def test_what_is_deleted_is_not_there() -> None:
    urn = "urn:pulumi:dev::tiny::aws:ec2/vpc:Vpc::old"
    assert read(resource(urn, STACK), resource(urn, STACK, "delete")).resources == {}


def test_components_hold_what_is_in_them(run: events.Run) -> None:
    assert shown(show.components(run)).split("\n")[:4] == [
        "tiny-dev (4)",
        "├── s3.Bucket",
        "└── shop Network (3)",
        "    └── ec2.Subnet × 2, ec2.Vpc",
    ]


def test_findings_come_by_level_then_severity_one_line_a_rule(run: events.Run) -> None:
    lines = [line.split() for line in shown(show.findings(run)).strip().split("\n")]
    assert lines[1][:5] == ["mandatory", "low", "NET-001", "1", "shop-b"]
    assert lines[2][:6] == ["advisory", "high", "TAG-001", "2", "shop-a,", "shop-b"]
    assert "subnet a has no owner" in " ".join(lines[2])


def test_no_findings_is_said_with_the_number_of_rules() -> None:
    run = read(
        json.dumps({"policyAnalyzeSummaryEvent": {"passed": ["A", "B"]}}),
        json.dumps({"summaryEvent": {"resourceChanges": {}, "PolicyPacks": {"tiny|local|/x": "1.0"}}}),
    )
    assert show.findings(run) == "none: 2 rules of tiny 1.0 found nothing"
    assert show.findings(events.Run()) == "no policy pack was on"


def test_outputs_are_shown_by_path(run: events.Run) -> None:
    assert [line.rstrip().split(maxsplit=1) for line in shown(show.outputs(run.outputs)).splitlines()] == [
        ["url", "https://a"],
        ["db.port", "5432"],
        ["db.password", "[secret]"],
        ["zones", '["a", "b"]'],
    ]


def test_long_outputs_are_counted_and_come_last() -> None:
    text = shown(show.outputs({"posture": {f"key{number}": number for number in range(20)}, "url": "https://a"}))
    assert [line.rstrip() for line in text.splitlines()] == [
        "url      https://a",
        "posture  20 values",
    ]


def test_a_long_value_is_cut() -> None:
    assert show.shortened("x" * 200) == "x" * 200
    assert show.shortened("x" * 201) == "x" * 40 + "… (201 characters)"


def test_errors_are_kept_and_lines_that_are_no_events_are_errors() -> None:
    run = read(
        json.dumps({"diagnosticEvent": {"severity": "error", "message": "wrong\n"}}),
        json.dumps({"diagnosticEvent": {"severity": "warning", "message": "odd"}}),
        json.dumps({"diagnosticEvent": {"severity": "info", "message": "hello"}}),
        "",
        "error: preview failed",
    )
    assert (run.errors, run.warnings) == (["wrong", "preview failed"], ["odd"])


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("aws:ec2/vpc:Vpc", "ec2.Vpc"),
        ("quoin:index:WebApp", "WebApp"),
        ("aws:index/getRegion:getRegion", "getRegion"),
        ("pulumi:pulumi:Stack", "Stack"),
    ],
)
def test_kinds(type_: str, kind: str) -> None:
    assert events.Resource("urn::name", type_, "", "create").kind == kind
