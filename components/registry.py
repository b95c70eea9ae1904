"""The patterns that a stack file can choose: name → "module:Class", imported on demand.

The settings model of a pattern is the class in the same module named `<Class>Settings`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pulumi

    from components.pattern import Pattern, PatternArgs
    from components.settings.workload import WorkloadSettings

PATTERNS: dict[str, str] = {
    "container-platform": "components.patterns.container_platform:ContainerPlatform",
    "data-analytics": "components.patterns.data_analytics:DataAnalytics",
    "messaging": "components.patterns.messaging:Messaging",
    "microservices-platform": "components.patterns.microservices_platform:MicroservicesPlatform",
    "multi-region": "components.patterns.multi_region:MultiRegion",
    "serverless-microservices": "components.patterns.serverless_microservices:ServerlessMicroservices",
    "static-site": "components.patterns.static_site:StaticSite",
    "web-app": "components.patterns.web_app:WebApp",
}


def names() -> list[str]:
    """Return the names of all patterns."""
    return sorted(PATTERNS)


def pattern(name: str) -> Callable[[str, PatternArgs[Any], pulumi.ResourceOptions], Pattern]:
    """Return the component class of a pattern, which is called with a name, its arguments and options."""
    module, _, attribute = PATTERNS[name].partition(":")
    return getattr(importlib.import_module(module), attribute)


def settings_model(name: str) -> type[WorkloadSettings]:
    """Return the settings model of a pattern."""
    module, _, attribute = PATTERNS[name].partition(":")
    return getattr(importlib.import_module(module), f"{attribute}Settings")
