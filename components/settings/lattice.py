"""Settings of a service network of VPC Lattice: services that other networks and accounts call, by IAM."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.formats import arn, text
from components.settings.lattice_service import LatticeServiceSettings
from components.settings.types import AccountId, Cidr, ItemName, LogRetention

ServiceNetworkArn = Annotated[
    str,
    arn(
        "vpc-lattice",
        r"servicenetwork/sn-[0-9a-f]{17}",
        "the ARN of a service network of VPC Lattice",
        scope="regional",
    ),
]
OrganizationArn = Annotated[
    str,
    arn("organizations", r"organization/o-[a-z0-9]{10,32}", "the ARN of an AWS organization", scope="global"),
]
VpcId = Annotated[str, text(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})", "the id of a VPC such as vpc-0123456789abcdef0")]
GroupId = Annotated[
    str, text(r"sg-([0-9a-f]{8}|[0-9a-f]{17})", "the id of a security group such as sg-0123456789abcdef0")
]


class MemberSettings(Section):
    """A further network of this account whose machines may call the services."""

    vpc_id: VpcId
    """The network."""
    security_groups: Annotated[list[GroupId], Field(max_length=5)] = Field(default_factory=list)
    """Groups of that network that say who in it may call; none lets everybody in it."""


class LatticeSettings(Section):
    """A service network: services by name, across networks and accounts whose addresses may even overlap.

    The place of App Mesh, which AWS has ended: shares of traffic for canaries, and callers that IAM tells apart. Each
    service costs by the hour, by data and by requests.
    """

    join: ServiceNetworkArn | None = None
    """A service network of another stack or account to take part in, instead of one of its own."""
    auth: Literal["iam", "none"] = "iam"
    """Whether callers sign their requests with IAM, and every service says who may call what."""
    services: dict[ItemName, LatticeServiceSettings] = Field(default_factory=dict)
    """Services of the network, each with a name."""
    associate: bool = True
    """Whether machines of the stack's own network may call the services."""
    callers_from: list[Cidr] = Field(default_factory=list)
    """Addresses of the stack's network that may call; left out, all of it."""
    members: dict[ItemName, MemberSettings] = Field(default_factory=dict)
    """Further networks of this account, each with a name."""
    share_accounts: list[AccountId] = Field(default_factory=list)
    """Accounts that may take part, with networks and services of their own (AWS Resource Access Manager)."""
    share_organization: OrganizationArn | None = None
    """An organization whose accounts all may take part."""
    external_accounts: bool = False
    """Whether `shareAccounts` may lie outside the organization; they then get an invitation."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the access log is kept: who called what, and whether IAM let it."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Percentage of answers of a service with a 5XX status above which its alarm goes off."""

    @model_validator(mode="after")
    def _check(self) -> LatticeSettings:
        problems: list[str] = []
        if self.join:
            shared = bool(self.share_accounts or self.share_organization)
            problems += [
                f"{key} is for a service network of one's own, and join names another; remove it"
                for key, given in (("shareAccounts or shareOrganization", shared), ("auth: none", self.auth == "none"))
                if given
            ]
        if self.callers_from and not self.associate:
            problems.append("callersFrom narrows the association of the stack's network, and associate is false")
        if self.external_accounts and not self.share_accounts:
            problems.append("externalAccounts says what shareAccounts may be; expected shareAccounts")
        if self.auth == "none":
            problems += [
                f"services.{name}.callers are told apart by IAM, and auth is none; expected auth: iam"
                for name, service in self.services.items()
                if service.callers
            ]
        if problems:
            raise Problems(problems)
        return self
