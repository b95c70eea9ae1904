"""A web application firewall, for a load balancer or a distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import pulumi
import pulumi_aws as aws

from components.blocks.web_acl_rules import logging_filter, metric_name, rules, visibility
from components.component import Component
from components.context import StackContext
from components.operations import Alarm, Metric, Query, Widget
from components.settings.web_acl import WafSettings

CLOUDFRONT_REGION = "us-east-1"
"""Where web ACLs of distributions live, with their logs and metrics."""
REDACTED_HEADERS = ("authorization", "cookie")

BLOCKED = """\
filter action = "BLOCK"
| stats count(*) as requests by terminatingRuleId, httpRequest.clientIp, httpRequest.country
| sort requests desc
| limit 50"""


@dataclass(frozen=True, kw_only=True)
class WebAclArgs:
    """What a web ACL is built from."""

    settings: WafSettings
    stack: StackContext
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"
    """CLOUDFRONT is for distributions and goes to us-east-1, whatever the stack's region."""
    forwarded: bool = False
    """Whether requests come through a distribution: the limit on requests then counts the address in
    X-Forwarded-For, since that of the connection is CloudFront's, which many clients share."""
    region: str | None = None
    """Region of a REGIONAL web ACL; None is the stack's."""


class WebAcl(Component):
    """A web ACL: managed rules of AWS, a limit on requests per address, a log of what it blocks."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        self._region = CLOUDFRONT_REGION if args.scope == "CLOUDFRONT" else args.region
        self._metric = metric_name(args.stack.project, args.stack.stack, name)
        acl = aws.wafv2.WebAcl(
            f"{name}-acl",
            description=f"Web application firewall of {name}",
            scope=args.scope,
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            rules=cast("Any", rules(args.settings, self._metric, forwarded=args.forwarded)),
            visibility_config=cast("Any", visibility(self._metric)),
            region=self._region,
            opts=self.child(),
        )
        self.arn = acl.arn
        self._log()
        self._watch()
        self.publish(arn=self.arn)

    def _log(self) -> None:
        """Log to CloudWatch; AWS WAF itself adds the policy that lets it write there."""
        stack, settings = self._args.stack, self._args.settings
        group = aws.cloudwatch.LogGroup(
            f"{self.name}-logs",
            name=f"aws-waf-logs-{stack.project}-{stack.stack}-{self.name}",  # AWS WAF takes no other beginning
            retention_in_days=settings.log_retention_days,
            region=self._region,
            opts=self.child(),
        )
        aws.wafv2.WebAclLoggingConfiguration(
            f"{self.name}-logging",
            resource_arn=self.arn,
            log_destination_configs=[group.arn],
            logging_filter=None if settings.log_all else cast("Any", logging_filter()),
            redacted_fields=[{"single_header": {"name": header}} for header in REDACTED_HEADERS],
            region=self._region,
            opts=self.child(),
        )
        self.operations.queries.append(
            Query(name="blocked requests", text=BLOCKED, log_groups=[group.name], region=self._region)
        )

    def _watch(self) -> None:
        blocked, allowed = self._count("BlockedRequests"), self._count("AllowedRequests")
        share = self._args.settings.blocked_share
        self.operations.alarms.append(
            Alarm(
                key="blocked",
                description=(
                    f"The web ACL blocks more than {share:g} % of the requests, over 100 in five minutes: an attack, "
                    "or a rule that hits customers. Run the saved query `blocked requests`; if customers are hit, put "
                    "the rule into waf.countedRules."
                ),
                metrics={"m1": blocked, "m2": allowed},
                expression="IF(m1 > 100, 100 * m1 / (m1 + FILL(m2, 0)), 0)",
                threshold=share,
                evaluation_periods=1,
                region=self._region,
            )
        )
        self.operations.widgets.append(
            Widget(title=f"{self.name}: requests", metrics=[allowed, blocked], region=self._region)
        )

    def _count(self, name: str) -> Metric:
        dimensions = {"WebACL": self._metric, "Rule": "ALL"}
        if self._args.scope == "REGIONAL":
            dimensions["Region"] = self._region or self._args.stack.region
        return Metric(namespace="AWS/WAFV2", name=name, dimensions=dimensions, stat="Sum")
