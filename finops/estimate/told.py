"""What a stack file tells of its usage: for the whole stack, and in each workload for its own resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finops.estimate.usage import Usage


def of_stack(config: Mapping[str, Any]) -> Usage:
    """Return the usage of a stack file's `config`; a workload's goes before the stack's. UsageError: what is wrong."""
    layers = [
        Usage.of(workload["usage"], scope=name)
        for name, workload in _map(config.get("quoin:workloads")).items()
        if isinstance(workload, Mapping) and workload.get("usage")
    ]
    governance = _map(_map(config.get("quoin:governance")).get("estimate")).get("usage")
    return Usage().over(*layers, Usage.of(_map(governance)))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
