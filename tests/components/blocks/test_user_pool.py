"""A pool of users: how they sign in, what an application gets, what nobody learns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from components.blocks.user_pool import UserPool, UserPoolArgs
from components.settings.user_pool import UserPoolSettings
from tests.support.synth import Synthesis, synth_component


def build(environment: str = "Production", **settings: Any) -> Synthesis:
    def program(stage: Any) -> Any:
        args = UserPoolArgs(settings=UserPoolSettings.of(stage.environment, **settings), stack=stage.stack)
        pool = UserPool("users", args, stage.opts)
        alarm = pool.operations.alarms[0]
        return {
            "issuer": pool.issuer,
            "signIn": pool.sign_in_url or "",
            "expression": alarm.expression,
            "watched": [dict(metric.dimensions) for metric in alarm.metrics.values()],
        }

    return synth_component(program, environment, region="eu-west-1")


def test_an_application_never_sends_the_password_and_has_no_secret() -> None:
    client = build().only("aws:cognito/userPoolClient:UserPoolClient").inputs
    assert client["generateSecret"] is False
    assert client["explicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["preventUserExistenceErrors"] == "ENABLED"
    assert client["allowedOauthFlowsUserPoolClient"] is False
    assert not {"allowedOauthFlows", "callbackUrls"} & set(client)


def test_the_sign_in_page_gives_codes_and_never_tokens() -> None:
    made = build(domainPrefix="shop-prod", clients={"web": {"callbackUrls": ["https://shop.example.com/back"]}})
    client = made.named("users-web").inputs
    assert client["allowedOauthFlows"] == ["code"]
    assert client["callbackUrls"] == ["https://shop.example.com/back"]
    assert made.exports["signIn"] == "https://shop-prod.auth.eu-west-1.amazoncognito.com"


@pytest.mark.parametrize(("environment", "state"), [("Production", "ACTIVE"), ("Development", "INACTIVE")])
def test_users_of_production_cannot_be_deleted_with_the_stack(environment: str, state: str) -> None:
    assert build(environment).only("aws:cognito/userPool:UserPool").inputs["deletionProtection"] == state


def test_administrators_make_the_accounts_unless_said_otherwise() -> None:
    for sign_up in (False, True):
        pool = build(signUp=sign_up).only("aws:cognito/userPool:UserPool").inputs
        assert pool["adminCreateUserConfig"]["allowAdminCreateUserOnly"] is not sign_up


def test_a_second_factor_is_an_application_and_no_text_message() -> None:
    on, off = (build(mfa=mfa).only("aws:cognito/userPool:UserPool").inputs for mfa in ("ON", "OFF"))
    assert on["softwareTokenMfaConfiguration"] == {"enabled": True}
    assert "smsConfiguration" not in on
    assert "softwareTokenMfaConfiguration" not in off


def test_the_issuer_and_the_alarm_are_of_this_pool() -> None:
    made = build(clients={"web": {}, "phone": {}})
    pool = made.only("aws:cognito/userPool:UserPool").outputs
    assert made.exports["issuer"] == f"https://{pool['endpoint']}"
    assert made.exports["expression"] == "FILL(m1, 0) + FILL(m2, 0)"
    clients = [made.named(f"users-{key}").outputs["id"] for key in ("web", "phone")]
    assert made.exports["watched"] == [{"UserPool": pool["id"], "UserPoolClient": client} for client in clients]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"clients": {}}, "at least 1"),
        ({"clients": {"a": {"callbackUrls": ["https://a.example.com"]}}}, "expected domainPrefix to be set"),
        ({"clients": {"a": {"logoutUrls": ["https://a.example.com"]}}}, "is set without callbackUrls"),
        ({"domainPrefix": "my-aws-shop"}, "without aws, amazon and cognito"),
        ({"clients": {"a": {"callbackUrls": ["http://a.example.com"]}}}, "an https:// address"),
        ({"passwordLength": 6}, "greater than or equal to 8"),
    ],
)
def test_what_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        UserPoolSettings.of("Production", **values)
