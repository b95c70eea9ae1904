"""Problems between the sections of a stack file, each of which is right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from components.settings.hints import nearest
from components.settings.problem import Path, Problem, dotted, please_set, set_command
from components.settings.provider import AwsSettings
from components.settings.spot_capacity import price_cap
from components.settings.stack import StackKeys
from components.settings.workload import ALWAYS_ON, WorkloadSettings
from finops.prices import NotPriced

RESERVED = ("aws", "governance", "monitoring", "network", "posture")
"""Names that the stack itself uses for its parts and exports."""
_CHANGE_ONE = "please change one of them in the stack file"


def problems_across(
    keys: StackKeys | None, workloads: Mapping[str, WorkloadSettings], aws: AwsSettings | None
) -> list[Problem]:
    """Return the problems between sections; a section that has problems of its own is None or left out."""
    problems = [*_reserved(workloads), *_domains(workloads)]
    if aws:
        problems += _misplaced(workloads, aws)
    if keys and aws:
        problems += [*_zones(keys, aws), *_prices(keys, aws), *_schedules(keys, workloads)]
    return problems


def _reserved(workloads: Mapping[str, WorkloadSettings]) -> Iterator[Problem]:
    for name in workloads:
        if name in RESERVED:
            path: Path = ("quoin:workloads", name)
            text = f"'{dotted(path)}' has a name that the stack uses itself"
            details = (f"allowed: any but {', '.join(RESERVED)}",)
            yield Problem(path, text, details, "please rename it in the stack file")


def _domains(workloads: Mapping[str, WorkloadSettings]) -> Iterator[Problem]:
    domains = {name: getattr(workload, "domain", None) for name, workload in workloads.items()}
    for one, other in combinations(sorted(name for name, domain in domains.items() if domain), 2):
        if domains[one] == domains[other]:
            path: Path = ("quoin:workloads", other, "domain")
            first = dotted(("quoin:workloads", one, "domain"))
            text = f"'{dotted(path)}' is '{domains[other]}', which is that of '{first}' as well"
            yield Problem(path, text, ("allowed: a domain for each workload",), _CHANGE_ONE)


def _misplaced(workloads: Mapping[str, WorkloadSettings], aws: AwsSettings) -> Iterator[Problem]:
    for name, workload in workloads.items():
        path: Path = ("quoin:workloads", name)
        for found in workload.problems_in(aws.region):
            yield Problem(path, f"'{dotted(path)}': {found}", (), "please correct it in the stack file")


def _zones(keys: StackKeys, aws: AwsSettings) -> Iterator[Problem]:
    for position, zone in enumerate(keys.network.zones or ()):
        if zone[:-1] != aws.region:
            path: Path = ("quoin:network", "zones", position)
            text = f"'{dotted(path)}' is '{zone}', which is not in aws:region {aws.region}"
            yield Problem(path, text, (f"allowed: {aws.region} and a letter, such as {aws.region}a",), _CHANGE_ONE)


def _prices(keys: StackKeys, aws: AwsSettings) -> Iterator[Problem]:
    """A price cap is a part of the on-demand price, which must be known."""
    for name, spot in keys.governance.spot.items():
        try:
            price_cap(spot.price_cap, spot.instance_types, aws.region)
        except NotPriced as error:
            path: Path = ("quoin:governance", "spot", name, "priceCap")
            text = f"'{dotted(path)}' is '{spot.price_cap}', but {error}"
            yield Problem(path, text, ("allowed: none",), please_set(set_command(path, "none")))


def _schedules(keys: StackKeys, workloads: Mapping[str, WorkloadSettings]) -> Iterator[Problem]:
    """A name that the stack's scheduler does not know would leave the workload on for ever."""
    scheduler = keys.governance.scheduler
    known = [*scheduler.all_schedules, ALWAYS_ON] if scheduler else []
    for name, workload in workloads.items():
        if scheduler and workload.schedule and workload.schedule not in known:
            path: Path = ("quoin:workloads", name, "schedule")
            text = f"'{dotted(path)}' is '{workload.schedule}', which the stack's scheduler does not know"
            near = nearest(workload.schedule, known) or "<value>"
            yield Problem(path, text, (f"allowed: {', '.join(known)}",), please_set(set_command(path, near)))
