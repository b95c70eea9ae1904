"""The Kubernetes version of a cluster, and what its age costs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from components.settings.formats import Format, Refusal
from finops import kubernetes

WARN_DAYS = 90
"""Days before the end of standard support from which a deployment reminds of it."""


def today() -> date:
    """Return the day by which support is judged."""
    return date.today()


def _digits(value: Any) -> Any:
    """Take `1.36` as YAML gives it without quotes."""
    return str(value) if isinstance(value, float) else value


def _known(value: str) -> str:
    if value not in kubernetes.VERSIONS and kubernetes.number(value) < kubernetes.number(kubernetes.NEWEST):
        raise Refusal("EKS has ended its extended support as well")
    return value


KubernetesVersion = Annotated[
    str,
    Format(
        pattern=r"1\.\d\d",
        check=_known,
        expected=f'a Kubernetes version such as "{kubernetes.NEWEST}"; EKS has '
        f"{', '.join(kubernetes.VERSIONS)}, and may have newer ones",
    ),
    BeforeValidator(_digits),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^1\.\d\d$"}),
]
"""A Kubernetes version of EKS, with or without quotes."""


def support_problem(version: str, extended: bool, on: date) -> str | None:
    """Return why a cluster of this version is refused on a day, and what it takes; None when it is not."""
    support = kubernetes.VERSIONS.get(version)
    if support is None or on <= support.standard:
        return None
    newer = _choice(on)
    if on > support.extended:
        return (
            f"version {version} left extended support on {support.extended}, EKS upgrades it itself; expected {newer}"
        )
    if extended:
        return None
    return (
        f"version {version} left standard support on {support.standard}: EKS creates no such cluster without extended "
        f"support, which costs {_price()}; expected {newer}, or extendedSupport: true"
    )


def support_warning(version: str, extended: bool, on: date) -> str | None:
    """Return what people should know about the age of a version on a day; None when there is nothing to say."""
    support = kubernetes.VERSIONS.get(version)
    if support is None:
        return None
    if on > support.standard:
        return (
            f"Kubernetes {version} is in extended support since {support.standard}, which costs {_price()}, until "
            f"{support.extended}. Upgrade to {_choice(on)}, one version at a time."
        )
    days = (support.standard - on).days
    if days > WARN_DAYS:
        return None
    then = (
        f"extended support then costs {_price()}"
        if extended
        else "EKS then upgrades the cluster by itself, at a time of its choice"
    )
    return (
        f"Standard support of Kubernetes {version} ends on {support.standard}, in {days} days; {then}. "
        f"Upgrade to {_choice(on, after=version)}, one version at a time."
    )


def _choice(on: date, after: str | None = None) -> str:
    """Return the versions in standard support in words; without one, any newer than those known here."""
    versions = [found for found in kubernetes.supported(on) if found != after]
    return " or ".join(versions) or f"a version newer than {kubernetes.NEWEST}"


def _price() -> str:
    """Return what extended support costs, from the price book, in words."""
    from finops.prices.book import load  # noqa: PLC0415 (a book of prices, for the few who are late)

    book = load("us-east-1")
    standard, extended = (book.row(key).price for key in ("eks.cluster", "eks.cluster/extended"))
    more = (extended - standard) * 730
    return f"USD {extended} instead of {standard} per hour and cluster, {more:.0f} more a month (us-east-1)"
