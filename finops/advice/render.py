"""Advice as a table, as Markdown, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from finops.advice.model import Advice
from finops.estimate.figures import cents, money
from finops.estimate.model import Estimate

NOTE = "Savings of one resource exclude each other more often than they add up: no sum is made."


def table(estimate: Estimate, advice: Sequence[Advice]) -> str:
    """Return the advice as text, each with its arithmetic, conditions, and how to set it."""
    lines = [_head(estimate)]
    for one in advice:
        lines += ["", f"{_saving(one):>18}  {one.title} ({one.where})  [{one.id}]"]
        lines += [f"{'':20}{step}" for step in one.arithmetic]
        lines += [f"{'':20}if: {condition}" for condition in one.conditions]
        lines += [f"{'':20}set: {how}" for how in one.how]
    return "\n".join([*lines, "", NOTE if advice else "Nothing would cost less."]) + "\n"


def markdown(estimate: Estimate, advice: Sequence[Advice]) -> str:
    """Return the advice for a pull request: a table, and the arithmetic of each to unfold."""
    lines = [_head(estimate), "", "| USD a month | what | where | how |", "|---:|---|---|---|"]
    lines += [f"| {_saving(one)} | {one.title} | {one.where} | {'; '.join(one.how) or '–'} |" for one in advice]
    lines += ["", NOTE]
    for one in advice:
        lines += ["", f"<details><summary>{one.title}: {one.where}</summary>", ""]
        lines += [f"- {step}" for step in one.arithmetic]
        lines += [f"- if {condition}" for condition in one.conditions]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def data(estimate: Estimate, advice: Sequence[Advice]) -> dict[str, Any]:
    """Return the advice as plain data."""
    high = estimate.high
    return {
        "currency": estimate.currency,
        "total": _span(estimate.total.low, estimate.total.expected, estimate.total.high),
        "highEnd": None if high is None else cents(high).replace(",", ""),
        "advice": [_entry(one) for one in advice],
    }


def _entry(one: Advice) -> dict[str, Any]:
    saving = one.saving
    return {
        "id": one.id,
        "title": one.title,
        "resource": None if one.owner is None else {"type": one.owner.type, "name": one.owner.name, "path": one.where},
        "saving": None if saving is None else _span(saving.low, saving.expected, saving.high),
        "lowersHighEnd": one.counted,
        "arithmetic": list(one.arithmetic),
        "conditions": list(one.conditions),
        "how": list(one.how),
    }


def _span(low: Decimal, expected: Decimal, high: Decimal) -> dict[str, str]:
    figures: Iterator[tuple[str, Decimal]] = iter((("low", low), ("expected", expected), ("high", high)))
    return {name: cents(value).replace(",", "") for name, value in figures}


def _head(estimate: Estimate) -> str:
    known = "" if estimate.high is not None else "; parts have no figure and come on top"
    return f"As it is: {money(estimate.total)} USD a month{known}."


def _saving(one: Advice) -> str:
    return "no figure" if one.saving is None else money(one.saving)
