"""Two estimates compared: what, how much, and why."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate import UNKNOWN, Resource, diff, estimate
from finops.estimate.render_markdown import markdown_diff
from finops.estimate.render_table import table_diff

GROUP = "aws:autoscaling/group:Group"


def stack(count: int, type_: str, *more: Resource):
    template = Resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {"instanceType": type_})
    inputs = {"minSize": count, "maxSize": count, "launchTemplate": {"id": "${template.id}"}}
    return estimate([template, Resource(GROUP, "web", inputs, "app"), *more])


ADDRESS = Resource("aws:ec2/eip:Eip", "address", {})


def test_nothing_changes():
    assert diff(stack(1, "t3.small"), stack(1, "t3.small")).changes == ()


def test_why_a_line_changes():
    difference = diff(stack(1, "t3.small"), stack(2, "t3.medium"))
    (change,) = difference.changes
    assert change.kind == "changed"
    instances = next(line for line in change.lines if line.label == "Instances")
    assert instances.why == (
        "instances 1 → 2; price 0.0208 → 0.0416 a Hrs; ec2.instance/t3.small → ec2.instance/t3.medium"
    )
    assert instances.cost_after.expected - instances.cost_before.expected == 730 * (
        2 * Decimal("0.0416") - Decimal("0.0208")
    )


def test_created_and_removed():
    created = diff(stack(1, "t3.small"), stack(1, "t3.small", ADDRESS))
    assert [(change.owner.name, change.kind) for change in created.changes] == [("address", "created")]
    assert created.changes[0].lines[0].why == "1 addresses × 730 hours × 0.005 = 3.65"
    removed = diff(stack(1, "t3.small", ADDRESS), stack(1, "t3.small"))
    assert list(removed.by_kind) == ["removed"]


def test_what_loses_its_figure_is_told():
    before = estimate([Resource("aws:ebs/volume:Volume", "disk", {"size": 10})])
    after = estimate([Resource("aws:ebs/volume:Volume", "disk", {"size": UNKNOWN})])
    difference = diff(before, after)
    (change,) = difference.changes
    assert [gap.reason for gap in change.new_gaps] == ["size is not known before deployment"]
    assert "High end after the change: cannot decide" in table_diff(difference)
    assert "size is not known before deployment" in markdown_diff(difference)


def test_text_of_a_difference():
    text = table_diff(diff(stack(1, "t3.small"), stack(2, "t3.small", ADDRESS)))
    assert "  app/web  autoscaling.Group\n    ~ Instances: 15.18 → 30.37 (+15.18): instances 1 → 2\n" in text
    assert "Total 15.18 → 34.02 USD a month (+18.83)" in text


def test_markdown_of_a_difference():
    text = markdown_diff(diff(stack(1, "t3.small", ADDRESS), stack(1, "t3.small")))
    assert text.startswith("### -3.65 USD a month: 18.83 → 15.18\n")
    assert "| Removed | | before | after | why |" in text
