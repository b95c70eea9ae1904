"""A distribution in front of several regions: the nearest one, and the next one when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.cdn import Behaviour, Cdn, CdnArgs, HttpOrigin, Names, OriginGroup
from components.component import Component
from components.context import StackContext
from components.settings.multi_region import EdgeSettings

ROUTE, NEXT, EITHER = "route", "next", "either"
_CONNECT_SECONDS, _CONNECT_ATTEMPTS = 3, 2
"""Six seconds until the next region is asked, instead of CloudFront's thirty: a load balancer connects in far less."""


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """What a distribution in front of regions is built from."""

    settings: EdgeSettings
    stack: StackContext
    domain: str | None
    """Name that it answers to; None leaves CloudFront's own."""
    certificate_arn: pulumi.Input[str]
    """Certificate of us-east-1 for the domain."""
    route: str
    """Name that leads to the right region."""
    fallback: str
    """Name that leads to another one."""
    after: Sequence[pulumi.Resource] = ()
    """Records of these names, without which it would show errors at first."""


def edge(component: Component, args: EdgeArgs) -> Cdn:
    """Create the distribution as `<name>-cdn`."""
    settings = args.settings
    behaviours = {path: Behaviour(origin=ROUTE, kind="api") for path in settings.write_paths}
    behaviours |= {path: Behaviour(origin=EITHER, kind="assets") for path in settings.cached_paths}
    cdn_args = CdnArgs(
        settings=settings,
        stack=args.stack,
        origins={key: _origin(host) for key, host in ((ROUTE, args.route), (NEXT, args.fallback))},
        groups={EITHER: OriginGroup(first=ROUTE, second=NEXT, statuses=tuple(sorted(settings.failover_statuses)))},
        default=Behaviour(origin=EITHER, kind="reads"),
        behaviours=behaviours,
        names=Names(certificate_arn=args.certificate_arn, names=(args.domain,)) if args.domain else None,
        comment=f"{component.name}, in several regions",
    )
    return Cdn(f"{component.name}-cdn", cdn_args, component.child(depends_on=list(args.after)))


def _origin(host: str) -> HttpOrigin:
    return HttpOrigin(host=host, connect_seconds=_CONNECT_SECONDS, connect_attempts=_CONNECT_ATTEMPTS)
