"""UserPool: the users of an application, who sign in with Amazon Cognito."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cognito

from components.component import Component
from components.context import StackContext
from components.operations import Alarm, Metric, Widget
from components.settings.user_pool import UserPoolClientSettings, UserPoolSettings

SRP = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
"""Ways to sign in: the password itself never leaves the application."""
INVITATION_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class UserPoolArgs:
    """What a pool of users is built from."""

    settings: UserPoolSettings
    stack: StackContext
    region: str | None = None
    """Region of the pool; None is the stack's."""


class UserPool(Component):
    """A pool of users and the applications that sign them in. Its tokens are JWTs that an API can check."""

    id: pulumi.Output[str]
    arn: pulumi.Output[str]
    issuer: pulumi.Output[str]
    """Issuer of the tokens, such as https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf."""
    client_ids: dict[str, pulumi.Output[str]]
    """By the name of the client."""
    sign_in_url: pulumi.Output[str] | None
    """Address of AWS's sign-in page; None without a domain prefix."""

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        self._settings = settings = args.settings
        pool = cognito.UserPool(
            f"{name}-pool",
            username_attributes=["email"],
            username_configuration={"case_sensitive": False},
            auto_verified_attributes=["email"],
            account_recovery_setting={"recovery_mechanisms": [{"name": "verified_email", "priority": 1}]},
            admin_create_user_config={"allow_admin_create_user_only": not settings.sign_up},
            password_policy={
                "minimum_length": settings.password_length,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": False,  # length helps, symbols are written on notes
                "temporary_password_validity_days": INVITATION_DAYS,
            },
            mfa_configuration=settings.mfa,
            # An application on the phone and no text messages: these cost money and are caught more easily.
            software_token_mfa_configuration=None if settings.mfa == "OFF" else {"enabled": True},
            user_pool_tier=settings.tier,
            deletion_protection="ACTIVE" if settings.deletion_protection else "INACTIVE",
            region=args.region,
            opts=self.child(),
        )
        self.id, self.arn = pool.id, pool.arn
        self.issuer = pulumi.Output.concat("https://", pool.endpoint)
        self.client_ids = {key: self._client(key, client) for key, client in settings.clients.items()}
        self.sign_in_url = self._sign_in(args.stack) if settings.domain_prefix else None
        self._watch()
        self.publish(
            id=self.id,
            arn=self.arn,
            issuer=self.issuer,
            client_ids=self.client_ids,
            sign_in_url=self.sign_in_url,
        )

    def _client(self, key: str, settings: UserPoolClientSettings) -> pulumi.Output[str]:
        page = bool(settings.callback_urls)
        return cognito.UserPoolClient(
            f"{self.name}-{key}",
            user_pool_id=self.id,
            generate_secret=False,
            explicit_auth_flows=SRP,
            prevent_user_existence_errors="ENABLED",  # nobody learns which mailboxes have an account
            enable_token_revocation=True,
            access_token_validity=settings.token_minutes,
            id_token_validity=settings.token_minutes,
            refresh_token_validity=settings.session_days,
            token_validity_units={"access_token": "minutes", "id_token": "minutes", "refresh_token": "days"},
            supported_identity_providers=["COGNITO"],
            allowed_oauth_flows_user_pool_client=page,
            # A code is worth nothing to who catches it (PKCE); the flow that put tokens into addresses is not allowed.
            allowed_oauth_flows=["code"] if page else None,
            allowed_oauth_scopes=["openid", "email"] if page else None,
            callback_urls=settings.callback_urls or None,
            logout_urls=settings.logout_urls or None,
            region=self._region,
            opts=self.child(),
        ).id

    def _sign_in(self, stack: StackContext) -> pulumi.Output[str]:
        domain = cognito.UserPoolDomain(
            f"{self.name}-domain",
            domain=self._settings.domain_prefix,
            user_pool_id=self.id,
            region=self._region,
            opts=self.child(),
        )
        return pulumi.Output.concat(
            "https://", domain.domain, f".auth.{self._region or stack.region}.amazoncognito.com"
        )

    def _watch(self) -> None:
        def metric(name: str, key: str) -> Metric:
            dimensions = {"UserPool": self.id, "UserPoolClient": self.client_ids[key]}
            return Metric(namespace="AWS/Cognito", name=name, dimensions=dimensions, stat="Sum", label=f"{key}: {name}")

        throttled = {f"m{n}": metric("SignInThrottles", key) for n, key in enumerate(self.client_ids, 1)}
        self.operations.alarms.append(
            Alarm(
                key="throttled",
                description=f"Users of {self.name} were refused because more signed in than the account's quota lets: "
                "a rush, or somebody who tries passwords. Service Quotas can raise UserAuthentication.",
                metrics=throttled,
                expression=" + ".join(f"FILL({key}, 0)" for key in throttled),
                threshold=0,
                evaluation_periods=1,
                region=self._region,
            )
        )
        graphs = [metric(name, key) for key in self.client_ids for name in ("SignInSuccesses", "SignInThrottles")]
        self.operations.widgets.append(Widget(title=f"{self.name}: sign-ins", metrics=graphs, region=self._region))
