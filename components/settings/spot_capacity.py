"""Settings of Spot instances for work that may be interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.auto_scaling import (
    MAX_SCRIPT,
    AutoScalingSettings,
    Instances,
    ParameterName,
    architecture,
)
from components.settings.base import Environment, Problems, Section, by_profile
from components.settings.types import InstanceType, LogRetention, Port
from finops import prices

PriceCap = Literal["none", "half-on-demand"]
_HALF = Decimal(2)


def price_cap(cap: PriceCap, instance_types: Sequence[str], region: str) -> Decimal | None:
    """Return the most that an instance may cost in USD an hour, or None where nothing caps it.

    Half the on-demand price of the cheapest type: a group knows one cap for all of its types, and no instance shall
    cost more than half of what it costs on demand. Raises `prices.NotPriced` where the price book lacks one of them.
    """
    if cap == "none":
        return None
    book = prices.load(region)
    return min(book.price(f"ec2.instance/{kind}") for kind in instance_types) / _HALF


class SpotCapacitySettings(Section):
    """EC2 Spot instances in the private subnets, up to 90 % cheaper, taken back with two minutes' notice.

    For work that can be interrupted and goes on elsewhere: batches, analyses, queues. They get no load balancer.
    """

    kind: Literal["group", "fleet"] = "group"
    """`group` is an Auto Scaling group that takes its instances from the pools that are cheap and seldom taken back,
    scales, and replaces what is about to be taken; `fleet` is a Spot fleet spread evenly over all types and zones,
    which keeps its size."""
    instance_types: Annotated[list[InstanceType], Field(min_length=1, max_length=40)] = Field(
        default_factory=lambda: ["m7g.large", "m6g.large", "c7g.large", "c6g.large", "r6g.large"]
    )
    """Types that do the work equally well, best first. More of them mean fewer interruptions; all have one
    architecture."""
    size: Instances = by_profile(development=0, staging=1, production=2)
    """Instances that are wanted; 0 keeps everything ready and costs nothing."""
    max_size: Instances = by_profile(development=2, staging=4, production=10)
    """Instances that a `group` may scale out to."""
    price_cap: PriceCap = "none"
    """`half-on-demand` never pays more than half the on-demand price of the cheapest type, by the price book; work
    then waits while Spot is dearer. `none` pays what Spot costs, which never exceeds the on-demand price."""
    cpu_target: Annotated[int, Field(ge=10, le=95)] = 70
    """Per cent of CPU that a `group` holds by scaling."""
    image_parameter: ParameterName | None = None
    """Systems Manager parameter with the id of the image. Left out: Amazon Linux 2023 for the architecture."""
    user_data: Annotated[str, Field(max_length=MAX_SCRIPT)] | None = None
    """Shell script (or `#cloud-config`) that runs at the first boot and starts the work."""
    egress_ports: list[Port] = Field(default_factory=lambda: [443])
    """TCP ports that instances may reach outside."""
    volume_gb: Annotated[int, Field(ge=8, le=16_384)] = 8
    """Size of the encrypted gp3 root volume in GiB."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that CloudWatch keeps the instances' logs."""

    def instances(self, environment: Environment) -> AutoScalingSettings:
        """Return the settings of the instances as those of a group knows them: all Spot, none on demand."""
        first, *others = self.instance_types
        return AutoScalingSettings.of(
            environment,
            instanceType=first,
            minSize=0,
            maxSize=max(self.max_size, self.size),
            desiredSize=self.size,
            cpuTarget=self.cpu_target,
            spot={"share": 100, "onDemandBase": 0, "instanceTypes": others},
            imageParameter=self.image_parameter,
            userData=self.user_data,
            egressPorts=self.egress_ports,
            volumeGb=self.volume_gb,
            logRetentionDays=self.log_retention_days,
        )

    @model_validator(mode="after")
    def _check(self) -> SpotCapacitySettings:
        problems = []
        first = self.instance_types[0]
        foreign = [kind for kind in self.instance_types if architecture(kind) != architecture(first)]
        if foreign:
            problems.append(
                f"instanceTypes: {', '.join(foreign)} cannot run the {architecture(first)} image of {first}; expected "
                "types of one architecture"
            )
        if self.kind == "group" and self.size > self.max_size:
            problems.append(f"size is {self.size} and maxSize {self.max_size}; expected size ≤ maxSize")
        if problems:
            raise Problems(problems)
        return self
