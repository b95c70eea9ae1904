"""What stands between people and a workload: a name, its certificate, a load balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from components.component import Component
from components.context import StackContext
from components.settings.dns import zone_of
from components.settings.front_door import FrontDoorSettings

if TYPE_CHECKING:
    from components.blocks.dns_zone import DnsZone
    from components.blocks.load_balancer import LoadBalancer
    from components.blocks.network import Network


def network_of(component: Component, stack: StackContext) -> Network:
    """Return the stack's network; a pattern that calls this has `needs_network`."""
    if stack.network is None:
        raise ValueError(f"{component.name} needs a network in its StackContext")
    return stack.network


def open_door(component: Component, settings: FrontDoorSettings, stack: StackContext) -> LoadBalancer:
    """Create the load balancer of a pattern as `<name>-lb`, and the certificate and records of its domain."""
    from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs  # noqa: PLC0415 (pulumi_aws.lb)

    if settings.kept_inside:
        pulumi.log.warn(
            f"{component.name}: without domain or loadBalancer.certificateArn the application is reachable from inside "
            "the network only. Set domain to serve it to the internet over HTTPS.",
            component,
        )
    network = network_of(component, stack)
    zone = _zone(component, settings.domain, settings) if settings.domain else None
    args = LoadBalancerArgs(
        settings=settings.load_balancer,
        stack=stack,
        network=network,
        certificate_arn=_certificate_arn(component, settings, zone),
    )
    balancer = LoadBalancer(f"{component.name}-lb", args, component.child())
    if zone and settings.domain:
        zone.alias(
            component.name,
            record=settings.domain,
            target=balancer.dns_name,
            target_zone_id=balancer.zone_id,
            ipv6=network.ipv6 and not settings.load_balancer.internal,
            check_health=True,
        )
    return balancer


def url_of(settings: FrontDoorSettings, balancer: LoadBalancer) -> pulumi.Output[str]:
    """Return the address of the application."""
    scheme = "https" if balancer.secure else "http"
    return pulumi.Output.concat(scheme, "://", settings.domain or balancer.dns_name)


def _zone(component: Component, domain: str, settings: FrontDoorSettings) -> DnsZone:
    from components.blocks.dns_zone import DnsZone, DnsZoneArgs  # noqa: PLC0415 (pulumi_aws.route53)

    args = DnsZoneArgs(domain=zone_of(domain, settings.dns), create=settings.dns.create)
    return DnsZone(f"{component.name}-dns", args, component.child())


def _certificate_arn(
    component: Component, settings: FrontDoorSettings, zone: DnsZone | None
) -> pulumi.Input[str] | None:
    """Return the certificate that the settings name, else one made for the domain."""
    if settings.load_balancer.certificate_arn or not zone or not settings.domain:
        return settings.load_balancer.certificate_arn
    from components.blocks.certificate import Certificate, CertificateArgs  # noqa: PLC0415 (pulumi_aws.acm)

    args = CertificateArgs(domain=settings.domain, zone=zone)
    return Certificate(f"{component.name}-certificate", args, component.child()).arn
