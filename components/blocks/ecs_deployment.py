"""How ECS moves requests from one version of a service to the next."""

from __future__ import annotations

from pulumi_aws import ecs

from components.settings.ecs_deployment import DeploymentSettings

_CANARY_PERCENT, _CANARY_MINUTES, _STEP_PERCENT, _STEP_MINUTES, _BAKE_MINUTES = 10, 5, 20, 2, 5
"""What holds where the settings leave it out; their docstrings say so."""


def deployment(settings: DeploymentSettings) -> ecs.ServiceDeploymentConfigurationArgs:
    """Return how ECS moves requests from one version to the next."""
    canary = linear = None
    if settings.strategy == "canary":
        canary = ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
            canary_percent=_or(settings.canary_percent, _CANARY_PERCENT),
            canary_bake_time_in_minutes=str(_or(settings.canary_minutes, _CANARY_MINUTES)),
        )
    if settings.strategy == "linear":
        linear = ecs.ServiceDeploymentConfigurationLinearConfigurationArgs(
            step_percent=_or(settings.step_percent, _STEP_PERCENT),
            step_bake_time_in_minutes=str(_or(settings.step_minutes, _STEP_MINUTES)),
        )
    return ecs.ServiceDeploymentConfigurationArgs(
        strategy=settings.strategy.replace("-", "_").upper(),
        bake_time_in_minutes=str(_or(settings.bake_minutes, _BAKE_MINUTES)),
        canary_configuration=canary,
        linear_configuration=linear,
    )


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
