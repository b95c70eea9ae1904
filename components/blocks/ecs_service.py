"""EcsService: containers on Fargate that scale, heal, find each other, and roll a bad version back by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, ecs

from components.blocks import ecs_connect as connect
from components.blocks.alarm import alarm_name
from components.blocks.ecs_cluster import EcsCluster, strategies
from components.blocks.ecs_deployment import deployment
from components.blocks.ecs_lattice import LatticeTargets, registrations
from components.blocks.ecs_roles import TaskRoles, TaskRolesArgs, traffic_role
from components.blocks.ecs_scaling import scale
from components.blocks.ecs_service_operations import ERRORS_KEY, Watched, describe
from components.blocks.ecs_task import TaskArgs, build_task
from components.blocks.load_balancer import LoadBalancer, Route
from components.blocks.load_balancer_targets import TargetArgs
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component, merge_tags
from components.context import StackContext
from components.iam import Statement
from components.settings.ecs_service import EcsServiceSettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_NEVER_FEWER, _AT_MOST = 100, 200  # per cent of the wanted tasks during a deployment: new before old


@dataclass(frozen=True, kw_only=True)
class EcsServiceArgs:
    """What a service is built from."""

    settings: EcsServiceSettings
    stack: StackContext
    network: Network
    cluster: EcsCluster
    """Cluster that the tasks run in."""
    key: str
    """Name of the service within the platform: of its container, and the name that others reach it by."""
    image: pulumi.Input[str] | None = None
    """Image that runs; None runs the placeholder."""
    pull: Sequence[Statement] = ()
    """What lets the image be pulled from a repository of the platform."""
    load_balancer: LoadBalancer | None = None
    """The load balancer in front of services with paths or hosts."""
    lattice: LatticeTargets | None = None
    """Target groups of VPC Lattice that the tasks belong to."""
    statements: Sequence[Statement] = ()
    """What the code may do in AWS."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables that the program knows; those of the settings win."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables that ECS fills from secrets: variable → ARN of the secret."""
    destinations: Mapping[str, tuple[pulumi.Input[str], int]] = field(default_factory=dict)
    """Security groups inside the network that tasks connect to, each with the port, by key."""
    schedule: str | None = None
    """Name of the on/off schedule, for the `Schedule` tag."""
    region: str | None = None
    """Region of the service; None is the stack's."""


