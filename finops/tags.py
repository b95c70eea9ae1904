"""The tag schema: which tags a resource carries and which values they may have.

The program applies these tags, the policy pack demands them, cost reports group by them. This is their one definition.
Everything here reads keys and values of a plain map and returns plain data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENVIRONMENTS = ("Production", "Staging", "Development")
MAX_TAGS = 50
"""User tags that AWS takes on one resource."""
MAX_KEY = 128
"""Characters of a tag key that AWS takes."""
RESERVED_PREFIX = "aws:"
"""Keys that start so, in any case, belong to AWS."""


@dataclass(frozen=True)
class TagRule:
    """One tag key of the schema."""

    key: str
    """The key as AWS shows it; case matters there."""
    meaning: str
    """What the value tells, in a few words."""
    mandatory: bool = True
    """Whether every taggable resource must carry it."""
    allowed: tuple[str, ...] = ()
    """The only values allowed; empty when `pattern` decides."""
    pattern: str = r"[\w+\-=.:/@ ]{1,256}"
    """Regular expression for the whole value; AWS's own character set by default."""

    def accepts(self, value: str) -> bool:
        """Tell whether `value` is allowed for this key."""
        return value in self.allowed if self.allowed else re.fullmatch(self.pattern, value) is not None

    @property
    def expected(self) -> str:
        """The allowed values in words, for messages and documentation."""
        return "one of " + ", ".join(self.allowed) if self.allowed else f"text that matches {self.pattern}"


SCHEMA: tuple[TagRule, ...] = (
    TagRule("Environment", "the environment the resource serves", allowed=ENVIRONMENTS),
    TagRule("CostCenter", "who pays, as the finance department numbers it", pattern=r"[A-Za-z0-9][A-Za-z0-9-]{1,19}"),
    TagRule("Project", "the product or system it belongs to", pattern=r"[A-Za-z][A-Za-z0-9-]{1,39}"),
    TagRule("Owner", "a team name or a mailbox that answers", pattern=r"[\w+\-=.:/@]{2,128}"),
    TagRule("ManagedBy", "the tool that owns the resource", allowed=("Pulumi",)),
    TagRule(
        "Schedule",
        "name of the on/off schedule that the instance scheduler follows",
        mandatory=False,
        pattern=r"[a-z0-9][a-z0-9-]{1,62}",
    ),
)
BY_KEY: Mapping[str, TagRule] = {rule.key: rule for rule in SCHEMA}
MANDATORY: tuple[str, ...] = tuple(rule.key for rule in SCHEMA if rule.mandatory)


def stack_tags(*, environment: str, cost_center: str, project: str, owner: str) -> dict[str, str]:
    """Return the tags that every resource of a stack carries."""
    return {
        "Environment": environment,
        "CostCenter": cost_center,
        "Project": project,
        "Owner": owner,
        "ManagedBy": "Pulumi",
    }


def missing_keys(keys: Iterable[str]) -> list[str]:
    """Return the mandatory keys that are not among `keys`, in the order of the schema."""
    present = set(keys)
    return [key for key in MANDATORY if key not in present]


def misspelt_keys(keys: Iterable[str]) -> dict[str, str]:
    """Return each key that differs from a schema key only in case, hyphens, underscores or spaces."""
    return {key: right for key in keys if (right := _BY_FOLDED.get(_folded(key))) is not None and right != key}


def reserved_keys(keys: Iterable[str]) -> list[str]:
    """Return the keys that AWS keeps for itself."""
    return [key for key in keys if key.lower().startswith(RESERVED_PREFIX)]


def tag_problems(tags: Mapping[str, str]) -> list[str]:
    """Return one sentence for each way in which `tags` breaks the schema or AWS's limits; none when they keep both."""
    misspelt = misspelt_keys(tags)
    problems = [f"tag {key} must be spelt {right}" for key, right in misspelt.items()]
    for key in missing_keys(tags):
        if key not in misspelt.values():
            problems.append(f"tag {key} is missing ({BY_KEY[key].meaning})")
    for rule in SCHEMA:
        if rule.key in tags and not rule.accepts(tags[rule.key]):
            problems.append(f"tag {rule.key} has a value outside the schema; allowed: {rule.expected}")
    if len(tags) > MAX_TAGS:
        problems.append(f"{len(tags)} tags; AWS allows {MAX_TAGS}")
    problems += [f"tag key {key} starts with aws:, which AWS keeps for itself" for key in reserved_keys(tags)]
    problems += [
        f"tag key {key[:20]}… has {len(key)} characters; AWS allows {MAX_KEY}" for key in tags if len(key) > MAX_KEY
    ]
    return problems


def _folded(key: str) -> str:
    return re.sub(r"[-_ ]", "", key).lower()


_BY_FOLDED: Mapping[str, str] = {_folded(rule.key): rule.key for rule in SCHEMA}
