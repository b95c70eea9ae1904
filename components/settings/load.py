"""From the configuration of a stack to its settings. Nothing else in the project reads `pulumi.Config`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import config as store

from components.settings.check import OURS, Registry, check, namespace
from components.settings.problem import report
from components.settings.provider import AwsSettings
from components.settings.stack import Settings


@dataclass(frozen=True)
class Source:
    """The configuration as the engine hands it over: texts, in which maps and lists are JSON."""

    values: Mapping[str, Any]
    secret_keys: frozenset[str]
    """Keys with a value that was given encrypted, or with such a value somewhere inside."""

    @classmethod
    def of_engine(cls) -> Source:
        """Return what the engine gave this program."""
        values = {**store.get_config_env(), **store.CONFIG.get()}
        secret = {key for key in values if store.is_config_secret(key)} | set(store.get_config_secret_keys_env())
        return cls(values, frozenset(secret))


def load(registry: Registry) -> Settings:
    """Return the settings of the stack.

    Raises `pulumi.RunError` with every problem of the stack file in one message. Warns of encrypted settings, since no
    setting is one that AWS keeps secret.
    """
    source = Source.of_engine()
    settings, problems = check(source.values, source.secret_keys, registry)
    if settings is None:
        raise pulumi.RunError(report(problems, pulumi.get_stack()))
    encrypted = sorted(key for key in source.secret_keys if key.startswith(f"{OURS}:"))
    if encrypted:
        pulumi.log.warn(
            f"encrypted in the stack file: {', '.join(encrypted)}. A setting can be read in AWS and in the state all "
            "the same: keep a secret in Secrets Manager, and name its ARN"
        )
    return settings


def provider_args() -> dict[str, Any]:
    """Return the `aws:` keys of the stack as keyword arguments of `aws.Provider`; what is a secret stays one.

    To be called after `load`, which tells what is wrong with them.
    """
    source = Source.of_engine()
    given = AwsSettings.model_validate(namespace(source.values, "aws", AwsSettings))
    arguments = given.arguments()
    for name, field in AwsSettings.model_fields.items():
        if name in arguments and f"aws:{field.alias}" in source.secret_keys:
            arguments[name] = pulumi.Output.secret(arguments[name])
    return arguments
