"""Static site: files in a private bucket, served by CloudFront under a domain of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pulumi
from pydantic import model_validator

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.cdn import Behaviour, BucketOrigin, Cdn, CdnArgs, HttpOrigin, Names
from components.blocks.site_content import SiteContent, SiteContentArgs
from components.pattern import Pattern, PatternArgs
from components.settings.base import Section
from components.settings.bucket import BucketSettings
from components.settings.cdn import CdnSettings
from components.settings.dns import DnsSettings, redirect_source, zone_of
from components.settings.formats import text
from components.settings.function import FunctionSettings
from components.settings.http_api import HttpApiSettings
from components.settings.types import DomainName
from components.settings.workload import WorkloadSettings

FUNCTIONS = Path("functions")
"""Folder of the functions' code, below the project."""
API_PATH = "/api"


class SiteApiSettings(Section):
    """An API beside the site: a function behind `/api/*` on the site's own name."""

    source: Annotated[str, text(r"[a-z][a-z0-9_]{0,39}", "the name of a folder below functions/")] = "site_api"
    """Folder below functions/ whose `handler.py` answers. The sample knows /api/hello and /api/health."""
    function: FunctionSettings
    """Runtime, memory, time and log of the function."""
    http: HttpApiSettings
    """Limits and access log of the API."""

    @model_validator(mode="after")
    def _check(self) -> SiteApiSettings:
        if self.http.domain:
            raise ValueError("http.domain has no use here: the site's own name serves /api/*")
        if self.http.authorization in ("iam", "lambda"):
            said = {"iam": "which browsers cannot sign for", "lambda": "for which a site has no function"}
            reason = said[self.http.authorization]
            raise ValueError(f"http.authorization is {self.http.authorization}, {reason}; expected none or jwt")
        return self


class StaticSiteSettings(WorkloadSettings):
    """Settings of a static site."""

    domain: DomainName | None = None
    """Name of the site, such as www.example.com. Left out: the name that CloudFront gives."""
    dns: DnsSettings
    """Zone of the domain."""
    www_redirect: bool = True
    """Lead www.example.com to example.com, or the reverse where the domain is the www name."""
    content: str | None = "examples/site"
    """Folder of the site's files, relative to the project. `null` leaves the bucket to a pipeline."""
    cdn: CdnSettings
    """The distribution: routing, headers, firewall, logs."""
    bucket: BucketSettings
    """The bucket of the files."""
    api: SiteApiSettings | None = None
    """An API behind `/api/*`; `api: {}` deploys the sample. Left out: none."""

    @model_validator(mode="after")
    def _check(self) -> StaticSiteSettings:
        if self.domain:
            zone_of(self.domain, self.dns)
        elif self.dns.zone or self.dns.create:
            raise ValueError("dns is set but domain is not; expected the site's domain")
        return self


