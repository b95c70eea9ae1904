"""Settings of the instance scheduler (`quoin:governance.scheduler`)."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from components.settings.account_sweep import AccountSweepSettings
from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.function import FunctionSettings
from components.settings.schedules import (
    BUSINESS_HOURS,
    HolidayDate,
    ListName,
    ScheduleSettings,
    business_hours,
)
from components.settings.types import KeyArn, Region, RoleArn
from components.settings.workload import ScheduleName

Kind = Literal["ec2", "autoscaling", "rds", "rds-cluster", "ecs", "eks", "redshift"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Minutes = Literal[5, 10, 15, 30]

_MANY_SCHEDULES = 40
"""Schedules of one scheduler: their names stand in its role's policy, which AWS limits to 10,240 characters."""


class SchedulerFunctionSettings(FunctionSettings):
    """The function of the scheduler."""

    memory_mb: Annotated[int, Field(ge=128, le=10_240)] = 512
    """Memory in MB. Processor time grows with it: 1,769 MB are one full processor."""
    timeout_seconds: Annotated[int, Field(ge=60, le=900)] = 285
    """Seconds after which a run is stopped. Shorter than the interval, so that two runs seldom meet; one that is not
    done by then is gone on with by the next."""
    retries: Annotated[int, Field(ge=0, le=2)] = 0
    """Further tries of a run that failed. The next run comes in minutes anyway."""


class InstanceSchedulerSettings(Section):
    """Turns off what nobody uses at night: EC2 instances, Auto Scaling groups, RDS, ECS services, EKS node groups and
    Redshift, by the schedule that their tag `Schedule` names.
    """

    schedules: Annotated[dict[ScheduleName, ScheduleSettings], Field(max_length=_MANY_SCHEDULES)] = Field(
        default_factory=dict
    )
    """Schedules by name. `business-hours` is there without being named: 08:00 to 18:00, Monday to Friday, New York."""
    holidays: dict[ListName, list[HolidayDate]] = Field(default_factory=dict)
    """Lists of holidays that schedules share, by name."""
    schedule: ScheduleName | None = by_profile(development=BUSINESS_HOURS, staging=None, production=None)
    """Schedule of every workload of this stack that names none. `always-on` as the `schedule` of a workload leaves
    that one out."""
    scope: Literal["stack", "account"] = "stack"
    """`stack` looks after what carries this stack's tags Project and Environment, `account` after everything that has
    the tag Schedule. One scheduler per account with `account`: two would disagree."""
    kinds: Annotated[list[Kind], Field(min_length=1)] = Field(default_factory=lambda: list(KINDS))
    """Kinds of resources that are looked after. The role of the function may touch no other."""
    regions: list[Region] = Field(default_factory=list)
    """Regions that are looked after. Left out: the stack's."""
    roles: list[RoleArn] = Field(default_factory=list, max_length=1000)
    """Roles in further accounts that the function takes, as the output `memberTemplate` makes them."""
    external_id: (
        Annotated[str, text(r"[\w+=,.@:/-]{2,128}", "2 to 128 letters, digits and + = , . @ : / - _")] | None
    ) = None
    """What the trust policies of the roles ask for."""
    own_account: bool = True
    """Look after the account of this stack as well as those of `roles`."""
    key_arns: list[KeyArn] = Field(default_factory=list)
    """KMS keys of yours that encrypt volumes of EC2 instances: starting those needs a grant on the key."""
    every_minutes: Minutes = 5
    """Minutes between two runs. Nothing is started or stopped later than this after its time."""
    sweep: AccountSweepSettings | None = None
    """Run the function once for every account and region, by Step Functions, instead of once for all: for more than
    a dozen accounts, or thousands of resources."""
    function: SchedulerFunctionSettings
    """Memory, time and log of the function."""

    @model_validator(mode="after")
    def _check(self) -> InstanceSchedulerSettings:
        known = sorted({*self.all_schedules})
        problems = [
            f"schedule {name} has the holidays {entry}, which is no list; expected one of "
            f"{', '.join(sorted(self.holidays)) or 'none'}, or a date"
            for name, schedule in self.schedules.items()
            for entry in schedule.holidays
            if not entry[0].isdigit() and entry not in self.holidays
        ]
        if self.schedule is not None and self.schedule not in known:
            problems.append(f"schedule is {self.schedule}, which is none; expected one of {', '.join(known)}")
        if self.sweep and not self.roles:
            problems.append("sweep without roles would run for one account only; name the roles, or leave it out")
        if not (self.own_account or self.roles):
            problems.append("ownAccount is off and there are no roles: nothing would be looked after")
        if problems:
            raise Problems(problems)
        return self

    @property
    def all_schedules(self) -> dict[str, ScheduleSettings]:
        """Every schedule by name, with the one that is always there."""
        return {BUSINESS_HOURS: business_hours(), **self.schedules}
