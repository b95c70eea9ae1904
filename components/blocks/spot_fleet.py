"""SpotFleet: Spot instances spread evenly over instance types and zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.blocks.account import account_root, partition_of
from components.blocks.auto_scaling_role import InstanceRole, InstanceRoleArgs
from components.blocks.instance_template import TemplateArgs, build_template
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.blocks.user_data import encode, environment_script, log_agent_script
from components.component import Component, merge_tags
from components.context import StackContext
from components.iam import Statement, assume_role
from components.names import physical_name
from components.settings.auto_scaling import AutoScalingSettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_TAGGING_POLICY = "iam::aws:policy/service-role/AmazonEC2SpotFleetTaggingRole"


@dataclass(frozen=True, kw_only=True)
class SpotFleetArgs:
    """What a fleet is built from."""

    settings: AutoScalingSettings
    stack: StackContext
    network: Network
    spot_price: Decimal | None = None
    """Most USD an hour that an instance may cost; None is the on-demand price of its type."""
    statements: Sequence[Statement] = ()
    """What the work may do in AWS."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Further tags of instances and volumes."""


class SpotFleet(Component):
    """A Spot fleet that keeps its size: `diversified` over every instance type in every zone.

    No single shortage takes more than its share. An Auto Scaling group is the better choice for nearly all work: it
    scales, and takes from the pools that are seldom taken back.
    """

    fleet_id: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: SpotFleetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        logs = aws.cloudwatch.LogGroup(
            f"{name}-log", retention_in_days=args.settings.log_retention_days, opts=self.child()
        )
        self.log_group_name = logs.name
        role = InstanceRole(
            f"{name}-role", InstanceRoleArgs(log_group_arn=logs.arn, statements=args.statements), self.child()
        )
        self.role_arn = role.arn
        self.security_group_id = self._open()
        template = build_template(
            self,
            TemplateArgs(
                settings=args.settings,
                security_group_id=self.security_group_id,
                instance_profile_arn=role.profile_arn,
                user_data=self.log_group_name.apply(self._user_data),
                tags=self._tags,
                burst_beyond_credits=args.stack.production,
            ),
        )
        self.fleet_id = self._request(template).id
        self.publish(
            fleet_id=self.fleet_id,
            security_group_id=self.security_group_id,
            role_arn=self.role_arn,
            log_group_name=self.log_group_name,
        )

    @property
    def _tags(self) -> dict[str, str]:
        stack = self._args.stack
        return merge_tags(stack.tags, self._args.tags, {"Name": physical_name(stack.project, stack.stack, self.name)})

    def _open(self) -> pulumi.Output[str]:
        args = self._args
        group = SecurityGroup(
            f"{self.name}-access",
            SecurityGroupArgs(vpc_id=args.network.vpc_id, description=f"Instances of {self.name}", stack=args.stack),
            self.child(),
        )
        for port in args.settings.egress_ports:
            group.allow_to(f"internet-{port}", "0.0.0.0/0", port)
        return group.id

    def _user_data(self, log_group: str) -> str:
        settings = self._args.settings
        parts = {"environment.sh": environment_script({})}
        if settings.user_data:
            parts["application"] = settings.user_data
        if settings.ship_logs:
            parts["logs.sh"] = log_agent_script(log_group)
        return encode(parts)

    def _fleet_role(self) -> aws.iam.Role:
        """Return the role with which the fleet starts, tags and ends its instances."""
        role = aws.iam.Role(
            f"{self.name}-fleet", assume_role_policy=assume_role("spotfleet.amazonaws.com"), opts=self.child()
        )
        aws.iam.RolePolicyAttachment(
            f"{self.name}-fleet-policy",
            role=role.name,
            # AWS keeps this policy in step with what fleets need; it limits what the role may be passed to.
            policy_arn=account_root(self).apply(lambda root: f"arn:{partition_of(root)}:{_TAGGING_POLICY}"),
            opts=self.child(),
        )
        return role

    def _request(self, template: aws.ec2.LaunchTemplate) -> aws.ec2.SpotFleetRequest:
        settings, cap = self._args.settings, self._args.spot_price
        # A list whose subnets may be unknown, not an unknown list: a preview prices the types.
        overrides = [
            aws.ec2.SpotFleetRequestLaunchTemplateConfigOverrideArgs(
                instance_type=kind, subnet_id=subnet, spot_price=None if cap is None else f"{cap:f}"
            )
            for kind in settings.instance_types
            for subnet in self._args.network.private_subnet_ids
        ]
        specification = aws.ec2.SpotFleetRequestLaunchTemplateConfigLaunchTemplateSpecificationArgs(
            id=template.id, version=template.latest_version.apply(str)
        )
        return aws.ec2.SpotFleetRequest(
            f"{self.name}-request",
            iam_fleet_role=self._fleet_role().arn,
            fleet_type="maintain",
            allocation_strategy="diversified",
            target_capacity=settings.initial_size,
            instance_interruption_behaviour="terminate",
            replace_unhealthy_instances=True,
            terminate_instances_with_expiration=True,
            terminate_instances_on_delete="true",
            launch_template_configs=[
                aws.ec2.SpotFleetRequestLaunchTemplateConfigArgs(
                    launch_template_specification=specification, overrides=overrides
                )
            ],
            opts=self.child(),
        )
