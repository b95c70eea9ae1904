"""From resources to an estimate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from finops.estimate import registry
from finops.estimate.charge import Charge, Free, Item, Part, Undecided, Unpriced
from finops.estimate.graph import Graph
from finops.estimate.model import Coverage, Estimate, FreeOfCharge, Gap, Line, Owner
from finops.estimate.resource import Resource, Unknown
from finops.estimate.span import ONE, Span
from finops.estimate.usage import Usage
from finops.estimate.view import Context, View
from finops.prices import NotPriced, PriceBook, load

Books = Callable[[str], PriceBook]


@dataclass
class _Sheet:
    """What is collected about one resource."""

    owner: Owner
    lines: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def estimate(
    resources: Iterable[Resource],
    *,
    region: str = "us-east-1",
    usage: Usage | None = None,
    books: Books = load,
    on: date | None = None,
) -> Estimate:
    """Return what the resources cost in a month.

    `region` holds for resources that name none. `books` gives a region's price book and raises NotPriced for a region
    without one. `on` is the day whose support periods hold: by default the day of the book, so that the same input
    always gives the same estimate. The order of the resources does not matter.
    """
    day = on or _book_day(books, region)
    graph = Graph(resources)
    context = Context(graph, usage or Usage(), day)
    priced = [resource for resource in graph.resources if resource.managed and resource.type.startswith("aws:")]
    sheets = sorted((_sheet(resource, context, region, books) for resource in priced), key=_order)
    lines = tuple(line for sheet in sheets for line in sheet.lines)
    free = tuple(FreeOfCharge(sheet.owner, "; ".join(sheet.reasons)) for sheet in sheets if _is_free(sheet))
    return Estimate(
        lines=lines,
        gaps=tuple(gap for sheet in sheets for gap in sheet.gaps),
        free=free,
        coverage=_coverage(sheets, len(free)),
        on=day,
        books={name: books(name).as_of for name in sorted({line.region for line in lines})},
    )


def _book_day(books: Books, region: str) -> date:
    try:
        return books(region).as_of
    except NotPriced:
        return books(registry.GLOBAL).as_of


def _order(sheet: _Sheet) -> tuple[str, ...]:
    return *sheet.owner.key, sheet.owner.urn


def _is_free(sheet: _Sheet) -> bool:
    return not sheet.lines and not sheet.gaps


def _coverage(sheets: list[_Sheet], free: int) -> Coverage:
    priced = sum(1 for sheet in sheets if sheet.lines and not sheet.gaps)
    partly = sum(1 for sheet in sheets if sheet.lines and sheet.gaps)
    return Coverage(len(sheets), free, priced, partly, len(sheets) - free - priced - partly)


def _sheet(resource: Resource, context: Context, region: str, books: Books) -> _Sheet:
    sheet = _Sheet(Owner(resource.type, resource.name, resource.component, resource.urn, resource.tags))
    entry = registry.find(resource.type)
    if entry is None:
        sheet.gaps.append(Gap(sheet.owner, "not priced", "whole resource", "the type is not in the price list"))
    elif entry.free:
        sheet.reasons.append(entry.free)
    elif entry.not_priced:
        sheet.gaps.append(Gap(sheet.owner, "not priced", "whole resource", entry.not_priced))
    else:
        where = entry.home or resource.inputs.get("region") or resource.region or region
        _price(sheet, entry, View(resource, context), where, books)
    return sheet


def _price(sheet: _Sheet, entry: registry.Entry, view: View, where: str | Unknown, books: Books) -> None:
    if isinstance(where, Unknown):
        sheet.gaps.append(Gap(sheet.owner, "undecided", "whole resource", "region is not known before deployment"))
        return
    book, missing = _book(books, where)
    priced = View(view.resource, replace(view.context, book=book))
    for item, gap in _items(sheet.owner, entry, priced):
        if isinstance(item, Charge) and book is not None:
            _enter(sheet, item, book)
        elif isinstance(item, Free):
            sheet.reasons.append(item.reason)
        elif book is None:
            sheet.gaps[:] = [Gap(sheet.owner, "not priced", "whole resource", missing)]
        elif gap is not None:
            sheet.gaps.append(gap)


def _book(books: Books, region: str) -> tuple[PriceBook | None, str]:
    """Return the book of a region, or why there is none."""
    try:
        return books(region), ""
    except NotPriced as problem:
        return None, str(problem)


def _items(owner: Owner, entry: registry.Entry, view: View) -> Iterator[tuple[Item | None, Gap | None]]:
    """Yield what the functions of a type say; a gap for each that cannot tell."""
    for function in entry.functions:
        label = (function.__doc__ or function.__name__).partition("\n")[0].rstrip(".")
        try:
            for item in function(view):
                yield item, None
        except Undecided as problem:
            yield None, Gap(owner, "undecided", label, str(problem))
        except (Unpriced, NotPriced) as problem:
            yield None, Gap(owner, "not priced", label, str(problem))


def _enter(sheet: _Sheet, charge: Charge, book: PriceBook) -> None:
    """Turn a charge into a line, or into a gap when there is no price."""
    quantity = charge.quantity
    try:
        row = book.row(charge.row)
        factors = tuple(_resolved(factor, book) for factor in charge.factors)
        cost = None if quantity is None else _cost(row.cost, quantity, factors)
    except NotPriced as problem:
        known = quantity is not None
        sheet.gaps.append(Gap(sheet.owner, "not priced", charge.label, str(problem), charge.basis, known))
        return
    sheet.lines.append(
        Line(
            sheet.owner,
            charge.label,
            row.service,
            book.region,
            row.id,
            row.unit,
            row.price,
            len(row.tiers) > 1,
            charge.parts,
            factors,
            quantity,
            cost,
            charge.basis,
            charge.usage_key,
        )
    )


def _resolved(factor: Part, book: PriceBook) -> Part:
    """Return a factor with its figure: a factor without one is named after the row that holds it."""
    return factor if factor.value is not None else Part(factor.name, Span.of(book.price(factor.name)))


def _cost(cost: Callable[..., object], quantity: Span, factors: tuple[Part, ...]) -> Span:
    if quantity.exact:
        total = Span.of(cost(quantity.low))  # pyright: ignore[reportArgumentType] (a row's cost is a Decimal)
    else:
        total = Span(*(cost(figure) for figure in (quantity.low, quantity.expected, quantity.high)))  # pyright: ignore[reportArgumentType]
    for factor in factors:
        total *= factor.value or ONE
    return total
