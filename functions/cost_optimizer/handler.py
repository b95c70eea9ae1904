"""Looks once a week for what costs money and need not. Reads; changes nothing but its own reports.

An event without a place looks at all places of the configuration and writes the report. `{"region": …, "role": …}`
looks at that one and writes what it found beside those of the other places: so a Distributed Map runs it for every
account and region. `{"report": true}` then makes one report of all that was written for the day. What fails in one
check and place stops nothing else: the report says so.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from functions.cost_optimizer.checks import GLOBAL, REGIONAL
from functions.cost_optimizer.config import PRICES, Config, Target, load
from functions.cost_optimizer.place import Place, open_place
from functions.cost_optimizer.prices import PriceTable
from functions.cost_optimizer.report import Problem, Summary, message, summarize, write
from functions.cost_optimizer.store import Store

logger = logging.getLogger()

FOLDER = Path(os.environ.get("OPTIMIZER_FOLDER", Path(__file__).parent))
_AT_A_TIME = 10
"""Checks that are done at the same time."""
_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
_SUBJECT = 100  # characters that SNS takes


def handler(event: Mapping[str, Any] | None, _context: object) -> dict[str, Any]:
    """Run once; return the figures."""
    config, table = _package()
    now = datetime.now(UTC)
    given = event or {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "findings.db")
        try:
            if given.get("report"):
                problems = _gather(store, now)
                return _publish(store, summarize(store, now, problems), config, Path(folder))
            problems = run(config, table, now, _targets(given, config), store)
            summary = summarize(store, now, problems)
            if "region" in given:
                return _hand_in(store, summary, given)
            return _publish(store, summary, config, Path(folder))
        finally:
            store.close()


def _targets(event: Mapping[str, Any], config: Config) -> tuple[Target, ...]:
    """Return where to look: whoever may call the function cannot make it take other roles than the configuration's."""
    if "region" not in event:
        return config.targets
    wanted = Target(region=event["region"], role=event.get("role", ""))
    if wanted not in config.targets:
        raise ValueError(f"{wanted} is none of the places of this optimizer")
    return (wanted,)


def run(config: Config, table: PriceTable, now: datetime, targets: Iterable[Target], store: Store) -> list[Problem]:
    """Do every check in every place, several at a time; return what could not be done."""
    problems: list[Problem] = []
    places: list[Place] = []
    for target in targets:
        try:
            places.append(open_place(target, config, table, now))
        except (ClientError, BotoCoreError) as error:
            problems.append(Problem(str(target), "all checks", explain(error)))
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
        for problem in pool.map(lambda job: _one(job[0], job[1], store), jobs(places, config)):
            problems += [problem] if problem else []
    return problems


def jobs(places: list[Place], config: Config) -> list[tuple[Place, str]]:
    """Return every check with its place: regional ones in each region, global ones once in each account.

    Check by check, so that the first to begin are not all of one place.
    """
    first = {target.role: target for target in reversed(config.targets)}
    return [
        (place, name)
        for name in config.checks
        for place in places
        if name in REGIONAL or first[place.target.role] == place.target
    ]


def _one(place: Place, name: str, store: Store) -> Problem | None:
    check = REGIONAL.get(name) or GLOBAL[name]
    try:
        count = store.add(_worth(check(place), place.config))
    except Exception as error:
        logger.exception("check failed", extra={"check": name, "place": str(place.target)})
        return Problem(str(place.target), name, explain(error))
    logger.info("checked", extra={"check": name, "place": str(place.target), "findings": count})
    return None


def _worth(found: Iterable[Any], config: Config) -> Iterator[Any]:
    """Leave out what saves less than it takes to read of it. What has no price stays."""
    least = Decimal(config.limits.minimum)
    return (finding for finding in found if finding.monthly is None or finding.monthly >= least)


def explain(error: Exception) -> str:
    """Return what went wrong for the report: AWS's code and message, never a traceback."""
    if isinstance(error, ClientError):
        return (
            f"{error.response['Error']['Code']}: {error.response['Error'].get('Message', '')} ({error.operation_name})"
        )
    return f"{type(error).__name__}: {error}"


def _publish(store: Store, summary: Summary, config: Config, folder: Path) -> dict[str, Any]:
    """Put the report into the bucket, the figures into metrics, a summary into a message."""
    bucket = os.environ["REPORT_BUCKET"]
    day = f"reports/{summary.when:%Y/%m/%d}"
    s3 = _client("s3")
    for ending, file in write(folder, store, summary).items():
        s3.upload_file(str(file), bucket, f"{day}/report.{ending}", ExtraArgs={"ContentType": _TYPES[ending]})
    _measure(summary, config)
    if summary.findings or summary.problems:
        _client("sns").publish(
            TopicArn=os.environ["TOPIC_ARN"],
            Subject=f"{summary.findings} cost findings: USD {summary.monthly:,.0f} a month"[:_SUBJECT],
            Message=message(summary, store, f"s3://{bucket}/{day}/report.html"),
        )
    return summary.plain()


def _measure(summary: Summary, config: Config) -> None:
    figures = {
        "Findings": summary.findings,
        "MonthlySavings": float(summary.monthly),
        "Failures": len(summary.problems),
    }
    _client("cloudwatch").put_metric_data(
        Namespace=config.namespace,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "Optimizer", "Value": config.name}],
                "Timestamp": summary.when,
                "Value": value,
            }
            for name, value in figures.items()
        ],
    )


def _parts(when: datetime) -> str:
    return f"parts/{when:%Y/%m/%d}/"


def _hand_in(store: Store, summary: Summary, event: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was found in one place for the report of all."""
    account = event.get("role", "").split(":")[4] if event.get("role") else "own"
    key = f"{_parts(summary.when)}{account}-{event['region']}.jsonl.gz"
    with tempfile.TemporaryFile() as spool:
        with gzip.open(spool, "wt", encoding="utf-8") as out:
            out.write(json.dumps([problem.plain() for problem in summary.problems]) + "\n")
            for found in store.all():
                out.write(json.dumps(found) + "\n")
        spool.seek(0)
        _client("s3").upload_fileobj(spool, os.environ["REPORT_BUCKET"], key)
    return {"findings": summary.findings, "problems": len(summary.problems), "key": key}


def _gather(store: Store, now: datetime) -> list[Problem]:
    """Read what was found in all places today."""
    s3, bucket = _client("s3"), os.environ["REPORT_BUCKET"]
    problems: list[Problem] = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=_parts(now)):
        for item in page.get("Contents", ()):
            body = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"]
            with gzip.open(body, "rt", encoding="utf-8") as lines:
                problems += [Problem(**problem) for problem in json.loads(next(lines))]
                store.add_plain(json.loads(line) for line in lines)
    return problems


def _client(service: str) -> Any:
    make: Any = boto3.client
    return make(service, region_name=_package()[0].home)


@cache
def _package() -> tuple[Config, PriceTable]:
    return load(FOLDER), PriceTable.load(FOLDER / PRICES)
