"""S3 storage classes: what a GB saves, what moving costs, and from which size and age on an object is worth it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops.advice.case import Case
from finops.advice.model import Advice
from finops.advice.text import number, saves
from finops.estimate.aws.storage import BUCKETS, LIFECYCLES
from finops.estimate.figures import cents, figures
from finops.estimate.model import Line
from finops.estimate.span import Span
from finops.prices import PriceBook

CLASSES = {"STANDARD_IA": 30, "GLACIER": 90, "DEEP_ARCHIVE": 180}
"""Classes with the days that an object is charged for at least."""
KILOBYTES = Decimal(1024 * 1024)
"""KB of a GB."""
MONTHS = 12


def advice(case: Case) -> Iterator[Advice]:
    """Propose infrequent access for buckets without a lifecycle, with the break-even of every class."""
    for lines in case.lines.values():
        owner = lines[0].owner
        standard = next((line for line in lines if line.row == "s3.storage/STANDARD"), None)
        book = case.book(lines[0])
        if owner.type in BUCKETS and standard is not None and book is not None and not _has_lifecycle(case, standard):
            yield from _advice(standard, book)


def _has_lifecycle(case: Case, line: Line) -> bool:
    one = case.resource(line.owner)
    return bool(one.inputs.get("lifecycleRules")) or any(
        case.graph.referrers(one, type_, "bucket") for type_ in LIFECYCLES
    )


def _advice(line: Line, book: PriceBook) -> Iterator[Advice]:
    if line.quantity is None or not line.quantity.high:
        return
    infrequent, retrieval = book.find("s3.storage/STANDARD_IA"), book.find("s3.retrieval/STANDARD_IA")
    if infrequent is None or retrieval is None:
        return
    difference = line.unit_price - infrequent.price
    saving = Span.between(0, line.quantity.high * difference, 0)
    reads = difference / retrieval.price
    yield Advice(
        "objects/infrequent-access",
        "Infrequent access for objects after 30 days",
        line.owner,
        saving,
        (
            f"a GB: {figures(line.unit_price)} now, {figures(infrequent.price)} in STANDARD_IA",
            f"all moved, never read: {number(line.quantity.high)} GB × {figures(difference)} = {cents(saving.high)}",
            f"a GB read back costs {figures(retrieval.price)}: {number(reads)} times a month eat the saving",
            *(text for class_ in CLASSES for text in breakeven(book, line.unit_price, class_)),
            saves(saving),
        ),
        (
            "objects of 128 KB or more; smaller ones are charged as 128 KB",
            "objects that stay: one that is deleted early pays the least number of days all the same",
        ),
        (f"in the program: a lifecycle rule for {line.owner.name}: transition to STANDARD_IA after 30 days",),
    )


def breakeven(book: PriceBook, standard: Decimal, class_: str) -> Iterator[str]:
    """Yield from which size and age on moving an object to a class pays; nothing when the book lacks a row."""
    storage, move = book.find(f"s3.storage/{class_}"), book.find(f"s3.requests/transition/{class_}")
    if storage is None or move is None:
        return
    difference, each, days = standard - storage.price, move.price / 1000, CLASSES[class_]
    size = each / (difference * MONTHS) * KILOBYTES
    age = each / difference
    yield (
        f"{class_}: moving an object costs {figures(each)}; kept {MONTHS} months it pays from {number(size, '0.1')} KB "
        f"on; an object of 1 MB after {number(age * 1024)} months"
    )
    yield (
        f"{class_}: at least {days} days are charged: a GB deleted after 10 days loses "
        f"{number(storage.price * (days - 10) / 30, '0.0001')} USD"
    )
