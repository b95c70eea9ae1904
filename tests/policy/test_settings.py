"""The pack's configuration, as the engine hands it over."""

from __future__ import annotations

import jsonschema
import pytest

from policy.builtin import OWN
from policy.discovery import by_id, rules
from policy.selection import Level, levels
from policy.settings import OWN_ID, PACK, ConfigurationError, PackSettings, configuration_schema, read

DECLARED = {**levels([*rules(), *OWN], "Production"), OWN_ID: Level.ADVISORY}


def settings(**given: tuple[str, dict[str, object]]) -> PackSettings:
    named = {name.replace("_", "-"): value for name, value in given.items()}
    return read(named, DECLARED)


def test_nothing_given() -> None:
    assert settings() == PackSettings()
    assert settings().of(by_id()["EC2-002"]) == {"maximumHops": 2}
    assert settings().of(by_id()["EC2-001"]) == {}


def test_a_level_that_was_declared_is_no_override() -> None:
    assert settings(TAG_001=("mandatory", {}), ENC_011=("advisory", {})).levels == {}
    assert settings(TAG_001=("advisory", {})).levels == {"TAG-001": Level.ADVISORY}
    assert settings(TAG_001=("disabled", {}), EXM_004=("disabled", {})).levels == {
        "TAG-001": Level.DISABLED,
        "EXM-004": Level.DISABLED,
    }


def test_options() -> None:
    assert settings(EC2_002=("mandatory", {"maximumHops": 1.0})).of(by_id()["EC2-002"]) == {"maximumHops": 1.0}


def test_options_of_the_pack() -> None:
    given = settings(quoin=("advisory", {"environment": "Staging", "exemptions": "a/b.yaml", "ignoreExemptions": True}))
    assert (given.environment, given.ignore_exemptions) == ("Staging", True)
    assert given.exemptions == PACK.parent / "a/b.yaml"
    assert settings(quoin=("disabled", {"exemptions": ""})).exemptions == PACK / "exemptions.yaml"


def test_all_is_left_to_the_engine() -> None:
    assert settings(all=("advisory", {})) == PackSettings()


def test_every_problem_at_once() -> None:
    with pytest.raises(ConfigurationError) as error:
        settings(TAG_002=("remediate", {}), TAG_0001=("advisory", {}), quoin=("advisory", {"enviroment": "Staging"}))
    assert str(error.value).splitlines() == [
        "the policy pack's configuration is wrong:",
        "  TAG-0001: there is no such rule; did you mean TAG-001?",
        "  TAG-002: no rule of this pack remediates; allowed: advisory, mandatory, disabled",
        "  quoin.enviroment: there is no such option; did you mean environment?",
    ]


@pytest.mark.parametrize(
    ("document", "good"),
    [
        ({}, True),
        ({"all": "disabled", "NET-009": "advisory"}, True),
        ({"EC2-002": {"maximumHops": 1, "enforcementLevel": "mandatory"}, "quoin": {"environment": "Staging"}}, True),
        ({"NET-9": "advisory"}, False),
        ({"NET-009": "remediate"}, False),
        ({"EC2-002": {"maximumHop": 1}}, False),
        ({"EC2-002": {"maximumHops": "1"}}, False),
        ({"quoin": {"environment": "prod"}}, False),
    ],
)
def test_schema(document: dict[str, object], *, good: bool) -> None:
    assert jsonschema.Draft7Validator(configuration_schema()).is_valid(document) is good
