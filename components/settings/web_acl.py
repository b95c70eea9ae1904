"""Settings of a web application firewall."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.types import LogRetention

ManagedGroup = Literal[
    "ip-reputation", "anonymous-ip", "common", "known-bad-inputs", "sqli", "linux", "php", "wordpress"
]
"""Rule groups of AWS, free of charge beyond the dollar that every rule costs."""


class WafSettings(Section):
    """A web ACL in front of a load balancer or a distribution.

    It costs USD 5 a month, 1 per rule (one each for the rate limit and for every group) and 0.60 per million
    requests; the managed groups below cost nothing more (us-east-1 list prices).
    """

    enabled: bool = by_profile(development=False, staging=False, production=True)
    """Whether there is one."""
    mode: Literal["block", "count"] = "block"
    """`count` lets everything pass and only counts and logs what would be blocked: the way to try a web ACL."""
    groups: list[ManagedGroup] = Field(default_factory=lambda: ["ip-reputation", "common", "known-bad-inputs"])
    """Managed rule groups. `sqli` belongs in front of applications with an SQL database, `linux` in front of Linux
    hosts that run scripts. Groups are asked in an order of their own, cheap ones first."""
    counted_rules: dict[ManagedGroup, list[str]] = Field(default_factory=dict)
    """Rules of a group that only count, by group, such as `common: [SizeRestrictions_BODY]` for an application that
    takes requests of more than 8 KB."""
    rate_limit: Annotated[int, Field(ge=10, le=2_000_000_000)] = 2000
    """Requests that one address may send in five minutes before it is blocked; an address is released when it sends
    fewer."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the log of blocked and counted requests is kept."""
    log_all: bool = False
    """Whether allowed requests are logged as well; on a busy site that costs more than the firewall itself."""
    blocked_share: Annotated[float, Field(gt=0, le=100)] = 10
    """Percentage of requests that may be blocked in five minutes before the alarm goes off."""

    @model_validator(mode="after")
    def _check(self) -> WafSettings:
        problems = [
            f"countedRules names {group}, which is not among groups ({', '.join(self.groups)})"
            for group in self.counted_rules
            if group not in self.groups
        ]
        problems += [f"groups names {group} twice" for group in set(self.groups) if self.groups.count(group) > 1]
        if problems:
            raise Problems(sorted(problems))
        return self
