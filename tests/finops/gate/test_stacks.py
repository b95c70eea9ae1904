"""The gate decides on every stack of the project, as Production: no part is without a figure that nobody accepted."""

from __future__ import annotations

from datetime import date

import pytest

from finops.estimate import estimate
from finops.gate import Decision, decide, read
from tests.contract.corpus import STACK_FILES
from tests.finops.estimate.support import of_synthesis
from tests.finops.golden.invoices import synthesis
from tests.support.synth import config_of

TODAY = date(2026, 11, 25)
EVIDENCE_LACKS = {
    "aws:cognito/userPool:UserPool",
    "aws:eks/addon:Addon",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:kinesis/stream:Stream",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    "aws:servicediscovery/service:Service",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:vpclattice/service:Service",
}
"""Types of which some part has no price with evidence in us-east-1: an example may accept these at a figure."""


def decided(stack: str, *, accepted: bool = True) -> Decision:
    """Return the decision on a stack file as Production, with or without what it accepts."""
    config = config_of(stack)
    section = config.get("quoin:governance", {})
    if not accepted:
        section = {**section, "estimate": {**section.get("estimate", {}), "accepted": {}}}
    budget = read(section, "Production", config.get("quoin:workloads", {}))
    return decide(estimate(of_synthesis(synthesis(stack, "Production")), usage=budget.usage), budget, TODAY)


@pytest.mark.parametrize("stack", STACK_FILES)
def test_the_gate_decides(stack: str) -> None:
    decision = decided(stack)
    assert decision.budget is not None
    assert decision.open == ()


@pytest.mark.parametrize("stack", STACK_FILES)
def test_every_acceptance_covers_something(stack: str) -> None:
    told = read(config_of(stack)["quoin:governance"], "Production").accepted
    assert set(decided(stack).used) == set(told)


@pytest.mark.parametrize("stack", STACK_FILES)
def test_only_what_has_no_evidence_needs_to_be_accepted(stack: str) -> None:
    """A type that loses its price, or usage without a figure, would otherwise hide behind an example's pattern."""
    left = [one for one in decided(stack, accepted=False).open if "has no price book" not in one.reason]
    assert {one.owner.type for one in left} <= EVIDENCE_LACKS, [(one.owner.name, one.reason) for one in left]
