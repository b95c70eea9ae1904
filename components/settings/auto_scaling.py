"""Settings of a group of EC2 instances that scales by itself."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.types import (
    CronExpression,
    InstanceType,
    ItemName,
    LogRetention,
    Percent,
    Port,
    TimeZone,
)

Architecture = Literal["arm64", "x86_64"]
MAX_SCRIPT = 12_000
"""Characters of a boot script: EC2 takes 16,384 bytes of user data, and ours adds to it."""

_GRAVITON = re.compile(r"a1|[a-z]+\d+g[a-z]*")


def architecture(instance_type: str) -> Architecture:
    """Return the processor architecture of an instance type, which its family name tells.

    Graviton families carry a `g` right after the generation (`t4g`, `m7gd`, `c8gn`), but for the first, `a1`.
    A `g` in front of it means graphics (`g5`, and `g5g` is both).
    """
    family = instance_type.partition(".")[0].partition("-")[0]
    return "arm64" if _GRAVITON.fullmatch(family) else "x86_64"


ParameterName = Annotated[
    str, text(r"/[A-Za-z0-9_.\-/]+", "the name of a Systems Manager parameter such as /images/web/arm64")
]
SourceAddress = Annotated[
    str,
    text(
        r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)/32",
        "one IPv4 address such as 203.0.113.7/32; Session Manager needs no open port at all",
    ),
]
Instances = Annotated[int, Field(ge=0, le=1000)]


class SpotSettings(Section):
    """Spot instances beside on-demand ones: cheaper, and taken back with two minutes' notice."""

    share: Percent = 50
    """Per cent of the instances above `onDemandBase` that are Spot."""
    on_demand_base: Instances = 2
    """Instances that are always on-demand, so that a Spot shortage does not stop the service."""
    instance_types: list[InstanceType] = Field(default_factory=list, max_length=39)
    """Further types that do as well as `instanceType`. More types mean fewer interruptions; all must have the
    same architecture."""


class WarmPoolSettings(Section):
    """Instances that have booted already and wait, so that scaling out takes seconds."""

    state: Literal["Stopped", "Hibernated", "Running"] = "Stopped"
    """What they wait as. Stopped ones cost their volumes only."""
    min_size: Instances = 1
    """Instances that wait at least."""


class ScheduledSizeSettings(Section):
    """A change of size at a set time, such as before a sales event."""

    cron: CronExpression
    """When: minute, hour, day of month, month, day of week."""
    time_zone: TimeZone = "Etc/UTC"
    """Time zone of `cron`; summer time is followed."""
    min_size: Instances | None = None
    """New minimum; left out, it stays."""
    max_size: Instances | None = None
    """New maximum; left out, it stays."""
    desired_size: Instances | None = None
    """New number of instances; left out, it stays."""

    @model_validator(mode="after")
    def _check(self) -> ScheduledSizeSettings:
        if self.min_size is None and self.max_size is None and self.desired_size is None:
            raise ValueError("expected at least one of minSize, maxSize, desiredSize")
        sizes = [size for size in (self.min_size, self.desired_size, self.max_size) if size is not None]
        if sizes != sorted(sizes):
            raise ValueError("expected minSize ≤ desiredSize ≤ maxSize")
        return self


