"""An estimate beside the budget of its stack: plain data, made by `finops.gate.stand`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finops.estimate.figures import cents, figures
from finops.estimate.span import Span


@dataclass(frozen=True)
class Standing:
    """What counts against a budget, as the gate of a preview counts it."""

    budget: Decimal
    """USD a month."""
    counted: Span
    """USD a month; usage that nobody told is that of the profile. The gate holds the high end against the budget."""
    accepted: Decimal
    """The part of `counted` that stands for gaps which somebody accepted at a figure."""
    open: int
    """Parts without a figure: while there are any, `counted` is the least it can be."""
    profile: str

    @property
    def percent(self) -> Span:
        """How much of the budget is used."""
        return self.counted * (Decimal(100) / self.budget)

    @property
    def excess(self) -> Decimal:
        """What the high end has above the budget; zero when it is inside."""
        return max(Decimal(0), self.counted.high - self.budget)

    @property
    def share(self) -> str:
        """How much of the budget is used, as a text: 60.5–73.7 %."""
        low, high = (figures(round(figure, 1)) for figure in (self.percent.low, self.percent.high))
        return f"{low} %" if low == high else f"{low}–{high} %"

    @property
    def sentences(self) -> list[str]:
        """What there is to know about it, the verdict first."""
        left = self.budget - Decimal(cents(self.counted.high).replace(",", ""))  # the two shown add up
        verdict = (
            f"above the budget of {cents(self.budget)} by up to {cents(self.excess)}"
            if self.excess
            else f"within the budget of {cents(self.budget)}, {cents(left)} left"
        )
        accepted = f"; {cents(self.accepted)} of it stand for what was accepted at a figure" if self.accepted else ""
        found = [
            f"As the gate counts: up to {cents(self.counted.high)} USD a month, {verdict}.",
            f"Usage that nobody told counts as in the profile {self.profile}{accepted}.",
        ]
        return [*found, f"At least: {self.open} parts have no figure."] if self.open else found
