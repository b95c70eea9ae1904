"""What a policy rule is: its metadata, its check, and what a check may answer.

A rule is one function in one file below `policy/rules/`, made by `resource_rule` or `stack_rule`. It yields its
findings: a text for the resource at hand, or `Finding`/`Undecided` where it needs to say more. It never raises on
purpose except through `Resource.need` and its kin, which end it with "cannot decide".

A message must not carry property values, because they may be secrets. Tag keys, names, ports, CIDR blocks and values
that the rule itself compares with a fixed list may be shown.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from policy.accessor import CannotDecideError, Resource, Stack


class Severity(StrEnum):
    """How bad a finding is; it decides the level in each environment (see `policy.selection`)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


OnUnknown = Literal["pass", "cannot-decide"]


@dataclass(frozen=True)
class Finding:
    """One violation: what is wrong, and which resource it is about when that is not the one at hand."""

    message: str
    urn: str = ""


@dataclass(frozen=True)
class Undecided:
    """A place where the rule would have to know a value that is known only after deployment."""

    path: str
    urn: str = ""
    message: str = ""
    """What to say instead of the usual sentence: what is open, and how to settle it."""


Answer = str | Finding | Undecided


@dataclass(frozen=True)
class Context:
    """What a rule may know besides resources."""

    environment: str
    """Production, Staging or Development."""
    stated: bool = True
    """Whether the stack or the pack's configuration names the environment; else it was read from tags, or assumed."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """The rule's own options, defaults filled in."""
    today: date = date.max
    governance: Mapping[str, Any] | None = None
    """The section `governance` of the stack's configuration; None when the engine handed over no configuration."""
    workloads: Mapping[str, Any] = field(default_factory=dict)
    """The section `workloads` of the stack's configuration."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. The fields are its documentation, its registration with the engine and its behaviour."""

    id: str
    """Stable id such as `TAG-001`; it is the policy's name for the engine, the configuration and exemptions."""
    name: str
    """Speaking name in kebab case."""
    title: str
    """What must hold, in one sentence."""
    severity: Severity
    rationale: str
    """Why it matters."""
    fix: str
    """How to put it right, in Quoin settings or in Pulumi Python."""
    url: str
    """The AWS page that explains the subject."""
    frameworks: tuple[str, ...] = ()
    """Controls of public catalogues that ask for the same."""
    types: frozenset[str] = frozenset()
    """Canonical type tokens the rule looks at; for a stack rule, those that make it apply."""
    on_unknown: OnUnknown
    """What to do when a value is known only after deployment: let it pass, or report that nothing can be decided."""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """JSON schema of each option that the pack's configuration file may set; every one has a default."""
    kind: Literal["resource", "stack"]
    topic: str
    """Folder of the rule."""
    check: Callable[[Any, Context], Iterable[Answer]]

    def findings(self, subject: Resource | Stack, context: Context) -> list[Finding | Undecided]:
        """Run the check; texts become findings, "cannot decide" becomes `Undecided`. Other errors pass through."""
        found: list[Finding | Undecided] = []
        urn = subject.urn if isinstance(subject, Resource) else ""
        try:
            for answer in self.check(subject, context):
                found.append(Finding(answer, urn) if isinstance(answer, str) else answer)
        except CannotDecideError as unknown:
            found.append(Undecided(unknown.path, urn))
        return found


_ID = re.compile(r"[A-Z][A-Z0-9]{1,5}-\d{3}")
_MARK = "policy_rule"


def resource_rule(**metadata: Any) -> Callable[[Callable[..., Iterable[Answer]]], Callable[..., Iterable[Answer]]]:
    """Make a function a rule over one resource: `check(resource)` or `check(resource, context)`."""
    return lambda check: _declare(check, "resource", metadata)


def stack_rule(**metadata: Any) -> Callable[[Callable[..., Iterable[Answer]]], Callable[..., Iterable[Answer]]]:
    """Make a function a rule over the whole stack: `check(stack)` or `check(stack, context)`."""
    return lambda check: _declare(check, "stack", metadata)


def rule_of(function: object) -> Rule | None:
    """Return the rule that was declared on a function, or None."""
    return getattr(function, _MARK, None)


def _declare(
    check: Callable[..., Iterable[Answer]], kind: str, metadata: dict[str, Any]
) -> Callable[..., Iterable[Answer]]:
    if not _ID.fullmatch(metadata["id"]):
        raise ValueError(f"rule id {metadata['id']!r}: expected capitals, a hyphen and three digits, such as TAG-001")
    rule = Rule(
        **{
            **metadata,
            "kind": kind,
            "severity": Severity(metadata["severity"]),
            "types": frozenset(metadata.get("types", ())),
            "frameworks": tuple(metadata.get("frameworks", ())),
            "topic": check.__module__.rsplit(".", 2)[-2],
            "check": _with_context(check),
        }
    )
    setattr(check, _MARK, rule)
    return check


def _with_context(check: Callable[..., Iterable[Answer]]) -> Callable[[Any, Context], Iterable[Answer]]:
    if len(inspect.signature(check).parameters) > 1:
        return check

    def alone(subject: Any, _context: Context) -> Iterator[Answer]:
        yield from check(subject)

    return alone
