"""The page of all keys of a stack file that no pattern owns."""

from __future__ import annotations

from components import registry
from components.settings.describe import fields
from components.settings.provider import AwsSettings
from components.settings.stack import StackKeys
from docs.generator.markdown import settings_table
from finops.tags import SCHEMA

_INTRODUCTION = """# Settings

A stack is one file, `Pulumi.<stack>.yaml`. Below are its keys; those of a workload stand on the page of its pattern:
{patterns}.

- A key that is left out has its default. Where the environment decides, the default of each environment is given.
- `<name>` stands for a name of your choice, `[]` for an item of a list.
- Unknown keys are refused, with the nearest known one. All problems are told at once.

## Keys of the project (`quoin:`)

"""


def page() -> str:
    """Return the page."""
    links = ", ".join(f"[{name}](patterns/{name}.md)" for name in registry.names())
    ours = settings_table(fields(StackKeys, "quoin:"))
    provider = settings_table(fields(AwsSettings, "aws:"))
    tags = "".join(
        f"- **{rule.key}**{'' if rule.mandatory else ' (optional)'}: {rule.meaning}; {rule.expected}.\n"
        for rule in SCHEMA
    )
    return (
        _INTRODUCTION.format(patterns=links)
        + ours
        + "\n## Keys of the AWS provider (`aws:`)\n\n"
        + provider
        + "\n## Tags\n\nEvery resource carries these tags; the program takes them from the keys above.\n\n"
        + tags
    )
