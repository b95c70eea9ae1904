from __future__ import annotations

import json
from typing import Any

import pytest

from components.blocks.account import partition_of, root_of
from components.blocks.key import key_statements
from components.settings.key import KeySettings
from tests.support.synth import Stage, Synthesis, synth_component

ROOT = "arn:aws:iam::123456789012:root"


def build(services: tuple[str, ...], environment: str = "Production", **settings: Any) -> Synthesis:
    def program(stage: Stage) -> dict[str, Any]:
        from components.blocks.key import Key, KeyArgs
        from components.iam import document

        made = KeySettings.of(stage.environment, **settings)
        args = KeyArgs(settings=made, stack=stage.stack, services=services, description="Secrets of the test")
        key = Key("vault", args, stage.opts)
        return {"arn": key.arn, "alias": key.alias, "decrypt": document(key.grant_decrypt("secretsmanager"))}

    return synth_component(program, environment)


def test_it_rotates_and_takes_its_time_to_die() -> None:
    key = build(("rds.amazonaws.com",)).only("Key", "vault-key")
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["rotationPeriodInDays"] == 365
    assert key.inputs["deletionWindowInDays"] == 30
    assert build((), "Development").only("Key", "vault-key").inputs["deletionWindowInDays"] == 7


def test_alias_names_project_and_stack() -> None:
    assert build(()).exports["alias"] == "alias/shop-test-vault"


def test_policy_lets_the_account_administer_and_nobody_else_in() -> None:
    policy = json.loads(build(()).only("Key", "vault-key").inputs["policy"])
    assert policy["Statement"] == [
        {
            "Sid": "AccountAdministration",
            "Effect": "Allow",
            "Action": ["kms:*"],
            "Resource": ["*"],
            "Principal": {"AWS": ROOT},
        }
    ]


def test_services_on_behalf_of_callers_are_held_to_account_and_service() -> None:
    _, use, grants = key_statements(ROOT, "eu-west-1", ["rds.amazonaws.com"])
    through = {"kms:CallerAccount": "123456789012", "kms:ViaService": "rds.eu-west-1.amazonaws.com"}
    assert use["Principal"] == {"AWS": "*"}
    assert use["Condition"] == {"StringEquals": through}
    assert grants["Condition"] == {"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_logs_are_held_to_the_accounts_log_groups() -> None:
    _, use = key_statements(ROOT, "eu-west-1", ["logs.amazonaws.com"])
    assert use["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    pattern = "arn:aws:logs:eu-west-1:123456789012:log-group:*"
    assert use["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": pattern}}


def test_other_services_are_held_to_the_account() -> None:
    _, use = key_statements(ROOT, "eu-west-1", ["cloudwatch.amazonaws.com"])
    assert use["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert use["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_china_has_its_own_suffix() -> None:
    root = "arn:aws-cn:iam::123456789012:root"
    _, use, _ = key_statements(root, "cn-north-1", ["rds.amazonaws.com"])
    assert use["Condition"]["StringEquals"]["kms:ViaService"] == "rds.cn-north-1.amazonaws.com.cn"


def test_decrypt_works_through_one_service_only() -> None:
    result = build(())
    (statement,) = json.loads(result.exports["decrypt"])["Statement"]
    assert statement["Resource"] == [result.exports["arn"]]
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:sts::123456789012:assumed-role/deploy/me", ROOT),
        ("arn:aws-us-gov:iam::123456789012:user/me", "arn:aws-us-gov:iam::123456789012:root"),
    ],
)
def test_root(arn: str, expected: str) -> None:
    assert root_of(arn) == expected
    assert partition_of(expected) == expected.split(":")[1]
