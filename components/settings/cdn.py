"""Settings of a content delivery network (CloudFront)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import text
from components.settings.types import Region
from components.settings.web_acl import WafSettings

Country = Annotated[str, text(r"[A-Z]{2}", "the code of a country in capitals such as DE (ISO 3166-1)")]
PriceClass = Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]
Document = Annotated[
    str, text(r"[A-Za-z0-9_.\-][A-Za-z0-9_.\-/]*", "a file of the site such as index.html, without a slash in front")
]
HeaderName = Annotated[str, text(r"[A-Za-z][A-Za-z0-9-]*", "the name of a header such as Permissions-Policy")]

DEFAULT_CSP = (
    "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
    "upgrade-insecure-requests"
)


class SecurityHeadersSettings(Section):
    """Response headers by which a site tells browsers what they must not do."""

    hsts_days: Annotated[int, Field(ge=0, le=3_650)] = by_profile(development=1, staging=30, production=730)
    """Days that a browser takes HTTPS only (Strict-Transport-Security); 0 sends no such header."""
    hsts_subdomains: bool = False
    """Whether that holds for all names below the site's as well. At example.com it reaches every server of the
    domain, so make sure that each one has HTTPS."""
    hsts_preload: bool = False
    """Ask for a place in the browsers' own lists. Hard to take back: it needs 365 days or more and the subdomains."""
    content_security_policy: str | None = DEFAULT_CSP
    """What a page may load. The default takes the site's own files only: no inline scripts, no other hosts. None
    sends no such header."""
    frame_options: Literal["DENY", "SAMEORIGIN"] | None = "DENY"
    """Whether other pages may show the site in a frame."""
    referrer_policy: Literal["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"] = (
        "strict-origin-when-cross-origin"
    )
    """What links to other sites reveal of the page."""
    more: dict[HeaderName, str] = Field(default_factory=dict)
    """Further response headers, such as `Permissions-Policy`."""

    @model_validator(mode="after")
    def _check(self) -> SecurityHeadersSettings:
        if self.hsts_preload and not (self.hsts_subdomains and self.hsts_days >= 365):
            raise ValueError("hstsPreload needs hstsSubdomains: true and hstsDays of 365 or more")
        return self


class CountriesSettings(Section):
    """Which countries are served. It goes by the visitor's address, so it is a hurdle, not a wall."""

    allow: list[Country] = Field(default_factory=list)
    """Codes of the only countries served, such as DE (ISO 3166-1)."""
    block: list[Country] = Field(default_factory=list)
    """Codes of the countries not served."""

    @model_validator(mode="after")
    def _check(self) -> CountriesSettings:
        if bool(self.allow) == bool(self.block):
            raise ValueError("expected either allow or block, with country codes such as DE")
        return self


class DistributionSettings(Section):
    """A CloudFront distribution: HTTPS only, TLS 1.2 or newer, HTTP/2 and 3, IPv6, compressed."""

    price_class: PriceClass = by_profile(
        development="PriceClass_100", staging="PriceClass_100", production="PriceClass_All"
    )
    """Which edge locations serve: North America and Europe, most of the world, or all of it."""
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025"] = "TLSv1.2_2021"
    """Oldest TLS and ciphers that visitors may use, where the site has a domain. TLSv1.2_2025 drops older ciphers of
    1.2 as well; the name that CloudFront gives takes what CloudFront decides."""
    headers: SecurityHeadersSettings
    """Security headers of every response."""
    waf: WafSettings
    """Web application firewall in front of the distribution."""
    countries: CountriesSettings | None = None
    """Countries that are served, or not. Left out: all."""
    logs: bool = by_profile(development=False, staging=True, production=True)
    """Keep access logs in a bucket, as JSON in folders by hour."""
    extra_metrics: bool = by_profile(development=False, staging=False, production=True)
    """Cache hit rate, origin latency and error rates by status, at a fixed price per distribution and month."""
    origin_shield: Region | None = None
    """Region of one more cache in front of the origins, which asks them once for all edges; take the region nearest
    to them. It has a price per request. Left out: none."""
    wait: bool = by_profile(development=False, staging=True, production=True)
    """Whether `pulumi up` waits until all edges know a change, about five minutes."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=10, production=5)
    """Share of answers of class 5xx, in percent, above which the alarm goes off."""
    client_error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=75, staging=50, production=25)
    """Share of answers of class 4xx, in percent, above which the alarm goes off."""


class CdnSettings(DistributionSettings):
    """A distribution that shows the files of a site."""

    routing: Literal["pages", "spa", "files"] = "pages"
    """What a path means. `pages`: /docs/ shows /docs/index.html and /docs leads to /docs/. `spa`: every path without
    a suffix shows the index document, whose script does the rest. `files`: paths are taken as they are."""
    index_document: Document = "index.html"
    """File that a folder shows."""
    error_document: Document | None = "404.html"
    """File that is shown, with status 404, for a path that is not there; it must be among the site's files. None
    shows the browser's own page."""
