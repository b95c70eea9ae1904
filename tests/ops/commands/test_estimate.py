"""`quoin estimate`: every input, every output, every comparison."""

from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ops.command import Exit
from tests.ops.support import Result, quoin
from tests.support.synth import synth

NAT = {"type": "aws:ec2/natGateway:NatGateway", "name": "nat", "inputs": {"allocationId": "a"}}
ADDRESS = {"type": "aws:ec2/eip:Eip", "name": "address", "inputs": {}}
QUEUE = {"type": "aws:sqs/queue:Queue", "name": "<b>queue</b>", "inputs": {"tags": {"Project": "shop"}}}
PARENT = "urn:pulumi:dev::quoin::pulumi:pulumi:Stack::quoin-dev"


def state(entry: dict[str, Any]) -> dict[str, Any]:
    urn = f"urn:pulumi:dev::quoin::{entry['type']}::{entry['name']}"
    return {"urn": urn, "custom": True, "type": entry["type"], "inputs": entry["inputs"], "parent": PARENT}


def file(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document))
    return str(path)


@pytest.fixture
def listed(tmp_path: Path) -> str:
    return file(tmp_path / "resources.json", [NAT, ADDRESS, QUEUE])


def lines(result: Result) -> dict[str, str | None]:
    assert result.code == Exit.OK, result.err
    return {line["ResourceName"]: line["ListCost"] for line in result.data["lines"]}


def test_a_plain_list(listed: str) -> None:
    result = quoin("estimate", "--resources", listed, "-o", "json")
    address = next(line for line in result.data["lines"] if line["ResourceName"] == "address")
    assert address["ListCost"] == "3.65"
    assert result.data["totals"]["fixed"]["expected"] == "36.5"  # 730 × (0.045 + 0.005); the NAT's address is `address`
    assert result.data["totals"]["usage"] is None


def test_a_preview_and_a_state_say_the_same(tmp_path: Path) -> None:
    states = [state(NAT), state(ADDRESS)]
    steps = [{"op": "create", "urn": entry["urn"], "newState": entry} for entry in states]
    preview = file(tmp_path / "preview.json", {"steps": steps})
    export = file(tmp_path / "state.json", {"version": 3, "deployment": {"resources": states}})
    plain = file(tmp_path / "list.json", [NAT, ADDRESS])
    first = lines(quoin("estimate", "--preview", preview, "-o", "json"))
    assert first
    assert first == lines(quoin("estimate", "--state", export, "-o", "json"))
    assert first == lines(quoin("estimate", "--resources", plain, "-o", "json"))


def test_a_stack_by_synthesis() -> None:
    result = quoin("estimate", "-s", "dev", "-o", "json")
    data = result.data
    assert result.err == "running the program of stack dev …\n"
    nat = next(line for line in data["lines"] if line["ChargeDescription"] == "NAT gateway")
    assert (nat["ListUnitPrice"], nat["PricingQuantity"], nat["ListCost"]) == ("0.045", "730", "32.85")
    assert nat["Tags"]["Project"] == "shop"
    assert nat["Tags"]["Environment"] == "Development"
    assert data["coverage"]["resources"] > 100
    total = sum(Decimal(line["ListCost"]) for line in data["lines"] if line["ListCost"])
    assert Decimal(data["totals"]["total"]["expected"]) == total


@pytest.mark.usefixtures("in_process")
def test_a_stack_is_held_against_its_budget_which_is_that_of_its_aws_budget() -> None:
    budget = quoin("estimate", "-s", "dev", "--diff", "dev", "-o", "json").data["budget"]
    [made] = [one for one in synth("Pulumi.dev.yaml").resources if one.name.endswith("budgets-monthly")]
    assert (made.type, made.inputs["limitAmount"]) == ("aws:budgets/budget:Budget", budget["monthly"])
    assert quoin("estimate", "-s", "dev", "-o", "json").data["budget"] == budget


def test_a_list_has_no_budget(listed: str) -> None:
    assert quoin("estimate", "--resources", listed, "-o", "json").data["budget"] is None
    assert "udget" not in quoin("estimate", "--resources", listed).out


def test_a_stack_that_does_not_exist() -> None:
    result = quoin("estimate", "-s", "nobody")
    assert result.code == Exit.USAGE
    assert "there is no stack file for 'nobody'; there are: dev, prod, " in result.err


