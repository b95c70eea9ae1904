"""What would cost less, with the arithmetic: hours, offers, machines, networks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ops.command import Exit, Failure, command
from ops.console import write, write_json

if TYPE_CHECKING:
    from finops.advice import Case, Options, Schedule
    from ops.sources import Source


@command(
    examples={
        "quoin whatif -s prod": "all advice for the stack prod",
        'quoin whatif -s dev --schedule "mon-fri 08:00-18:00"': "what these hours would save",
        "quoin whatif -s prod --commitment compute-1y=0.72 --only commitments": "an offer",
        "quoin whatif --resources list.json --transfer inter-az=500 -o markdown": "resources of a file",
    },
    exits={Exit.PROBLEMS: "a price book is missing"},
)
def run(
    *,
    stack: Annotated[str, typer.Option("--stack", "-s", help="Stack whose program is run, without AWS: dev.")] = "",
    preview: Annotated[Path | None, typer.Option("--preview", help="Instead: a saved `pulumi preview --json`.")] = None,
    state: Annotated[Path | None, typer.Option("--state", help="Instead: a saved `pulumi stack export`.")] = None,
    resources: Annotated[
        Path | None, typer.Option("--resources", help="Instead: a JSON list [{type, name, inputs}].")
    ] = None,
    usage: Annotated[Path | None, typer.Option("--usage", help="Usage file, over what the stack tells.")] = None,
    schedule: Annotated[
        str, typer.Option("--schedule", help='Name of a schedule of the stack, or hours such as "mon-fri 08:00-18:00".')
    ] = "",
    commitment: Annotated[
        list[str] | None,
        typer.Option(
            "--commitment", help="Offer as SCOPE-NAME=SHARE of on demand, such as compute-1y=0.72; repeatable."
        ),
    ] = None,
    mix: Annotated[str, typer.Option("--mix", help="Shares of baseline, peak and Spot.")] = "75/20/5",
    transfer: Annotated[
        list[str] | None,
        typer.Option("--transfer", help="GB a month as KIND=GB: inter-az, inter-region, internet; repeatable."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Family of advice; repeatable.")] = None,
    output: Annotated[
        Literal["table", "json", "markdown"], typer.Option("--output", "-o", help="How to print the result.")
    ] = "table",
) -> None:
    """Reckon what would cost less, each with its arithmetic, its conditions and where to set it.

    Prices come from the dated price book; what has no row is not priced and never a saving. Usage is what the stack
    tells in governance.estimate.usage, else the profile of its environment.
    """
    from finops.advice import advise, names, render  # noqa: PLC0415  # 0.1 s: not for --help

    wrong = sorted(set(only or ()) - set(names()))
    if wrong:
        raise Failure(f"--only {', '.join(wrong)}: no such family", Exit.USAGE, fix=f"there are: {', '.join(names())}")
    source = _source(stack, preview, state, resources)
    case = _case(source, usage, _options(source, schedule, commitment or [], mix, transfer or []))
    found = advise(case, only or None)
    if output == "json":
        write_json(render.data(case.estimate, found))
    else:
        write((render.markdown if output == "markdown" else render.table)(case.estimate, found))


def _source(stack: str, preview: Path | None, state: Path | None, resources: Path | None) -> Source:
    from ops import sources  # noqa: PLC0415

    readers = {"--preview": sources.of_preview, "--state": sources.of_state, "--resources": sources.of_list}
    given = {option: path for option, path in zip(readers, (preview, state, resources), strict=True) if path}
    if len(given) + bool(stack) > 1:
        raise Failure(f"{' and '.join([*(['--stack'] if stack else []), *given])} exclude each other", Exit.USAGE)
    for option, path in given.items():
        return readers[option](path)
    return sources.of_stack_file(stack or "dev")


def _environment(source: Source) -> str:
    return str(source.config.get("quoin:environment") or "Production")


def _governance(source: Source) -> Mapping[str, Any]:
    found = source.config.get("quoin:governance")
    return found if isinstance(found, Mapping) else {}


def _case(source: Source, usage: Path | None, options: Options) -> Case:
    from finops.advice import Case  # noqa: PLC0415
    from finops.gate import BudgetError, read  # noqa: PLC0415

    section = dict(_governance(source))
    if usage is not None:
        section["estimate"] = {**section.get("estimate", {}), "usage": _document(usage)}
    try:
        budget = read(section, _environment(source), source.config.get("quoin:workloads"))
    except BudgetError as error:
        raise Failure(str(error), Exit.USAGE) from None
    return Case(source.resources, source.region or "us-east-1", budget.usage, options)


def _options(source: Source, schedule: str, commitment: list[str], mix: str, transfer: list[str]) -> Options:
    from finops.advice import BUSINESS_HOURS, Options, Schedule, ScheduleError  # noqa: PLC0415
    from finops.advice.ways.commitments import SCOPES  # noqa: PLC0415
    from finops.advice.ways.transfer import KINDS  # noqa: PLC0415

    schedules = {BUSINESS_HOURS.name: BUSINESS_HOURS, **_schedules(_governance(source))}
    try:
        chosen = schedules.get(schedule) or (Schedule.parse(schedule) if schedule else None)
    except ScheduleError as error:
        raise Failure(f"--schedule: {error}", Exit.USAGE, fix=f"or one of: {', '.join(schedules)}") from None
    rates = _amounts("--commitment", commitment)
    for name, share in rates.items():
        if name.partition("-")[0] not in SCOPES or not 0 < share < 1:
            fix = f"SCOPE is one of {', '.join(SCOPES)}; SHARE lies between 0 and 1"
            raise Failure(f"--commitment {name}={share}: not an offer", Exit.USAGE, fix=fix)
    gigabytes = _amounts("--transfer", transfer)
    if wrong := sorted(set(gigabytes) - set(KINDS)):
        raise Failure(f"--transfer {', '.join(wrong)}: no such kind", Exit.USAGE, fix=f"there are: {', '.join(KINDS)}")
    return Options(_environment(source), schedules, chosen, rates, _mix(mix), gigabytes)


def _schedules(governance: Mapping[str, Any]) -> dict[str, Schedule]:
    """Return the schedules that the stack defines; those whose hours cannot be told are left out."""
    from finops.advice import Schedule, ScheduleError  # noqa: PLC0415

    defined = (governance.get("scheduler") or {}).get("schedules") or {}
    found = {}
    for name, document in defined.items():
        try:
            found[name] = Schedule.of(name, document)
        except ScheduleError:
            continue
    return found


def _amounts(option: str, words: list[str]) -> dict[str, Decimal]:
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        try:
            found[name] = Decimal(value)
        except InvalidOperation:
            raise Failure(f"{option} {word}: expected NAME=NUMBER", Exit.USAGE) from None
    return found


def _mix(text: str) -> tuple[Decimal, Decimal, Decimal]:
    try:
        shares = [Decimal(part) / 100 for part in text.split("/")]
    except InvalidOperation:
        shares = []
    if len(shares) != 3 or sum(shares) != 1 or min(shares) < 0:
        raise Failure(f"--mix {text}: expected three shares that add up to 100, such as 75/20/5", Exit.USAGE)
    return shares[0], shares[1], shares[2]


def _document(path: Path) -> Any:
    import yaml  # noqa: PLC0415

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Failure(f"{path}: {error}", Exit.USAGE) from None
