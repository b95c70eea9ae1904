"""What is watched of the NAT gateways."""

from __future__ import annotations

from typing import Any

from components.operations import Alarm, Operations
from components.settings.network import NetworkSettings
from tests.support.synth import Stage, Synthesis, synth_component


def watched(environment: str, **settings: Any) -> tuple[Synthesis, Operations]:
    found = Operations()

    def build(stage: Stage) -> dict[str, Any]:
        from components.blocks.network import Network, NetworkArgs

        args = NetworkArgs(settings=NetworkSettings.of(environment, **settings), stack=stage.stack)
        for part in Network("network", args, stage.opts).walk():
            found.alarms.extend(part.operations.alarms)
            found.widgets.extend(part.operations.widgets)
        return {a.key: next(iter(a.metrics.values())).dimensions for a in found.alarms}

    return synth_component(build, environment), found


def test_every_gateway_has_its_alarms() -> None:
    made, found = watched("Production")
    gateways = {g.name[-1]: {"NatGatewayId": g.outputs["id"]} for g in made.of_type("NatGateway")}
    assert made.exports == {f"{kind}-{z}": dims for z, dims in gateways.items() for kind in ("ports", "drops")}
    assert len(found.widgets) == 2


def test_dropped_packets_are_a_share_of_all() -> None:
    _, found = watched("Development")
    drops: Alarm = next(alarm for alarm in found.alarms if alarm.key == "drops-a")
    assert {key: metric.name for key, metric in drops.metrics.items()} == {
        "m1": "PacketsDropCount",
        "m2": "PacketsInFromSource",
        "m3": "PacketsInFromDestination",
    }
    assert (drops.expression, drops.threshold) == ("100 * m1 / (m2 + m3)", 0.01)


def test_without_nat_nothing_is_watched() -> None:
    _, found = watched("Development", nat="none")
    assert (found.alarms, found.widgets) == ([], [])
