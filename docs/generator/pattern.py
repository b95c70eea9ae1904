"""The page of a pattern: what it is, an example, its picture, what it creates, its outputs and its settings."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable

from components import registry
from components.settings.base import Environment
from components.settings.describe import fields
from docs.generator.markdown import one_line, prose, settings_table, table
from docs.generator.picture import mermaid
from synthesis.model import Resource, Synthesis
from tests.golden.inventory import short
from tests.support.synth import ROOT, config_of, synth

ENVIRONMENTS = [environment.value for environment in reversed(Environment)]


def index() -> str:
    """Return the page that lists the patterns."""
    rows = []
    for name in registry.names():
        first = prose(registry.pattern(name).__doc__).partition("\n\n")[0]
        rows.append([f"[{name}]({name}.md)", one_line(first)])
    return "# Patterns\n\nA workload names the pattern that it follows: `pattern: <name>`.\n\n" + table(
        ["Pattern", "What it makes"], rows
    )


def page(name: str) -> str:
    """Return the page of a pattern."""
    workload, stacks = example(name)
    largest = stacks[ENVIRONMENTS[-1]]
    return "\n".join(
        [
            f"# {name}\n",
            prose(registry.pattern(name).__doc__),
            "## Example\n",
            f"`examples/{name}.yaml`:\n",
            f"```yaml\n{(ROOT / 'examples' / f'{name}.yaml').read_text(encoding='utf-8').rstrip()}\n```\n",
            "## Picture\n",
            f"The workload `{workload}` of the example in {ENVIRONMENTS[-1]}; an arrow leads to what a part needs.\n",
            mermaid(largest, workload),
            "## What it creates\n",
            "Resources of the example's workload and of the network, by environment.\n",
            counts(stacks, workload, "network"),
            "## Outputs\n",
            f"Exported below the workload's name: `pulumi stack output {workload}`.\n",
            outputs(largest, workload),
            "## Settings\n",
            "Keys of the workload; see [settings](../settings.md) for how to read the table.\n",
            settings_table(fields(registry.settings_model(name))),
        ]
    )


def example(name: str) -> tuple[str, dict[str, Synthesis]]:
    """Return the workload of a pattern's example, and the stack of it alone in every environment."""
    config = config_of(f"examples/{name}.yaml")
    workloads = config["quoin:workloads"]
    workload = next(key for key, value in workloads.items() if value["pattern"] == name)
    stacks = {}
    for environment in ENVIRONMENTS:
        changed = copy.deepcopy(config)
        changed["quoin:environment"] = environment
        changed["quoin:workloads"] = {workload: workloads[workload]}
        stacks[environment] = synth(changed, name=environment.lower())
    return workload, stacks


def belonging(synthesis: Synthesis, *names: str) -> Iterable[Resource]:
    """Yield the resources of AWS below the components of these names at the top of the stack."""
    for resource in synthesis.resources:
        above = resource
        while above.parent in synthesis.by_urn:
            above = synthesis.by_urn[above.parent]
        if above.name in names and resource.type.startswith("aws:"):
            yield resource


def counts(stacks: dict[str, Synthesis], *names: str) -> str:
    """Return the table of the resources below the components of these names, by environment."""
    found = {
        environment: Counter(short(resource.type) for resource in belonging(stack, *names))
        for environment, stack in stacks.items()
    }
    types = sorted({kind for counter in found.values() for kind in counter})
    rows = [[f"`{kind}`", *(str(found[env][kind] or "–") for env in ENVIRONMENTS)] for kind in types]
    total = ["**all**", *(f"**{found[env].total()}**" for env in ENVIRONMENTS)]
    return table(["Resource", *ENVIRONMENTS], [*rows, total])


def outputs(synthesis: Synthesis, workload: str) -> str:
    """Return the table of what the stack exports under a name."""
    exported = synthesis.exports[workload]
    return table(["Output", "Such as"], [[f"`{key}`", f"`{value}`"] for key, value in sorted(exported.items())])
