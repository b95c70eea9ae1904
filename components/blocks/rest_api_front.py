"""What stands in front of a REST API: who may call, a name of its own, a firewall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import apigateway

from components.blocks.dns_zone import DnsZone
from components.blocks.function import Function
from components.component import Component
from components.context import StackContext
from components.settings.web_acl import WafSettings

if TYPE_CHECKING:
    from components.blocks.user_pool import UserPool

CALLER = "method.request.header.Authorization"
"""Where callers put their token."""


@dataclass(frozen=True)
class Authorization:
    """How every method of an API asks who calls."""

    kind: str
    """NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS."""
    authorizer_id: pulumi.Output[str] | None = None


@dataclass(frozen=True)
class Place:
    """The API that something is put in front of."""

    owner: Component
    rest_api: pulumi.Output[str]
    execution_arn: pulumi.Output[str]
    region: str | None


def authorization(place: Place, setting: str, users: UserPool | None, function: Function | None) -> Authorization:
    """Return how methods are to ask. A pool of users decides, or a function, or what the settings say."""
    if users:
        return Authorization("COGNITO_USER_POOLS", _authorizer(place, "users", pool=users).id)
    if setting == "lambda":
        if function is None:
            raise pulumi.RunError(f"the API {place.owner.name} has authorization lambda but no function for it")
        made = _authorizer(place, "authorizer", function=function)
        function.permit(
            f"{place.owner.name}-authorizer",
            service="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(place.execution_arn, "/authorizers/", made.id),
            opts=place.owner.child(),
        )
        return Authorization("CUSTOM", made.id)
    return Authorization("AWS_IAM" if setting == "iam" else "NONE")


def own_domain(
    place: Place,
    domain: str,
    stage: apigateway.Stage,
    certificate_arn: pulumi.Input[str] | None,
    zone: DnsZone | None,
) -> None:
    """Give an API a name of its own. With one it has one way in, not two."""
    name = place.owner.name
    if certificate_arn is None:
        raise pulumi.RunError(f"the API {name} has the domain {domain} but no certificate for it")
    own = apigateway.DomainName(
        f"{name}-domain",
        domain_name=domain,
        regional_certificate_arn=certificate_arn,
        endpoint_configuration={"types": "REGIONAL"},
        security_policy="TLS_1_2",
        region=place.region,
        opts=place.owner.child(),
    )
    apigateway.BasePathMapping(
        f"{name}-mapping",
        rest_api=place.rest_api,
        domain_name=own.domain_name,
        stage_name=stage.stage_name,
        region=place.region,
        opts=place.owner.child(),
    )
    if zone:
        zone.alias(
            name,
            record=domain,
            target=own.regional_domain_name,
            target_zone_id=own.regional_zone_id,
            ipv6=False,
        )


def firewall(place: Place, settings: WafSettings, stack: StackContext, stage: apigateway.Stage) -> None:
    """Put a web ACL in front of a stage."""
    from pulumi_aws import wafv2  # noqa: PLC0415 (only where there is a firewall)

    from components.blocks.web_acl import WebAcl, WebAclArgs  # noqa: PLC0415

    name = place.owner.name
    args = WebAclArgs(settings=settings, stack=stack, region=place.region)
    acl = WebAcl(f"{name}-waf", args, place.owner.child())
    wafv2.WebAclAssociation(
        f"{name}-waf",
        resource_arn=stage.arn,
        web_acl_arn=acl.arn,
        region=place.region,
        opts=place.owner.child(),
    )


def _authorizer(
    place: Place, role: str, *, pool: UserPool | None = None, function: Function | None = None
) -> apigateway.Authorizer:
    return apigateway.Authorizer(
        f"{place.owner.name}-{role}",
        rest_api=place.rest_api,
        type="COGNITO_USER_POOLS" if pool else "REQUEST",
        provider_arns=[pool.arn] if pool else None,
        authorizer_uri=function.invoke_arn if function else None,
        identity_source=CALLER,
        # A function is asked every time: what is asked for may decide as well as who asks.
        authorizer_result_ttl_in_seconds=None if pool else 0,
        region=place.region,
        opts=place.owner.child(),
    )
