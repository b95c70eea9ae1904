"""One advice: what to do, what it saves, how that was reckoned, under which conditions, and where to set it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finops.estimate.model import Owner
from finops.estimate.span import Span


@dataclass(frozen=True)
class Advice:
    """A way to pay less, or the reason why it cannot be reckoned."""

    id: str
    """Family and way, such as `storage/gp3`."""
    title: str
    """What to do, in a few words."""
    owner: Owner | None
    """The resource; None: the whole stack."""
    saving: Span | None
    """USD a month, low to high. None: it cannot be priced, or it is a loss; the arithmetic says which."""
    arithmetic: tuple[str, ...]
    """The figures, one step a line."""
    conditions: tuple[str, ...] = ()
    """What has to be true, and what is given up."""
    how: tuple[str, ...] = ()
    """How to set it: lines of the stack file, or what to change in the program."""
    counted: bool = False
    """Whether the high end of the estimate falls with it. A schedule, Spot and commitments lower the bill only."""

    @property
    def where(self) -> str:
        """The resource in words."""
        return self.owner.path if self.owner else "the stack"

    @property
    def rank(self) -> tuple[Decimal, Decimal, str, str]:
        """What orders advice: the certain saving first, then the possible one."""
        saving = self.saving or Span.of(0)
        return -saving.low, -saving.high, self.id, self.where
