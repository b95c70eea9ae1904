"""The roles of a containerised service: one that starts its tasks, one for its code, one that shifts its traffic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import iam

from components.blocks.account import account_root, partition_of
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.settings.ecs_service import ECR_IMAGE, EcsServiceSettings, repository_arn

_TASKS, _ECS = "ecs-tasks.amazonaws.com", "ecs.amazonaws.com"
_NAME_LIMIT = 64
_TLS_POLICY = "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity"
"""AWS's own: certificates of an authority that has the tag AmazonECSManaged = true, and secrets named ecs-sc!…"""
_LATTICE_POLICY = "AmazonECSInfrastructureRolePolicyForVpcLattice"
"""AWS's own: targets of VPC Lattice come and go."""


@dataclass(frozen=True, kw_only=True)
class TaskRolesArgs:
    """What the roles are built from."""

    settings: EcsServiceSettings
    stack: StackContext
    log_group_arn: pulumi.Input[str]
    """Log group of the containers."""
    exec_log_arn: pulumi.Output[str]
    """Log group of the record of shells."""
    pull: Sequence[Statement] = ()
    """What lets the images of the platform's own repositories be pulled."""
    statements: Sequence[Statement] = ()
    """What the code may do in AWS."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Secrets by variable that the platform itself hands to the container, beside those of the settings."""


class TaskRoles(Component):
    """Two roles: ECS starts a task with the one, the code runs with the other, and neither has what the other needs."""

    execution_arn: pulumi.Output[str]
    """Pulls the image, reads the secrets, writes the log."""
    task_arn: pulumi.Output[str]
    """What the code has."""
    task_role_name: pulumi.Output[str]

    def __init__(self, name: str, args: TaskRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        execution = _role(self, args.stack, "execution", _TASKS)
        start = iam.RolePolicy(
            f"{name}-execution",
            role=execution.name,
            policy=account_root(self).apply(lambda root: document(*_starting(args, partition_of(root)))),
            opts=self.child(),
        )
        task = _role(self, args.stack, "task", _TASKS)
        statements = [*(_shells(args.exec_log_arn) if args.settings.exec else ()), *args.statements]
        if statements:
            iam.RolePolicy(f"{name}-task", role=task.name, policy=document(*statements), opts=self.child())
        for policy in sorted(args.settings.policies):
            key = policy.rpartition("/")[2]
            iam.RolePolicyAttachment(f"{name}-task-{key}", role=task.name, policy_arn=policy, opts=self.child())
        # A task that starts before the policy stands cannot pull its image: the deployment would be given up.
        self.execution_arn = pulumi.Output.all(execution.arn, start.id).apply(lambda found: found[0])
        self.task_arn, self.task_role_name = task.arn, task.name
        self.publish(execution_arn=self.execution_arn, task_arn=self.task_arn, task_role_name=self.task_role_name)


def _role(component: Component, stack: StackContext, key: str, service: str) -> iam.Role:
    name = f"{component.name}-{key}"
    return iam.Role(
        name,
        name=fitting(name, stack.project, stack.stack, limit=_NAME_LIMIT),
        assume_role_policy=assume_role(service),
        opts=component.child(),
    )


def _starting(args: TaskRolesArgs, partition: str) -> Iterator[Statement]:
    """Yield what ECS needs to start a task."""
    streams = pulumi.Output.concat(args.log_group_arn, ":*")
    yield allow(["logs:CreateLogStream", "logs:PutLogEvents"], [streams])
    image = args.settings.image or ""
    if args.pull or ECR_IMAGE.fullmatch(image):
        # The token opens no repository; the statements on repositories do. AWS knows no narrower resource for it.
        yield allow(["ecr:GetAuthorizationToken"], ["*"])
    yield from args.pull
    foreign = repository_arn(image, partition)
    if foreign:
        yield allow(
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [foreign],
        )
    yield from _reading_secrets(args)


def _reading_secrets(args: TaskRolesArgs) -> Iterator[Statement]:
    chosen = args.settings.secrets.values()
    secrets = sorted({secret_of(value) for value in chosen if ":secretsmanager:" in value})
    parameters = sorted({value for value in chosen if ":ssm:" in value})
    if secrets or args.secrets:
        yield allow(["secretsmanager:GetSecretValue"], [*secrets, *args.secrets.values()])
    if parameters:
        yield allow(["ssm:GetParameters"], parameters)
    if args.settings.secret_keys:
        yield allow(["kms:Decrypt"], sorted(args.settings.secret_keys))


def secret_of(reference: str) -> str:
    """Return the ARN of the secret that a reference such as `arn:…:secret:app-AbCdEf:password::` reads from."""
    return ":".join(reference.split(":")[:7])


def _shells(exec_log_arn: pulumi.Output[str]) -> Iterator[Statement]:
    """Yield what ECS Exec needs inside a task. Session Manager's channels have no ARN."""
    yield allow(
        [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ],
        ["*"],
        sid="Shells",
    )
    every_group = exec_log_arn.apply(lambda arn: f"{arn.partition(':log-group:')[0]}:log-group:*")
    yield allow(["logs:DescribeLogGroups"], [every_group])
    yield allow(
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        [pulumi.Output.concat(exec_log_arn, ":*")],
    )


def traffic_role(
    component: Component,
    stack: StackContext,
    target_group_arns: Sequence[pulumi.Input[str]],
    rule_arn: pulumi.Input[str],
) -> pulumi.Output[str]:
    """Create the role with which ECS moves requests from one target group of a service to the other; return its ARN."""
    name = f"{component.name}-traffic"
    role = _role(component, stack, "traffic", _ECS)
    describe = ["Listeners", "Rules", "TargetGroups", "TargetHealth"]
    policy = iam.RolePolicy(
        name,
        role=role.name,
        policy=document(
            allow(["elasticloadbalancing:ModifyRule"], [rule_arn]),
            allow(
                ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"], target_group_arns
            ),
            allow([f"elasticloadbalancing:Describe{what}" for what in describe], ["*"]),  # these take no resource
        ),
        opts=component.child(),
    )
    return pulumi.Output.all(role.arn, policy.id).apply(lambda found: found[0])


def tls_role(component: Component, stack: StackContext) -> pulumi.Output[str]:
    """Create the role with which ECS fetches and renews the certificates of Service Connect; return its ARN."""
    return _infrastructure_role(component, stack, "tls", _TLS_POLICY)


def lattice_role(component: Component, stack: StackContext) -> pulumi.Output[str]:
    """Create the role with which ECS registers tasks as targets of VPC Lattice; return its ARN."""
    return _infrastructure_role(component, stack, "lattice", _LATTICE_POLICY)


def _infrastructure_role(component: Component, stack: StackContext, key: str, policy_name: str) -> pulumi.Output[str]:
    name = f"{component.name}-{key}"
    role = _role(component, stack, key, _ECS)
    policy = account_root(component).apply(lambda root: f"arn:{partition_of(root)}:iam::aws:policy/{policy_name}")
    attached = iam.RolePolicyAttachment(name, role=role.name, policy_arn=policy, opts=component.child())
    return pulumi.Output.all(role.arn, attached.id).apply(lambda found: found[0])
