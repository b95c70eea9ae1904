"""The JSON schema of stack files: what it takes and refuses, what it tells, and that the one on disk is up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from components.settings import schema
from tests.components.settings.patterns import VALID, Patterns
from tests.components.settings.test_check import CASES

SCHEMA = schema.stack_schema(Patterns())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

ONLY_THE_CHECK_KNOWS = {
    "accounts allowed and forbidden",
    "between keys of one section",
    "cron",
    "name of the stack's own",
    "network not private",
    "network too large",
    "network too small",
    "network with host bits",
    "networks that overlap",
    "secret in clear, a name of the user's own",
    "secret in clear, by its look",
    "the same domain twice",
    "zone of another region",
}
"""Bad input of which a schema cannot know, since it is right key by key or has the right form."""


def stack_file(changes: str) -> dict[str, Any]:
    config = yaml.safe_load(VALID) | (yaml.safe_load(changes) or {})
    return {"config": {key: value for key, value in config.items() if value != "(absent)"}}


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "changes",
    [
        "",
        "quoin:costCenter: 4410",
        "quoin:workloads: {api: {pattern: service, database: {engine: mysql}, nat: 2}, www: {pattern: site}}",
        "quoin:network: {nat: none, flowLogs: {}}",
        "aws:maxRetries: '9'\naws:insecure: 'true'\naws:skipMetadataApiCheck: true",
        "aws:secretKey: {secure: 'v1:abc'}",
        "pulumi:tags: {a: b}\ndatadog:apiKey: {secure: 'v1:abc'}",
    ],
)
def test_takes(changes: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(stack_file(changes))] == []


@pytest.mark.parametrize("case", CASES)
def test_refuses_what_the_check_refuses_where_a_schema_can(case: str) -> None:
    assert VALIDATOR.is_valid(stack_file(CASES[case][0])) == (case in ONLY_THE_CHECK_KNOWS)


def test_keys_of_the_engine_are_known_and_others_are_not() -> None:
    assert VALIDATOR.is_valid(stack_file("") | {"encryptionsalt": "v1:x", "environment": ["shared"]})
    assert not VALIDATOR.is_valid(stack_file("") | {"confg": {}})
    assert not VALIDATOR.is_valid({})


def entries(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every property of every model."""
    if isinstance(node, Mapping):
        yield from node.get("properties", {}).items()
        for key, value in node.items():
            if key != "if":  # a condition describes nothing
                yield from entries(value)


def test_every_key_is_described() -> None:
    assert [key for key, entry in entries(SCHEMA) if not entry.get("description") and key != "secure"] == []


def test_a_default_by_environment_is_told() -> None:
    entry = SCHEMA["$defs"]["NetworkSettings"]["properties"]["nat"]
    assert entry["description"].endswith(" Default: Development single, Staging single, Production per-zone.")
    assert entry["x-profile"] == {"development": "single", "staging": "single", "production": "per-zone"}
    assert "default" not in entry


def test_a_section_whose_keys_all_have_defaults_may_be_left_out() -> None:
    assert "required" not in SCHEMA["$defs"]["NetworkSettings"]
    assert SCHEMA["properties"]["config"]["required"] == [
        "aws:region",
        "quoin:environment",
        "quoin:project",
        "quoin:costCenter",
        "quoin:owner",
    ]


def test_the_pattern_chooses_the_settings() -> None:
    workloads = SCHEMA["properties"]["config"]["properties"]["quoin:workloads"]
    (workload,) = workloads["patternProperties"].values()
    assert workload["properties"]["pattern"]["enum"] == ["service", "site"]
    assert SCHEMA["$defs"]["SiteSettings"]["properties"]["pattern"]["const"] == "site"


def test_an_error_is_that_of_the_chosen_pattern() -> None:
    workloads = {"quoin:workloads": {"www": {"pattern": "site", "domian": "a.example.com"}}}
    (error,) = VALIDATOR.iter_errors({"config": yaml.safe_load(VALID) | workloads})
    assert error.message == "Additional properties are not allowed ('domian' was unexpected)"


def test_modeline_is_relative_to_the_stack_file() -> None:
    root = schema.ROOT
    assert schema.modeline(root / "Pulumi.dev.yaml") == "# yaml-language-server: $schema=docs/schema/stack.schema.json"
    example = schema.modeline(root / "examples" / "web-app.yaml")
    assert example == "# yaml-language-server: $schema=../docs/schema/stack.schema.json"


def test_check_fails_on_drift_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "docs" / "stack.schema.json"
    monkeypatch.setattr(schema, "ROOT", tmp_path)
    monkeypatch.setattr(schema, "FILE", file)
    monkeypatch.setattr(schema.importlib, "import_module", lambda _: Patterns())
    assert schema.main(["--check"]) == 1
    assert not file.exists()
    expected = "docs/stack.schema.json is not what the settings say; please run the command `make schema`\n"
    assert capsys.readouterr().err == expected
    assert schema.main([]) == 0
    assert file.read_text(encoding="utf-8") == schema.text(Patterns())
    assert schema.main(["--check"]) == 0
    file.write_text("{}")
    assert schema.main(["--check"]) == 1


def test_the_one_on_disk_is_up_to_date() -> None:
    assert schema.main(["--check"]) == 0
