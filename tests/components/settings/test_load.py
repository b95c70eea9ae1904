"""What the engine hands over becomes settings, or one message."""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pulumi
import pytest
import yaml
from pulumi.runtime import set_all_config

from components.settings.load import Source, load, provider_args
from tests.components.settings.patterns import VALID, Patterns, as_engine

T = TypeVar("T")


def under(config: Mapping[str, Any], action: Callable[[], T], secret_keys: tuple[str, ...] = ()) -> T:
    """Run an action as if the engine had given the program this configuration."""

    def run() -> T:
        set_all_config(as_engine(config), list(secret_keys))
        return action()

    return contextvars.copy_context().run(run)


BASE: dict[str, Any] = yaml.safe_load(VALID)


def test_load() -> None:
    settings = under({**BASE, "quoin:workloads": {"www": {"pattern": "site"}}}, lambda: load(Patterns()))
    assert list(settings.workloads) == ["www"]
    assert json.loads(settings.posture()["kept"]["monitoring"])["alarms"] is False


def test_an_encrypted_setting_is_taken_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert under(BASE, lambda: load(Patterns())).owner == "platform@example.com"
    assert capsys.readouterr().err == ""
    assert under(BASE, lambda: load(Patterns()), ("quoin:owner",)).owner == "platform@example.com"
    assert "encrypted in the stack file: quoin:owner." in capsys.readouterr().err


def test_one_run_error_with_everything() -> None:
    with pytest.raises(pulumi.RunError) as caught:
        under({"quoin:environment": "x"}, lambda: load(Patterns()))
    text = str(caught.value)
    assert text.startswith(f"5 problems in the configuration of stack '{pulumi.get_stack()}':")
    assert text.count("please set a value using the command") == 5
    assert "pydantic" not in text


def test_the_official_host_gives_the_configuration_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(as_engine(BASE)))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", '["quoin:owner"]')
    source = under({}, Source.of_engine)
    assert source.values == as_engine(BASE)
    assert source.secret_keys == {"quoin:owner"}


def test_provider_args_keep_a_secret_secret() -> None:
    config = {**BASE, "aws:profile": "shop", "aws:secretKey": "hush", "aws:skipMetadataApiCheck": "true"}
    given = under(config, provider_args, ("aws:secretKey",))
    assert isinstance(given.pop("secret_key"), pulumi.Output)
    assert given == {"region": "us-east-1", "profile": "shop", "skip_metadata_api_check": True}
