"""Settings of what pods of an EKS cluster run on: managed node groups, Fargate profiles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.auto_scaling import Architecture, architecture
from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.network import ZoneName
from components.settings.types import InstanceType, Percent

_LABEL_NAME = r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)"
LabelKey = Annotated[
    str,
    text(
        rf"([a-z0-9]([a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_LABEL_NAME}",
        "a Kubernetes label such as team or example.com/team",
    ),
]
LabelValue = Annotated[
    str, text(rf"{_LABEL_NAME}?", "the value of a Kubernetes label: up to 63 letters, digits, . _ -")
]
Namespace = Annotated[
    str, text(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "a Kubernetes namespace: lower-case letters, digits and hyphens")
]
NamespacePattern = Annotated[
    str, text(r"[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?", "a namespace or a pattern such as team-*")
]
Nodes = Annotated[int, Field(ge=0, le=450)]


class TaintSettings(Section):
    """What keeps pods away that do not tolerate it."""

    value: LabelValue | None = None
    """Value of the taint."""
    effect: Literal["no-schedule", "prefer-no-schedule", "no-execute"] = "no-schedule"
    """What happens to pods that do not tolerate it."""


class NodeGroupSettings(Section):
    """A managed node group: instances on Amazon Linux 2023 that EKS starts, drains and replaces.

    A new Kubernetes version rolls through the group in place. What cannot change in place (instance types, capacity)
    makes a new group beside the old one, whose pods move before it goes; so does a further availability zone, unless
    the group names its `zones`.
    """

    instance_types: Annotated[list[InstanceType], Field(min_length=1, max_length=20)] = by_profile(
        development=["t4g.medium", "c6g.large", "c7g.large"], staging=["t4g.large"], production=["m7g.large"]
    )
    """Types that do equally well, of one architecture, which decides the image. Spot wants several."""
    capacity: Literal["on-demand", "spot"] = by_profile(development="spot", staging="on-demand", production="on-demand")
    """What the instances are bought as. Spot costs up to 90 % less and is taken back with two minutes' notice, in
    which EKS drains the node."""
    min_size: Nodes = by_profile(development=1, staging=2, production=3)
    """Nodes at least."""
    max_size: Annotated[int, Field(ge=1, le=450)] = by_profile(development=3, staging=6, production=12)
    """Nodes at most; the upper limit of the bill."""
    desired_size: Nodes = by_profile(development=1, staging=2, production=3)
    """Nodes at creation, held between the limits. Afterwards an autoscaler in the cluster owns the number, and a
    deployment leaves it."""
    volume_gb: Annotated[int, Field(ge=20, le=16_384)] = by_profile(development=20, staging=40, production=80)
    """Size of the encrypted gp3 disk of a node in GiB: images, logs and scratch space of its pods."""
    metadata_hops: Annotated[int, Field(ge=1, le=2)] = 1
    """Network hops that an answer of the metadata service travels. With 1, pods cannot take the node's role: they
    have identities of their own. 2 is for pods that must read the metadata."""
    zones: list[ZoneName] = Field(default_factory=list)
    """Availability zones of the nodes, of those of the network. Left out, all of them. A group that names its zones
    stays as it is when the network grows; a group for each zone also lets an autoscaler start nodes where the disks
    of waiting pods are."""
    max_unavailable_percent: Annotated[Percent, Field(ge=1)] = 33
    """Per cent of the nodes that an update replaces at once."""
    repair: bool = by_profile(development=False, staging=True, production=True)
    """Whether EKS replaces nodes that stay unhealthy."""
    labels: dict[LabelKey, LabelValue] = Field(default_factory=dict)
    """Kubernetes labels of the nodes."""
    taints: dict[LabelKey, TaintSettings] = Field(default_factory=dict)
    """Kubernetes taints of the nodes, by key."""

    @model_validator(mode="after")
    def _check(self) -> NodeGroupSettings:
        problems: list[str] = []
        kinds = {kind: architecture(kind) for kind in self.instance_types}
        if len(set(kinds.values())) > 1:
            said = ", ".join(f"{kind} ({found})" for kind, found in kinds.items())
            problems.append(f"instanceTypes: {said}; expected types of one architecture, or a second node group")
        if self.min_size > self.max_size:
            problems.append(f"minSize is {self.min_size} and maxSize {self.max_size}; expected minSize ≤ maxSize")
        if problems:
            raise Problems(problems)
        return self

    @property
    def architecture(self) -> Architecture:
        """Processor architecture of the nodes."""
        return architecture(self.instance_types[0])

    @property
    def initial_size(self) -> int:
        """`desiredSize` within the limits, so that who raises `minSize` need not raise it as well."""
        return min(max(self.desired_size, self.min_size), self.max_size)


class FargateProfileSettings(Section):
    """Pods that Fargate runs, each on a machine of its own, without nodes to look after. On x86 processors only.

    AWS cannot change a profile: another choice makes a new one in its place.
    """

    namespaces: Annotated[list[NamespacePattern], Field(min_length=1, max_length=5)]
    """Namespaces whose pods run here."""
    labels: dict[LabelKey, LabelValue] = Field(default_factory=dict)
    """Labels that the pods must have as well."""
    zones: list[ZoneName] = Field(default_factory=list)
    """Availability zones of the pods, of those of the network. Left out, all of them. A profile that names its zones
    stays as it is when the network grows."""
