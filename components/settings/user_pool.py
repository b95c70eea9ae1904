"""Settings of a pool of users who sign in with Amazon Cognito."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.types import ItemName

CallbackUrl = Annotated[
    str,
    text(r"https://[^\s#]+|http://localhost(:\d+)?(/[^\s#]*)?", "an https:// address, or one of http://localhost"),
]
DomainPrefix = Annotated[
    str,
    text(
        r"(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "up to 63 small letters, digits and hyphens, without aws, amazon and cognito",
    ),
]


class UserPoolClientSettings(Section):
    """One application that signs users in. It has no secret: whoever has the application could read it."""

    callback_urls: list[CallbackUrl] = Field(default_factory=list)
    """Where the sign-in page may send users back to, with a code; none for applications that sign in by themselves."""
    logout_urls: list[CallbackUrl] = Field(default_factory=list)
    """Where the sign-in page may send users after they have signed out."""
    token_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """Minutes that a token of access or identity is valid."""
    session_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days after which a user must sign in again."""


class UserPoolSettings(Section):
    """A pool of users. People sign in with their mailbox; administrators make the accounts unless `signUp` says
    otherwise.
    """

    clients: Annotated[dict[ItemName, UserPoolClientSettings], Field(min_length=1)] = Field(
        default_factory=lambda: {"app": UserPoolClientSettings.of()}
    )
    """Applications by name; each has a client id of its own, and tokens of any of them count."""
    sign_up: bool = False
    """Whether anybody may make an account, who confirms it with a code sent to the mailbox."""
    mfa: Literal["OFF", "OPTIONAL", "ON"] = "OPTIONAL"
    """Whether users give a second factor from an application for one-time passwords: never, when they set one up, or
    always."""
    password_length: Annotated[int, Field(ge=8, le=99)] = 12
    """Characters that a password must have, with letters of both cases and a digit."""
    domain_prefix: DomainPrefix | None = None
    """Beginning of the address of AWS's sign-in page, unique in the region; the page is needed for `callbackUrls`."""
    tier: Literal["LITE", "ESSENTIALS", "PLUS"] = "LITE"
    """Feature plan, which is the price per user: LITE has all that is used here."""
    deletion_protection: bool = by_profile(development=False, staging=False, production=True)
    """Whether AWS refuses to delete the pool with its users."""

    @model_validator(mode="after")
    def _check(self) -> UserPoolSettings:
        problems = [
            f"clients.{name}.callbackUrls need AWS's sign-in page; expected domainPrefix to be set"
            for name, client in self.clients.items()
            if client.callback_urls and not self.domain_prefix
        ]
        problems += [
            f"clients.{name}.logoutUrls is set without callbackUrls; expected both or none"
            for name, client in self.clients.items()
            if client.logout_urls and not client.callback_urls
        ]
        if problems:
            raise Problems(problems)
        return self
