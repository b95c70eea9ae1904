"""What a failover runbook names, gathered from the components of a workload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from components.blocks.database_aurora import SERVERLESS
from components.settings.multi_region import Role
from components.settings.regions import RegionsSettings

if TYPE_CHECKING:
    from components.blocks.global_database import GlobalDatabase
    from components.blocks.global_routing import GlobalRouting
    from components.blocks.regional_service import RegionalService


def facts(
    *,
    name: str,
    settings: RegionsSettings,
    roles: Mapping[str, Role],
    home: str,
    routing: GlobalRouting,
    services: Mapping[str, RegionalService],
    database: GlobalDatabase | None,
    tables: Mapping[str, pulumi.Input[str]],
    groups: Mapping[str, pulumi.Input[str]],
    distribution: pulumi.Input[str] | None,
) -> dict[str, Any]:
    """Return the facts, some of which are known after deployment only; failover_runbook says what they mean."""
    regions = {
        region: {
            "role": role,
            "host": routing.host(region),
            "healthCheckId": routing.health_check_ids[region],
            "loadBalancer": services[region].load_balancer.arn,
            "cluster": services[region].cluster_name,
            "services": _services(settings, role, services[region]),
            "endpointGroup": groups.get(region),
            "database": _database(database, settings, roles, region) if database else None,
        }
        for region, role in roles.items()
    }
    return {
        "name": name,
        "domain": settings.domain,
        "mode": settings.mode,
        "primary": next(region for region, role in roles.items() if role == "primary"),
        "home": home,
        "healthPath": settings.health_path,
        "routeName": routing.route_name,
        "reachable": not settings.closed or settings.load_balancer.allowed_cidrs is not None,
        "regions": regions,
        "database": _global(database, settings) if database else None,
        "tables": dict(tables),
        "distribution": distribution,
    }


def _services(settings: RegionsSettings, role: Role, service: RegionalService) -> dict[str, dict[str, Any]]:
    warm = settings.standby == "warm" and role == "standby"
    return {
        key: {
            "service": service.services[key]["service"],
            "min": min(1, found.scaling.min_tasks) if warm else found.scaling.min_tasks,
            "wanted": found.scaling.min_tasks,
        }
        for key, found in settings.services.items()
    }


def _database(
    database: GlobalDatabase, settings: RegionsSettings, roles: Mapping[str, Role], region: str
) -> dict[str, Any]:
    chosen = settings.database
    assert chosen is not None
    cluster = database.clusters[region]
    headless = roles[region] != "primary" and chosen.followers == "headless"
    return {
        "arn": cluster.arn,
        "identifier": cluster.identifier,
        "instances": not headless,
        "class": chosen.instance_class if chosen.provisioned else SERVERLESS,
        "secret": cluster.secret_arn,
    }


def _global(database: GlobalDatabase, settings: RegionsSettings) -> dict[str, Any]:
    assert settings.database is not None
    return {"global": database.identifier, "engine": settings.database.engine}
