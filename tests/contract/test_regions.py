"""A component that is given a region puts every regional child there."""

from __future__ import annotations

import inspect

import pytest

from components.component import Component
from tests.contract.classes import COMPONENTS, args_class
from tests.contract.samples import SAMPLES
from tests.support.schema import properties
from tests.support.synth import Stage, Synthesis, synth_component

ELSEWHERE = "eu-west-1"


def regional(component: type[Component]) -> bool:
    """Tell whether the arguments of a component have a region."""
    return "region" in inspect.signature(args_class(component)).parameters


def strays(synthesis: Synthesis) -> list[str]:
    """Return the regional resources that are not in the region asked for."""
    return [
        f"{resource.type} {resource.name} is in {resource.inputs.get('region', 'the region of the stack')}"
        for resource in synthesis.resources
        if resource.type.startswith("aws:") and "region" in properties(resource.type)
        if resource.inputs.get("region") != ELSEWHERE
    ]


@pytest.mark.parametrize("name", [component.__name__ for component in COMPONENTS if regional(component)])
def test_region_reaches_every_regional_child(name: str) -> None:
    def build(stage: Stage) -> None:
        SAMPLES[name](stage, ELSEWHERE)

    assert name in SAMPLES or name in PARTS, f"{name} takes a region: add a sample in tests/contract/samples/"
    if name in SAMPLES:
        assert not strays(synth_component(build))


PARTS = {"DeadLetterQueue", "NatGateways", "NetworkEndpoints", "NetworkRoutes"}
"""Parts that are built by the sample of the component above them only."""