class EcsService(Component):
    """A service of a cluster in the private subnets, behind a load balancer or reached by other services only."""

    service_name: pulumi.Output[str]
    task_family: pulumi.Output[str]
    """Family of the task definitions, for pipelines that register revisions."""
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    task_role_arn: pulumi.Output[str]
    task_role_name: pulumi.Output[str]
    execution_role_arn: pulumi.Output[str]
    port: int

    def __init__(self, name: str, args: EcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._settings, self.port = args, args.settings, args.settings.port
        self._route = self._requests() if args.settings.routed and args.load_balancer else None
        self._access = self._open()
        self.security_group_id = self._access.id
        logs = cloudwatch.LogGroup(
            f"{name}-log", retention_in_days=args.settings.log_days, region=args.region, opts=self.child()
        )
        self.log_group_name = logs.name
        task = self._task(logs)
        self.task_family = task.family
        service = self._service(task)
        self.service_name = service.name
        front = (args.load_balancer, self._route) if args.load_balancer and self._route else None
        resource_id = pulumi.Output.concat("service/", args.cluster.cluster_name, "/", service.name)
        scale(self, args.settings.scaling, resource_id=resource_id, front=front, region=args.region)
        self.operations = describe(self._watched())
        self.publish(
            service_name=self.service_name,
            task_family=self.task_family,
            log_group_name=self.log_group_name,
            security_group_id=self.security_group_id,
            task_role_arn=self.task_role_arn,
            task_role_name=self.task_role_name,
            execution_role_arn=self.execution_role_arn,
        )

    def connect(self, other: EcsService) -> None:
        """Let this service call another one; the way is opened on both sides."""
        key, called = self._args.key, other._args.key
        self._access.allow_to(called, other.security_group_id, other.port, description=f"{key} calls {called}")
        other._access.allow_from(key, self.security_group_id, other.port, description=f"{key} calls {called}")

    def _requests(self) -> Route:
        settings, balancer = self._settings, self._args.load_balancer
        assert balancer is not None
        return balancer.route(
            self._args.key,
            TargetArgs(
                port=settings.port,
                target_type="ip",
                health_check=settings.health_check,
                settings=settings.targets,
                paths=settings.paths,
                hosts=settings.hosts,
                priority=settings.priority,
            ),
            alternate=settings.deployment.shifts_traffic,
        )

    def _open(self) -> SecurityGroup:
        args = self._args
        group = SecurityGroup(
            f"{self.name}-access",
            SecurityGroupArgs(
                vpc_id=args.network.vpc_id, description=f"Tasks of {self.name}", stack=args.stack, region=args.region
            ),
            self.child(),
        )
        if args.load_balancer and self._route:
            group.allow_from("load-balancer", args.load_balancer.security_group_id, self.port)
            args.load_balancer.allow_to(args.key, group.id, self.port)
        if args.lattice:
            group.allow_from("lattice", args.lattice.source, self.port)
        for port in self._settings.egress_ports:
            group.allow_to(f"internet-{port}", "0.0.0.0/0", port)
        for key, (destination, port) in args.destinations.items():
            group.allow_to(key, destination, port)
        return group

    def _task(self, logs: cloudwatch.LogGroup) -> ecs.TaskDefinition:
        args = self._args
        roles = TaskRoles(
            f"{self.name}-roles",
            TaskRolesArgs(
                settings=self._settings,
                stack=args.stack,
                log_group_arn=logs.arn,
                exec_log_arn=args.cluster.exec_log_arn,
                pull=args.pull,
                statements=args.statements,
                secrets=args.secrets,
            ),
            self.child(),
        )
        self.task_role_arn, self.execution_role_arn = roles.task_arn, roles.execution_arn
        self.task_role_name = roles.task_role_name
        return build_task(
            self,
            TaskArgs(
                settings=self._settings,
                stack=args.stack,
                key=args.key,
                image=args.image,
                log_group=logs.name,
                execution_role_arn=roles.execution_arn,
                task_role_arn=roles.task_arn,
                environment=args.environment,
                secrets=args.secrets,
                region=args.region,
            ),
        )

    def _service(self, task: ecs.TaskDefinition) -> ecs.Service:
        args, settings = self._args, self._settings
        schedule = {"Schedule": args.schedule} if args.schedule else None
        # Scaling changes the number all day; a pipeline changes the version. A deployment must put neither back.
        theirs = ["desiredCount", *(["taskDefinition"] if settings.release == "external" else [])]
        rolling = not settings.deployment.shifts_traffic
        mesh = args.cluster.settings.service_connect
        names = connect.NameArgs(
            cluster=args.cluster,
            key=args.key,
            port=self.port,
            log_group=self.log_group_name,
            stack=args.stack,
            region=args.region,
        )
        return ecs.Service(
            f"{self.name}-service",
            cluster=args.cluster.arn,
            task_definition=task.arn,
            desired_count=settings.scaling.initial,
            capacity_provider_strategies=strategies(settings.capacity or args.cluster.settings.capacity),
            force_new_deployment=True,  # without it, new shares would replace the service instead of its tasks
            network_configuration={
                "subnets": list(args.network.private_subnet_ids),
                "security_groups": [self._access.id],
                "assign_public_ip": False,
            },
            load_balancers=self._load_balancers(),
            health_check_grace_period_seconds=settings.grace_seconds if self._route else None,
            service_connect_configuration=connect.connections(self, names) if mesh else None,
            service_registries=connect.registry(self, names),
            vpc_lattice_configurations=(
                registrations(self, args.lattice, args.stack, args.key) if args.lattice else None
            ),
            deployment_circuit_breaker={"enable": True, "rollback": True},
            deployment_configuration=None if rolling else deployment(settings.deployment),
            deployment_minimum_healthy_percent=_NEVER_FEWER,
            deployment_maximum_percent=_AT_MOST,
            alarms=self._guard(),
            availability_zone_rebalancing="ENABLED" if rolling else None,
            enable_execute_command=settings.exec,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            tags=merge_tags(args.stack.tags, schedule),
            wait_for_steady_state=settings.deployment.wait,
            region=args.region,
            opts=self.child(ignore_changes=theirs),
        )

    def _load_balancers(self) -> list[ecs.ServiceLoadBalancerArgs] | None:
        route = self._route
        if route is None:
            return None
        advanced = None
        if route.alternate:
            arns = [route.group.arn, route.alternate.arn]
            advanced = ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
                alternate_target_group_arn=route.alternate.arn,
                production_listener_rule=route.rule_arn,
                role_arn=traffic_role(self, self._args.stack, arns, route.rule_arn),
            )
        # AWS refuses a target group that no listener knows yet, so the rule comes first.
        known = pulumi.Output.all(route.group.arn, route.rule_arn).apply(lambda found: found[0])
        return [
            ecs.ServiceLoadBalancerArgs(
                target_group_arn=known,
                container_name=self._args.key,
                container_port=self.port,
                advanced_configuration=advanced,
            )
        ]

    def _guard(self) -> ecs.ServiceAlarmsArgs | None:
        """Return the alarm that rolls a deployment back. `Monitoring` makes it under the name that is known here."""
        if self._route is None or not self._settings.deployment.roll_back_on_errors:
            return None
        name = alarm_name(self._args.stack, self.name, ERRORS_KEY)
        return ecs.ServiceAlarmsArgs(alarm_names=[name], enable=True, rollback=True)

    def _watched(self) -> Watched:
        args = self._args
        return Watched(
            settings=self._settings,
            cluster=args.cluster.cluster_name,
            service=self.service_name,
            log_group=self.log_group_name,
            groups=self._route.dimensions if self._route else (),
            insights=args.cluster.settings.insights != "disabled",
            always_on=args.schedule is None,
            region=args.region,
        )
