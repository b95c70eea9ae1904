"""Who may call the services of VPC Lattice, as IAM policy documents. Pure: settings in, statements out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.iam import Statement, allow
from components.settings.lattice_service import LatticeCallerSettings

INVOKE = "vpc-lattice-svcs:Invoke"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who may call a service."""

    principal: pulumi.Input[str]
    """ARN of the role or user."""
    settings: LatticeCallerSettings
    """What it may call."""
    role_name: pulumi.Input[str] | None = None
    """Name of a role of this stack, whose own policy then allows the call as well; None: that is up to its owner."""


def members_only(accounts: Sequence[str], partition: str, organization: str | None) -> list[Statement]:
    """Return the policy of a service network: requests must be signed, by a principal of these accounts.

    Which of them may call what, each service says itself. `Resource: "*"` is every service of this network: a policy
    of a network knows nothing narrower that services added later would fall under.
    """
    roots = [f"arn:{partition}:iam::{account}:root" for account in sorted(accounts)]
    statements = [allow([INVOKE], ["*"], sid="Members", principal={"AWS": roots})]
    if organization:
        members = {"StringEquals": {"aws:PrincipalOrgID": organization.rpartition("/")[2]}}
        statements.append(allow([INVOKE], ["*"], sid="Organization", principal="*", condition=members))
    return statements


def service_statements(service_arn: pulumi.Input[str], callers: Mapping[str, Caller]) -> list[Statement]:
    """Return the policy of a service: one statement for each caller. Whom none names is refused."""
    return [
        allow(
            [INVOKE],
            paths_of(service_arn, caller.settings),
            sid=_sid(key),
            principal={"AWS": [caller.principal]},
            condition=methods_of(caller.settings),
        )
        for key, caller in sorted(callers.items())
    ]


def calling(service_arn: pulumi.Input[str], settings: LatticeCallerSettings) -> Statement:
    """Return the statement by which a role may call a service: what the service lets it, and no more."""
    return allow([INVOKE], paths_of(service_arn, settings), condition=methods_of(settings))


def paths_of(service_arn: pulumi.Input[str], settings: LatticeCallerSettings) -> list[pulumi.Output[str]]:
    """Return the resources of a service that a caller reaches: its paths and what is below them."""
    found: list[pulumi.Output[str]] = []
    for path in settings.paths or ["/"]:
        below = path.rstrip("/")
        if below:
            found.append(pulumi.Output.concat(service_arn, below))
        found.append(pulumi.Output.concat(service_arn, below, "/*"))
    return found


def methods_of(settings: LatticeCallerSettings) -> Mapping[str, Any] | None:
    """Return the condition on the methods that a caller may use; None where it may use all."""
    if not settings.methods:
        return None
    return {"StringEquals": {"vpc-lattice-svcs:RequestMethod": list(settings.methods)}}


def _sid(key: str) -> str:
    return "Caller" + "".join(part.capitalize() for part in key.split("-"))
