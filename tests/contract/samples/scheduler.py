"""Samples of the instance scheduler, of what calls functions at set times, and of sweeps over accounts."""

from __future__ import annotations

from typing import Any

from tests.contract.samples.microservices import _function
from tests.support.synth import Sample, Stage

ROLES = [f"arn:aws:iam::{account}:role/quoin-scheduler" for account in ("111122223333", "444455556666")]


def _call(stage: Stage, region: str | None) -> Any:
    from components.blocks.scheduled_call import ScheduledCall, ScheduledCallArgs

    args = ScheduledCallArgs(
        stack=stage.stack,
        receiver=_function(stage, region),
        expression="cron(0 9 ? * MON *)",
        timezone="Europe/Berlin",
        region=region,
    )
    return ScheduledCall("monday", args, stage.opts)


def _sweep(stage: Stage, region: str | None) -> Any:
    from components.blocks.account_sweep import AccountSweep, AccountSweepArgs
    from components.settings.account_sweep import AccountSweepSettings

    args = AccountSweepArgs(
        settings=AccountSweepSettings.of(stage.environment),
        stack=stage.stack,
        function=_function(stage, region),
        places=[{"role": role, "region": "eu-west-1"} for role in ROLES],
        region=region,
    )
    return AccountSweep("sweep", args, stage.opts)


def _scheduler(stage: Stage, region: str | None) -> Any:
    from components.governance.instance_scheduler import InstanceScheduler, InstanceSchedulerArgs
    from components.settings.instance_scheduler import InstanceSchedulerSettings

    settings = InstanceSchedulerSettings.of(
        stage.environment,
        schedules={"nights": {"timezone": "Europe/Berlin", "periods": {"days": {"begin": "07:00", "end": "20:00"}}}},
        roles=ROLES,
        external_id="shop-4410",
        sweep={},
    )
    return InstanceScheduler("scheduler", InstanceSchedulerArgs(settings=settings, stack=stage.stack), stage.opts)


SAMPLES: dict[str, Sample] = {"AccountSweep": _sweep, "InstanceScheduler": _scheduler, "ScheduledCall": _call}
