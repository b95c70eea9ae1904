"""Load balancers that nobody calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.usage import Question, sums

_METRICS = {"application": ("AWS/ApplicationELB", "RequestCount"), "network": ("AWS/NetworkELB", "NewFlowCount")}
_ROWS = {"application": "alb.hour", "network": "nlb.hour"}
_TAGS_AT_ONCE = 20  # load balancers of one DescribeTags
_AT_ONCE = 500


def check(place: Place) -> Iterator[Finding]:
    """Look at every load balancer that is older than the limit, some hundreds at a time."""
    days = place.config.limits.idle_days
    old = place.now - timedelta(days=days)
    found = (
        balancer
        for balancer in place.pages("elbv2", "describe_load_balancers", "LoadBalancers")
        if balancer["Type"] in _METRICS and balancer["CreatedTime"] <= old
    )
    while group := list(islice(found, _AT_ONCE)):
        idle = [
            balancer
            for balancer, used in zip(group, sums(place, [_question(b) for b in group], days), strict=True)
            if used == 0
        ]
        yield from _findings(place, idle, days)


def _question(balancer: dict[str, Any]) -> Question:
    namespace, metric = _METRICS[balancer["Type"]]
    name = balancer["LoadBalancerArn"].split(":loadbalancer/", 1)[1]
    return Question(namespace, metric, (("LoadBalancer", name),))


def _findings(place: Place, idle: list[dict[str, Any]], days: int) -> Iterator[Finding]:
    rest = iter(idle)
    while group := list(islice(rest, _TAGS_AT_ONCE)):
        answer = place.client("elbv2").describe_tags(ResourceArns=[b["LoadBalancerArn"] for b in group])
        tags = {found["ResourceArn"]: found["Tags"] for found in answer["TagDescriptions"]}
        for balancer in group:
            arn = balancer["LoadBalancerArn"]
            yield Finding(
                kind="idle-load-balancer",
                action="remove",
                account=place.account,
                region=place.region,
                resource=arn,
                monthly=place.prices.hourly(_ROWS[balancer["Type"]]),
                why=f"{balancer['LoadBalancerName']} had no request in {days} days. Its public addresses cost extra.",
                fix=f"aws elbv2 delete-load-balancer --load-balancer-arn {arn}",
                confidence="medium",
                tags=whom(tags.get(arn)),
            )
