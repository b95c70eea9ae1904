"""Turns resources on and off by the schedule that their tag names. Called every few minutes.

Any number of calls gives the same state as one. An event `{"role": ARN, "region": name}` looks after that place only:
so a Distributed Map runs it for every account and region of an organization. Any other event looks after all places of
the configuration, several at a time. What fails in one place, kind or resource stops nothing else; it is told in the
log, in the tags of the resource and by the metric `Failures`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from functions.instance_scheduler.config import PRICES, Config, Target, load
from functions.instance_scheduler.engine import Clock, OutOfTime, Run, until
from functions.instance_scheduler.kinds import KINDS
from functions.instance_scheduler.places import Place, own_account, session
from functions.instance_scheduler.prices import Prices
from functions.instance_scheduler.report import Report, send, tell

from .kinds.base import explain

logger = logging.getLogger()

_SPARE = 15.0
"""Seconds before the end of its time in which a run begins nothing new: for calls under way, metrics, the log."""
_AT_A_TIME = 12
"""Kinds and places that are looked after at the same time."""
FOLDER = Path(os.environ.get("SCHEDULER_FOLDER", Path(__file__).parent))


def handler(event: Mapping[str, Any] | None, context: Any) -> dict[str, Any]:
    """Run once; return what was done."""
    config, prices = _package()
    left = context.get_remaining_time_in_millis() / 1000 if context else 900.0
    clock = Clock(datetime.now(UTC), until(left - _SPARE))
    report = run(config, prices, clock, places(event or {}, config))
    tell(report)
    send(report, config, session(config.region).client("cloudwatch"))
    return report.plain()


def places(event: Mapping[str, Any], config: Config) -> tuple[Target, ...]:
    """Return where to go: the place that an event names, or all of the configuration.

    An event may name places of the configuration only: whoever may call the function cannot make it take other roles.
    """
    if "region" not in event:
        return config.targets
    wanted = Target(region=event["region"], role=event.get("role", ""))
    if wanted not in config.targets:
        raise ValueError(f"{wanted} is none of the places of this scheduler")
    return (wanted,)


def run(config: Config, prices: Prices, clock: Clock, targets: tuple[Target, ...]) -> Report:
    """Look after places, and return what was done in all of them."""
    account = own_account(config.region)
    found = [Place(target, config, account) for target in targets]
    report = Report()
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
        # Kind by kind, so that the first to begin are not all of one place.
        jobs = [(place, kind) for kind in config.kinds for place in found]
        for part in pool.map(lambda job: _one(job[0], job[1], config, prices, clock), jobs):
            report.add(part)
    return report


def _one(place: Place, kind: str, config: Config, prices: Prices, clock: Clock) -> Report:
    where = f"{kind} in {place.target}"
    run = None
    try:
        clock.check()
        run = Run(config, KINDS[kind](place.client, config.tag, place.account), place.target.region, prices, clock)
        return run.go()
    except OutOfTime:
        report = run.report if run else Report()
        report.fail(where, "out of time; the next run goes on", "unfinished")
    except Exception as error:
        logger.exception("failed", extra={"place": where})
        report = run.report if run else Report()
        report.fail(where, explain(error), "places_failed")
    return report


@cache
def _package() -> tuple[Config, Prices]:
    return load(FOLDER), Prices.load(FOLDER / PRICES)
