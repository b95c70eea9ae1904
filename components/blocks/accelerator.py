"""Accelerator: fixed addresses announced all over the world that lead into the regions of a workload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi_aws import globalaccelerator

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.flow_logs import delivery_statements
from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.operations import Alarm, Metric, Widget
from components.settings.bucket import BucketSettings
from components.settings.multi_region import AcceleratorSettings

API_REGION = "us-west-2"
"""Where the service has its API and its metrics; the addresses are everywhere."""
FLOW_LOGS = "flow-logs"
_NAME_LIMIT = 64
_FULL, _NONE = 128, 0
"""Weights of an endpoint: it takes traffic, or none whatever else fails."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """What traffic meets in one region."""

    load_balancer_arn: pulumi.Input[str]
    serving: bool
    """Whether the region takes traffic while all are healthy; otherwise only when every serving one fails."""
    weight: int = 100
    """Per cent of the traffic nearest to it that it takes; 0 keeps all of it out, always."""


@dataclass(frozen=True, kw_only=True)
class AcceleratorArgs:
    """What an accelerator is built from."""

    settings: AcceleratorSettings
    stack: StackContext
    endpoints: Mapping[str, Endpoint]
    """Region → endpoint."""
    ports: tuple[int, ...] = (80, 443)
    """TCP ports that it takes."""


class Accelerator(Component):
    """An accelerator with one group of endpoints per region; load balancers see the addresses of clients."""

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """Hosted zone of `dns_name`, for alias records."""
    group_arns: dict[str, pulumi.Output[str]]
    """Region → its group of endpoints."""

    def __init__(self, name: str, args: AcceleratorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=API_REGION)
        self._args = args
        accelerator = globalaccelerator.Accelerator(
            f"{name}-accelerator",
            name=physical_name(args.stack.project, args.stack.stack, name, limit=_NAME_LIMIT),
            ip_address_type="IPV4",
            enabled=True,
            **self._flow_logs(),
        )
        listener = globalaccelerator.Listener(
            f"{name}-listener",
            accelerator_arn=accelerator.arn,
            protocol="TCP",
            client_affinity="SOURCE_IP" if args.settings.affinity else "NONE",
            port_ranges=[
                globalaccelerator.ListenerPortRangeArgs(from_port=port, to_port=port) for port in sorted(args.ports)
            ],
            opts=self.child(),
        )
        self.arn, self.dns_name, self.zone_id = accelerator.arn, accelerator.dns_name, accelerator.hosted_zone_id
        self.group_arns = {region: self._group(region, listener) for region in args.endpoints}
        self._watch(listener.arn)
        self.publish(arn=self.arn, dns_name=self.dns_name, zone_id=self.zone_id, group_arns=self.group_arns)

    def _group(self, region: str, listener: globalaccelerator.Listener) -> pulumi.Output[str]:
        endpoint = self._args.endpoints[region]
        return globalaccelerator.EndpointGroup(
            f"{self.name}-{region}-group",
            listener_arn=listener.arn,
            endpoint_group_region=region,
            # A dial of 0 keeps a standby out until no other group has a healthy endpoint: a failover ignores the
            # dial and heeds the weight (Global Accelerator guide, failover for unhealthy endpoints).
            traffic_dial_percentage=float(endpoint.weight if endpoint.serving else 0),
            endpoint_configurations=[
                globalaccelerator.EndpointGroupEndpointConfigurationArgs(
                    endpoint_id=endpoint.load_balancer_arn,
                    weight=_FULL if endpoint.weight else _NONE,
                    client_ip_preservation_enabled=True,
                )
            ],
            opts=self.child(),
        ).arn

    def _flow_logs(self) -> dict[str, Any]:
        """Make the bucket for flow logs, if they are wanted, and return the arguments that send them there."""
        if not self._args.settings.flow_logs:
            return {"opts": self.child()}
        account = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self)).account_id
        settings = BucketSettings.of(
            self._args.stack.environment, purpose="logs", expire_after_days=self._args.settings.log_retention_days
        )
        bucket = Bucket(
            f"{self.name}-logs",
            BucketArgs(
                settings=settings,
                stack=self._args.stack,
                # The records come from wherever traffic enters, so the region of their source is left open.
                statements=lambda arn: delivery_statements(arn, "*", account),
            ),
            self.child(),
        )
        attributes = globalaccelerator.AcceleratorAttributesArgs(
            flow_logs_enabled=True, flow_logs_s3_bucket=bucket.bucket, flow_logs_s3_prefix=FLOW_LOGS
        )
        return {"attributes": attributes, "opts": self.child(depends_on=[bucket])}

    def _watch(self, listener_arn: pulumi.Output[str]) -> None:
        above = {"Accelerator": self.arn.apply(_last), "Listener": listener_arn.apply(_last)}

        def metric(name: str, stat: str, region: str) -> Metric:
            dimensions = {**above, "EndpointGroup": self.group_arns[region].apply(_last)}
            return Metric(namespace="AWS/GlobalAccelerator", name=name, dimensions=dimensions, stat=stat, label=region)

        flows = [metric("NewFlowCount", "Sum", region) for region in self._args.endpoints]
        self.operations.widgets.append(Widget(title=f"{self.name}: new connections by region", metrics=flows))
        for region, endpoint in self._args.endpoints.items():
            if endpoint.weight == 0:
                continue
            self.operations.alarms.append(
                Alarm(
                    key=f"{region}-unhealthy",
                    description=(
                        f"The accelerator finds no healthy load balancer in {region} and sends traffic to another "
                        "region. Look at the healthy hosts of the load balancer there; the output `runbook` of the "
                        "workload says how to move the rest."
                    ),
                    metrics={"m1": metric("HealthyEndpointCount", "Minimum", region)},
                    comparison="LessThanThreshold",
                    threshold=1,
                )
            )


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]
