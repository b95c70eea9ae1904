"""What the budget rule says, to the word."""

from __future__ import annotations

from policy.discovery import by_id
from policy.rule import Context, Finding, Undecided
from policy.sdk import stack_view
from tests.policy.harness import TODAY, resource, stack_args

NAT = "aws:ec2/natGateway:NatGateway"


def said(*declared: object, budget: float) -> list[Finding | Undecided]:
    context = Context("Production", True, {}, TODAY, {"monthlyBudget": budget})
    return by_id()["BUD-001"].findings(stack_view(stack_args(declared)), context)  # pyright: ignore[reportArgumentType]


def test_a_region_without_prices_is_one_finding_of_the_stack() -> None:
    [answer] = said(*(resource(NAT, {}, name) for name in "abcdefg"), budget=100)
    assert isinstance(answer, Undecided)
    assert answer.urn == "urn:pulumi:prod::quoin::pulumi:pulumi:Stack::quoin-prod"
    what, they, _ = answer.message.splitlines()
    assert what.startswith("Cannot decide what 7 resources cost: region eu-west-1 has no price book; make one: quoin")
    assert they == "- They are: a, b, c, d, e and 2 more."


def test_what_is_too_much_names_what_costs_most_and_the_ways_down() -> None:
    given = {"region": "us-east-1", "rootBlockDevice": {"volumeSize": 500, "volumeType": "gp2"}}
    web = resource("aws:ec2/instance:Instance", {**given, "instanceType": "m5.large"}, "web")
    unknown = resource("aws:rds/instance:Instance", {"region": "us-east-1", "engine": "mysql"}, "data")
    finding, *rest = said(web, unknown, budget=100)
    assert isinstance(finding, Finding)
    assert finding.message.splitlines() == [
        "Up to 123.73 USD a month, 23.73 above the budget of 100.00.",
        "At least: without a figure are 2 parts.",
        "0.00 of it depends on usage: as told, else that of the profile medium.",
        "What costs most:",
        "- 70.08  web: Instances: 1 instances × 730 hours × 0.096 = 70.08",
        "- 50.00  web: Root volume: storage: 1 volumes × 500 gigabytes × 0.1 = 50.00",
        "- 3.65  web: Public IPv4: 1 instances × 0–1 addresses × 730 hours × 0.005 = 0.00–3.65",
        "What would cost less, in USD a month:",
        "- 13.87  web: m6g.large instead of m5.large; in the program: instanceType m6g.large of web",
        "- 5.00–10.00  web: gp3 volumes instead of gp2; in the program: volume type gp3 for web",
    ]
    assert [answer.urn.rpartition("::")[2] for answer in rest] == ["data", "data"]
