"""Secrets in clear."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings.secrets import clear_secrets, looks_secret


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "dbPassword",
        "master_password",
        "secret",
        "clientSecret",
        "token",
        "api-key",
        "apiKey",
        "privateKey",
        "secretAccessKey",
        "accessKeyId",
        "passphrase",
        "credentials",
        "PWD",
    ],
)
def test_names_that_hold_a_secret(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize(
    "name", ["secretArn", "tokenTtl", "webIdentityTokenFile", "passwordRotationDays", "keyName", "customerKey", "", 0]
)
def test_names_that_do_not(name: str | int) -> None:
    assert not looks_secret(name)


PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIE"


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ({"a": {"password": "x"}}, [("k", "a", "password")]),
        ({"a": [{"token": "x"}, {"token": 7}]}, [("k", "a", 0, "token"), ("k", "a", 1, "token")]),
        ({"name": "AKIAABCDEFGHIJKLMNOP"}, [("k", "name")]),
        ({"text": f"key: {PEM}"}, [("k", "text")]),
        (["ghp_" + "a" * 36], [("k", 0)]),
        ({"url": "postgres://shop:hunter2@db.example.com/shop"}, [("k", "url")]),
        ({"hook": "xoxb-1234567890-abc"}, [("k", "hook")]),
        ({"secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x"}, []),
        ({"password": "", "token": None, "secret": True}, []),
        ({"url": "https://example.com:8080/a@b", "name": "AKIA", "domain": "shop.example.com"}, []),
    ],
)
def test_where_they_stand(value: Any, paths: list[Any]) -> None:
    assert [path for path, _ in clear_secrets(value, ("k",))] == paths


def test_why_does_not_tell_what() -> None:
    assert dict(clear_secrets({"password": "hunter2", "x": PEM}, ("k",))) == {
        ("k", "password"): "its name says that it is one",
        ("k", "x"): "it looks like a private key",
    }
