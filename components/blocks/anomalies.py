"""Alarms on what is unusual for the hour and the weekday: traffic that breaks away or breaks in, and slowness."""

from __future__ import annotations

from dataclasses import replace

from components.operations import Alarm, Indicator

_PERIOD = 300  # seconds; in a single minute everything is unusual


def anomaly_alarms(name: str, indicator: Indicator, band: float) -> list[Alarm]:
    """Return the anomaly alarms of a front door; `band` is the width in standard deviations.

    They are warnings: unusual is not wrong. Traffic is watched on both sides, since a silent evening may be an outage
    in front of us that no error of ours tells of.
    """
    found = [
        Alarm(
            key="unusual-traffic",
            description=f"Requests to {name} are far from what is usual at this hour. Too many: look where they come "
            "from. Too few: open it from outside; DNS, a certificate or a partner may be what fails.",
            metrics={"m1": replace(indicator.metrics[indicator.counts], period=_PERIOD)},
            band=band,
            region=indicator.region,
        )
    ]
    if indicator.latency:
        found.append(
            Alarm(
                key="unusual-latency",
                description=f"Requests to {name} take longer than is usual at this hour. Look at the last deployment, "
                "then at the saturation graphs of the dashboard.",
                metrics={"m1": replace(indicator.latency, stat="p90", period=_PERIOD)},
                band=band,
                band_sides="above",
                region=indicator.region,
            )
        )
    return found
