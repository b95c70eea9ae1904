"""What tests of blocks build upon: a network in a stage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.support.synth import Stage

BARE: dict[str, Any] = {"zoneCount": 2, "nat": "none", "networkAcls": False, "flowLogs": {"destination": "none"}}
"""A network without what a block in it never asks for; those parts have tests of their own."""


def with_network(stage: Stage) -> tuple[Any, Any]:
    """Return the network of a stage and the stack's context with it."""
    from components.blocks.network import Network, NetworkArgs
    from components.settings.network import NetworkSettings

    settings = NetworkSettings.of(stage.environment, cidr="10.20.0.0/16", **BARE)
    network = Network("network", NetworkArgs(settings=settings, stack=stage.stack), stage.opts)
    return network, replace(stage.stack, network=network)
