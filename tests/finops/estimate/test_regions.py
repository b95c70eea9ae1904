"""Estimates of stacks in several regions: each resource by its own region's book, or named as not priced."""

from __future__ import annotations

import pytest

from finops.estimate import Resource, Usage, estimate

GATEWAY = "aws:ec2/natGateway:NatGateway"
ELSEWHERE = {"region": "eu-west-1"}


def one(type_: str, **inputs: object):
    return estimate([Resource(type_, "it", inputs)], usage=Usage(profile="small"))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (GATEWAY, {}),
        ("aws:kms/key:Key", {}),
        ("aws:rds/clusterInstance:ClusterInstance", {"instanceClass": "db.r7g.large", "engine": "aurora-postgresql"}),
        ("aws:dynamodb/tableReplica:TableReplica", {}),
        ("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "application"}),
    ],
)
def test_a_region_without_a_book_is_named_and_never_guessed(type_, inputs):
    result = one(type_, **inputs, **ELSEWHERE)
    assert not result.lines
    assert {gap.kind for gap in result.gaps} == {"not priced"}
    assert all("eu-west-1 has no price book" in gap.reason for gap in result.gaps)
    assert (result.coverage.missing, result.coverage.priced) == (1, 0)


def test_the_same_resource_at_home_has_a_price():
    assert one(GATEWAY).lines
    assert one(GATEWAY, region="us-east-1").lines == one(GATEWAY).lines


def test_what_is_free_is_free_everywhere():
    assert one("aws:ec2/vpc:Vpc", **ELSEWHERE).coverage.free == 1


def test_what_has_no_region_is_priced_wherever_the_stack_is():
    for type_ in ("aws:route53/healthCheck:HealthCheck", "aws:globalaccelerator/accelerator:Accelerator"):
        result = estimate([Resource(type_, "it", {"type": "HTTPS"})], region="eu-west-1")
        assert result.lines, type_


def test_copies_of_a_secret_are_not_priced_at_home():
    secret = one("aws:secretsmanager/secret:Secret", replicas=[{"region": "eu-west-1"}, {"region": "eu-west-2"}])
    fixed = [line for line in secret.lines if line.label == "Secret"]
    assert [line.quantity.expected for line in fixed if line.quantity] == [1]
    assert [gap.reason for gap in secret.gaps] == ["2 at the price of another region each"]


def test_replicated_writes_are_named():
    for type_, label in (
        ("aws:rds/globalCluster:GlobalCluster", "Replicated writes"),
        ("aws:dynamodb/tableReplica:TableReplica", "Replicated writes"),
    ):
        assert label in [gap.label for gap in one(type_).gaps]
