"""What is unknown or missing is never zero, and never makes a stack look cheaper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops.estimate import UNKNOWN, Usage, estimate
from tests.finops.estimate.support import resource

DATABASE = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t3.large", "allocatedStorage": 100}


def test_an_unknown_instance_type_cannot_be_decided():
    result = estimate([resource("aws:ec2/instance:Instance", instanceType=UNKNOWN, rootBlockDevice={"volumeSize": 8})])
    assert result.high is None
    assert not result.decided
    reasons = [gap.reason for gap in result.gaps if gap.label == "Instances"]
    assert reasons == ["instanceType is not known before deployment"]
    assert "Root volume: storage" in {line.label for line in result.lines}, "the other dimensions keep their price"


def test_a_missing_value_without_a_default_cannot_be_decided():
    result = estimate([resource("aws:ec2/instance:Instance", rootBlockDevice={"volumeSize": 8})])
    assert "instanceType is not given, and there is no default to go by" in {gap.reason for gap in result.gaps}
    assert result.high is None


def test_an_unknown_flag_is_a_range():
    single = estimate([resource("aws:rds/instance:Instance", **DATABASE, multiAz=False)]).fixed
    double = estimate([resource("aws:rds/instance:Instance", **DATABASE, multiAz=True)]).fixed
    unknown = estimate([resource("aws:rds/instance:Instance", **DATABASE, multiAz=UNKNOWN)]).fixed
    assert (unknown.low, unknown.high) == (single.low, double.high)
    assert unknown.expected == double.expected


def test_a_type_that_nobody_knows_is_not_priced():
    result = estimate([resource("aws:quantum/computer:Computer")])
    assert [(gap.kind, gap.reason) for gap in result.gaps] == [("not priced", "the type is not in the price list")]
    assert result.high is None
    assert result.coverage.percent == 0


def test_a_region_without_a_book_is_not_priced():
    result = estimate([resource("aws:ec2/natGateway:NatGateway", region="eu-west-1")])
    assert not result.lines
    assert "eu-west-1 has no price book" in result.gaps[0].reason
    assert estimate([resource("aws:ec2/natGateway:NatGateway")], region="eu-west-1").high is None


def test_what_is_free_is_free_in_every_region():
    stack = [resource("aws:acm/certificate:Certificate"), resource("aws:ec2/subnet:Subnet")]
    assert estimate(stack, region="eu-west-1").coverage.free == 2


def test_services_without_a_region_are_priced_from_anywhere():
    result = estimate([resource("aws:route53/zone:Zone")], region="eu-west-1")
    assert result.fixed.high == Decimal("0.50")


def test_an_unknown_region_cannot_be_decided():
    result = estimate([resource("aws:ec2/natGateway:NatGateway", region=UNKNOWN)])
    assert [gap.kind for gap in result.gaps] == ["undecided"]


@pytest.mark.parametrize("value", ["many", -1, "NaN", "Infinity", [], {"a": 1}])
def test_what_is_not_a_number_cannot_be_decided(value):
    result = estimate([resource("aws:ebs/volume:Volume", size=value)])
    assert [gap.kind for gap in result.gaps] == ["undecided"]


def test_unknown_usage_shows_its_unit_price():
    result = estimate([resource("aws:sqs/queue:Queue")])
    (line,) = result.lines
    assert (line.cost, line.quantity, line.unit_price) == (None, None, Decimal("0.40"))
    assert list(result.open_usage) == [line]
    assert not result.usage_told


def test_known_usage_without_a_row_keeps_the_high_end_open():
    stream = resource(
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        extendedS3Configuration={"dataFormatConversionConfiguration": {"enabled": True}},
    )
    assert estimate([stream]).high is not None, "usage that nobody told is listed, not held against the stack"
    told = estimate([stream], usage=Usage(profile="small"))
    assert told.high is None


def test_a_group_whose_template_is_elsewhere_cannot_be_decided():
    group = resource("aws:autoscaling/group:Group", minSize=1, maxSize=1, launchTemplate={"id": UNKNOWN})
    result = estimate([group])
    assert {gap.reason for gap in result.gaps} == {"launchTemplate is not among the resources"}


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("aws:appautoscaling/target:Target", "resourceId"),
        ("aws:autoscaling/policy:Policy", "autoscalingGroupName"),
        ("aws:autoscaling/schedule:Schedule", "autoscalingGroupName"),
    ],
)
def test_scaling_of_nobody_knows_what_cannot_be_decided(type_, key):
    assert estimate([resource(type_, **{key: UNKNOWN})]).high is None
    assert estimate([resource(type_, **{key: "group"})]).coverage.free == 1


def test_what_the_stack_only_reads_is_not_charged():
    from dataclasses import replace

    zone = replace(resource("aws:route53/zone:Zone"), managed=False)
    assert estimate([zone]).coverage.resources == 0
