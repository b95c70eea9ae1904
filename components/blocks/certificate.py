"""Certificate: a public ACM certificate that validates and renews itself through DNS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import acm

from components.blocks.dns_zone import DnsZone
from components.component import Component

CLOUDFRONT_REGION = "us-east-1"
"""CloudFront takes certificates from this region only, wherever the rest of a stack is."""


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """What a certificate is built from."""

    domain: str
    """Name that the certificate is for."""
    zone: DnsZone
    """Zone that all the names lie in."""
    alternative_names: Sequence[str] = field(default_factory=tuple)
    """Further names; `*.example.com` covers one label."""
    proof: Certificate | None = None
    """A certificate of the same names in another region: ACM wants the same records to be there for both, so they are
    made once, by that one."""
    region: str | None = None
    """Region of the certificate, `CLOUDFRONT_REGION` for a distribution; None is the stack's."""


class Certificate(Component):
    """A certificate that is issued when `arn` is known: whatever takes the ARN waits for the validation."""

    arn: pulumi.Output[str]
    records: list[pulumi.Resource]
    """The records that prove its names."""

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._domain = args.domain
        alternatives = sorted(set(args.alternative_names) - {args.domain})
        certificate = acm.Certificate(
            f"{name}-certificate",
            domain_name=args.domain,
            subject_alternative_names=alternatives or None,
            validation_method="DNS",
            region=args.region,
            opts=self.child(),
        )
        # The names are known here, what ACM wants to see is not: one record per name, keyed by the name. So a
        # preview
        # shows every record, and a further name adds one and moves none.
        self.records = args.proof.records if args.proof else self._proofs(certificate, args.zone, alternatives)
        validation = acm.CertificateValidation(
            f"{name}-validation",
            certificate_arn=certificate.arn,
            region=args.region,
            opts=self.child(depends_on=self.records),
        )
        self.arn = validation.certificate_arn
        self.publish(arn=self.arn)

    def _proofs(
        self, certificate: acm.Certificate, zone: DnsZone, alternatives: Sequence[str]
    ) -> list[pulumi.Resource]:
        return [self._prove(certificate, zone, name) for name in proven_names([self._domain, *alternatives])]

    def _prove(self, certificate: acm.Certificate, zone: DnsZone, domain: str) -> pulumi.Resource:
        option = certificate.domain_validation_options.apply(lambda options: option_for(domain, options))
        return zone.record(
            f"{self.name}-{domain}",
            record=option["resource_record_name"],
            type=option["resource_record_type"],
            values=[option["resource_record_value"]],
            ttl=60,
            overwrite=True,  # ACM wants the same record for every certificate of the name in an account
        )


def proven_names(domains: Sequence[str]) -> list[str]:
    """Return the names that need a record of their own: `*.example.com` is proven by the record of
    example.com.
    """
    return sorted({domain.removeprefix("*.") for domain in domains})


def option_for(domain: str, options: Sequence[Any]) -> Mapping[str, str]:
    """Return what ACM wants to see in DNS for `domain`; `options` is a set, so its order says nothing.

    Raises:
        ValueError: ACM gave no option for the domain.

    """
    fields = ("domain_name", "resource_record_name", "resource_record_type", "resource_record_value")
    found = [{name: getattr(option, name) for name in fields} for option in options]
    for option in found:
        if option["domain_name"].removeprefix("*.") == domain:
            return option
    if len(found) == 1:  # one record proves all names
        return found[0]
    raise ValueError(f"ACM gave no validation record for {domain}")
