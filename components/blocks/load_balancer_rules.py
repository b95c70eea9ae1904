"""Which requests go to which targets: the conditions of a listener's rules and the order in which they are asked."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

LAST = 50_000
"""The last priority that a listener knows; the rule of the default target has it."""
MOST_VALUES = 5
"""Condition values that AWS takes in one rule: all paths and hosts together."""
_LONGEST = 127
_BANDS = 2 * (_LONGEST + 1)
_SLOTS = (LAST - 1) // _BANDS


def priority_of(key: str, paths: Sequence[str], hosts: Sequence[str]) -> int:
    """Return the priority of the rule named `key`: 1 is asked first.

    It depends on the rule alone, so a further rule moves none. Rules that name a host come before those that do not,
    longer paths before shorter ones: `/api/orders/*` before `/api/*`. Within equals the name decides.
    """
    if not paths and not hosts:
        return LAST
    length = min((len(path.rstrip("*")) for path in paths), default=0)
    band = (0 if hosts else _LONGEST + 1) + _LONGEST - min(length, _LONGEST)
    return 1 + band * _SLOTS + zlib.crc32(key.encode()) % _SLOTS


def conditions(paths: Sequence[str], hosts: Sequence[str]) -> list[dict[str, dict[str, list[str]]]]:
    """Return the conditions of a rule: one of the paths and one of the hosts, or every path where there is neither."""
    found: list[dict[str, dict[str, list[str]]]] = []
    if hosts:
        found.append({"host_header": {"values": list(hosts)}})
    if paths:
        found.append({"path_pattern": {"values": list(paths)}})
    return found or [{"path_pattern": {"values": ["*"]}}]


def target_problems(
    key: str, paths: Sequence[str], hosts: Sequence[str], priority: int, taken: dict[int, str]
) -> list[str]:
    """Return what is wrong with a further rule, one sentence each; `taken` are the priorities in use."""
    problems: list[str] = []
    if len(paths) + len(hosts) > MOST_VALUES:
        problems.append(
            f"target {key}: {len(paths)} paths and {len(hosts)} hosts, AWS takes {MOST_VALUES} of both in one rule; "
            "use a wildcard or a second target"
        )
    problems += [f"target {key}: path {path} does not start with / or *" for path in paths if path[:1] not in "/*"]
    if not 1 <= priority <= LAST:
        problems.append(f"target {key}: priority {priority}, expected 1 to {LAST}")
    if priority in taken:
        other = taken[priority]
        problems.append(
            f"target {key} and target {other} are both the default, give one of them paths or hosts"
            if priority == LAST and not (paths or hosts)
            else f"target {key} has priority {priority}, as target {other} has; give one of them another priority"
        )
    return problems
