"""What makes boto3 and moto fast in tests: nothing that they do changes, but it is done once and not for each client.

Tests and the functions that they try make thousands of clients. Each reads the descriptions of its service, asks every
handler for its parameters, and looks for every event among the old names of services.
"""

from __future__ import annotations

import inspect
import json
import marshal
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest


def quicken() -> None:
    """Do it, for the whole process."""
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # 1,300 images in each region that a test touches
    from botocore import hooks
    from botocore.loaders import JSONFileLoader, Loader
    from moto.core.config import default_user_config

    # A test's credentials are those of every other, so that the default session may stay.
    default_user_config.setdefault("core", {})["reset_boto3_session"] = False
    names: dict[str, str] = {}
    make = hooks.EventAliaser.__init__

    def init(self: Any, event_emitter: Any, event_aliases: Any = None) -> None:
        make(self, event_emitter, event_aliases)
        if self._event_aliases == hooks.EVENT_ALIASES:
            self._alias_name_cache = names

    def load(_self: Any, path: str, opener: Callable[..., Any]) -> Any:
        return marshal.loads(_packed(path, opener)) if Path(path).is_file() else None

    listed: dict[Any, list[str]] = {}
    look = Loader.list_available_services

    def services(self: Any, type_name: str) -> list[str]:
        key = (*self.search_paths, type_name)
        if key not in listed:
            listed[key] = look(self, type_name)
        return list(listed[key])

    hooks.EventAliaser.__init__ = init
    Loader.list_available_services = services
    hooks.accepts_kwargs = _accepts_kwargs
    JSONFileLoader._load_file = load  # pyright: ignore[reportAttributeAccessIssue]


def sign_with_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare moto's SNS the making of an RSA key for every subscription."""
    monkeypatch.setattr("moto.sns.models.Subscription.private_key", lambda _: _signing_key())


@cache
def _signing_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _packed(path: str, opener: Callable[..., Any]) -> bytes:
    """Return a JSON file in a form that is read in a third of the time; each reader gets a copy of its own."""
    with opener(path, "rb") as file:
        return marshal.dumps(json.load(file))


def _accepts_kwargs(handler: Any) -> Any:
    code = getattr(handler, "__code__", None)
    return code.co_flags & inspect.CO_VARKEYWORDS if code else inspect.getfullargspec(handler)[2]
