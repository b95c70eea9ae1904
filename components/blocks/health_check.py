"""HealthCheck: whether a region answers, asked by Route 53 from all over the world."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import route53

from components.component import Component
from components.operations import Alarm, Metric, Widget
from components.settings.multi_region import RoutingSettings
from components.settings.types import HttpPath

METRICS_REGION = "us-east-1"
"""The only region that has the metrics of health checks, wherever the checked endpoint is."""


@dataclass(frozen=True, kw_only=True)
class HealthCheckArgs:
    """What a health check is built from."""

    settings: RoutingSettings
    path: HttpPath
    """Path that is asked for, over HTTPS."""
    host: str
    """Name of the endpoint; it leads to this one region whatever the health of the others."""
    subject: str
    """What is checked, for people, such as `eu-west-1`."""
    drained: bool = False
    """Whether it counts as failed whatever the endpoint answers, so that nobody is sent there."""


class HealthCheck(Component):
    """A check over HTTPS whose state decides what Route 53 answers, with an alarm where its metric is."""

    id: pulumi.Output[str]

    def __init__(self, name: str, args: HealthCheckArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=METRICS_REGION)
        check = route53.HealthCheck(
            f"{name}-check",
            type="HTTPS",
            fqdn=args.host,
            port=443,
            resource_path=args.path,
            request_interval=args.settings.interval,
            failure_threshold=args.settings.failures,
            enable_sni=True,
            # A disabled check counts as healthy, so a disabled and inverted one never does.
            disabled=args.drained,
            invert_healthcheck=args.drained,
            tags={"Name": f"{name} {args.subject}"},
            opts=self.child(),
        )
        self.id = check.id
        status = Metric(
            namespace="AWS/Route53",
            name="HealthCheckStatus",
            dimensions={"HealthCheckId": self.id},
            stat="Minimum",
            period=60,
            label=args.subject,
        )
        if not args.drained:
            self.operations.alarms.append(
                Alarm(
                    key="unhealthy",
                    severity="critical",
                    description=(
                        f"{args.subject} does not answer {args.path} from several places in the world, so nobody is "
                        "sent there any more. The output `runbook` of the workload says what to check, and how to "
                        "move the database."
                    ),
                    metrics={"m1": status},
                    comparison="LessThanThreshold",
                    threshold=1,
                    evaluation_periods=2,
                    missing_data="breaching",
                )
            )
        self.operations.widgets.append(Widget(title=f"{args.subject}: healthy (1) or not (0)", metrics=[status]))
        self.publish(id=self.id)
