"""Workloads in several regions that tests of the pattern share; each is built once."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from tests.support import stacks
from tests.support.synth import Synthesis, synth

DOMAIN = "shop.example.com"
TWO = {"us-east-1": {}, "eu-west-1": {}}
THREE = {"us-east-1": {}, "eu-west-1": {}, "us-west-2": {}}


def config(environment: str = "Production", regions: Any = None, **workload: Any) -> dict[str, Any]:
    """Return the `config` of a stack with one workload in several regions, of us-east-1 unless said otherwise."""
    home = workload.pop("home", "us-east-1")
    more = {} if workload.pop("watched", True) else stacks.UNWATCHED
    regions = copy.deepcopy(regions or TWO)
    world = {"pattern": "multi-region", "domain": DOMAIN, "regions": regions, "network": stacks.SMALL, **workload}
    return stacks.config(environment, {"world": world}, region=home, **more)


def run(environment: str = "Production", **workload: Any) -> Synthesis:
    """Build such a stack; the same one is built once."""
    return _run(json.dumps(config(environment, **workload)))


@cache
def _run(text: str) -> Synthesis:
    return synth(json.loads(text))


LIGHT: dict[str, Any] = {"database": None, "watched": False}
"""Without what tests of routing do not look at."""
