"""Stack files for tests, as maps."""

from __future__ import annotations

import copy
from typing import Any

Config = dict[str, Any]

LIGHT: Config = {"nat": "none", "networkAcls": False, "flowLogs": {"destination": "none"}}
"""A network without what no workload asks it for: a third fewer resources in a test that looks at something else."""
SMALL: Config = {**LIGHT, "zoneCount": 2}
"""The same in two zones, whatever the environment."""

UNWATCHED: Config = {"quoin:monitoring": {"alarms": False, "dashboard": False, "logErrors": None}}
"""Settings of a stack whose alarms no test looks at."""


def config(
    environment: str, workloads: Config, *, region: str = "us-east-1", network: Config = LIGHT, **more: Any
) -> Config:
    """Return the `config` of a stack of these workloads."""
    return {
        "aws:region": region,
        "quoin:environment": environment,
        "quoin:project": "shop",
        "quoin:costCenter": "4410",
        "quoin:owner": "platform@example.com",
        "quoin:network": copy.deepcopy(network),
        "quoin:workloads": workloads,
        **more,
    }
