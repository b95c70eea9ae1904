"""What tests of blocks build upon: a network in a stage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.support.stacks import SMALL
from tests.support.synth import Stage


def with_network(stage: Stage) -> tuple[Any, Any]:
    """Return the network of a stage and the stack's context with it."""
    from components.blocks.network import Network, NetworkArgs
    from components.settings.network import NetworkSettings

    settings = NetworkSettings.of(stage.environment, cidr="10.20.0.0/16", **SMALL)
    network = Network("network", NetworkArgs(settings=settings, stack=stage.stack), stage.opts)
    return network, replace(stage.stack, network=network)
