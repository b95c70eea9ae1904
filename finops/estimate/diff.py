"""What a change costs, and why: line by line, factor by factor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from finops.estimate.charge import Part
from finops.estimate.figures import amount, figures, money
from finops.estimate.model import Estimate, Gap, Line, Owner
from finops.estimate.span import ZERO, Span

Kind = Literal["created", "changed", "removed"]


@dataclass(frozen=True)
class LineChange:
    """One line that is there before, after, or both and not the same."""

    label: str
    before: Line | None
    after: Line | None
    why: str
    """The arithmetic before → after: `instances 1 → 2`, `price 0.0416 → 0.0832`."""

    @property
    def cost_before(self) -> Span | None:
        """USD a month; zero for a line that was not there, None when its usage is not known."""
        return _cost(self.before)

    @property
    def cost_after(self) -> Span | None:
        """USD a month; zero for a line that is no more, None when its usage is not known."""
        return _cost(self.after)


@dataclass(frozen=True)
class ResourceChange:
    """A resource whose lines or gaps are not the same."""

    owner: Owner
    kind: Kind
    lines: tuple[LineChange, ...]
    new_gaps: tuple[Gap, ...] = ()
    gone_gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All that is not the same between two estimates."""

    before: Estimate
    after: Estimate
    changes: tuple[ResourceChange, ...]

    @cached_property
    def by_kind(self) -> dict[str, list[ResourceChange]]:
        """The changes, as created, changed and removed; empty kinds are left out."""
        found: dict[str, list[ResourceChange]] = defaultdict(list)
        for change in self.changes:
            found[change.kind].append(change)
        return {kind: found[kind] for kind in ("created", "changed", "removed") if kind in found}


_Key = tuple[str, str, str]


def diff(before: Estimate, after: Estimate) -> Difference:
    """Compare two estimates. A resource is the same when component, name and type are."""
    there, here = _owners(before), _owners(after)
    old, new = _lines(before), _lines(after)
    old_gaps, new_gaps = _gaps(before), _gaps(after)
    changes: list[ResourceChange] = []
    for key in sorted(there.keys() | here.keys()):
        kind: Kind = "created" if key not in there else "removed" if key not in here else "changed"
        lines = tuple(_changed(old.get(key, {}), new.get(key, {})))
        gained = tuple(gap for gap in new_gaps.get(key, ()) if gap not in old_gaps.get(key, ()))
        lost = tuple(gap for gap in old_gaps.get(key, ()) if gap not in new_gaps.get(key, ()))
        if lines or gained or lost:
            changes.append(ResourceChange(here.get(key) or there[key], kind, lines, gained, lost))
    return Difference(before, after, tuple(changes))


def _owners(estimate: Estimate) -> dict[_Key, Owner]:
    everything = (*estimate.lines, *estimate.gaps, *estimate.free)
    return {entry.owner.key: entry.owner for entry in everything}


def _lines(estimate: Estimate) -> dict[_Key, dict[tuple[str, int], Line]]:
    """Return the lines of each resource by label; equal labels are told apart by their order."""
    found: dict[_Key, dict[tuple[str, int], Line]] = defaultdict(dict)
    for line in estimate.lines:
        lines = found[line.owner.key]
        number = 0
        while (line.label, number) in lines:
            number += 1
        lines[line.label, number] = line
    return found


def _gaps(estimate: Estimate) -> dict[_Key, list[Gap]]:
    found: dict[_Key, list[Gap]] = defaultdict(list)
    for gap in estimate.gaps:
        found[gap.owner.key].append(gap)
    return found


def _changed(old: dict[tuple[str, int], Line], new: dict[tuple[str, int], Line]) -> Iterator[LineChange]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        why = "; ".join(_reasons(before, after))
        if why:
            yield LineChange(key[0], before, after, why)


def _reasons(before: Line | None, after: Line | None) -> Iterator[str]:
    """Yield what is not the same about a line; nothing when it is."""
    if before is None or after is None:
        line = after or before
        if line is not None:
            yield arithmetic(line)
        return
    for old, new in _paired((*before.parts, *before.factors), (*after.parts, *after.factors)):
        if old != new:
            name = (new or old or Part("", ZERO)).name
            yield f"{name} {_shown(old)} → {_shown(new)}"
    if before.unit_price != after.unit_price:
        yield f"price {figures(before.unit_price)} → {figures(after.unit_price)} a {after.unit}"
    if before.row != after.row:
        yield f"{before.row} → {after.row}"
    if before.region != after.region:
        yield f"region {before.region} → {after.region}"


def _paired(old: tuple[Part, ...], new: tuple[Part, ...]) -> Iterator[tuple[Part | None, Part | None]]:
    before, after = {part.name: part for part in old}, {part.name: part for part in new}
    for name in dict.fromkeys((*before, *after)):
        yield before.get(name), after.get(name)


def _shown(part: Part | None) -> str:
    return "none" if part is None else amount(part.value)


def arithmetic(line: Line) -> str:
    """Return how a line's cost comes about: `2 instances × 730 hours × 0.0416 = 60.74`."""
    steps = [f"{amount(part.value)} {part.name}" for part in line.parts]
    steps.append(f"{figures(line.unit_price)}{' (first tier)' if line.tiered else ''}")
    steps += [f"{amount(factor.value)} ({factor.name})" for factor in line.factors]
    result = "usage not known" if line.cost is None else money(line.cost)
    return f"{' × '.join(steps)} = {result}"


def _cost(line: Line | None) -> Span | None:
    return ZERO if line is None else line.cost
