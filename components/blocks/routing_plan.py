"""Which answers Route 53 gives to which names of a workload in several regions. Pure functions.

Names below the domain, each one label long, so that one certificate for `*.<domain>` covers them:

- `<region>`: that region and no other, whatever its health; health checks ask it.
- `route`: the region that is right for who asks, of those that are healthy.
- `others`: a healthy region that is not the primary.
- `next`: with several serving regions, another one than `route` names: what a distribution asks when that failed.
- `nearest`: with geolocation, the healthy region nearest in time, for who is in no list.

Answers are keyed by region. A further region adds answers of its own and changes none of another region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from components.settings.multi_region import CONTINENTS, Mode, Policy, Role

ROUTE, NEXT, OTHERS, NEAREST, DIRECT = "route", "next", "others", "nearest", "direct"
ORDER = (OTHERS, NEAREST, NEXT, ROUTE)
"""Names in the order in which they are made: Route 53 refuses to point at one that is not there."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One region in the eyes of the plan."""

    role: Role
    weight: int = 100
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One of the answers to a name."""

    name: str
    """Label below the domain."""
    key: str
    """Tells it from the other answers of the name, for good: a region or a place in the world."""
    region: str | None = None
    """Region whose load balancer is the answer, as long as its health check passes."""
    label: str | None = None
    """Label whose answer is the answer."""
    how: Literal["latency", "location", "weight", "failover"]
    value: Any
    """Region, place, weight or PRIMARY and SECONDARY."""


def answers(mode: Mode, policy: Policy, places: Mapping[str, Place]) -> list[Answer]:
    """Return every answer, those that others point at first."""
    primary = next(region for region, place in places.items() if place.role == "primary")
    others = {region: place for region, place in places.items() if region != primary}
    found = _passive(primary, others) if mode == "active-passive" else _active(policy, primary, places)
    return sorted(found, key=lambda answer: (ORDER.index(answer.name), answer.key))


def _passive(primary: str, others: Mapping[str, Place]) -> list[Answer]:
    """Return the answers where one region serves: the primary, else a standby by its weight.

    The keys are the two parts, not regions: after a failover the same two answers point elsewhere, in place.
    """
    return [
        Answer(name=ROUTE, key="primary", region=primary, how="failover", value="PRIMARY"),
        Answer(name=ROUTE, key="standby", label=OTHERS, how="failover", value="SECONDARY"),
        *(
            Answer(name=OTHERS, key=region, region=region, how="weight", value=max(place.weight, 1))
            for region, place in others.items()
        ),
    ]


def _active(policy: Policy, primary: str, places: Mapping[str, Place]) -> list[Answer]:
    """Return the answers where every region serves."""
    found = [
        Answer(name=OTHERS, key=region, region=region, how="latency", value=region)
        for region in places
        if region != primary
    ]
    for region in places:
        # Near the primary the next one is one of the others; near any other it is the primary.
        target = {"label": OTHERS} if region == primary else {"region": primary}
        found.append(Answer(name=NEXT, key=region, how="latency", value=region, **target))
    return found + _route(policy, places)


def _route(policy: Policy, places: Mapping[str, Place]) -> list[Answer]:
    if policy == "weighted":
        # A weight of 0 would come back when all others fail; the health check takes a drained region out instead.
        return [
            Answer(name=ROUTE, key=region, region=region, how="weight", value=max(place.weight, 1))
            for region, place in places.items()
        ]
    name = NEAREST if policy == "geolocation" else ROUTE
    nearest = [Answer(name=name, key=region, region=region, how="latency", value=region) for region in places]
    if policy != "geolocation":
        return nearest
    listed = [
        Answer(name=ROUTE, key=place, region=region, how="location", value=place)
        for region, found in places.items()
        for place in found.serves
    ]
    return [*nearest, *listed, Answer(name=ROUTE, key="elsewhere", label=NEAREST, how="location", value="*")]


def location(place: str) -> dict[str, str]:
    """Return a place in Route 53's words: `europe`, `DE`, `US-CA`, or `*` for everybody else."""
    if place in CONTINENTS:
        return {"continent": CONTINENTS[place]}
    country, _, subdivision = place.partition("-")
    return {"country": country} | ({"subdivision": subdivision} if subdivision else {})
