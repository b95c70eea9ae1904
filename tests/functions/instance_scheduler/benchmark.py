"""Ten thousand tagged instances on moto: `python -m tests.functions.instance_scheduler.benchmark [INSTANCES]`.

Everything runs in this process: EC2 is moto, with its own pages. A run stops them all; another account is stopped by
one that is killed half way and one after it, and must end the same. The lower bound is what any scheduler must do on
the same EC2: page through the instances and stop and tag them, in calls of the same size.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from typing import Any

import boto3
from moto import mock_aws

from functions.instance_scheduler.engine import Clock, Run
from functions.instance_scheduler.kinds.base import batches
from functions.instance_scheduler.kinds.ec2 import Instances
from functions.instance_scheduler.prices import Prices
from functions.instance_scheduler.report import Report
from tests.functions.instance_scheduler.conftest import ACCOUNT, NIGHT, PRICES, Killed, tag_pairs
from tests.functions.instance_scheduler.estate import IMAGE
from tests.functions.instance_scheduler.examples import config

COUNT = 10_000
BATCH = 1000


def account(count: int) -> Any:
    """Return EC2 with that many running instances; those of before are gone."""
    client: Any = boto3.client("ec2", region_name="us-east-1")
    for start in range(0, count, BATCH):
        number = min(BATCH, count - start)
        specification = [{"ResourceType": "instance", "Tags": tag_pairs()}]
        client.run_instances(
            ImageId=IMAGE, InstanceType="t3.small", MinCount=number, MaxCount=number, TagSpecifications=specification
        )
    return client


def go(client: Any) -> Report:
    """Run once."""
    return Run(
        config(), Instances(lambda _: client, "Schedule", ACCOUNT), "us-east-1", Prices(PRICES), Clock(NIGHT)
    ).go()


def state(client: Any) -> Counter[tuple[str, str]]:
    """Return how many instances there are by state, and by the decision that their mark names.

    What was done for it differs: a run after one that was killed finds stopped what that one stopped.
    """
    pages = client.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": BATCH})
    found = [item for page in pages for reservation in page["Reservations"] for item in reservation["Instances"]]
    marks = [{tag["Key"]: tag["Value"] for tag in item["Tags"]}.get("ScheduleState", "") for item in found]
    decisions = [" ".join(mark.split()[:2]) for mark in marks]
    return Counter((item["State"]["Name"], text) for item, text in zip(found, decisions, strict=True))


def bare(client: Any) -> None:
    """Page, stop and tag without deciding anything."""
    filters = [{"Name": "tag-key", "Values": ["Schedule"]}]
    for page in client.get_paginator("describe_instances").paginate(
        Filters=filters, PaginationConfig={"PageSize": BATCH}
    ):
        ids = [item["InstanceId"] for reservation in page["Reservations"] for item in reservation["Instances"]]
        for part in batches(ids, 100):
            client.stop_instances(InstanceIds=part)
        for part in batches(ids, 500):
            client.create_tags(Resources=part, Tags=[{"Key": "ScheduleState", "Value": "stopped"}])


def killed_half_way(client: Any, calls: int) -> None:
    """Kill a run after that many calls that change something."""
    left = calls

    def count(**_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    for operation in ("StopInstances", "CreateTags"):
        client.meta.events.register(f"before-parameter-build.ec2.{operation}", count, unique_id=operation)
    try:
        go(client)
    except Killed:
        pass
    else:
        raise RuntimeError("the run was over before it could be killed")
    finally:
        for operation in ("StopInstances", "CreateTags"):
            client.meta.events.unregister(f"before-parameter-build.ec2.{operation}", unique_id=operation)


def main(count: int) -> None:
    """Print what was done, and what it took of the processor."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    took: dict[str, float] = {}
    report = Report()
    ended: dict[str, Counter[tuple[str, str]]] = {}
    for name in ("warm", "scheduler", "bare", "killed"):
        with mock_aws():
            client = account(100 if name == "warm" else count)
            begun = time.process_time()
            if name == "bare":
                bare(client)
            elif name == "killed":
                killed_half_way(client, count // 200)
                if len(state(client)) < 2:
                    raise RuntimeError("nothing was left to be done")
                go(client)
            else:
                report = go(client)
            took[name] = time.process_time() - begun
            ended[name] = state(client)
    if report.problems or ended["killed"] != ended["scheduler"] or sum(ended["scheduler"].values()) != count:
        raise RuntimeError(f"{report.problems[:3]} {ended}")
    again = "killed half way and run again: the same end"
    sys.stdout.write(
        f"{count:,} instances: {took['scheduler']:.1f} s of the processor, moto's included; page, stop and tag alone "
        f"{took['bare']:.1f} s; ratio {took['scheduler'] / took['bare']:.2f}; {again}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
