"""Cdn: a CloudFront distribution in front of private buckets and HTTPS servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi_aws import cloudfront

from components.blocks import cdn_operations
from components.blocks.bucket import Bucket
from components.blocks.cdn_logs import CdnLogs, CdnLogsArgs
from components.blocks.cdn_parts import (
    Behaviour,
    BucketOrigin,
    HttpOrigin,
    OriginGroup,
    behaviour,
    error_responses,
    origin,
    origin_group,
    restrictions,
    security_headers,
)
from components.blocks.cdn_router import RELEASE_HEADER, router_code
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.bucket import BucketSettings
from components.settings.cdn import CdnSettings, DistributionSettings

__all__ = ["Behaviour", "BucketOrigin", "Cdn", "CdnArgs", "HttpOrigin", "Names", "OriginGroup"]

_YEAR = 31_536_000  # seconds
_DEFAULT_SECONDS = 300
"""Seconds that an edge keeps a file which says nothing of caching."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The host names that a distribution answers to, with the certificate for all of them."""

    certificate_arn: pulumi.Input[str]
    """A certificate of us-east-1."""
    names: tuple[str, ...]
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Host name → the one that it leads to, both among `names`."""


@dataclass(frozen=True, kw_only=True)
class CdnArgs:
    """What a distribution is built from."""

    settings: DistributionSettings
    """`CdnSettings` for a distribution that has a behaviour of the kind `site`."""
    stack: StackContext
    origins: Mapping[str, BucketOrigin | HttpOrigin]
    """Where requests end, by key."""
    groups: Mapping[str, OriginGroup] = field(default_factory=dict)
    """Origins of which one stands in for the other, by key; behaviours name a group like an origin."""
    default: Behaviour
    """How requests are answered that no path pattern takes."""
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    """Path pattern, such as `/api/*`, to behaviour. The first that fits wins, in this order."""
    names: Names | None = None
    """Left out: the name that CloudFront gives."""
    release: str | None = None
    """Id of the content. Another one makes every edge ask the origins again (docs/adr/0006-invalidation.md)."""
    comment: str | None = None
    """What CloudFront's console shows beside the distribution; None shows nothing."""


