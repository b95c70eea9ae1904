"""What every rule must have, whoever writes it: metadata, cases of every kind, a test that notices when it is wrong."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from policy import docs
from policy.builtin import OWN
from policy.discovery import DuplicateRuleError, declared, modules, rules, unique
from policy.rule import Finding, Rule, resource_rule
from policy.tokens import canonical, facts
from tests.policy.harness import Case, failure, with_check

ROOT = Path(__file__).parents[2]
RULES = rules()
IDS = [rule.id for rule in RULES]
MINIMUM = 20


def cases_of(rule: Rule) -> tuple[Case, ...]:
    module = next(name for name in modules() if rule.id in [found.id for found in declared(name)])
    test = importlib.import_module(f"tests.{module.rpartition('.')[0]}.test_{module.rpartition('.')[2]}")
    assert test.test_case.rule_id == rule.id
    return test.test_case.cases


def test_there_are_rules() -> None:
    assert len(RULES) >= MINIMUM


def test_one_rule_per_file() -> None:
    assert {name: len(declared(name)) for name in modules()} == dict.fromkeys(modules(), 1)


def test_an_id_cannot_be_used_twice() -> None:
    [rule] = [rule for rule in RULES if rule.id == "EC2-001"]
    with pytest.raises(DuplicateRuleError, match=r"EC2-001 is declared twice: in policy/rules/compute/ and compute/"):
        unique([rule, rule])


def test_an_id_has_its_form() -> None:
    with pytest.raises(ValueError, match="expected capitals, a hyphen and three digits"):
        resource_rule(id="tag-1")(lambda _resource: ())


@pytest.mark.parametrize("rule", [*RULES, *OWN], ids=lambda rule: rule.id)
def test_metadata(rule: Rule) -> None:
    assert rule.title, rule.id
    assert not rule.title.endswith(".")
    assert rule.rationale.endswith(".")
    assert rule.fix.endswith((".", "`."))
    assert rule.url.startswith("https://")
    assert rule.name == rule.name.lower().replace("_", "-").replace(" ", "-")


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_types_exist_and_are_canonical(rule: Rule) -> None:
    known = set(facts()["resources"])
    assert rule.types
    assert rule.types <= known, f"{rule.id}: {sorted(rule.types - known)} are no types of the installed pulumi_aws"
    assert {canonical(token) for token in rule.types} == rule.types


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_every_option_has_a_default(rule: Rule) -> None:
    for name, schema in rule.options.items():
        assert {"type", "default", "description"} <= schema.keys(), name


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_cases_of_every_kind(rule: Rule) -> None:
    cases = cases_of(rule)
    assert any(case.outcome == "fail" for case in cases), "no case that fails"
    assert any(case.outcome == "pass" and not case.unknown for case in cases), "no case that passes"
    assert any(_elsewhere(rule, case) for case in cases), "no case that is none of the rule's business"
    assert any(case.unknown for case in cases), "no case with an unknown value"
    assert any(case.secret for case in cases), "no case with a secret"


def _elsewhere(rule: Rule, case: Case) -> bool:
    return case.outcome == "pass" and not {canonical(item.type) for item in case.subjects} & rule.types


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_silent_rule_is_noticed(rule: Rule) -> None:
    silent = with_check(rule, lambda _subject, _context: ())
    assert any(failure(silent, case) for case in cases_of(rule))


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_that_always_finds_something_is_noticed(rule: Rule) -> None:
    def loud(_subject: object, _context: object) -> list[Finding]:
        return [Finding("wrong")]

    assert any(failure(with_check(rule, loud), case) for case in cases_of(rule))


def test_documentation_is_up_to_date() -> None:
    assert docs.stale(ROOT) == [], "run `python -m policy.docs`"


def test_every_rule_has_an_entry_in_the_documentation() -> None:
    page = (ROOT / "docs/reference/policies.md").read_text(encoding="utf-8")
    catalogue = json.loads((ROOT / "docs/reference/policies.json").read_text(encoding="utf-8"))
    assert [f"### {rule.id}" in page for rule in RULES] == [True] * len(RULES)
    assert [entry["id"] for entry in catalogue["rules"]] == IDS
