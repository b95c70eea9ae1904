"""What the Cost Optimization Hub recommends: rightsizing, unused resources, Graviton, commitments; for all regions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from functions.cost_optimizer.finding import Action, Finding, whom
from functions.cost_optimizer.place import Place

REGION = "us-east-1"
"""Where the hub answers for all regions."""
SOURCE = "cost-optimization-hub"
ACTIONS: dict[str, Action] = {
    "Rightsize": "rightsize",
    "ScaleIn": "rightsize",
    "Stop": "stop",
    "Upgrade": "upgrade",
    "PurchaseSavingsPlans": "commit",
    "PurchaseReservedInstances": "commit",
    "MigrateToGraviton": "migrate",
    "Delete": "remove",
}


def enrolled(place: Place) -> bool:
    """Return whether the account takes part."""
    answer = place.client(SOURCE, REGION).list_enrollment_statuses()
    return any(item["accountId"] == place.account and item["status"] == "Active" for item in answer["items"])


def check(place: Place) -> Iterator[Finding]:
    """Take over what the hub recommends; nothing where the account is not enrolled."""
    if not enrolled(place):
        return
    for item in place.pages(SOURCE, "list_recommendations", "items", region=REGION):
        yield _finding(place, item)


def _finding(place: Place, item: dict[str, Any]) -> Finding:
    action = ACTIONS.get(item.get("actionType", ""), "review")
    kind = item.get("currentResourceType", "resource")
    effort = item.get("implementationEffort", "unknown")
    tags = [{"Key": tag["key"], "Value": tag["value"]} for tag in item.get("tags", ())]
    return Finding(
        kind=f"hub-{action}",
        action=action,
        account=item.get("accountId", place.account),
        region=item.get("region", "global"),
        resource=item.get("resourceArn") or item.get("resourceId") or kind,
        monthly=Decimal(str(item["estimatedMonthlySavings"])) if "estimatedMonthlySavings" in item else None,
        why=f"{kind}: {item.get('currentResourceSummary', '')} could be {item.get('recommendedResourceSummary', '')}.",
        fix=f"{item.get('actionType', 'Review')}; effort {effort}. Details in the Cost Optimization Hub.",
        source=SOURCE,
        tags=whom(tags),
    )
