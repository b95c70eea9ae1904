"""Kubernetes versions: which are taken on a day, what is said about them, what extended support costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from components.settings.kubernetes import KubernetesVersion, support_problem, support_warning
from finops import kubernetes
from finops.estimate import support

NOVEMBER = date(2026, 11, 25)
COST = "USD 0.60 instead of 0.10 per hour and cluster, 365 more a month (us-east-1)"


@pytest.mark.parametrize(
    ("version", "on", "extended", "problem"),
    [
        ("1.36", NOVEMBER, False, None),
        ("1.34", date(2026, 12, 2), False, None),  # the last day counts
        (
            "1.34",
            date(2026, 12, 3),
            False,
            (
                "version 1.34 left standard support on 2026-12-02: EKS creates no such cluster without "
                f"extended support, which costs {COST}; expected 1.35 or 1.36, or extendedSupport: true"
            ),
        ),
        ("1.34", date(2026, 12, 3), True, None),
        ("1.31", date(2026, 11, 26), True, None),
        (
            "1.31",
            date(2026, 11, 27),
            True,
            "version 1.31 left extended support on 2026-11-26, EKS upgrades it itself; expected 1.34 or 1.35 or 1.36",
        ),
        ("1.40", date(2030, 1, 1), False, None),  # newer than all that are known: nobody can tell
        (
            "1.36",
            date(2027, 8, 3),
            False,
            (
                "version 1.36 left standard support on 2027-08-02: EKS creates no such cluster without "
                f"extended support, which costs {COST}; expected a version newer than 1.36, or extendedSupport: true"
            ),
        ),
    ],
)
def test_a_version_is_refused_when_its_support_has_ended(
    version: str, on: date, extended: bool, problem: str | None
) -> None:
    assert support_problem(version, extended, on) == problem


@pytest.mark.parametrize(
    ("version", "extended", "warning"),
    [
        ("1.36", False, None),
        (
            "1.34",
            False,
            (
                "Standard support of Kubernetes 1.34 ends on 2026-12-02, in 7 days; EKS then upgrades the cluster by "
                "itself, at a time of its choice. Upgrade to 1.35 or 1.36, one version at a time."
            ),
        ),
        (
            "1.34",
            True,
            (
                "Standard support of Kubernetes 1.34 ends on 2026-12-02, in 7 days; extended support then costs "
                f"{COST}. Upgrade to 1.35 or 1.36, one version at a time."
            ),
        ),
        (
            "1.33",
            True,
            (
                f"Kubernetes 1.33 is in extended support since 2026-07-29, which costs {COST}, until 2027-07-29. "
                "Upgrade to 1.34 or 1.35 or 1.36, one version at a time."
            ),
        ),
    ],
)
def test_a_deployment_says_what_age_will_cost(version: str, extended: bool, warning: str | None) -> None:
    assert support_warning(version, extended, NOVEMBER) == warning


@pytest.mark.parametrize(("value", "taken"), [("1.36", "1.36"), (1.36, "1.36"), ("1.41", "1.41")])
def test_quotes_may_be_left_out(value: Any, taken: str) -> None:
    assert TypeAdapter[Any](KubernetesVersion).validate_python(value) == taken


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.3, 'expected a Kubernetes version such as "1.36"'),  # what YAML makes of 1.30 without quotes
        ("v1.36", 'expected a Kubernetes version such as "1.36"'),
        ("1.36.1", 'expected a Kubernetes version such as "1.36"'),
        ("1.29", "EKS has ended its extended support as well; expected"),
    ],
)
def test_refuses(value: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter[Any](KubernetesVersion).validate_python(value)


def test_the_calendar_rises_and_the_estimate_has_the_same() -> None:
    entries = list(kubernetes.VERSIONS.values())
    assert [entry.standard for entry in entries] == sorted(entry.standard for entry in entries)
    assert all(entry.extended.year == entry.standard.year + 1 for entry in entries)
    assert {version: entry.standard for version, entry in kubernetes.VERSIONS.items()} == support.EKS
    assert list(kubernetes.VERSIONS)[-1] == kubernetes.NEWEST
