"""AutoScalingService: EC2 instances that scale with their load, heal, and are replaced without a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.blocks.auto_scaling_operations import GROUP_METRICS, describe
from components.blocks.auto_scaling_role import InstanceRole, InstanceRoleArgs
from components.blocks.instance_template import TemplateArgs, build_template
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.blocks.user_data import encode, environment_script, log_agent_script, placeholder_script
from components.component import Component, merge_tags
from components.context import StackContext
from components.iam import Statement
from components.names import physical_name
from components.settings.auto_scaling import AutoScalingSettings, SpotSettings

if TYPE_CHECKING:
    from components.blocks.load_balancer import LoadBalancer
    from components.blocks.network import Network

_DAY = 86_400
_NEVER_FEWER, _AT_MOST = 100, 120  # per cent of the wanted size while instances are replaced: new before old


@dataclass(frozen=True, kw_only=True)
class AutoScalingServiceArgs:
    """What a service is built from."""

    settings: AutoScalingSettings
    stack: StackContext
    network: Network
    port: int = 8080
    """TCP port that the application listens on."""
    load_balancer: LoadBalancer | None = None
    """The load balancer in front; the way from it to `port` is opened on both sides."""
    target_groups: Mapping[str, aws.lb.TargetGroup] = field(default_factory=dict)
    """Target groups that instances join, by a key that never changes. With one, its health check counts."""
    statements: Sequence[Statement] = ()
    """What the application may do in AWS."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Variables of `/etc/quoin/app.env` on every instance. No secrets: user data can be read by whoever may
    describe the template."""
    destinations: Mapping[str, tuple[pulumi.Input[str], int]] = field(default_factory=dict)
    """Security groups inside the network that instances connect to, each with the port, by key."""
    schedule: str | None = None
    """Name of the on/off schedule, for the `Schedule` tag."""
    spot_price: Decimal | None = None
    """Most USD an hour that a Spot instance may cost; None is the on-demand price of its type."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Further tags of instances and volumes."""


class AutoScalingService(Component):
    """A group of EC2 instances in the private subnets, behind a load balancer or on its own."""

    security_group_id: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    group_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: AutoScalingServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        settings = args.settings
        self.security_group_id = self._open().id
        logs = aws.cloudwatch.LogGroup(f"{name}-log", retention_in_days=settings.log_retention_days, opts=self.child())
        self.log_group_name = logs.name
        role = InstanceRole(
            f"{name}-role", InstanceRoleArgs(log_group_arn=logs.arn, statements=args.statements), self.child()
        )
        self.role_arn = role.arn
        template = build_template(
            self,
            TemplateArgs(
                settings=settings,
                security_group_id=self.security_group_id,
                instance_profile_arn=role.profile_arn,
                user_data=self._user_data(),
                tags=self._tags,
                burst_beyond_credits=args.stack.production,
            ),
        )
        group = self._group(template)
        self.group_name = group.name
        self._scale()
        always_on = args.schedule is None
        self.operations = describe(settings, group.name, self.log_group_name, always_on=always_on)
        self.publish(
            group_name=self.group_name,
            security_group_id=self.security_group_id,
            role_arn=self.role_arn,
            log_group_name=self.log_group_name,
        )

    @property
    def _tags(self) -> dict[str, str]:
        stack, schedule = self._args.stack, self._args.schedule
        name = physical_name(stack.project, stack.stack, self.name)
        return merge_tags(stack.tags, self._args.tags, {"Name": name}, {"Schedule": schedule} if schedule else None)

    def _open(self) -> SecurityGroup:
        args, settings = self._args, self._args.settings
        group = SecurityGroup(
            f"{self.name}-access",
            SecurityGroupArgs(vpc_id=args.network.vpc_id, description=f"Instances of {self.name}", stack=args.stack),
            self.child(),
        )
        if args.load_balancer:
            group.allow_from("load-balancer", args.load_balancer.security_group_id, args.port)
            args.load_balancer.allow_to(self.name, group.id, args.port)
        if settings.ssh_from:
            group.allow_from("ssh", settings.ssh_from, 22)
        for port in settings.egress_ports:
            group.allow_to(f"internet-{port}", "0.0.0.0/0", port)
        for key, (destination, port) in args.destinations.items():
            group.allow_to(key, destination, port)
        return group

    def _user_data(self) -> pulumi.Output[str]:
        settings, port = self._args.settings, self._args.port

        def build(found: dict[str, str]) -> str:
            log_group = found.pop("log group")
            parts = {
                "environment.sh": environment_script(found),
                "application": settings.user_data or placeholder_script(port),
            }
            if settings.ship_logs:
                parts["logs.sh"] = log_agent_script(log_group)
            return encode(parts)

        variables = {**self._args.environment, "PORT": str(port), "log group": self.log_group_name}
        return pulumi.Output.all(**variables).apply(build)

    def _group(self, template: aws.ec2.LaunchTemplate) -> aws.autoscaling.Group:
        settings, targets = self._args.settings, self._args.target_groups
        version = template.latest_version.apply(str)  # a number: AWS cannot roll back from `$Latest`
        cap = self._args.spot_price
        mixed = _mixed(settings, settings.spot, template.id, version, cap) if settings.spot else None
        single = aws.autoscaling.GroupLaunchTemplateArgs(id=template.id, version=version)
        return aws.autoscaling.Group(
            f"{self.name}-group",
            min_size=settings.min_size,
            max_size=settings.max_size,
            desired_capacity=settings.initial_size,
            vpc_zone_identifiers=list(self._args.network.private_subnet_ids),
            launch_template=None if mixed else single,
            mixed_instances_policy=mixed,
            capacity_rebalance=settings.spot is not None,
            target_group_arns=[targets[key].arn for key in sorted(targets)],
            health_check_type="ELB" if targets else "EC2",
            health_check_grace_period=settings.grace_seconds,
            default_instance_warmup=settings.warmup_seconds,
            max_instance_lifetime=settings.max_lifetime_days * _DAY if settings.max_lifetime_days else None,
            termination_policies=["OldestLaunchTemplate", "AllocationStrategy", "OldestInstance"],
            enabled_metrics=[aws.autoscaling.Metric(metric) for metric in GROUP_METRICS],
            metrics_granularity="1Minute",
            instance_maintenance_policy=aws.autoscaling.GroupInstanceMaintenancePolicyArgs(
                min_healthy_percentage=_NEVER_FEWER, max_healthy_percentage=_AT_MOST
            ),
            instance_refresh=_refresh(settings),
            warm_pool=_warm_pool(settings),
            tags=[
                aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=True)
                for key, value in sorted(self._tags.items())
            ],
            # Scaling changes the number all day. A deployment that put it back would cut capacity under load.
            opts=self.child(ignore_changes=["desiredCapacity"]),
        )

    def _scale(self) -> None:
        args, settings = self._args, self._args.settings
        self._track("cpu", settings.cpu_target, "ASGAverageCPUUtilization")
        if settings.requests_per_target and args.load_balancer:
            for key, target in args.target_groups.items():
                label = pulumi.Output.concat(args.load_balancer.arn_suffix, "/", target.arn_suffix)
                self._track(f"requests-{key}", settings.requests_per_target, "ALBRequestCountPerTarget", label)
        for key, action in settings.scheduled.items():
            aws.autoscaling.Schedule(
                f"{self.name}-at-{key}",
                autoscaling_group_name=self.group_name,
                scheduled_action_name=key,
                recurrence=action.cron,
                time_zone=action.time_zone,
                # -1 is the provider's word for "leave it"; 0 would be a size.
                min_size=-1 if action.min_size is None else action.min_size,
                max_size=-1 if action.max_size is None else action.max_size,
                desired_capacity=-1 if action.desired_size is None else action.desired_size,
                opts=self.child(),
            )

    def _track(self, key: str, target: int, metric: str, label: pulumi.Output[str] | None = None) -> None:
        aws.autoscaling.Policy(
            f"{self.name}-{key}",
            autoscaling_group_name=self.group_name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=aws.autoscaling.PolicyTargetTrackingConfigurationArgs(
                predefined_metric_specification=aws.autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                    predefined_metric_type=metric, resource_label=label
                ),
                target_value=target,
            ),
            opts=self.child(),
        )


