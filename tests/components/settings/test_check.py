"""Bad input → exact message."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from components.settings.base import Environment
from components.settings.check import check
from tests.components.settings.patterns import VALID, Patterns, as_engine, message, messages

TABLE = Path(__file__).with_name("bad_input.txt").read_text(encoding="utf-8")
CASES = {
    name: (changes.strip(), expected.strip())
    for name, changes, expected in re.findall(
        r"^## (.+?)\n(.+?)\n--\n(.+?)(?=\n## |\Z)", TABLE, re.DOTALL | re.MULTILINE
    )
}


def test_the_table_is_read_whole() -> None:
    assert len(CASES) == TABLE.count("\n## ") > 40


@pytest.mark.parametrize("case", CASES)
def test_bad_input(case: str) -> None:
    changes, expected = CASES[case]
    assert "\n\n".join(messages(changes)) == expected


def test_several_at_once_counted_and_in_order() -> None:
    found = message(
        """
        aws:region: nowhere
        quoin:environment: Test
        quoin:workloads: {b: {pattern: x}, a: {pattern: site, domain: nodots}}
        """
    )
    assert found == dedent(
        """\
        4 problems in the configuration of stack 'dev':

        1. 'aws:region' is 'nowhere'
            allowed: an AWS region such as eu-west-1
            please set a value using the command `pulumi config set aws:region <value>`

        2. 'quoin:environment' is 'Test'
            allowed: Production, Staging, Development
            please set a value using the command `pulumi config set quoin:environment Production`

        3. 'quoin:workloads.a.domain' is 'nodots'
            allowed: a domain name in lower case such as shop.example.com
            please set a value using the command `pulumi config set --path 'quoin:workloads.a.domain' <value>`

        4. 'quoin:workloads.b.pattern' is 'x', which is no pattern
            allowed: service, site
            please set a value using the command `pulumi config set --path 'quoin:workloads.b.pattern' <value>`"""
    )


def test_an_empty_stack_file_lacks_the_mandatory_keys() -> None:
    found = messages("", base="")
    assert [text.splitlines()[0] for text in found] == [
        f"Missing required configuration variable '{key}'"
        for key in ("aws:region", "quoin:environment", "quoin:project", "quoin:costCenter", "quoin:owner")
    ]


def test_a_valid_file_becomes_settings() -> None:
    config = yaml.safe_load(VALID) | {
        "quoin:workloads": {"api": {"pattern": "service", "database": {}}, "www": {"pattern": "site"}},
        "quoin:network": {"nat": "none"},
        "other:key": "is not ours",
    }
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.region == "us-east-1"
    assert settings.network.nat == "none"
    assert settings.network.zone_count == 2
    assert settings.has_network
    assert settings.workloads["api"].database.multi_az is False  # pyright: ignore[reportAttributeAccessIssue]
    assert settings.tags == {
        "Environment": "Development",
        "CostCenter": "4410",
        "Project": "shop",
        "Owner": "platform@example.com",
        "ManagedBy": "Pulumi",
    }


def test_numbers_and_truth_values_come_as_texts_from_the_command_line() -> None:
    config = yaml.safe_load(VALID) | {"quoin:costCenter": 4410, "aws:maxRetries": "9", "aws:insecure": "true"}
    config["quoin:workloads"] = {"api": {"pattern": "service", "minSize": "3"}}
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert settings.cost_center == "4410"
    assert settings.aws.arguments() == {"region": "us-east-1", "max_retries": 9, "insecure": True}
    assert settings.workloads["api"].min_size == 3  # pyright: ignore[reportAttributeAccessIssue]


def test_a_text_that_looks_like_json_stays_a_text() -> None:
    config = yaml.safe_load(VALID) | {"quoin:owner": "true", "quoin:project": "null"}
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert (settings.owner, settings.project) == ("true", "null")


def test_the_environment_of_the_file_decides_while_other_keys_are_wrong() -> None:
    config = yaml.safe_load(VALID) | {"quoin:environment": "Staging"}
    settings, _ = check(as_engine(config), (), Patterns())
    assert settings is not None
    assert settings.network.flow_logs.retention_days == 30


@pytest.mark.parametrize(
    ("changes", "secret"),
    [
        ("quoin:owner: s3cret value", "quoin:owner"),
        ("quoin:network: {cidr: s3cret}", "quoin:network"),
        ("quoin:network: s3cret", "quoin:network"),
        ("quoin:workloads: {api: s3cret}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: s3cret}}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: site, fx: s3cret, schedulee: s3cret}}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: site, domain: s3cret}}", "quoin:workloads"),
        ("quoin:network: {endpoints: [s3cret]}", "quoin:network"),
        ("quoin:networkk: s3cret", "quoin:networkk"),
        ("quoin:network.cidr: s3cret", "quoin:network.cidr"),
        ("aws:secretKey: s3cret", ""),
        ("aws:assumeRoles: [{roleArn: x, externalId: a, token: s3cret}]", ""),
        ("quoin:workloads: {api: {pattern: service, database: {token: s3cret}}}", ""),
        ("quoin:workloads: {api: {pattern: service, extra: {password: s3cret}}}", ""),
    ],
)
def test_a_secret_is_never_shown(changes: str, secret: str) -> None:
    found = messages(changes, secret=(secret,))
    assert found
    assert "s3cret" not in "\n".join(found)


def test_a_key_that_is_encrypted_may_stand_where_a_plain_one_is_expected() -> None:
    assert messages("quoin:owner: platform-team", secret=("quoin:owner",)) == []
    assert messages("aws:secretKey: abc", secret=("aws:secretKey",)) == []