class AutoScalingSettings(Section):
    """EC2 instances on Amazon Linux 2023 that scale with their load, heal and are replaced without a gap."""

    instance_type: InstanceType = by_profile(development="t4g.micro", staging="t4g.small", production="m7g.medium")
    """EC2 instance type; it decides the architecture of the image. Production's is not burstable: a `t` type
    that runs at the CPU target all day pays for surplus credits."""
    min_size: Instances = by_profile(development=1, staging=2, production=2)
    """Instances that run at least."""
    max_size: Instances = by_profile(development=2, staging=10, production=10)
    """Instances that run at most; the upper limit of the bill."""
    desired_size: Instances = by_profile(development=1, staging=4, production=4)
    """Instances at creation, held between `minSize` and `maxSize`. Afterwards the scaling policies own the
    number, and a deployment leaves it."""
    cpu_target: Annotated[int, Field(ge=10, le=95)] = 70
    """Per cent of CPU that scaling holds on average over the group."""
    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    """Requests per instance and minute that scaling holds as well; the larger answer of the two wins."""
    scheduled: dict[ItemName, ScheduledSizeSettings] = Field(default_factory=dict)
    """Changes of size by the clock, each with a name."""
    spot: SpotSettings | None = None
    """Use Spot instances for a part of the group."""
    warm_pool: WarmPoolSettings | None = None
    """Keep booted instances waiting. Not together with `spot`: AWS refuses that."""
    grace_seconds: Annotated[int, Field(ge=0, le=7200)] = 300
    """Seconds after the start of an instance before failed health checks count."""
    warmup_seconds: Annotated[int, Field(ge=0, le=3600)] = 120
    """Seconds that a new instance takes until it carries its share of the load; scaling waits that long."""
    max_lifetime_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days after which an instance is replaced by a fresh one. Left out: never."""
    image_parameter: ParameterName | None = None
    """Systems Manager parameter that holds the id of the image. Left out: AWS's own for Amazon Linux 2023 and
    the architecture of `instanceType`."""
    image_updates: Literal["on-deployment", "on-launch"] = "on-deployment"
    """When a new image arrives. `on-deployment`: each deployment reads the parameter, shows a new image as a
    change and rolls it out; all instances run the same. `on-launch`: EC2 reads it whenever an instance starts, so
    a deployment shows nothing (`maxLifetimeDays` brings it to all instances in time), but AWS then refuses to
    roll back a failed instance refresh."""
    volume_gb: Annotated[int, Field(ge=8, le=16_384)] = 8
    """Size of the encrypted gp3 root volume in GiB."""
    detailed_monitoring: bool = by_profile(development=False, staging=False, production=True)
    """Measure every minute instead of every five; scaling reacts sooner."""
    key_name: str | None = None
    """Name of an EC2 key pair. Not needed: Session Manager gives a shell without keys or open ports."""
    ssh_from: SourceAddress | None = None
    """The one address (…/32) that may reach port 22; needs `keyName` and a route into the private subnets."""
    egress_ports: list[Port] = Field(default_factory=lambda: [443])
    """TCP ports that instances may reach outside. The database and the cache are added by the pattern."""
    user_data: Annotated[str, Field(max_length=MAX_SCRIPT)] | None = None
    """Shell script (or `#cloud-config`) that runs at the first boot. Left out: a placeholder that answers every
    request with 200, so that a first deployment is healthy."""
    ship_logs: bool = True
    """Install the CloudWatch agent at boot; it sends /var/log/app/*.log and the boot log to the log group."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that CloudWatch keeps the instances' logs."""

    @property
    def architecture(self) -> Architecture:
        """Processor architecture of the instances."""
        return architecture(self.instance_type)

    @property
    def initial_size(self) -> int:
        """`desiredSize` within the limits, so that who raises `minSize` need not raise it as well."""
        return min(max(self.desired_size, self.min_size), self.max_size)

    @property
    def instance_types(self) -> list[str]:
        """All instance types in order of preference, each once."""
        return list(dict.fromkeys([self.instance_type, *(self.spot.instance_types if self.spot else ())]))

    @model_validator(mode="after")
    def _check(self) -> AutoScalingSettings:
        problems = []
        foreign = [kind for kind in self.instance_types if architecture(kind) != self.architecture]
        if foreign:
            problems.append(
                f"spot.instanceTypes: {', '.join(foreign)} cannot run the {self.architecture} image of "
                f"{self.instance_type}; expected types of one architecture"
            )
        if self.spot and self.warm_pool:
            problems.append("warmPool and spot exclude each other; expected one of the two")
        if self.ssh_from and not self.key_name:
            problems.append("sshFrom needs keyName: without a key pair nobody can log in by SSH")
        if self.min_size > self.max_size:
            problems.append(f"minSize is {self.min_size} and maxSize {self.max_size}; expected minSize ≤ maxSize")
        if problems:
            raise Problems(problems)
        return self
