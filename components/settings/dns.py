"""Settings of the DNS zone that a workload's domain lives in."""

from __future__ import annotations

from components.settings.base import Section
from components.settings.types import DomainName


class DnsSettings(Section):
    """The Route 53 hosted zone of a domain."""

    zone: DomainName | None = None
    """Name of the zone. Left out: the domain without its first label (shop.example.com → example.com), or the
    domain itself where it has two labels only (example.com)."""
    create: bool = False
    """Make the zone instead of looking it up. Its name servers then go to the registrar before certificates
    can be validated: the first `pulumi up` waits for that."""


def zone_of(domain: str, settings: DnsSettings) -> str:
    """Return the name of the zone that `domain` lives in.

    Raises:
        ValueError: `settings.zone` is not a parent of the domain.

    """
    if settings.zone is None:
        _, _, parent = domain.partition(".")
        return parent if "." in parent else domain
    if not lies_in(domain, settings.zone):
        expected = "expected the domain or a parent of it"
        raise ValueError(f"domain {domain} is not in dns.zone {settings.zone}; {expected}")
    return settings.zone


def lies_in(domain: str, zone: str) -> bool:
    """Tell whether a name lies in a zone."""
    return domain == zone or domain.endswith(f".{zone}")


def redirect_source(domain: str, zone: str) -> str | None:
    """Return the name that should lead to `domain`: www.example.com for example.com and the reverse; else
    None.
    """
    if domain == zone:
        return f"www.{domain}"
    return zone if domain == f"www.{zone}" else None
