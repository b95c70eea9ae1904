"""The parts of a distribution as data: origins, behaviours, error pages, security headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pulumi

from components.settings.cdn import (
    CdnSettings,
    CountriesSettings,
    DistributionSettings,
    SecurityHeadersSettings,
)

if TYPE_CHECKING:
    from components.blocks.bucket import Bucket

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Ids of policies that AWS manages, the same in every account (CloudFront guide, managed policies)."""

_READ = ["GET", "HEAD", "OPTIONS"]
_ALL = [*_READ, "PUT", "POST", "PATCH", "DELETE"]
_ERROR_SECONDS = 10
"""Seconds that an edge keeps an error, so that a file which was missing is found soon after it is there."""


@dataclass(frozen=True, kw_only=True)
class BucketOrigin:
    """A private bucket. The distribution signs its requests; the bucket's policy admits this distribution only."""

    bucket: Bucket
    """Made with `policy_later`: the distribution writes its policy."""


@dataclass(frozen=True, kw_only=True)
class HttpOrigin:
    """A server that speaks HTTPS with TLS 1.2."""

    host: pulumi.Input[str]
    """Host name, without https://."""
    path: str = ""
    """Put in front of every path, such as /v1."""
    headers: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Request headers that only this distribution sends."""
    read_seconds: int = 30
    """Seconds that the server may take to answer, 1 to 60."""
    connect_seconds: int | None = None
    """Seconds after which an attempt to connect is given up, 1 to 10; None leaves CloudFront's 10."""
    connect_attempts: int | None = None
    """Attempts to connect, 1 to 3; None leaves CloudFront's 3."""


@dataclass(frozen=True, kw_only=True)
class OriginGroup:
    """Two origins, of which the second is asked when the first fails. CloudFront does so for GET, HEAD and OPTIONS."""

    first: str
    """Key of the origin that is asked."""
    second: str
    """Key of the origin that is asked when the first does not connect, is too slow or answers with a failure."""
    statuses: tuple[int, ...] = (500, 502, 503, 504)
    """Answers that count as a failure, of 403, 404, 416, 429, 500, 502, 503 and 504."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """How the requests of one path pattern are answered."""

    origin: str
    """Key of the origin, or of the group of origins."""
    kind: Literal["site", "assets", "api", "reads"] = "site"
    """`site`: cached per release, with the routing of the settings. `assets`: cached by the file's own headers.
    `api`: every method, never cached, with everything but the host name sent on. `reads`: the same for GET, HEAD and
    OPTIONS only, which is what a group of origins takes."""


def origin(key: str, what: BucketOrigin | HttpOrigin, access_control_id: Any, shield: str | None) -> dict[str, Any]:
    """Return one origin of a distribution."""
    common: dict[str, Any] = {"origin_id": key}
    if shield:
        common["origin_shield"] = {"enabled": True, "origin_shield_region": shield}
    if isinstance(what, BucketOrigin):
        domain = what.bucket.regional_domain_name
        return {**common, "domain_name": domain, "origin_access_control_id": access_control_id}
    headers = [{"name": name, "value": value} for name, value in what.headers.items()]
    return {
        **common,
        "domain_name": what.host,
        "origin_path": what.path or None,
        "connection_timeout": what.connect_seconds,
        "connection_attempts": what.connect_attempts,
        "custom_headers": headers or None,
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "https-only",
            "origin_ssl_protocols": ["TLSv1.2"],
            "origin_read_timeout": what.read_seconds,
        },
    }


def behaviour(
    what: Behaviour,
    *,
    headers_policy_id: Any,
    site_policy_id: Any = None,
    router_arn: Any = None,
    pattern: str | None = None,
) -> dict[str, Any]:
    """Return one behaviour of a distribution; the default one has no path pattern."""
    api = what.kind == "api"
    policies: dict[str, Any] = {"cache_policy_id": {"site": site_policy_id, "assets": CACHING_OPTIMIZED}.get(what.kind)}
    if api or what.kind == "reads":
        policies = {"cache_policy_id": CACHING_DISABLED, "origin_request_policy_id": ALL_VIEWER_EXCEPT_HOST}
    if what.kind == "site":
        policies["function_associations"] = [{"event_type": "viewer-request", "function_arn": router_arn}]
    if pattern:
        policies["path_pattern"] = pattern
    return {
        "target_origin_id": what.origin,
        "viewer_protocol_policy": "https-only" if api else "redirect-to-https",
        "allowed_methods": _ALL if api else _READ,
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "response_headers_policy_id": headers_policy_id,
        **policies,
    }


def origin_group(key: str, what: OriginGroup) -> dict[str, Any]:
    """Return one group of origins of a distribution."""
    return {
        "origin_id": key,
        "failover_criteria": {"status_codes": list(what.statuses)},
        "members": [{"origin_id": what.first}, {"origin_id": what.second}],
    }


def error_responses(settings: DistributionSettings, kinds: Iterable[str]) -> list[dict[str, Any]]:
    """Return the pages that stand in for errors.

    A private bucket answers 403 for what is not there. Where an API shares the distribution, its own 404 answers must
    reach the caller, so there only 403 is replaced.
    """
    if not isinstance(settings, CdnSettings) or settings.error_document is None:
        return []
    codes = [403] if "api" in kinds else [403, 404]
    page = f"/{settings.error_document}"
    return [
        {
            "error_code": code,
            "response_code": 404,
            "response_page_path": page,
            "error_caching_min_ttl": _ERROR_SECONDS,
        }
        for code in codes
    ]


def security_headers(settings: SecurityHeadersSettings) -> dict[str, Any]:
    """Return the arguments of a response headers policy. What the origin sends of these is overridden."""
    always: dict[str, Any] = {
        "content_type_options": {"override": True},
        "referrer_policy": {"referrer_policy": settings.referrer_policy, "override": True},
    }
    if settings.frame_options:
        always["frame_options"] = {"frame_option": settings.frame_options, "override": True}
    if settings.hsts_days:
        always["strict_transport_security"] = {
            "access_control_max_age_sec": settings.hsts_days * 86_400,
            "include_subdomains": settings.hsts_subdomains,
            "preload": settings.hsts_preload,
            "override": True,
        }
    if settings.content_security_policy:
        always["content_security_policy"] = {
            "content_security_policy": settings.content_security_policy,
            "override": True,
        }
    more = [{"header": name, "value": value, "override": True} for name, value in settings.more.items()]
    custom = {"custom_headers_config": {"items": more}} if more else {}
    return {"security_headers_config": always, **custom}


def restrictions(countries: CountriesSettings | None) -> dict[str, Any]:
    """Return which countries a distribution serves."""
    if countries is None:
        return {"geo_restriction": {"restriction_type": "none", "locations": []}}
    kind, places = ("whitelist", countries.allow) if countries.allow else ("blacklist", countries.block)
    return {"geo_restriction": {"restriction_type": kind, "locations": sorted(places)}}
