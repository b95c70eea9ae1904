"""Which subnets a Kubernetes cluster and what its pods run on stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pulumi

from components.blocks.network_plan import letter

if TYPE_CHECKING:
    from components.blocks.network import Network

_CONTROL_ZONES = 2


def control_subnets(network: Network) -> list[pulumi.Output[str]]:
    """Return the subnets of the control plane's own interfaces: those of the first two zones, for good.

    EKS never lets a cluster into another set of zones than it was created in, and wants two. Nodes and pods stand in
    every zone of the network all the same, and the control plane itself is AWS's, in three.
    """
    return network.private_subnet_ids[:_CONTROL_ZONES]


def subnets_in(network: Network, zones: Sequence[str], owner: str) -> list[pulumi.Output[str]]:
    """Return the private subnets of the zones that are named, or of all; `owner` is who names them.

    Raises `pulumi.RunError` for a zone that the network has not.
    """
    if not zones:
        return network.private_subnet_ids
    missing = [zone for zone in zones if zone not in network.availability_zones]
    if missing:
        raise pulumi.RunError(
            f"{owner}: zones {', '.join(missing)}: the network is not there; expected some of "
            f"{', '.join(network.availability_zones)}"
        )
    return [network.subnet_ids["private"][letter(zone)] for zone in sorted(set(zones))]
