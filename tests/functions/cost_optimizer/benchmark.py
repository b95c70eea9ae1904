"""Time and memory of the optimizer: `python -m tests.functions.cost_optimizer.benchmark [RESOURCES ...]`.

Every resource is a volume that nobody uses, so that every one becomes a finding, a row of the store, and a row of the
reports. The answers of EC2 are made page by page as XML and go through botocore's parser, so the lower bound is what
any program must do: page through the same answers and count. Each step is a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import boto3
from botocore.awsrequest import AWSResponse

from finops.cur.benchmark import TURNS, Steps, measured, middle, one
from functions.cost_optimizer import handler
from functions.cost_optimizer.config import Target
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.report import summarize, write
from functions.cost_optimizer.store import Store
from tests.functions.cost_optimizer.account import HOME, NOW, TABLE, config

SIZES = (1_000, 10_000, 100_000)
PAGE = 500
MODULE, BOUND = "tests.functions.cost_optimizer.benchmark", "paginate"
VOLUME = (
    "<item><volumeId>vol-{:017x}</volumeId><size>100</size><status>available</status><volumeType>gp3</volumeType>"
    "<iops>3000</iops><throughput>125</throughput><createTime>2026-01-01T00:00:00.000Z</createTime><attachmentSet/>"
    "<availabilityZone>us-east-1a</availabilityZone><encrypted>true</encrypted><tagSet>"
    "<item><key>Project</key><value>shop</value></item><item><key>Owner</key><value>team</value></item></tagSet></item>"
)


class _Body:
    """What botocore reads of an answer."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()

    def stream(self, **_: Any) -> Any:
        yield self._bytes


def place(size: int) -> Place:
    """Return an account with that many volumes, whose answers are made as they are asked for."""

    def answer(request: Any, **_: Any) -> AWSResponse:
        start = int(parse_qs(request.body if isinstance(request.body, str) else request.body.decode())["NextToken"][0])
        end = min(start + PAGE, size)
        volumes = "".join(VOLUME.format(number) for number in range(start, end))
        token = f"<nextToken>{end}</nextToken>" if end < size else ""
        text = f"<DescribeVolumesResponse><volumeSet>{volumes}</volumeSet>{token}</DescribeVolumesResponse>"
        return AWSResponse(request.url, 200, {}, _Body(text))

    def first(params: dict[str, Any], **_: Any) -> None:
        params.setdefault("NextToken", "0")

    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=HOME)
    session.events.register("before-send.ec2.DescribeVolumes", answer)
    session.events.register("before-parameter-build.ec2.DescribeVolumes", first)
    return Place(Target(region=HOME), config(), "123456789012", session, TABLE, NOW)


def optimize(folder: Path, size: int) -> float:
    """Look at every volume and write the three reports; return the number of findings."""
    here = place(size)
    handler.open_place = lambda *_: here  # the account's id is known: nobody need be asked
    store = Store(folder / "findings.db")
    given = config(checks=("volumes",))
    problems = handler.run(given, TABLE, NOW, given.targets, store)
    if problems:
        raise RuntimeError(problems[0].message)
    summary = summarize(store, NOW, problems)
    write(folder, store, summary)
    store.close()
    return summary.findings


def paginate(_folder: Path, size: int) -> float:
    """Page through the same answers and count."""
    pages = place(size).client("ec2").get_paginator("describe_volumes").paginate()
    return sum(len(page["Volumes"]) for page in pages)


STEPS: Steps = {"optimize": optimize, BOUND: paginate}


def main(sizes: Sequence[int]) -> None:
    """Print one line of a Markdown table for each size."""
    sys.stdout.write(
        "| resources | optimizer, s (processor) | peak MB | bound, s (processor) | peak MB "
        f"| optimizer : {BOUND}, processor |\n|---|---|---|---|---|---|\n"
    )
    for size in sizes:
        turns = []
        for _ in range(TURNS):
            with tempfile.TemporaryDirectory() as name:
                turns.append([measured(MODULE, step, Path(name), size) for step in STEPS])
        ours, least = (middle(steps) for steps in zip(*turns, strict=True))
        if (ours.answer, least.answer) != (size, size):
            raise RuntimeError(f"{ours.answer} findings of {size}")
        sys.stdout.write(
            f"| {size:,} | {ours.wall:.1f} ({ours.processor:.2f}) | {ours.peak:,.0f} | "
            f"{least.wall:.1f} ({least.processor:.2f}) | {least.peak:,.0f} | {ours.processor / least.processor:.2f} |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        one(STEPS, sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or SIZES)