class StaticSite(Pattern):
    """A website of files: S3, CloudFront, Route 53 and a certificate, with an API behind `/api/*` by one setting.

    The bucket is private and read by this distribution only. Pages are never older than the last `pulumi up`: the
    content's id is part of the cache key, so a new release finds an empty cache. For portfolios, documentation,
    marketing and single-page applications.
    """

    def __init__(
        self, name: str, args: PatternArgs[StaticSiteSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        self._args = args
        settings = args.settings
        files = Bucket(
            f"{name}-files", BucketArgs(settings=settings.bucket, stack=args.stack, policy_later=True), self.child()
        )
        content = self._content(files)
        zone_name = zone_of(settings.domain, settings.dns) if settings.domain else None
        self.outputs = {"bucket": files.bucket}
        names = self._names(settings.domain, zone_name) if settings.domain and zone_name else None
        cdn = self._cdn(files, content, names)
        self.outputs |= {
            "url": pulumi.Output.concat("https://", settings.domain or cdn.domain_name),
            "distributionId": cdn.distribution_id,
            "distributionDomain": cdn.domain_name,
        }
        if names:
            for host in names.names:
                self._zone.alias(host, record=host, target=cdn.domain_name, target_zone_id=cdn.hosted_zone_id)
            self.outputs |= {"domain": settings.domain}
        if cdn.log_bucket:
            self.outputs["logBucket"] = cdn.log_bucket
        self.publish(**self.outputs)

    def _content(self, bucket: Bucket) -> SiteContent | None:
        folder = self._args.settings.content
        if folder is None:
            return None
        return SiteContent(f"{self.name}-content", SiteContentArgs(bucket=bucket, folder=Path(folder)), self.child())

    def _names(self, domain: str, zone_name: str) -> Names:
        """Make zone and certificate; return the names that the distribution answers to."""
        from components.blocks.certificate import (  # noqa: PLC0415 (imports acm, which a site without a domain spares)
            CLOUDFRONT_REGION,
            Certificate,
            CertificateArgs,
        )
        from components.blocks.dns_zone import DnsZone, DnsZoneArgs  # noqa: PLC0415 (imports route53)

        settings = self._args.settings
        zone_args = DnsZoneArgs(domain=zone_name, create=settings.dns.create)
        self._zone = DnsZone(f"{self.name}-dns", zone_args, self.child())
        if settings.dns.create:
            self.outputs["nameServers"] = self._zone.name_servers
        other = redirect_source(domain, zone_name) if settings.www_redirect else None
        certificate = Certificate(
            f"{self.name}-certificate",
            CertificateArgs(
                domain=domain,
                alternative_names=(other,) if other else (),
                zone=self._zone,
                region=CLOUDFRONT_REGION,
            ),
            self.child(),
        )
        return Names(
            certificate_arn=certificate.arn,
            names=(domain, other) if other else (domain,),
            redirects={other: domain} if other else {},
        )

    def _cdn(self, files: Bucket, content: SiteContent | None, names: Names | None) -> Cdn:
        settings = self._args.settings
        cdn = settings.cdn
        if content and cdn.error_document not in content.keys:
            cdn = cdn.model_copy(update={"error_document": None})
        origins: dict[str, BucketOrigin | HttpOrigin] = {"files": BucketOrigin(bucket=files)}
        behaviours: dict[str, Behaviour] = {}
        if settings.api:
            origins["api"] = HttpOrigin(host=self._api(settings.api))
            behaviours[f"{API_PATH}/*"] = Behaviour(origin="api", kind="api")
        return Cdn(
            f"{self.name}-cdn",
            CdnArgs(
                settings=cdn,
                stack=self._args.stack,
                origins=origins,
                default=Behaviour(origin="files"),
                behaviours=behaviours,
                names=names,
                release=content.release if content else None,
                comment=settings.domain or self.name,
            ),
            # The files are there before the release that names them.
            self.child(depends_on=[content] if content else []),
        )

    def _api(self, settings: SiteApiSettings) -> pulumi.Output[str]:
        """Make the API; return its host name."""
        from components.blocks.function import Function, FunctionArgs  # noqa: PLC0415 (imports lambda_, iam)
        from components.blocks.http_api import HttpApi, HttpApiArgs  # noqa: PLC0415 (imports apigatewayv2)

        stack = self._args.stack
        function = Function(
            f"{self.name}-function",
            FunctionArgs(
                settings=settings.function,
                stack=stack,
                source=FUNCTIONS / settings.source,
                description=f"Answers {API_PATH}/* of {self.name}",
                environment={"ENVIRONMENT": stack.environment.value},
            ),
            self.child(),
        )
        routes = {f"ANY {API_PATH}/{{proxy+}}": function}
        api_args = HttpApiArgs(settings=settings.http, stack=stack, routes=routes, description=f"API of {self.name}")
        api = HttpApi(f"{self.name}-api", api_args, self.child())
        self.outputs["apiUrl"] = api.endpoint
        return api.host
