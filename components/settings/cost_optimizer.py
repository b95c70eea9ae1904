"""Settings of the cost optimizer (`quoin:governance.optimizer`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from components.settings.account_sweep import AccountSweepSettings
from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.function import FunctionSettings
from components.settings.types import Region, RoleArn, ScheduleExpression, TimeZone

Check = Literal[
    "volumes",
    "addresses",
    "snapshots",
    "logs",
    "load-balancers",
    "nat-gateways",
    "instances",
    "buckets",
    "compute-optimizer",
    "cost-optimization-hub",
    "untagged-spend",
]
CHECKS: tuple[Check, ...] = get_args(Check)
Days = Annotated[int, Field(ge=1, le=455)]
"""CloudWatch keeps measurements for 455 days."""


class OptimizerFunctionSettings(FunctionSettings):
    """The function of the optimizer."""

    memory_mb: Annotated[int, Field(ge=256, le=10_240)] = 1024
    """Memory in MB. What is found waits in a file, so this need not grow with the account."""
    timeout_seconds: Annotated[int, Field(ge=60, le=900)] = 900
    """Seconds after which a run is stopped."""
    retries: Annotated[int, Field(ge=0, le=2)] = 1
    """Further tries of a run that failed."""


class CostOptimizerSettings(Section):
    """Looks once a week for what costs money and need not: in AWS's own recommendations, and by checks of its own. It
    reads, and changes nothing.
    """

    when: ScheduleExpression = "cron(0 9 ? * MON *)"
    """When it looks: Mondays at nine."""
    time_zone: TimeZone = "Etc/UTC"
    """Time zone of `when`; summer time is followed."""
    checks: Annotated[list[Check], Field(min_length=1)] = Field(default_factory=lambda: list(CHECKS))
    """What is looked for. Its role may read what these need, and no more. `untagged-spend` asks Cost Explorer, at USD
    0.01 for each of the mandatory tags and page."""
    idle_days: Days = 14
    """Days without a request after which a load balancer or NAT gateway counts as idle."""
    snapshot_days: Days = 90
    """Age in days at which a snapshot that no image needs counts as old."""
    stopped_days: Days = 30
    """Days after which a stopped instance counts as forgotten."""
    upload_days: Days = 7
    """Days after which an unfinished upload counts as given up."""
    minimum: Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)] = Decimal("0.50")
    """USD a month below which nothing is told. What has no price is always told."""
    report_days: Annotated[int, Field(ge=30, le=3650)] = by_profile(development=30, staging=90, production=365)
    """Days that the reports are kept."""
    regions: list[Region] = Field(default_factory=list, max_length=40)
    """Regions that are looked at. Left out: the stack's."""
    roles: list[RoleArn] = Field(default_factory=list, max_length=1000)
    """Roles in further accounts that the function takes, as the output `memberTemplate` makes them."""
    external_id: (
        Annotated[str, text(r"[\w+=,.@:/-]{2,128}", "2 to 128 letters, digits and + = , . @ : / - _")] | None
    ) = None
    """What the trust policies of the roles ask for."""
    own_account: bool = True
    """Look at the account of this stack as well as at those of `roles`."""
    sweep: AccountSweepSettings | None = None
    """Run the function once for every account and region, by Step Functions, and make the report an hour later: for
    more than a dozen accounts. Then a run has five minutes."""
    function: OptimizerFunctionSettings
    """Memory, time and log of the function."""

    @model_validator(mode="after")
    def _check(self) -> CostOptimizerSettings:
        problems = []
        if self.sweep and not self.roles:
            problems.append("sweep without roles would run for one account only; name the roles, or leave it out")
        if self.sweep and not self.when.startswith("cron("):
            problems.append(f"when is {self.when}; with sweep the report follows by the clock: expected cron(…)")
        if not (self.own_account or self.roles):
            problems.append("ownAccount is off and there are no roles: nothing would be looked at")
        if problems:
            raise Problems(problems)
        return self
