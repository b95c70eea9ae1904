"""Valkey for Redis: the same protocol, a fifth less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops.advice.case import Case
from finops.advice.model import Advice
from finops.advice.text import advice as of_effect
from finops.advice.text import setting
from finops.estimate.aws.data_stores import REPLICATION
from finops.estimate.resource import Resource


def advice(case: Case) -> Iterator[Advice]:
    """Propose Valkey for every replication group that runs Redis."""
    for effect in case.effects(_valkey):
        yield of_effect(
            "caches/valkey",
            "Valkey instead of Redis",
            effect,
            conditions=["ElastiCache upgrades a group of Redis 5.0.6 or newer in place; there is no way back"],
            how=[setting(effect.owner, "engine", "valkey", "engine valkey")],
        )


def _valkey(one: Resource) -> Mapping[str, Any] | None:
    if one.type != REPLICATION or one.inputs.get("engine", "redis") != "redis":
        return None
    return {**one.inputs, "engine": "valkey"}
