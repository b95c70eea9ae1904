"""multi-region: who reaches the load balancers. People come by CloudFront or the accelerator, not past them."""

from __future__ import annotations

from typing import Any

import pytest

from synthesis.model import Resource
from tests.components.patterns.worlds import LIGHT, run
from tests.support.synth import Synthesis

OFFICE, INTERNET = "203.0.113.0/24", "0.0.0.0/0"
GROUP = "sg-0acce1e2a70700f1d"  # of accelerators, as the mock answers
LISTS = "aws:ec2/getManagedPrefixList:getManagedPrefixList"


def world(**workload: Any) -> Synthesis:
    return run("Development", **{**LIGHT, **workload})


def balancer(found: Synthesis, region: str = "eu-west-1") -> Resource:
    return found.only("LoadBalancer", f"world-{region}-site-lb-balancer")


def admitted(found: Synthesis, region: str = "eu-west-1") -> set[tuple[str, int]]:
    """Return who may connect to the load balancer of a region, and to which port."""
    groups = balancer(found, region).inputs["securityGroups"]
    peers = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    return {
        (next(rule[peer] for peer in peers if peer in rule), rule["fromPort"])
        for rule in (made.inputs for made in found.of_type("SecurityGroupIngressRule"))
        if rule["securityGroupId"] in groups
    }


def lists(found: Synthesis) -> set[tuple[str, str]]:
    """Return the prefix lists of AWS that were asked for, with their regions."""
    return {(call["name"], call["region"]) for token, call in found.calls if token == LISTS}


LIST = "pl-3b927c52"  # of any service, as the mock answers


def test_behind_cloudfront_only_it_and_the_health_checks_get_in() -> None:
    found = world()
    assert admitted(found) == admitted(found, "us-east-1") == {(LIST, 443)}
    for region in ("us-east-1", "eu-west-1"):
        assert ("com.amazonaws.global.cloudfront.origin-facing", region) in lists(found)
        assert (f"com.amazonaws.{region}.route53-healthchecks", region) in lists(found)


def test_the_lists_fit_into_groups_of_sixty_rules() -> None:
    """CloudFront's counts as 55 rules and that of the health checks as 25: they stand in two groups."""
    found = world()
    groups = balancer(found).inputs["securityGroups"]
    assert len(groups) == 2
    rules = [made for made in found.of_type("SecurityGroupIngressRule") if made.inputs["securityGroupId"] in groups]
    assert {made.name: groups.index(made.inputs["securityGroupId"]) for made in rules} == {
        "world-eu-west-1-site-lb-access-from-health-checks-443": 0,
        "world-eu-west-1-site-lb-cdn-from-cloudfront-443": 1,
    }


def test_an_accelerator_comes_in_by_its_own_group() -> None:
    found = world(accelerator={"enabled": True})
    assert admitted(found) == {(LIST, 443), (GROUP, 80), (GROUP, 443)}
    asked = [call for token, call in found.calls if token == "aws:ec2/getSecurityGroup:getSecurityGroup"]
    vpcs = {item.outputs["id"] for item in found.of_type("aws:ec2/vpc:Vpc")}
    assert {(call["name"], call["region"]) for call in asked} == {
        ("GlobalAccelerator", "us-east-1"),
        ("GlobalAccelerator", "eu-west-1"),
    }
    assert {call["vpcId"] for call in asked} == vpcs


def test_without_a_distribution_cloudfront_has_no_business_here() -> None:
    found = world(accelerator={"enabled": True}, cdn={"enabled": False})
    assert admitted(found) == {(LIST, 443), (GROUP, 80), (GROUP, 443)}
    assert not [name for name, _ in lists(found) if "cloudfront" in name]


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        ({"loadBalancer": {"allowedCidrs": [OFFICE]}}, {(LIST, 443), (OFFICE, 80), (OFFICE, 443)}),
        ({"loadBalancer": {"allowedCidrs": [INTERNET]}}, {(INTERNET, 80), (INTERNET, 443)}),
        ({"entry": "dns"}, {(INTERNET, 80), (INTERNET, 443)}),
        (
            {"entry": "dns", "loadBalancer": {"allowedCidrs": [OFFICE]}},
            {(LIST, 443), (OFFICE, 80), (OFFICE, 443)},
        ),
    ],
    ids=["an office", "everybody", "no door in front", "no door in front, an office"],
)
def test_more_get_in_where_the_file_says_so(workload: dict[str, Any], expected: set[tuple[str, int]]) -> None:
    assert admitted(world(**workload)) == expected


def test_the_runbook_asks_no_region_that_would_not_answer() -> None:
    def asked(found: Synthesis) -> bool:
        return "https://eu-west-1.shop.example.com" in found.exports["world"]["runbook"]

    assert not asked(world())
    assert asked(world(loadBalancer={"allowedCidrs": [OFFICE]}))
    assert asked(world(entry="dns"))