def test_settings_that_are_refused_are_told_as_the_program_tells_them(tmp_path: Path) -> None:
    stack = tmp_path / "bad.yaml"
    stack.write_text("config:\n  aws:region: us-east-1\n  quoin:enviroment: Production\n")
    result = quoin("estimate", "-s", str(stack))
    assert result.code == Exit.USAGE
    assert "enviroment" in result.err
    assert "Traceback" not in result.err


def test_unknown_usage_shows_its_unit_price_and_no_cost(listed: str) -> None:
    shown = quoin("estimate", "--resources", listed).out
    row = next(line for line in shown.splitlines() if "Data through NAT" in line)
    assert row.split()[-4:] == ["GB", "0.045", "needs", "dataProcessedGb"]
    assert "Usage *" in shown
    assert "not told" in shown


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_usage_file_by_resource_and_by_type(tmp_path: Path, listed: str, form: str) -> None:
    usage = {"resources": {"na*": {"dataProcessedGb": 100}}, "types": {QUEUE["type"]: {"monthlyRequests": 5_000_000}}}
    path = file(tmp_path / f"usage.{form}", usage)  # JSON is YAML
    result = quoin("estimate", "--resources", listed, "--usage", path, "-o", "json")
    costs = {line["ChargeDescription"]: line["ListCost"] for line in result.data["lines"]}
    assert costs["Data through NAT"] == "4.5"
    assert costs["Requests"] == "2"


def test_a_profile_fills_what_is_not_told(listed: str) -> None:
    result = quoin("estimate", "--resources", listed, "--profile", "small", "-o", "json")
    assert all(line["ListCost"] is not None for line in result.data["lines"])


def test_figures_that_nothing_uses_are_told(tmp_path: Path, listed: str) -> None:
    path = file(tmp_path / "usage.json", {"resources": {"nad-*": {"dataProcessedGb": 1}, "nat": {"ingestedGb": 1}}})
    result = quoin("estimate", "--resources", listed, "--usage", path)
    assert result.err.splitlines() == [
        "usage: no resource uses nad-*.dataProcessedGb",
        "usage: no resource uses nat.ingestedGb",
    ]


