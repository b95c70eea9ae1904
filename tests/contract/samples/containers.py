"""Samples of what runs containers."""

from __future__ import annotations

from typing import Any

from tests.contract.samples.core import CERTIFICATE, _function, _network
from tests.support.synth import Sample, Stage


def _repository(stage: Stage, region: str | None) -> Any:
    from components.blocks.ecr_repository import EcrRepository, EcrRepositoryArgs
    from components.settings.ecr_repository import EcrRepositorySettings

    settings = EcrRepositorySettings.of(stage.environment, pullAccounts=["210987654321"], mutableTags=["latest"])
    return EcrRepository("images", EcrRepositoryArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


def _cluster(stage: Stage, region: str | None) -> Any:
    from components.blocks.ecs_cluster import EcsCluster, EcsClusterArgs
    from components.settings.ecs_cluster import EcsClusterSettings

    settings = EcsClusterSettings.of(stage.environment, dnsNamespace="services.internal")
    network = _network(stage, region)
    args = EcsClusterArgs(settings=settings, stack=stage.stack, network=network, region=region)
    return EcsCluster("cluster", args, stage.opts), network


def _service(stage: Stage, region: str | None) -> Any:
    from components.blocks.ecs_service import EcsService, EcsServiceArgs
    from components.settings.ecs_service import EcsServiceSettings

    cluster, network = _cluster(stage, region)
    settings = EcsServiceSettings.of(stage.environment)
    args = EcsServiceArgs(
        settings=settings, stack=stage.stack, network=network, cluster=cluster, key="app", region=region
    )
    return EcsService("service", args, stage.opts)


def _user_pool(stage: Stage, region: str | None) -> Any:
    from components.blocks.user_pool import UserPool, UserPoolArgs
    from components.settings.user_pool import UserPoolSettings

    settings = UserPoolSettings.of(
        stage.environment, domain_prefix="shop", clients={"web": {"callbackUrls": ["https://shop.example.com"]}}
    )
    return UserPool("users", UserPoolArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


def _rest_api(stage: Stage, region: str | None) -> Any:
    from components.blocks.rest_api import RestApi, RestApiArgs, RestRoute
    from components.settings.rest_api import RestApiSettings
    from components.settings.web_acl import WafSettings

    function = _function(stage, region, "answerer")
    args = RestApiArgs(
        users=_user_pool(stage, region),
        domain="api.example.com",
        certificate_arn=CERTIFICATE,
        waf=WafSettings.of(stage.environment),
        settings=RestApiSettings.of(stage.environment),
        stack=stage.stack,
        routes={
            "GET /jobs/{id}": RestRoute(function=function),
            "POST /jobs": RestRoute(function=function, waits=False),
        },
        region=region,
    )
    return RestApi("rest", args, stage.opts)


SAMPLES: dict[str, Sample] = {
    "EcrRepository": _repository,
    "EcsCluster": _cluster,
    "EcsService": _service,
    "RestApi": _rest_api,
    "UserPool": _user_pool,
}
"""By class name."""
