"""What holds of every advice, whatever the stack."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from finops.advice import Case, Options, Schedule, advise, cheapest
from finops.advice.case import total
from finops.estimate import Resource, Usage
from tests.finops.advice.support import TYPES, instance
from tests.finops.estimate.support import resource

machines = st.sampled_from(["t3.medium", "t3.large", "m5.large", "c5.xlarge", "r5.large", "m6g.large", "m8g.large"])
volumes = st.builds(
    lambda size, kind: {"volumeSize": size, "volumeType": kind}, st.integers(1, 16_000), st.sampled_from(["gp2", "gp3"])
)


@st.composite
def stacks(draw: st.DrawFn) -> list[Resource]:
    """Some instances with disks, a NAT gateway or three, a cache, logs."""
    found = [
        instance(f"web-{number}", type_=draw(machines), rootBlockDevice=draw(volumes))
        for number in range(draw(st.integers(0, 4)))
    ]
    found += [resource(TYPES["nat"], f"nat-{number}") for number in range(draw(st.integers(0, 3)))]
    found += [resource(TYPES["logs"], f"logs-{number}") for number in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        engine = draw(st.sampled_from(["redis", "valkey"]))
        given_ = {"engine": engine, "nodeType": "cache.t3.medium", "numCacheClusters": draw(st.integers(1, 5))}
        found.append(resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", **given_))
    return found


def case_of(stack: list[Resource], profile: str, **options: object) -> Case:
    return Case(stack, usage=Usage(profile=profile), options=Options(**options))  # pyright: ignore[reportArgumentType]


@settings(deadline=None, max_examples=40)
@given(stacks(), st.sampled_from(["small", "medium", "large"]), st.sampled_from(["Production", "Development"]))
def test_a_saving_never_exceeds_the_cost(stack: list[Resource], profile: str, environment: str) -> None:
    case = case_of(stack, profile, environment=environment)
    for one in advise(case):
        if one.saving is None:
            continue
        cost = total(case.estimate.lines if one.owner is None else case.lines[*one.owner.key, one.owner.urn])
        growth = 11 if one.id == "logs/retention" else 1  # a year of logs is more than the month that is estimated
        assert 0 <= one.saving.low <= one.saving.high <= cost.high * growth, one
        assert one.arithmetic


@settings(deadline=None, max_examples=40)
@given(stacks())
def test_who_takes_the_advice_on_machines_gets_none_any_more(stack: list[Resource]) -> None:
    def better(one: Resource) -> Resource:
        advice = [a for a in advise(case, ["machines"]) if a.owner is not None and a.owner.name == one.name]
        if not advice:
            return one
        return Resource(one.type, one.name, {**one.inputs, "instanceType": advice[0].title.partition(" ")[0]})

    case = case_of([one for one in stack if one.type.endswith("Instance")], "small")
    again = case_of([better(one) for one in case.resources], "small")
    assert advise(again, ["machines"]) == []
    assert again.estimate.total.high <= case.estimate.total.high


@given(st.integers(0, 22), st.integers(1, 12))
def test_longer_hours_save_less(begin: int, more: int) -> None:
    short = Schedule.parse(f"mon-fri {begin:02}:00-{begin + 1:02}:00")
    long = Schedule.parse(f"mon-fri {begin:02}:00-{min(24, begin + 1 + more):02}:00")
    saved = []
    for schedule in (short, long):
        [one] = advise(case_of([instance()], "small", schedule=schedule), ["hours"])
        assert one.saving is not None
        saved.append(one.saving.high)
    assert saved[0] >= saved[1]


@settings(deadline=None, max_examples=20)
@given(stacks())
def test_the_cheapest_ways_come_once_for_each_resource_and_family(stack: list[Resource]) -> None:
    ways = cheapest(advise(case_of(stack, "medium", environment="Development")), 100)
    keys = [(one.where, one.id.partition("/")[0]) for one in ways]
    assert len(keys) == len(set(keys))
    assert [one.counted for one in ways] == sorted((one.counted for one in ways), reverse=True)
    assert all(one.saving is not None and one.saving.high > 0 for one in ways)