def test_a_usage_file_with_faults_names_them_all(tmp_path: Path, listed: str) -> None:
    path = file(tmp_path / "usage.json", {"profil": "small", "types": {"aws:sqs/queue:Queue": {"monthlyRequest": 1}}})
    result = quoin("estimate", "--resources", listed, "--usage", path)
    assert result.code == Exit.USAGE
    assert "profil: no such key" in result.err
    assert "did you mean monthlyRequests" in result.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ('{"a": 1}', "a list of resources is wanted"),
        ('[{"type": "aws:sqs/queue:Queue"}]', "[0].name: takes a text, not None"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "resources.json"
    if content is not None:
        path.write_text(content)
    result = quoin("estimate", "--resources", str(path))
    assert result.code == Exit.USAGE
    assert told in result.err


def test_inputs_exclude_each_other(listed: str) -> None:
    result = quoin("estimate", "--resources", listed, "--state", listed)
    assert (result.code, result.err) == (Exit.USAGE, "quoin: --state and --resources exclude each other\n")


def test_strict_fails_when_the_high_end_cannot_be_decided(tmp_path: Path) -> None:
    volume = {"type": "aws:ebs/volume:Volume", "name": "disk", "inputs": {}}
    unknown = file(tmp_path / "unknown.json", [volume])
    known = file(tmp_path / "known.json", [{**volume, "inputs": {"size": 8}}])
    assert quoin("estimate", "--resources", unknown).code == Exit.OK
    assert quoin("estimate", "--resources", unknown, "--strict").code == Exit.PROBLEMS
    assert quoin("estimate", "--resources", known, "--strict").code == Exit.OK


def test_a_region_without_a_book_is_not_priced(listed: str) -> None:
    data = quoin("estimate", "--resources", listed, "--region", "eu-west-1", "-o", "json").data
    assert data["lines"] == []
    assert {gap["x_Kind"] for gap in data["gaps"]} == {"not priced"}
    assert "quoin prices refresh --region eu-west-1" in data["gaps"][0]["x_Reason"]
    assert data["coverage"]["percent"] == "0"


class _Page(HTMLParser):
    """What a page loads, and the tags it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "action")]


def test_html_is_one_file_and_escapes_names(tmp_path: Path, listed: str) -> None:
    for more in ([], ["--diff", file(tmp_path / "base.json", [NAT])]):
        shown = quoin("estimate", "--resources", listed, "--profile", "small", "-o", "html", *more).out
        page = _Page(shown)
        assert page.loads == []
        assert {"svg", "rect", "table"} <= set(page.tags)
        assert not {"script", "link", "img", "b"} & set(page.tags)
        assert "&lt;b&gt;queue&lt;/b&gt;" in shown
        assert "Coverage 100 %" in shown
        assert "url(" not in shown


def test_html_says_what_cannot_be_decided_and_what_is_not_told(tmp_path: Path) -> None:
    volume = {"type": "aws:ebs/volume:Volume", "name": "disk", "inputs": {}}
    shown = quoin("estimate", "--resources", file(tmp_path / "x.json", [volume, NAT]), "-o", "html").out
    assert "The high end cannot be decided" in shown
    assert "undecided: size is not given" in shown
    assert "needs dataProcessedGb" in shown
    assert "? dataProcessedGb × 0.045 = usage not known" in shown


@pytest.mark.parametrize("form", ["table", "json", "markdown", "html"])
def test_every_output_has_the_coverage(tmp_path: Path, listed: str, form: str) -> None:
    base = file(tmp_path / "base.json", [NAT])
    for more in ([], ["--diff", base]):
        shown = quoin("estimate", "--resources", listed, "-o", form, *more).out
        assert '"percent": "100"' in shown if form == "json" else "Coverage 100 %" in shown


def test_a_difference_says_what_and_why(tmp_path: Path) -> None:
    group = {"type": "aws:autoscaling/group:Group", "name": "web"}
    template = {"type": "aws:ec2/launchTemplate:LaunchTemplate", "name": "t", "inputs": {"instanceType": "m5.large"}}

    def fleet(count: int) -> list[Any]:
        inputs = {"minSize": count, "maxSize": count, "launchTemplate": {"id": "${t.id}"}}
        return [template, {**group, "inputs": inputs}]

    before = file(tmp_path / "before.json", [*fleet(2), NAT])
    after = file(tmp_path / "after.json", [*fleet(3), ADDRESS])
    result = quoin("estimate", "--resources", after, "--diff", before, "-o", "json")
    kinds = {change["ResourceName"]: change for change in result.data["changes"]}
    assert {name: change["kind"] for name, change in kinds.items()} == {
        "address": "created",
        "nat": "removed",
        "web": "changed",
    }
    instances = next(line for line in kinds["web"]["lines"] if line["x_Label"] == "Instances")
    assert instances["why"] == "instances 2 → 3"
    shown = quoin("estimate", "--resources", after, "--diff", before).out
    assert "~ Instances: 140.16 → 210.24 (+70.08): instances 2 → 3" in shown
    assert quoin("estimate", "--resources", after, "--diff", after, "-o", "json").data["changes"] == []


def test_a_change_of_unknown_usage_is_not_shown_as_zero(tmp_path: Path) -> None:
    inputs = {"runtime": "python3.13", "architectures": ["arm64"]}
    function = {"type": "aws:lambda/function:Function", "name": "f"}
    before = file(tmp_path / "before.json", [{**function, "inputs": {**inputs, "memorySize": 128}}])
    after = file(tmp_path / "after.json", [{**function, "inputs": {**inputs, "memorySize": 256}}])
    shown = quoin("estimate", "--resources", after, "--diff", before).out
    assert "~ Duration: ? → ? (needs monthlyRequests): GB 0.125 → 0.25" in shown
    assert "2 lines need usage that is not told: its cost comes on top." in shown
    table = quoin("estimate", "--resources", after, "--diff", before, "-o", "markdown").out
    assert "| needs `monthlyRequests` | needs `monthlyRequests` |" in table


def test_a_preview_against_what_is_deployed(tmp_path: Path) -> None:
    nat, address = state(NAT), state(ADDRESS)
    steps = [
        {"op": "same", "urn": nat["urn"], "oldState": nat, "newState": nat},
        {"op": "create", "urn": address["urn"], "newState": address},
    ]
    preview = file(tmp_path / "preview.json", {"steps": steps})
    data = quoin("estimate", "--preview", preview, "--diff", "deployed", "-o", "json").data
    assert {change["ResourceName"]: change["kind"] for change in data["changes"]}["address"] == "created"
    assert "needs --preview" in quoin("estimate", "--diff", "deployed").err


def test_a_base_that_is_nothing(listed: str) -> None:
    result = quoin("estimate", "--resources", listed, "--diff", "no-such-thing")
    assert result.code == Exit.USAGE
    assert "no such file, stack or revision of git" in result.err
