"""Ten thousand tagged instances in one run: every one is stopped, by pages and batches, with memory that stays flat."""

from __future__ import annotations

import tracemalloc

from functions.instance_scheduler.engine import Clock, Run
from functions.instance_scheduler.kinds.ec2 import Instances
from functions.instance_scheduler.prices import Prices
from tests.functions.instance_scheduler.conftest import NIGHT
from tests.functions.instance_scheduler.examples import config

COUNT = 10_000
PAGE = 1_000


class Ec2:
    """The part of EC2 that a run asks for, with ten thousand instances; AWS's limits hold."""

    def __init__(self) -> None:
        self.states = dict.fromkeys((f"i-{number:017x}" for number in range(COUNT)), "running")
        self.marks: dict[str, str] = {}
        self.pages = self.stops = self.tags = 0

    def get_paginator(self, name: str) -> Ec2:
        assert name == "describe_instances"
        return self

    def paginate(self, Filters, PaginationConfig):  # noqa: N803 (boto3's names)
        assert Filters == [{"Name": "tag-key", "Values": ["Schedule"]}]
        assert PaginationConfig == {"PageSize": PAGE}
        ids = list(self.states)
        for start in range(0, COUNT, PAGE):
            self.pages += 1
            yield {"Reservations": [{"Instances": [self._instance(key) for key in ids[start : start + PAGE]]}]}

    def stop_instances(self, InstanceIds):  # noqa: N803
        assert len(InstanceIds) <= 1000
        self.stops += 1
        self.states.update(dict.fromkeys(InstanceIds, "stopped"))

    def create_tags(self, Resources, Tags):  # noqa: N803
        assert len(Resources) <= 1000
        self.tags += 1
        self.marks.update(dict.fromkeys(Resources, Tags[0]["Value"]))

    def _instance(self, key: str) -> dict:
        tags = [{"Key": "Schedule", "Value": "business-hours"}]
        if key in self.marks:
            tags.append({"Key": "ScheduleState", "Value": self.marks[key]})
        return {"InstanceId": key, "InstanceType": "t3.small", "State": {"Name": self.states[key]}, "Tags": tags}


def go(ec2: Ec2):
    kind = Instances(lambda _service: ec2, "Schedule", "123456789012")
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
