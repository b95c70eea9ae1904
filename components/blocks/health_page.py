"""The sections of the stack's dashboard: for each workload its golden signals, then its parts, region by region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.dashboard import Section
from components.blocks.golden_signals import golden_signals
from components.component import Component
from components.context import StackContext
from components.operations import Widget
from components.settings.objective import ObjectiveSettings

Alarms = Mapping[str | None, Sequence[pulumi.Input[str]]]
"""ARNs of alarms by region; None is the stack's."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the dashboard shows of one workload."""

    name: str
    parts: Sequence[Component]
    objective: ObjectiveSettings | None
    alarms: Alarms
    stack: StackContext

    def in_region(self, widgets: Sequence[Widget], region: str | None) -> list[Widget]:
        """Return the graphs of a region; None is the stack's."""
        return [widget for widget in widgets if self.stack.elsewhere(widget.region) == region]


def sections(page: Page) -> Iterator[Section]:
    """Yield the sections of a workload, those of the stack's own region first.

    Every heading of another region says so: a graph does not.
    """
    signals = golden_signals(page.parts, page.objective)
    graphs = [*signals, *(widget for part in page.parts for widget in _rest(part))]
    regions = {page.stack.elsewhere(widget.region) for widget in graphs} | set(page.alarms)
    for region in (None, *sorted(region for region in regions if region)):
        place = f" · {region}" if region else ""
        shown = page.in_region(signals, region)
        below = [
            Section(heading=f"### {part.name}{place}", widgets=found)
            for part in page.parts
            if (found := page.in_region(_rest(part), region))
        ]
        alarms = page.alarms.get(region, ())
        if shown or below or alarms:
            yield Section(heading=f"# {page.name}{place}", alarms=alarms, widgets=shown)
            yield from below


def _rest(part: Component) -> list[Widget]:
    return [widget for widget in part.operations.widgets if not widget.saturation]
