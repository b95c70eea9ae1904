"""An estimate or a difference as data, with the names of FOCUS 1.2; what FOCUS has no name for starts with x_."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from finops.estimate.charge import Part
from finops.estimate.diff import Difference
from finops.estimate.figures import figures
from finops.estimate.model import Coverage, Estimate, Gap, Line, Owner
from finops.estimate.services import category
from finops.estimate.span import Span
from finops.estimate.standing import Standing

VERSION = 1
"""Rises when a key changes its meaning or goes."""


def document(estimate: Estimate, standing: Standing | None = None) -> dict[str, Any]:
    """Return the estimate as data that json.dumps takes. Money and quantities are decimal strings, not rounded."""
    return {
        "version": VERSION,
        "BillingCurrency": estimate.currency,
        "on": estimate.on.isoformat(),
        "priceBooks": {region: day.isoformat() for region, day in estimate.books.items()},
        "totals": {
            "fixed": _span(estimate.fixed),
            "usage": _span(estimate.usage) if estimate.usage_told else None,
            "total": _span(estimate.total),
            "high": None if estimate.high is None else _text(estimate.high),
        },
        "budget": _budget(standing),
        "coverage": _coverage(estimate.coverage),
        "lines": [_line(line) for line in estimate.lines],
        "gaps": [_gap(gap) for gap in estimate.gaps],
        "free": [{**_owner(entry.owner), "x_Reason": entry.reason} for entry in estimate.free],
    }


def document_diff(difference: Difference, standing: Standing | None = None) -> dict[str, Any]:
    """Return the difference as data."""
    return {
        "version": VERSION,
        "before": _span(difference.before.total),
        "after": _span(difference.after.total),
        "high": None if difference.after.high is None else _text(difference.after.high),
        "budget": _budget(standing),
        "coverage": {"before": _coverage(difference.before.coverage), "after": _coverage(difference.after.coverage)},
        "changes": [
            {
                **_owner(change.owner),
                "kind": change.kind,
                "lines": [
                    {
                        "x_Label": line.label,
                        "before": None if line.before is None else _line(line.before),
                        "after": None if line.after is None else _line(line.after),
                        "why": line.why,
                    }
                    for line in change.lines
                ],
                "newGaps": [_gap(gap) for gap in change.new_gaps],
                "goneGaps": [_gap(gap) for gap in change.gone_gaps],
            }
            for change in difference.changes
        ],
    }


def _budget(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    percent = standing.percent
    return {
        "monthly": _text(standing.budget),
        "counted": _span(standing.counted),
        "percent": _span(Span(*(round(figure, 4) for figure in (percent.low, percent.expected, percent.high)))),
        "excess": _text(standing.excess),
        "accepted": _text(standing.accepted),
        "open": standing.open,
        "profile": standing.profile,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "percent": _text(round(coverage.percent, 4)),
        "resources": coverage.resources,
        "priced": coverage.priced,
        "partly": coverage.partly,
        "missing": coverage.missing,
        "free": coverage.free,
    }


def _text(value: Decimal) -> str:
    return figures(value).replace(",", "")


def _span(span: Span) -> dict[str, str]:
    return {"low": _text(span.low), "expected": _text(span.expected), "high": _text(span.high)}


def _owner(owner: Owner) -> dict[str, str]:
    return {
        "ResourceId": owner.urn,
        "ResourceName": owner.name,
        "ResourceType": owner.type,
        "x_Component": owner.component,
    }


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "value": None if part.value is None else _span(part.value)}


def _line(line: Line) -> dict[str, Any]:
    cost, quantity = line.cost, line.quantity
    return {
        **_owner(line.owner),
        "ChargeCategory": "Usage",
        "ChargeDescription": line.label,
        "ChargeFrequency": "Recurring" if line.basis == "fixed" else "Usage-Based",
        "ProviderName": "AWS",
        "ServiceName": line.service,
        "ServiceCategory": category(line.service),
        "RegionId": line.region,
        "SkuPriceId": line.row,
        "SkuMeter": line.label,
        "PricingCategory": "Dynamic" if any(factor.name == "Spot" for factor in line.factors) else "Standard",
        "PricingUnit": line.unit,
        "PricingQuantity": None if quantity is None else _text(quantity.expected),
        "ListUnitPrice": _text(line.unit_price),
        "ListCost": None if cost is None else _text(cost.expected),
        "x_Quantity": None if quantity is None else _span(quantity),
        "x_Cost": None if cost is None else _span(cost),
        "x_Tiered": line.tiered,
        "x_Parts": [_part(part) for part in line.parts],
        "x_Factors": [_part(factor) for factor in line.factors],
        "x_UsageKey": line.usage_key or None,
        "Tags": dict(line.owner.tags),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        **_owner(gap.owner),
        "ChargeDescription": gap.label,
        "x_Kind": gap.kind,
        "x_Reason": gap.reason,
        "x_Blocking": gap.blocking,
    }
