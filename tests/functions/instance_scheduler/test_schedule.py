"""What a schedule wants: a whole year against an oracle, and single days that are easy to get wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.instance_scheduler.config import Refused
from functions.instance_scheduler.schedule import ALWAYS, Want
from tests.functions.instance_scheduler import oracle
from tests.functions.instance_scheduler.examples import YEAR, config
from tests.functions.instance_scheduler.memory_kind import MemoryKind, once, thing

BEGIN, END = oracle.year(2026)
TICK = 15  # minutes; every time of the schedules falls on one, as those of a five-minute run do


def schedule(**data):
    return config({"s": {"timezone": "UTC", "periods": [], **data}}).schedules["s"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def expected_year(name: str) -> bytearray:
    return oracle.running(YEAR[name], BEGIN, END)


def test_a_year_of_runs_gives_the_hours_of_a_minute_by_minute_clock():
    """The real engine, run every quarter of an hour for a year: both changes of the clocks, holidays, eight zones."""
    found = config(YEAR)
    kind = MemoryKind({name: thing(name) for name in YEAR})
    ran = dict.fromkeys(YEAR, 0)
    states = {name: bytearray() for name in YEAR}
    now = BEGIN
    while now < END:
        once(kind, found, now)
        for name, state in states.items():
            on = kind.things[name]["state"] == "running"
            ran[name] += TICK * on
            state.append(on)
        now += timedelta(minutes=TICK)
    expected = {name: expected_year(name) for name in YEAR}
    assert {name: minutes / 60 for name, minutes in ran.items()} == {n: sum(e) / 60 for n, e in expected.items()}
    for name, state in states.items():
        assert state == expected[name][::TICK], name
    # 261 weekdays less Thanksgiving, Christmas and New Year of ten hours each: known without any program.
    assert ran["business-hours"] / 60 == (261 - 3) * 10
    starts = sum(1 for key, state in kind.calls if (key, state) == ("business-hours", "running"))
    assert starts == 261 - 3


@pytest.mark.parametrize("name", YEAR)
def test_every_minute_of_the_year_is_as_the_oracle_says(name):
    wanted = config(YEAR).schedules[name]
    expected = expected_year(name)
    changes = [(0, expected[0])] + [(i, expected[i]) for i in range(1, len(expected)) if expected[i] != expected[i - 1]]
    assert len(changes) > 50
    for minute, on in changes:
        moment = BEGIN + timedelta(minutes=minute)
        assert (wanted.wants(moment).state == "running") is bool(on), moment
        if minute:
            assert wanted.wants(moment).since == moment
            before = wanted.wants(moment - timedelta(seconds=1))
            assert (before.state == "running") is not bool(on), moment


TIMES = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
DAYS = st.lists(st.sampled_from(["mon", "tue-thu", "fri-mon", "sun", "sat#2", "sunL"]), max_size=2)
ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "Asia/Beirut"]


@settings(max_examples=25)
@given(
    zone=st.sampled_from(ZONES),
    periods=st.lists(st.tuples(TIMES, TIMES, DAYS).filter(lambda p: p[0] != p[1]), min_size=1, max_size=3),
    week=st.sampled_from(["2026-03-05", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30"]),
)
def test_any_periods_around_a_change_of_the_clocks(zone, periods, week):
    data = {
        "timezone": zone,
        "periods": [{"begin": begin, "end": end, "weekdays": days} for begin, end, days in periods],
    }
    begin = at(week)
    expected = oracle.running(data, begin, begin + timedelta(days=5))
    wanted = config({"s": data}).schedules["s"]
    found = bytearray(
        wanted.wants(begin + timedelta(minutes=minute)).state == "running" for minute in range(0, len(expected), 15)
    )
    assert found == expected[::15]


def test_a_begin_that_the_clock_skips_is_the_moment_of_the_jump():
    wanted = schedule(timezone="America/New_York", periods=[{"begin": "02:30", "end": "05:00"}])
    assert wanted.wants(at("2026-03-08T06:59")).state == "stopped"
    assert wanted.wants(at("2026-03-08T07:00")) == Want("running", at("2026-03-08T07:00"))  # 03:00 EDT


def test_an_hour_that_comes_twice_belongs_to_its_period_both_times():
    wanted = schedule(timezone="America/New_York", periods=[{"begin": "01:30", "end": "01:45"}])
    assert wanted.wants(at("2026-11-01T05:29")).state == "stopped"
    assert wanted.wants(at("2026-11-01T05:30")).state == "running"  # 01:30 EDT
    assert wanted.wants(at("2026-11-01T06:10")).state == "running"  # 01:10 EST, between the two
    assert wanted.wants(at("2026-11-01T06:45")).state == "stopped"  # 01:45 EST


def test_spans_that_touch_are_one_and_have_one_beginning():
    wanted = schedule(periods=[{"begin": "08:00", "end": "12:00"}, {"begin": "12:00", "end": "18:00"}])
    assert wanted.wants(at("2026-05-05T13:00")).since == at("2026-05-05T08:00")
    week = schedule(periods=[{"weekdays": ["mon-fri"]}])
    assert week.wants(at("2026-05-08T13:00")) == Want("running", at("2026-05-04T00:00"))


def test_what_never_ends_has_no_beginning_that_moves():
    wanted = schedule(periods=[{}])
    assert {wanted.wants(BEGIN + timedelta(days=n)) for n in range(0, 900, 7)} == {Want("running", ALWAYS)}


def test_a_lone_begin_starts_and_a_lone_end_stops_each_day_anew():
    wanted = schedule(periods=[{"begin": "08:00", "weekdays": ["mon-fri"]}, {"end": "20:00"}])
    assert wanted.wants(at("2026-05-08T08:00")) == Want("running", at("2026-05-08T08:00"))  # Friday
    assert wanted.wants(at("2026-05-08T20:00")) == Want("stopped", at("2026-05-08T20:00"))
    assert wanted.wants(at("2026-05-09T21:00")) == Want("stopped", at("2026-05-09T20:00"))  # a decision of its own
    only_end = schedule(periods=[{"end": "20:00"}])
    assert only_end.wants(at("2026-05-08T19:00")) == Want("stopped", at("2026-05-07T20:00"))


def test_a_lone_time_inside_a_span_changes_nothing():
    wanted = schedule(periods=[{"begin": "08:00", "end": "18:00"}, {"end": "12:00"}, {"begin": "13:00"}])
    assert wanted.wants(at("2026-05-08T12:30")) == Want("running", at("2026-05-08T08:00"))
    assert wanted.wants(at("2026-05-08T18:30")).state == "stopped"


def test_a_night_that_began_before_a_holiday_goes_on_to_its_end():
    wanted = schedule(periods=[{"begin": "22:00", "end": "06:00"}], holidays=["2026-05-08"])
    assert wanted.wants(at("2026-05-08T05:00")).state == "running"
    assert wanted.wants(at("2026-05-08T23:00")).state == "stopped"


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_an_override_holds_always(state):
    wanted = schedule(periods=[{"begin": "08:00", "end": "18:00"}], override=state)
    assert {wanted.wants(BEGIN + timedelta(hours=n)) for n in range(48)} == {Want(state, ALWAYS)}


def test_a_period_that_is_over_for_good_leaves_things_stopped():
    wanted = schedule(periods=[{"begin": "08:00", "end": "18:00", "months": ["feb"], "monthDays": ["30"]}])
    assert wanted.wants(BEGIN) == Want("stopped", ALWAYS)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"timezone": "Mars/Olympus"}, "No time zone found with key Mars/Olympus"),
        ({"periods": [{"begin": "8 o'clock"}]}, "Invalid isoformat string"),
        ({"periods": [{"begin": "08:00", "end": "08:00"}]}, "begins and ends at the same time"),
        ({"periods": [{"weekdays": ["monday"]}]}, "weekday 'monday'; expected mon, mon-fri, mon#1 or friL"),
        ({"periods": [{"weekdays": ["mon#6"]}]}, "weekday 'mon#6'"),
        ({"periods": [{"monthDays": ["32"]}]}, "day of month '32'"),
        ({"periods": [{"monthDays": ["9-3"]}]}, "ends before it begins"),
        ({"periods": [{"months": ["13"]}]}, "month '13'"),
        ({"holidays": ["2026-02-30"]}, "day"),
        ({"holidays": ["Christmas"]}, "holiday 'Christmas'; expected a date"),
        ({"override": "off"}, "override 'off'; expected running or stopped"),
    ],
)
def test_a_mistake_is_refused_with_its_place(data, message):
    with pytest.raises(Refused, match="schedule s: ") as error:
        schedule(**data)
    assert message in str(error.value)


def test_days_exist():
    wanted = schedule(periods=[{"weekdays": ["mon#1"]}])
    first = {date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)}
    day = date(2026, 1, 1)
    found = set()
    while day < date(2026, 4, 1):
        if wanted.wants(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).state == "running":
            found.add(day)
        day += timedelta(days=1)
    assert found == first
