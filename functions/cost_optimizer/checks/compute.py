"""What Compute Optimizer says of instances, where the Cost Optimization Hub does not bring it already."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from functions.cost_optimizer.checks import hub
from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place

SOURCE = "compute-optimizer"


def check(place: Place) -> Iterator[Finding]:
    """Take over what is said of over-provisioned instances of the region."""
    client = place.client(SOURCE)
    if client.get_enrollment_status()["status"] != "Active" or hub.enrolled(place):
        return
    token: dict[str, str] = {}
    while True:
        answer = client.get_ec2_instance_recommendations(
            filters=[{"name": "Finding", "values": ["Overprovisioned"]}], **token
        )
        for found in answer["instanceRecommendations"]:
            yield _finding(place, found)
        if not answer.get("nextToken"):
            return
        token = {"nextToken": answer["nextToken"]}


def _finding(place: Place, found: dict[str, Any]) -> Finding:
    options = sorted(found.get("recommendationOptions", ()), key=lambda option: option.get("rank", 99))
    best = options[0] if options else {}
    saving = best.get("savingsOpportunity", {}).get("estimatedMonthlySavings", {})
    tags = [{"Key": tag["key"], "Value": tag["value"]} for tag in found.get("tags", ())]
    return Finding(
        kind="over-provisioned-instance",
        action="rightsize",
        account=found.get("accountId", place.account),
        region=place.region,
        resource=found["instanceArn"],
        monthly=Decimal(str(saving["value"])) if saving.get("currency") == "USD" else None,
        why=f"{found['currentInstanceType']} has more than it uses.",
        fix=f"Change its type to {best.get('instanceType', 'a smaller one')}.",
        confidence="medium",
        source=SOURCE,
        tags=whom(tags),
    )
