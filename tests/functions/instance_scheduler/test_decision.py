"""What a run does with one resource: hands of people, options of schedules, failures, runs that were killed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from functions.instance_scheduler.decision import ERROR_TAG, STATE_TAG, read_mark
from tests.functions.instance_scheduler.examples import BUSINESS, config
from tests.functions.instance_scheduler.memory_kind import Killed, MemoryKind, once, thing

DAY, EVENING = datetime(2026, 5, 5, 16, tzinfo=UTC), datetime(2026, 5, 6, 0, tzinfo=UTC)  # 12:00 and 20:00 there
NEXT_DAY, NEXT_EVENING = DAY + timedelta(days=1), EVENING + timedelta(days=1)


def options(**values):
    return config({"business-hours": {**BUSINESS, **values}})


def mark_of(kind, key="a"):
    return read_mark(kind.things[key]["tags"].get(STATE_TAG))


def test_what_somebody_starts_in_the_evening_runs_until_the_next_stop():
    kind = MemoryKind({"a": thing("business-hours")})
    once(kind, config(), EVENING)
    kind.things["a"]["state"] = "running"
    for minutes in (5, 10, 600):
        once(kind, config(), EVENING + timedelta(minutes=minutes))
        assert kind.things["a"]["state"] == "running"
    once(kind, config(), NEXT_EVENING)
    assert kind.things["a"]["state"] == "stopped"


def test_what_somebody_stops_by_day_stays_off_until_the_next_morning():
    kind = MemoryKind({"a": thing("business-hours")})
    once(kind, config(), DAY)
    kind.things["a"]["state"] = "stopped"
    once(kind, config(), DAY + timedelta(hours=1))
    assert kind.things["a"]["state"] == "stopped"
    once(kind, config(), NEXT_DAY)
    assert kind.things["a"]["state"] == "running"


def test_a_start_in_the_evening_counts_even_when_nothing_was_to_be_stopped():
    """It was off when the day ended: without a mark its start at night would look like a stop that is still due."""
    kind = MemoryKind({"a": thing("business-hours", "stopped")})
    once(kind, config(), EVENING)
    kind.things["a"]["state"] = "running"
    once(kind, config(), EVENING + timedelta(minutes=5))
    assert kind.things["a"]["state"] == "running"


@pytest.mark.parametrize("when", [DAY, EVENING])
def test_enforced_undoes_what_somebody_does(when):
    kind = MemoryKind({"a": thing("business-hours")})
    once(kind, options(enforced=True), when)
    wanted = kind.things["a"]["state"]
    kind.things["a"]["state"] = "stopped" if wanted == "running" else "running"
    once(kind, options(enforced=True), when + timedelta(minutes=5))
    assert kind.things["a"]["state"] == wanted


def test_enforced_keeps_neither_what_is_new_nor_what_was_started_by_hand():
    new = MemoryKind({"a": thing("business-hours")})
    once(new, options(enforced=True, stopNew=False), EVENING)
    assert new.things["a"]["state"] == "stopped"
    kept = MemoryKind({"a": thing("business-hours")})
    once(kept, options(retainRunning=True), EVENING)
    kept.things["a"]["state"] = "running"
    once(kept, options(retainRunning=True), NEXT_DAY)
    assert mark_of(kept).done == "kept"
    once(kept, options(retainRunning=True, enforced=True), NEXT_EVENING)
    assert kept.things["a"]["state"] == "stopped"


def test_retain_running_keeps_what_was_started_before_the_day():
    kind = MemoryKind({"by hand": thing("business-hours"), "ours": thing("business-hours")})
    found = options(retainRunning=True)
    once(kind, found, EVENING)
    kind.things["by hand"]["state"] = "running"
    once(kind, found, NEXT_DAY)
    once(kind, found, NEXT_EVENING)
    assert {key: item["state"] for key, item in kind.things.items()} == {"by hand": "running", "ours": "stopped"}
    once(kind, options(), NEXT_EVENING + timedelta(days=1))
    assert kind.things["by hand"]["state"] == "stopped"  # the option alone keeps it


def test_a_run_that_is_killed_does_not_take_its_own_start_for_one_by_hand():
    found = options(retainRunning=True)
    for budget in range(6):
        kind = MemoryKind({"a": thing("business-hours")})
        once(kind, found, EVENING)
        kind.budget = budget
        with pytest.raises(Killed) if budget < 3 else _fine():
            once(kind, found, NEXT_DAY)
        kind.budget = float("inf")
        once(kind, found, NEXT_DAY + timedelta(minutes=5))
        assert kind.things["a"]["state"] == "running"
        once(kind, found, NEXT_EVENING)
        assert kind.things["a"]["state"] == "stopped", budget


def _fine():
    from contextlib import nullcontext

    return nullcontext()


@pytest.mark.parametrize(("stop_new", "state"), [(True, "stopped"), (False, "running")])
def test_what_is_new_in_the_evening(stop_new, state):
    kind = MemoryKind({"a": thing("business-hours")})
    for minutes in (0, 5):
        once(kind, options(stopNew=stop_new), EVENING + timedelta(minutes=minutes))
    assert kind.things["a"]["state"] == state
    once(kind, options(stopNew=stop_new), NEXT_EVENING)
    assert kind.things["a"]["state"] == "stopped"


@pytest.mark.parametrize(("override", "state"), [("running", "running"), ("stopped", "stopped")])
def test_an_override_moves_everything_at_once(override, state):
    kind = MemoryKind({"on": thing("business-hours"), "off": thing("business-hours", "stopped")})
    once(kind, options(override=override), DAY)
    assert {item["state"] for item in kind.things.values()} == {state}


def test_what_is_changing_is_left_to_the_next_run():
    kind = MemoryKind({"a": thing("business-hours", "changing")})
    report = once(kind, config(), EVENING)
    assert (kind.calls, report.counts["waiting"], mark_of(kind)) == ([], 1, None)


def test_one_that_fails_stops_no_other_and_is_tried_again():
    kind = MemoryKind({key: thing("business-hours", "stopped") for key in "abc"}, refuse=["b"])
    report = once(kind, config(), DAY)
    assert {key: item["state"] for key, item in kind.things.items()} == {"a": "running", "b": "stopped", "c": "running"}
    assert (report.counts["started"], report.counts["failed"]) == (2, 1)
    assert kind.things["b"]["tags"][ERROR_TAG] == "InsufficientInstanceCapacity: none left"
    assert mark_of(kind, "b") is None
    kind.refuse = []
    once(kind, config(), DAY + timedelta(minutes=5))
    assert kind.things["b"]["state"] == "running"
    assert ERROR_TAG not in kind.things["b"]["tags"]


def test_a_run_killed_anywhere_and_run_again_ends_as_one_that_was_not():
    found = config()

    def things():
        return {f"r{n}": thing("business-hours", "running" if n % 3 else "stopped") for n in range(9)}

    whole = MemoryKind(things())
    once(whole, found, EVENING)
    budget, killed = 0, 0
    while True:
        kind = MemoryKind(things(), budget=budget)
        try:
            once(kind, found, EVENING)
        except Killed:
            killed += 1
            kind.budget = float("inf")
            once(kind, found, EVENING + timedelta(minutes=5))
        else:
            break
        assert {k: t["state"] for k, t in kind.things.items()} == {k: t["state"] for k, t in whole.things.items()}
        assert all(mark_of(kind, key).since == mark_of(whole, key).since for key in kind.things)
        budget += 1
    assert killed > 10


def test_a_restart_of_aws_itself_is_undone_and_one_by_hand_is_not():
    kind = MemoryKind({"aws": thing("business-hours"), "hand": thing("business-hours")})
    asked = []

    def restarts(key, since):
        asked.append((key, since))
        return key == "aws"

    kind.restarts = restarts
    once(kind, config(), EVENING)
    for item in kind.things.values():
        item["state"] = "running"
    once(kind, config(), EVENING + timedelta(hours=2))
    assert {key: item["state"] for key, item in kind.things.items()} == {"aws": "stopped", "hand": "running"}
    assert asked == [("aws", EVENING), ("hand", EVENING)]
    # The mark has the moment of the second stop: what restarted it before that does not count again.
    assert mark_of(kind, "aws").at == EVENING + timedelta(hours=2)


@pytest.mark.parametrize("text", ["", "nonsense", "stopped 2026-02-30T00:00Z stop 2026-11-24T23:00Z", "running"])
def test_a_mark_that_cannot_be_read_is_none(text):
    kind = MemoryKind({"a": thing("business-hours", ScheduleState=text)})
    once(kind, config(), EVENING)
    assert kind.things["a"]["state"] == "stopped"
