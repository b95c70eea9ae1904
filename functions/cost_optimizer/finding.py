"""A finding: something that costs money and need not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

Action = Literal["remove", "upgrade", "rightsize", "stop", "migrate", "commit", "limit", "tag", "review"]
Confidence = Literal["high", "medium", "low"]
CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One resource, and what can be done about what it costs."""

    kind: str
    """What it is, such as `unattached-volume`."""
    action: Action
    """What is to be done. Two findings about one resource with one action are one."""
    account: str
    region: str
    resource: str
    """Id, name or ARN: what a person looks for."""
    monthly: Decimal | None
    """USD a month that it saves; None is not priced, which is not the same as nothing."""
    why: str
    fix: str
    confidence: Confidence = "high"
    """How sure it is that nobody needs it; `low` for figures that are upper bounds."""
    source: str = "quoin"
    """Who found it: `quoin`, `cost-optimization-hub` or `compute-optimizer`."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags that say whom to ask: Project, Environment, Owner, CostCenter."""

    @property
    def id(self) -> str:
        """Stable id: the same resource and action have it in every report."""
        text = "|".join((self.account, self.region, self.key, self.action))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def key(self) -> str:
        """The resource without what makes an ARN differ from an id: vol-1 and arn:…:volume/vol-1 are one."""
        return key_of(self.resource)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it: money as a string with cents."""
        return {
            "id": self.id,
            "kind": self.kind,
            "action": self.action,
            "account": self.account,
            "region": self.region,
            "resource": self.resource,
            "monthlySavings": money(self.monthly),
            "confidence": self.confidence,
            "source": self.source,
            "why": self.why,
            "fix": self.fix,
            "tags": dict(self.tags),
        }


def key_of(resource: str) -> str:
    """Return what an ARN and an id of the same thing share."""
    last = resource.rsplit(":", 1)[-1] if resource.startswith("arn:") else resource
    for prefix in ("volume/", "instance/", "snapshot/", "natgateway/", "elastic-ip/"):
        last = last.removeprefix(prefix)
    return last


def money(value: Decimal | None) -> str | None:
    """Return USD with cents."""
    return None if value is None else str(value.quantize(CENT, ROUND_HALF_EVEN))


WHOM = ("Project", "Environment", "Owner", "CostCenter")


def whom(tags: Any) -> dict[str, str]:
    """Return the tags that say whom to ask, from a list of Key and Value or a map."""
    pairs = tags.items() if isinstance(tags, Mapping) else ((tag["Key"], tag["Value"]) for tag in tags or ())
    return {key: value for key, value in pairs if key in WHOM}