class Cdn(Component):
    """A distribution: HTTPS only, HTTP/2 and 3, IPv6, compressed, security headers, signed requests to buckets."""

    arn: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    """Name that CloudFront gives, such as d111111abcdef8.cloudfront.net."""
    hosted_zone_id: pulumi.Output[str]
    """Zone of that name, for alias records."""
    log_bucket: pulumi.Output[str] | None = None
    """Bucket of the access logs; None without logs."""

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        policies: dict[str, Any] = {"headers_policy_id": self._headers_policy(settings).id}
        if isinstance(settings, CdnSettings):
            policies["site_policy_id"] = self._site_policy().id
            policies["router_arn"] = self._router(args, settings).arn
        elif "site" in _kinds(args):
            raise ValueError(f"{name} shows a site, so its settings must be CdnSettings")
        distribution = cloudfront.Distribution(
            f"{name}-distribution",
            enabled=True,
            comment=args.comment,
            aliases=list(args.names.names) if args.names else None,
            origins=self._origins(args),
            origin_groups=cast("Any", [origin_group(key, what) for key, what in args.groups.items()] or None),
            default_cache_behavior=cast("Any", behaviour(args.default, **policies)),
            ordered_cache_behaviors=cast(
                "Any", [behaviour(what, pattern=path, **policies) for path, what in args.behaviours.items()]
            ),
            custom_error_responses=cast("Any", error_responses(settings, _kinds(args))),
            default_root_object=_root(args, settings),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=settings.price_class,
            restrictions=cast("Any", restrictions(settings.countries)),
            viewer_certificate=_certificate(args),
            web_acl_id=self._web_acl(args),
            wait_for_deployment=settings.wait,
            opts=self.child(),
        )
        self.arn, self.distribution_id = distribution.arn, distribution.id
        self.domain_name, self.hosted_zone_id = distribution.domain_name, distribution.hosted_zone_id
        for what in args.origins.values():
            if isinstance(what, BucketOrigin):
                what.bucket.put_policy([self._reads(what.bucket)])
        self._observe(args)
        self.publish(
            arn=self.arn,
            distribution_id=self.distribution_id,
            domain_name=self.domain_name,
            hosted_zone_id=self.hosted_zone_id,
            log_bucket=self.log_bucket,
        )

    def grant_invalidate(self) -> Statement:
        """Return the statement that lets a role, such as a pipeline's, empty the caches of this distribution."""
        actions = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        return allow(actions, [self.arn])

    def _site_policy(self) -> cloudfront.CachePolicy:
        """Make the cache policy of a site: the release is part of the key; cookies and query strings are not."""
        key = {
            "headers_config": {"header_behavior": "whitelist", "headers": {"items": [RELEASE_HEADER]}},
            "cookies_config": {"cookie_behavior": "none"},
            "query_strings_config": {"query_string_behavior": "none"},
            "enable_accept_encoding_brotli": True,
            "enable_accept_encoding_gzip": True,
        }
        return cloudfront.CachePolicy(
            f"{self.name}-cache",
            comment=f"Files of {self.name}, by release",
            min_ttl=0,
            default_ttl=_DEFAULT_SECONDS,
            max_ttl=_YEAR,
            parameters_in_cache_key_and_forwarded_to_origin=cast("Any", key),
            opts=self.child(),
        )

    def _headers_policy(self, settings: DistributionSettings) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            f"{self.name}-headers",
            comment=f"Security headers of {self.name}",
            **security_headers(settings.headers),
            opts=self.child(),
        )

    def _router(self, args: CdnArgs, settings: CdnSettings) -> cloudfront.Function:
        code = router_code(
            routing=settings.routing,
            index_document=settings.index_document,
            redirects=args.names.redirects if args.names else None,
            release=args.release,
        )
        return cloudfront.Function(
            f"{self.name}-router",
            comment=f"Paths and release of {self.name}",
            runtime="cloudfront-js-2.0",
            code=code,
            publish=True,
            opts=self.child(),
        )

    def _origins(self, args: CdnArgs) -> Any:
        origins = []
        for key, what in args.origins.items():
            access = None
            if isinstance(what, BucketOrigin):
                access = cloudfront.OriginAccessControl(
                    f"{self.name}-access-{key}",
                    description=f"{self.name} reads {what.bucket.name}",
                    origin_access_control_origin_type="s3",
                    signing_behavior="always",
                    signing_protocol="sigv4",
                    opts=self.child(),
                ).id
            origins.append(origin(key, what, access, args.settings.origin_shield))
        return origins

    def _reads(self, bucket: Bucket) -> Statement:
        return allow(
            ["s3:GetObject"],
            [pulumi.Output.concat(bucket.arn, "/*")],
            sid="AllowDistribution",
            principal={"Service": "cloudfront.amazonaws.com"},
            condition={"StringEquals": {"AWS:SourceArn": self.arn}},
        )

    def _web_acl(self, args: CdnArgs) -> pulumi.Output[str] | None:
        if not args.settings.waf.enabled:
            return None
        from components.blocks.web_acl import WebAcl, WebAclArgs  # noqa: PLC0415 (imports wafv2)

        web_acl_args = WebAclArgs(settings=args.settings.waf, stack=args.stack, scope="CLOUDFRONT")
        return WebAcl(f"{self.name}-waf", web_acl_args, self.child()).arn

    def _observe(self, args: CdnArgs) -> None:
        settings = args.settings
        if settings.logs:
            logs = BucketSettings.of(args.stack.environment, purpose="logs")
            logs_args = CdnLogsArgs(settings=logs, stack=args.stack, distribution_arn=self.arn)
            self.log_bucket = CdnLogs(f"{self.name}-logs", logs_args, self.child()).bucket
        if settings.extra_metrics:
            wanted = {"realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}}
            cloudfront.MonitoringSubscription(
                f"{self.name}-metrics",
                distribution_id=self.distribution_id,
                monitoring_subscription=cast("Any", wanted),
                opts=self.child(),
            )
        self.operations.alarms += cdn_operations.alarms(self.name, settings, self.distribution_id)
        self.operations.widgets += cdn_operations.widgets(self.name, settings, self.distribution_id)
        self.operations.indicators.append(cdn_operations.indicator(settings, self.distribution_id))


def _root(args: CdnArgs, settings: DistributionSettings) -> str | None:
    return settings.index_document if isinstance(settings, CdnSettings) and args.default.kind == "site" else None


def _kinds(args: CdnArgs) -> set[str]:
    return {args.default.kind, *(what.kind for what in args.behaviours.values())}


def _certificate(args: CdnArgs) -> Any:
    if args.names is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": args.names.certificate_arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": args.settings.minimum_tls,
    }
