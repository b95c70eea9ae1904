"""Workloads in several regions that tests of the pattern share; each is built once."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from tests.support.synth import Synthesis, synth

DOMAIN = "shop.example.com"
TWO = {"us-east-1": {}, "eu-west-1": {}}
THREE = {"us-east-1": {}, "eu-west-1": {}, "us-west-2": {}}


def config(environment: str = "Production", regions: Any = None, **workload: Any) -> dict[str, Any]:
    """Return the `config` of a stack with one workload in several regions, of us-east-1 unless said otherwise."""
    return {
        "aws:region": workload.pop("home", "us-east-1"),
        "quoin:environment": environment,
        "quoin:project": "shop",
        "quoin:costCenter": "4410",
        "quoin:owner": "platform@example.com",
        "quoin:workloads": {
            "world": {
                "pattern": "multi-region",
                "domain": DOMAIN,
                "regions": copy.deepcopy(regions or TWO),
                **workload,
            }
        },
    }


def run(environment: str = "Production", **workload: Any) -> Synthesis:
    """Build such a stack; the same one is built once."""
    return _run(json.dumps(config(environment, **workload)))


@cache
def _run(text: str) -> Synthesis:
    return synth(json.loads(text))


LIGHT: dict[str, Any] = {"database": None, "network": {"nat": "none", "flowLogs": {"destination": "none"}}}
"""Without what tests of routing do not look at."""
