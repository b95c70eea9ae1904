"""What every workload of a stack shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from components.settings.base import Environment

if TYPE_CHECKING:  # the block imports pulumi_aws; a stack without a network never does
    from components.blocks.network import Network


@dataclass(frozen=True, kw_only=True)
class StackContext:
    """Facts of the stack that patterns and blocks build on."""

    environment: Environment
    project: str
    """Name of the product (`quoin:project`), which is also the Project tag."""
    stack: str
    """Name of the Pulumi stack."""
    region: str
    """Region of the stack's default resources, such as eu-west-1."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Mandatory tags, for the resources that the provider's default tags do not reach."""
    network: Network | None = None
    """The stack's network; there is one as soon as a workload needs one."""

    @property
    def production(self) -> bool:
        """Whether this is a production stack."""
        return self.environment is Environment.PRODUCTION

    def elsewhere(self, region: str | None) -> str | None:
        """Return a region, or None for the stack's own, by whatever way it is named."""
        return None if region == self.region else region
