"""Every view and every saved query of the IoT example gives the numbers that plain arithmetic gives."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from tests.analytics.iot import readings
from tests.support.athena import Lake, sorted_rows
from tests.support.synth import config_of

WORKLOAD = config_of("examples/data-analytics.yaml")["quoin:workloads"]["iot"]
ROWS = readings.generated()
CLEAN = readings.clean(ROWS)
KEYS = ("site", "device_id", "hour")


@pytest.fixture(scope="module")
def lake():
    made = Lake(WORKLOAD, readings.TODAY)
    made.put("readings", ROWS)
    yield made
    made.connection.close()


def same(found, expected, keys):
    """Compare rows: numbers within the error of adding in another order, all else exactly."""
    found, expected = sorted_rows(found, keys), sorted_rows(expected, keys)
    assert len(found) == len(expected)
    for got, wanted in zip(found, expected, strict=True):
        assert got == {
            key: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            for key, value in wanted.items()
        }


def by_device():
    groups = defaultdict(list)
    for row in CLEAN:
        groups[row["site"], row["device_id"]].append(row)
    return groups


def test_the_readings_hold_what_is_to_be_tested():
    ids = [row["reading_id"] for row in ROWS]
    assert len(ROWS) > 1500
    assert len(ids) - len(set(ids)) > 50, "no copies"
    assert len(CLEAN) == len(set(ids)) - 3, "readings without id, device or time"
    assert sum(row["temperature"] is None for row in CLEAN) > 50
    assert sum(row["delay_seconds"] > 3600 for row in CLEAN) > 50
    assert any(row["delay_seconds"] == 3600 for row in CLEAN), "nothing at the limit"
    assert any(row["received_at"].date() > row["recorded_at"].date() for row in CLEAN), "no reading of an earlier day"
    assert any(row["temperatures"] == 0 for row in readings.hourly(ROWS)), "no hour without a temperature"


def test_every_reading_once(lake):
    expected = [{key: row[key] for key in WORKLOAD["views"]["readings_clean"]["columns"]} for row in CLEAN]
    same(lake.rows("readings_clean"), expected, ["reading_id"])


def test_hourly_aggregates(lake):
    same(lake.rows("readings_hourly"), readings.hourly(ROWS), KEYS)


def test_nothing_is_lost_and_nothing_counted_twice(lake):
    hours = lake.rows("readings_hourly")
    assert sum(row["readings"] for row in hours) == len(CLEAN)
    assert sum(row["late_readings"] for row in hours) == sum(row["delay_seconds"] > 3600 for row in CLEAN)


def test_health_of_devices(lake):
    expected = [
        {
            "site": site,
            "device_id": device,
            "readings": len(group),
            "last_reading": max(row["recorded_at"] for row in group),
            "battery_last": max((r["recorded_at"], r["battery"]) for r in group if r["battery"] is not None)[1],
            "missing_share": sum(row["temperature"] is None for row in group) / len(group),
            "late_share": sum(row["delay_seconds"] > 3600 for row in group) / len(group),
        }
        for (site, device), group in by_device().items()
    ]
    same(lake.rows("device_health"), expected, ["device_id"])
    ends = {device: max(group, key=lambda row: row["recorded_at"]) for (_, device), group in by_device().items()}
    assert any(row["battery"] is None for row in ends.values()), "the last battery is known everywhere"


def test_health_forgets_what_is_older_than_thirty_days():
    old = Lake(WORKLOAD, readings.TODAY + timedelta(days=30))
    old.put("readings", ROWS)
    counted = sum(row["readings"] for row in old.rows("device_health"))
    assert counted == sum(row["day"] == readings.TODAY.isoformat() for row in CLEAN)
    assert 0 < counted < len(CLEAN)


def test_hottest_devices(lake):
    first = (readings.TODAY - timedelta(days=6)).isoformat()
    groups = defaultdict(list)
    for row in readings.hourly(ROWS):
        if row["day"] >= first and row["temperature_avg"] is not None:
            groups[row["site"], row["device_id"]].append(row["temperature_avg"])
    expected = sorted(((max(hours), site, device) for (site, device), hours in groups.items()), reverse=True)[:10]
    found = lake.saved("hottest-devices")
    assert [(row["device_id"], row["site"]) for row in found] == [(device, site) for _, site, device in expected]
    assert [row["hottest_hour"] for row in found] == pytest.approx([hottest for hottest, _, _ in expected])
    assert found[0]["average"] == pytest.approx(
        sum(groups[found[0]["site"], found[0]["device_id"]]) / len(groups[found[0]["site"], found[0]["device_id"]])
    )


def test_the_hottest_devices_are_ten_at_most():
    many = Lake(WORKLOAD, readings.TODAY)
    many.put("readings", [{**row, "device_id": f"{row['device_id']}-{row['reading_id']}"} for row in ROWS[:200]])
    assert len(many.saved("hottest-devices")) == 10


def test_silent_devices(lake):
    last = {device: max(row["recorded_at"] for row in group) for (_, device), group in by_device().items()}
    newest = max(last.values())
    expected = {device: int((newest - seen).total_seconds()) // 60 for device, seen in last.items()}
    found = {row["device_id"]: row["minutes_silent"] for row in lake.saved("silent-devices")}
    assert found == {device: minutes for device, minutes in expected.items() if minutes > 120}
    assert list(found) == [readings.SILENT]


def test_late_readings_by_day(lake):
    groups = defaultdict(list)
    for row in CLEAN:
        groups[row["day"], row["site"]].append(row["delay_seconds"])
    found = lake.saved("late-readings")
    assert [(row["day"], row["site"]) for row in found] == sorted(groups)
    for row in found:
        delays = groups[row["day"], row["site"]]
        assert (row["readings"], row["late_readings"], row["longest_delay_seconds"]) == (
            len(delays), sum(delay > 3600 for delay in delays), max(delays),
        )  # fmt: skip


def test_differences_between_job_and_view():
    lake = Lake(WORKLOAD, readings.TODAY)
    lake.put("readings", ROWS)
    hours = readings.hourly(ROWS)
    lake.put("device_hours", hours)
    assert lake.saved("hourly-differences") == []
    lake.connection.execute("DELETE FROM device_hours")
    wrong = {**hours[3], "readings": hours[3]["readings"] + 1}
    lake.put("device_hours", [*hours[:3], wrong, *hours[5:]])
    found = lake.saved("hourly-differences")
    assert {(row["device_id"], row["hour"]) for row in found} == {(h["device_id"], h["hour"]) for h in hours[3:5]}
    made = {(row["device_id"], row["hour"]): row["readings_made"] for row in found}
    assert made[hours[4]["device_id"], hours[4]["hour"]] is None, "an hour that the job did not make"


@pytest.mark.parametrize(
    ("figure", "more"), [("readings", 1), ("temperatures", 1), ("temperature_avg", 0.001), ("late_readings", 1)]
)
def test_every_figure_that_differs_is_told(figure, more):
    lake = Lake(WORKLOAD, readings.TODAY)
    some = ROWS[:200]
    hours = readings.hourly(some)
    index = next(number for number, row in enumerate(hours) if row[figure] is not None)
    hours[index] = {**hours[index], figure: hours[index][figure] + more}
    lake.put("readings", some)
    lake.put("device_hours", hours)
    [found] = lake.saved("hourly-differences")
    assert (found["device_id"], found["hour"]) == (hours[index]["device_id"], hours[index]["hour"])


def test_an_empty_lake_answers_with_nothing():
    lake = Lake(WORKLOAD, readings.TODAY)
    assert all(lake.rows(view) == [] for view in WORKLOAD["views"])
    assert all(lake.saved(query) == [] for query in WORKLOAD["workgroup"]["queries"])


def test_silence_is_more_than_two_hours_in_whole_minutes():
    lake = Lake(WORKLOAD, readings.TODAY)
    base = {"site": "s", "temperature": None, "humidity": None, "battery": 1.0, "received_at": "2026-11-25T05:00:00Z"}
    times = {"hours": "01:00:59", "just": "02:59:00", "not-yet": "02:59:01", "speaks": "05:00:00"}
    rows = [
        {**base, "reading_id": key, "device_id": key, "recorded_at": f"2026-11-25T{time}Z"}
        for key, time in times.items()
    ]
    lake.put("readings", [readings.partitioned(row) for row in rows])
    found = lake.saved("silent-devices")
    assert {row["device_id"]: row["minutes_silent"] for row in found} == {"hours": 239, "just": 121}
    assert found[0]["last_reading"] == datetime(2026, 11, 25, 1, 0, 59)
