"""Schedules that the tests share, as the configuration of the function has them."""

from __future__ import annotations

from typing import Any

from functions.instance_scheduler.config import Config, read

BUSINESS = {
    "timezone": "America/New_York",
    "periods": [{"begin": "08:00", "end": "18:00", "weekdays": ["mon-fri"]}],
    "holidays": ["2026-11-26", "12-25", "01-01"],
}
YEAR: dict[str, dict[str, Any]] = {
    "business-hours": BUSINESS,
    # Over midnight, through both changes of the clocks (02:00 and 03:00), and not on two holidays.
    "nights-berlin": {
        "timezone": "Europe/Berlin",
        "periods": [{"begin": "22:30", "end": "02:30", "weekdays": ["sat", "sun-thu"]}],
        "holidays": ["12-24", "2026-12-31"],
    },
    # It begins in the hour that is skipped, and ends in the one that comes twice.
    "edges-sydney": {
        "timezone": "Australia/Sydney",
        "periods": [{"begin": "02:15", "end": "04:00", "weekdays": ["sun"]}, {"begin": "23:00", "end": "02:45"}],
        "holidays": ["01-26"],
    },
    "midnight-santiago": {
        "timezone": "America/Santiago",
        "periods": [{"weekdays": ["fri-mon"]}],
        "holidays": ["09-18"],
    },
    "half-hour-lord-howe": {
        "timezone": "Australia/Lord_Howe",
        "periods": [{"begin": "01:45", "end": "06:00"}, {"begin": "06:00", "end": "09:15", "weekdays": ["wed"]}],
    },
    "kolkata": {
        "timezone": "Asia/Kolkata",
        "periods": [{"begin": "09:15", "end": "17:45", "weekdays": ["mon#1", "friL", "tue"]}],
        "holidays": ["2026-01-26", "08-15"],
    },
    "kathmandu": {
        "timezone": "Asia/Kathmandu",
        "periods": [{"begin": "06:00", "end": "20:00", "monthDays": ["1-7", "L"], "months": ["nov-feb", "apr"]}],
    },
    "havana": {"timezone": "America/Havana", "periods": [{"begin": "20:00", "end": "00:30"}, {"weekdays": ["tue"]}]},
}


def config(schedules: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Config:
    """Return a configuration of the function."""
    data = {
        "name": "scheduler",
        "namespace": "shop/test",
        "region": "us-east-1",
        "schedules": schedules or {"business-hours": BUSINESS},
        "targets": [{"region": "us-east-1"}],
        "tag": "Schedule",
        "scope": {},
        "kinds": ["ec2", "autoscaling", "rds", "rds-cluster", "ecs", "eks", "redshift"],
        "externalId": "",
        "minutes": 5,
    }
    return read(data | changes)
