"""What a stack costs in a month before it exists, and what a change adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
import yaml

from ops.command import Exit, Failure, command
from ops.console import note, write, write_json

if TYPE_CHECKING:
    from finops.estimate import Difference, Estimate, Usage
    from finops.estimate.standing import Standing
    from ops.sources import Source

File = Path | None
Form = Literal["table", "json", "markdown", "html"]


@command(
    examples={
        "quoin estimate": "the stack dev",
        "quoin estimate -s prod --usage usage.yaml": "with figures of how much it is used",
        "quoin estimate -s prod --diff origin/main -o markdown": "what this branch changes, for a pull request",
        "quoin estimate -s examples/web-app --profile medium -o html > cost.html": "a page with charts",
        "quoin estimate --preview preview.json --diff deployed": "a saved preview against what is there",
        "quoin estimate --resources resources.json -o json": "a plain list: [{type, name, inputs}]",
    },
    exits={Exit.PROBLEMS: "the stack's program fails; with --strict: the high end cannot be decided"},
)
def run(  # noqa: PLR0917 (typer passes them by name)
    stack: Annotated[str, typer.Option("--stack", "-s", help="Stack whose program is run, without AWS.")] = "dev",
    preview: Annotated[File, typer.Option("--preview", help="Instead: a saved `pulumi preview --json`.")] = None,
    state: Annotated[File, typer.Option("--state", help="Instead: a saved `pulumi stack export`.")] = None,
    resources: Annotated[File, typer.Option("--resources", help="Instead: a JSON list [{type, name, inputs}].")] = None,
    diff: Annotated[
        str,
        typer.Option("--diff", help="Compare with a stack, a file, `deployed` (with --preview), or a revision of git."),
    ] = "",
    usage: Annotated[
        File, typer.Option("--usage", help="YAML or JSON: how much it is used; docs/reference/usage.md has the keys.")
    ] = None,
    profile: Annotated[
        Literal["small", "medium", "large"] | None,
        typer.Option("--profile", help="Usage that nobody told; left out, it shows its unit price and no cost."),
    ] = None,
    region: Annotated[str, typer.Option("--region", help="Region of resources that name none.")] = "us-east-1",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when the high end cannot be decided.")] = False,
    output: Annotated[
        Form, typer.Option("--output", "-o", help="How to print it; json has the field names of FOCUS.")
    ] = "table",
) -> Exit:
    """Estimate the monthly cost of resources at AWS list prices, or what a change does to it.

    Costs that depend on usage stand apart from fixed ones; what can be more or less shows low and high. What has no
    price, or cannot be decided, is listed: it is never zero. Each output says how much of the stack it covers, and for
    a stack with a budget how much of that it uses, counted as the gate of a preview counts.
    """
    from ops import sources  # noqa: PLC0415  # the help need not wait for it

    files = {"--preview": preview, "--state": state, "--resources": resources}
    given = [option for option, path in files.items() if path is not None]
    if len(given) > 1:
        raise Failure(f"{' and '.join(given)} exclude each other", Exit.USAGE)
    told = _usage(usage, profile)
    before = sources.base(diff, stack, preview) if diff else None
    source = _source(stack, preview, state, resources)
    result = _estimate(source, told, region)
    standing = _standing(source, told, region)
    if before is not None:
        from finops.estimate import diff as compare  # noqa: PLC0415

        difference = compare(_estimate(before, told, region), result)
        _print_diff(difference, f"{before.title} → {source.title}", standing, output)
    else:
        _print(result, source.title, standing, output)
    for entry in told.over(*source.usage.below).idle(source.resources):
        note(f"usage: no resource uses {entry}")
    return Exit.PROBLEMS if strict and not result.decided else Exit.OK


def _source(stack: str, preview: File, state: File, resources: File) -> Source:
    from ops import sources  # noqa: PLC0415

    if preview:
        return sources.of_preview(preview)
    if state:
        return sources.of_state(state)
    return sources.of_list(resources) if resources else sources.of_stack_file(stack)


def _usage(path: File, profile: str | None) -> Usage:
    """Return the usage of a file, over the profile of the command line."""
    from finops.estimate import Usage, UsageError  # noqa: PLC0415

    document = {} if path is None else _document(path)
    try:
        return Usage.of({**document, **({"profile": profile} if profile else {})})
    except UsageError as error:
        raise Failure(f"{path}:\n{error}", Exit.USAGE, fix="docs/reference/usage.md lists the keys") from None


def _document(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}", Exit.USAGE) from None
    except (ValueError, yaml.YAMLError) as error:
        raise Failure(f"{path} cannot be read: {error}", Exit.USAGE) from None
    if not isinstance(document, Mapping):
        raise Failure(f"{path}: a map is wanted, with profile, resources, types", Exit.USAGE)
    return document


def _estimate(source: Source, told: Usage, region: str) -> Estimate:
    from finops.estimate import estimate  # noqa: PLC0415

    return estimate(source.resources, region=source.region or region, usage=told.over(*source.usage.below))


def _standing(source: Source, told: Usage, region: str) -> Standing | None:
    """Return how a stack stands beside its budget; None for a file of resources, and without a budget."""
    from finops.gate import BudgetError, read, stand  # noqa: PLC0415

    section, environment = source.config.get("quoin:governance"), str(source.config.get("quoin:environment", ""))
    try:
        budget = read(section or {}, environment, source.config.get("quoin:workloads"))
    except BudgetError as error:
        raise Failure(str(error), Exit.USAGE) from None
    return stand(source.resources, budget, date.today(), region=source.region or region, usage=told)


def _print(result: Estimate, title: str, standing: Standing | None, output: Form) -> None:
    if output == "json":
        from finops.estimate.render_json import document  # noqa: PLC0415

        write_json(document(result, standing))
    elif output == "markdown":
        from finops.estimate.render_markdown import markdown  # noqa: PLC0415

        write(markdown(result, standing))
    elif output == "html":
        from finops.estimate.render_html import html  # noqa: PLC0415

        write(html(result, title, standing))
    else:
        from finops.estimate.render_table import table  # noqa: PLC0415

        write(table(result, standing))


def _print_diff(difference: Difference, title: str, standing: Standing | None, output: Form) -> None:
    if output == "json":
        from finops.estimate.render_json import document_diff  # noqa: PLC0415

        write_json(document_diff(difference, standing))
    elif output == "markdown":
        from finops.estimate.render_markdown import markdown_diff  # noqa: PLC0415

        write(markdown_diff(difference, standing))
    elif output == "html":
        from finops.estimate.render_html import html_diff  # noqa: PLC0415

        write(html_diff(difference, title, standing))
    else:
        from finops.estimate.render_table import table_diff  # noqa: PLC0415

        write(table_diff(difference, standing))
