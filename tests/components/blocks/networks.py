"""A network to test: built alone, with its outputs as exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.settings.network import NetworkSettings
from tests.support.synth import Stage, Synthesis, synth_component


def network(environment: str = "Production", region: str = "us-east-1", **settings: Any) -> Synthesis:
    """Build a network in an environment with the given settings."""

    def build(stage: Stage) -> Mapping[str, Any]:
        from components.blocks.network import Network, NetworkArgs

        args = NetworkArgs(settings=NetworkSettings.of(environment, **settings), stack=stage.stack)
        made = Network("network", args, stage.opts)
        return {
            "zones": made.availability_zones,
            "subnets": made.subnet_ids,
            "public": made.public_subnet_ids,
            "private": made.private_subnet_ids,
            "isolated": made.isolated_subnet_ids,
            "database": made.database_subnet_group_name,
            "cache": made.cache_subnet_group_name,
            "vpc": made.vpc_id,
        }

    return synth_component(build, environment, region=region)
