"""Ten thousand tagged instances in one run: every one is stopped, by pages and batches, with memory that stays flat."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from functions.instance_scheduler.engine import Clock, Run
from functions.instance_scheduler.kinds.ec2 import Instances
from functions.instance_scheduler.prices import Prices
from tests.functions.instance_scheduler.conftest import NIGHT, Killed
from tests.functions.instance_scheduler.examples import config

COUNT = 10_000
PAGE = 1_000


class Ec2:
    """Ten thousand instances behind a real client, which checks and pages calls; only the wire is not there."""

    def __init__(self) -> None:
        self.states = dict.fromkeys((f"i-{number:017x}" for number in range(COUNT)), "running")
        self.marks: dict[str, str] = {}
        self.pages = self.stops = self.tags = 0
        self.left = float("inf")  # calls until the process is killed
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        self.client = boto3.session.Session().client("ec2", region_name="us-east-1", **keys)
        for operation, answer in (
            ("DescribeInstances", self.describe),
            ("StopInstances", self.stop),
            ("CreateTags", self.tag),
        ):
            self.client.meta.events.register(f"provide-client-params.ec2.{operation}", self.asked)
            self.client.meta.events.register(f"before-call.ec2.{operation}", self.answering(answer))

    def asked(self, params, **_) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed
        self.call = params

    def answering(self, answer: Callable[[dict], dict]) -> Callable[..., tuple]:
        return lambda **_: (AWSResponse("", 200, {}, None), answer(self.call))

    def describe(self, call: dict) -> dict:
        assert call["Filters"] == [{"Name": "tag-key", "Values": ["Schedule"]}]
        assert call["MaxResults"] == PAGE
        self.pages += 1
        start = int(call.get("NextToken", 0))
        found = [self._instance(key) for key in list(self.states)[start : start + PAGE]]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < COUNT else {}
        return {"Reservations": [{"Instances": found}], **more}

    def stop(self, call: dict) -> dict:
        assert len(call["InstanceIds"]) <= 1000  # AWS's limit
        self.stops += 1
        self.states.update(dict.fromkeys(call["InstanceIds"], "stopped"))
        return {"StoppingInstances": []}

    def tag(self, call: dict) -> dict:
        assert len(call["Resources"]) <= 1000  # AWS's limit
        self.tags += 1
        self.marks.update(dict.fromkeys(call["Resources"], call["Tags"][0]["Value"]))
        return {}

    def _instance(self, key: str) -> dict:
        tags = [{"Key": "Schedule", "Value": "business-hours"}]
        if key in self.marks:
            tags.append({"Key": "ScheduleState", "Value": self.marks[key]})
        return {"InstanceId": key, "InstanceType": "t3.small", "State": {"Name": self.states[key]}, "Tags": tags}


def go(ec2: Ec2):
    kind = Instances(lambda _service: ec2.client, "Schedule", "123456789012")
    prices = Prices({"us-east-1": {"ec2.instance/t3.small": "0.0208"}})
    return Run(config(), kind, "us-east-1", prices, Clock(NIGHT)).go()


def test_ten_thousand_instances_in_one_run():
    ec2 = Ec2()
    tracemalloc.start()
    report = go(ec2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.counts["seen"], report.counts["stopped"], report.problems) == (COUNT, COUNT, [])
    assert set(ec2.states.values()) == {"stopped"}
    assert set(ec2.marks) == set(ec2.states)
    assert (ec2.pages, ec2.stops, ec2.tags) == (10, 100, 20)  # 130 calls for ten thousand instances
    assert peak < 12_000_000
    again = go(ec2)
    assert (again.counts["off"], ec2.stops, ec2.tags) == (COUNT, 100, 20)
    assert round(again.savings["business-hours"].hours * 12, 9) == COUNT


def test_killed_half_way_and_run_again():
    ec2 = Ec2()
    ec2.left = 65
    with pytest.raises(Killed):
        go(ec2)
    assert 0 < list(ec2.states.values()).count("stopped") < COUNT
    ec2.left = float("inf")
    report = go(ec2)
    assert (report.counts["seen"], report.problems) == (COUNT, [])
    assert set(ec2.states.values()) == {"stopped"}
    assert set(ec2.marks) == set(ec2.states)
    assert ec2.stops == 100  # none is stopped twice
    assert {" ".join(mark.split()[:2]) for mark in ec2.marks.values()} == {
        " ".join(ec2.marks["i-" + "0" * 17].split()[:2])
    }
