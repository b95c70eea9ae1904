"""Judges resources: runs the rules that concern a type, applies exemptions, and decides the level of what is found."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from policy import builtin
from policy.accessor import Resource, Stack
from policy.exemptions import Exemption
from policy.rule import Context, Finding, Rule, Undecided
from policy.selection import PRODUCTION, Level, environment_of, level
from policy.settings import PackSettings


@dataclass(frozen=True)
class Verdict:
    """One thing to show: which rule, how grave here, what, and about which resource (none: the stack)."""

    rule: Rule
    level: Level
    message: str
    urn: str = ""


@dataclass
class Judge:
    """The pack at work on one stack."""

    rules: Sequence[Rule]
    settings: PackSettings = field(default_factory=PackSettings)
    exemptions: Sequence[Exemption] = ()
    environment: str = ""
    """The environment that the stack's configuration names; empty when the engine gave none."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    governance: Mapping[str, Any] | None = None
    """The section `governance` of the stack's configuration; None when the engine gave none."""
    workloads: Mapping[str, Any] = field(default_factory=dict)
    """The section `workloads`: what they tell of their usage."""
    used: set[Exemption] = field(default_factory=set)
    """Exemptions that covered a finding so far."""

    @cached_property
    def _by_type(self) -> dict[str, list[Rule]]:
        index: dict[str, list[Rule]] = {}
        for rule in self._enabled("resource"):
            for token in rule.types:
                index.setdefault(token, []).append(rule)
        return index

    def _enabled(self, kind: str) -> list[Rule]:
        return [
            rule for rule in self.rules if rule.kind == kind and self.settings.levels.get(rule.id) != Level.DISABLED
        ]

    def rules_for(self, token: str) -> Sequence[Rule]:
        """Return the resource rules that look at a (canonical) type."""
        return self._by_type.get(token, ())

    @cached_property
    def stack_types(self) -> frozenset[str]:
        """Return the types that some stack rule looks at."""
        return frozenset(token for rule in self._enabled("stack") for token in rule.types)

    def resource(self, resource: Resource) -> list[Verdict]:
        """Judge one resource by the resource rules."""
        named, environment = self._environment([resource])
        verdicts: list[Verdict] = []
        for rule in self.rules_for(resource.type):
            verdicts += self._run(rule, resource, environment, stated=named)
        return _shown(verdicts)

    def stack(self, stack: Stack) -> list[Verdict]:
        """Judge the whole stack by the stack rules, then report on the exemptions."""
        named, environment = self._environment(stack.resources)
        present = stack.by_type.keys()
        verdicts: list[Verdict] = []
        for rule in self._enabled("stack"):
            if rule.types & present:
                verdicts += self._run(rule, stack, environment, stated=named)
        return _shown([*verdicts, *self._unused(stack, environment)])

    def _environment(self, resources: Iterable[Resource]) -> tuple[bool, str]:
        """Return whether the environment was named to the pack, and which it is."""
        named = self.environment or self.settings.environment
        return bool(named), named or environment_of(resources) or PRODUCTION

    @cached_property
    def _governance(self) -> Mapping[str, Any] | None:
        """The section, with the budget of the pack's configuration where the stack names none."""
        if not self.settings.monthly_budget:
            return self.governance
        return {"monthlyBudget": self.settings.monthly_budget, **(self.governance or {})}

    def _run(self, rule: Rule, subject: Resource | Stack, environment: str, *, stated: bool) -> Iterator[Verdict]:
        context = Context(environment, stated, self.settings.of(rule), self.today, self._governance, self.workloads)
        try:
            answers = rule.findings(subject, context)
        except Exception as error:  # noqa: BLE001 (whatever a rule does wrong, the deployment must learn that it did not judge)
            urn = subject.urn if isinstance(subject, Resource) else ""
            yield self._verdict(builtin.ENGINE_ERROR, crash_text(rule, error), urn, environment)
            return
        for answer in answers:
            if isinstance(answer, Finding):
                yield from self._exempt(rule, answer.message, answer.urn, environment)
            elif rule.on_unknown == "cannot-decide":
                yield from self._undecided(rule, answer, environment)

    def _undecided(self, rule: Rule, answer: Undecided, environment: str) -> Iterator[Verdict]:
        usual = f"Cannot decide: {answer.path} is known only after deployment. Give it a plain value in the program."
        text = answer.message or usual
        yield from self._exempt(
            rule, text, answer.urn, environment, None if environment == PRODUCTION else Level.ADVISORY
        )

    def _exempt(
        self, rule: Rule, message: str, urn: str, environment: str, at: Level | None = None
    ) -> Iterator[Verdict]:
        """Yield the finding, or what its exemption has to say."""
        if self.settings.ignore_exemptions:
            yield self._verdict(rule, message, urn, environment, at)
            return
        covering = [exemption for exemption in self.exemptions if exemption.covers(rule.id, urn)]
        self.used.update(covering)
        valid = [exemption for exemption in covering if not exemption.expired(self.today)]
        if not valid:
            yield self._verdict(rule, message, urn, environment, at)
            for exemption in covering:
                yield self._verdict(builtin.EXPIRED, f"Expired: {exemption.label}.", urn, environment)
            return
        lasting = max(valid, key=lambda exemption: exemption.expires)
        yield self._verdict(builtin.IN_USE, f"{lasting.label}: {lasting.reason}", urn, environment)
        if lasting.ends_soon(self.today):
            yield self._verdict(builtin.EXPIRING, f"{lasting.label} ends soon.", urn, environment)

    def _unused(self, stack: Stack, environment: str) -> Iterator[Verdict]:
        if not stack.resources or self.settings.ignore_exemptions:
            return
        name = stack.resources[0].urn.split("::", 1)[0].removeprefix("urn:pulumi:")
        for exemption in self.exemptions:
            if exemption not in self.used and exemption.concerns_stack(name):
                yield self._verdict(
                    builtin.UNUSED, f"Covers nothing in stack {name}: {exemption.label}.", "", environment
                )

    def _verdict(self, rule: Rule, message: str, urn: str, environment: str, at: Level | None = None) -> Verdict:
        override = self.settings.levels.get(rule.id)
        return Verdict(rule, override or at or level(rule.severity, environment), message, urn)


def _shown(verdicts: list[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.level is not Level.DISABLED]


def crash_text(rule: Rule, error: Exception) -> str:
    """Say which rule crashed and where. The error's own text may hold property values, so it is left out."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return f"{rule.id} crashed with {type(error).__name__} at {where}; it judged nothing here."
