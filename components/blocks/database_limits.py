"""What a database class can take: memory and connections. Pure arithmetic; the alarms' thresholds come from it."""

from __future__ import annotations

import math

from components.settings.database import DatabaseSettings
from components.settings.database_engines import Engine

GIB = 1024**3
_ACU_BYTES = 2 * GIB
_USABLE = 0.93
"""Share of a class's memory that the engine counts; the rest is the operating system's and RDS's own."""
_LARGE_GIB = {"c": 4, "m": 8, "r": 16}
_BURSTABLE_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
_SERVERLESS_CAP = 2000
"""Most connections of an Aurora PostgreSQL cluster that may shrink to half a unit or to none."""


def memory_bytes(instance_class: str) -> int | None:
    """Return the memory of an RDS class such as `db.m7g.large`, or None for a family that is not known."""
    _, family, size = instance_class.split(".")
    if family.startswith("t"):
        gib = _BURSTABLE_GIB.get(size)
        return gib * GIB if gib else None
    per_large = _LARGE_GIB.get(family[0])
    if per_large is None:
        return None
    factors = {"medium": 0.5, "large": 1.0, "xlarge": 2.0}
    if size in factors:
        return int(per_large * factors[size] * GIB)
    count = size.removesuffix("xlarge")
    return per_large * 2 * int(count) * GIB if count.isdigit() else None


def max_connections(settings: DatabaseSettings) -> int | None:
    """Return how many connections the server takes, or None when that cannot be told.

    A `max_connections` among the parameters counts; else it is the engine's default for the memory.
    """
    chosen = settings.parameters.get("max_connections", "")
    if chosen.isdigit():
        return int(chosen)
    aurora = settings.aurora
    if aurora and not settings.provisioned:
        count = _default_connections(settings.of_engine, int(aurora.max_capacity * _ACU_BYTES))
        postgres = settings.engine == "aurora-postgresql"
        return min(count, _SERVERLESS_CAP) if postgres and aurora.min_capacity <= 0.5 else count
    memory = memory_bytes(settings.instance_class)
    return _default_connections(settings.of_engine, memory) if memory else None


def _default_connections(engine: Engine, memory: int) -> int:
    usable = memory * _USABLE
    if engine.connection_bytes:
        return min(int(usable / engine.connection_bytes), engine.connection_limit)
    # Aurora MySQL's own formula, logarithms to base 2.
    small = math.log2(usable / 805_306_368) * 45
    large = math.log2(usable / 8_187_281_408) * 1000
    return min(int(max(small, large)), engine.connection_limit)
