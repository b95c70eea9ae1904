"""The page of cost governance: what a stack gets by itself, an example, its settings, and its components."""

from __future__ import annotations

import copy

from components.governance.governance import Governance
from components.settings.describe import fields
from components.settings.governance import GovernanceSettings
from docs.generator.blocks import section
from docs.generator.markdown import settings_table, table
from docs.generator.pattern import ENVIRONMENTS, counts, outputs
from tests.contract.classes import COMPONENTS
from tests.support.synth import ROOT, Synthesis, config_of, synth

EXAMPLE = "examples/governance.yaml"
_NAME = "governance"
_INTRODUCTION = """# Cost governance

`quoin:governance` says what a stack may cost, who hears of it, and what keeps costs in order. Each section is a
component that can be used alone as well.

## What comes by itself

{defaults}
Some things an AWS account has once: the anomaly monitor of all services, the enrolment in recommendations, reports,
budgets of reservations. Exactly one stack of an account says `account: true` and has them; a second stack in the same
account leaves them alone and watches its own costs by its tags. [Why](../adr/0011-governance-of-an-account.md).

Before you say `account: true`:

- **Anomaly monitor.** AWS allows one monitor of all services, and has made it itself in accounts that opened Cost
  Explorer since March 2023. If there is one, name it (`anomalies.serviceMonitorArn`; find it with
  `aws ce get-anomaly-monitors`), or deployment is refused with *Limit exceeded on dimensional spend monitor creation*.
- **Tags.** Budgets and monitors of a stack count what carries its tags, once these are cost allocation tags.
  `tags.costAllocation: true` in the account that pays makes them so, from a day after the first tagged resource.
- **Organization.** `tags.target` works in the management account only, after `aws organizations enable-policy-type` for
  `TAG_POLICY` and `SERVICE_CONTROL_POLICY`. Try the control policy on a unit before the root: it refuses creation.
- **QuickSight** needs a subscription, and its role access to the bucket and to Athena.

"""


def page() -> str:
    """Return the page."""
    stacks = {environment: _in(environment) for environment in ENVIRONMENTS}
    own = [one for one in COMPONENTS if one.__module__.startswith("components.governance.") and one is not Governance]
    return "\n".join(
        [
            _INTRODUCTION.format(defaults=_defaults()),
            "## Example\n",
            f"`{EXAMPLE}`:\n",
            f"```yaml\n{(ROOT / EXAMPLE).read_text(encoding='utf-8').rstrip()}\n```\n",
            "## What it creates\n",
            "Resources of the example's governance, by environment; without the network of the Spot capacity.\n",
            counts(stacks, _NAME),
            "## Outputs\n",
            f"Exported as `{_NAME}`: `pulumi stack output {_NAME}`.\n",
            outputs(stacks[ENVIRONMENTS[-1]], _NAME),
            "## Settings\n",
            "Keys below `quoin:governance`; see [settings](settings.md) for how to read the table.\n",
            settings_table(fields(GovernanceSettings)),
            "## The components\n",
            "In a program of your own, each of these stands alone; `Governance` builds them as a stack does.\n",
            *(section(component).replace("\n## ", "\n### ").replace("## ", "### ", 1) for component in own),
        ]
    )


def _defaults() -> str:
    """Return the table of what an environment has without a line, with a budget, and as the one of its account."""
    cases = {
        "nothing said": {},
        "`monthlyBudget`": {"monthlyBudget": 1},
        "`monthlyBudget` and `account: true`": {"monthlyBudget": 1, "account": True},
    }
    rows = [
        [said, *(", ".join(GovernanceSettings.of(env, **values).asked) or "–" for env in ENVIRONMENTS)]
        for said, values in cases.items()
    ]
    return table(["In the stack file", *ENVIRONMENTS], rows)


def _in(environment: str) -> Synthesis:
    config = copy.deepcopy(config_of(EXAMPLE))
    config["quoin:environment"] = environment
    return synth(config, name=environment.lower())