def _mixed(
    settings: AutoScalingSettings,
    spot: SpotSettings,
    template_id: pulumi.Input[str],
    version: pulumi.Input[str],
    cap: Decimal | None,
) -> aws.autoscaling.GroupMixedInstancesPolicyArgs:
    return aws.autoscaling.GroupMixedInstancesPolicyArgs(
        instances_distribution=aws.autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs(
            on_demand_base_capacity=spot.on_demand_base,
            on_demand_percentage_above_base_capacity=100 - spot.share,
            on_demand_allocation_strategy="prioritized",
            # Pools that are cheap and unlikely to be taken back. Without a cap the on-demand price is one already.
            spot_allocation_strategy="price-capacity-optimized",
            spot_max_price=None if cap is None else f"{cap:f}",
        ),
        launch_template=aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs(
            launch_template_specification=aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs(
                launch_template_id=template_id, version=version
            ),
            overrides=[
                aws.autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArgs(instance_type=kind)
                for kind in settings.instance_types
            ],
        ),
    )


def _refresh(settings: AutoScalingSettings) -> aws.autoscaling.GroupInstanceRefreshArgs:
    """A new version of the template replaces instances one after another, new before old.

    When new ones do not become healthy, the refresh fails with all old ones still serving, and rolls back what it
    replaced. AWS refuses both a rollback and the comparison for templates that name the image by a parameter.
    """
    fixed_image = settings.image_updates == "on-deployment"
    return aws.autoscaling.GroupInstanceRefreshArgs(
        strategy="Rolling",
        preferences=aws.autoscaling.GroupInstanceRefreshPreferencesArgs(
            min_healthy_percentage=_NEVER_FEWER,
            max_healthy_percentage=_AT_MOST,
            instance_warmup=str(settings.warmup_seconds),
            auto_rollback=fixed_image,
            skip_matching=fixed_image,
        ),
    )


def _warm_pool(settings: AutoScalingSettings) -> aws.autoscaling.GroupWarmPoolArgs | None:
    pool = settings.warm_pool
    if pool is None:
        return None
    return aws.autoscaling.GroupWarmPoolArgs(pool_state=pool.state, min_size=pool.min_size)
