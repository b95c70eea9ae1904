"""StateMachine: a Step Functions workflow with a definition that is judged before anything is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, iam, sfn

from components.blocks.account import account_root
from components.blocks.state_machine_definition import fill_in, problems, read
from components.blocks.state_machine_operations import alarms, queries, widgets
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.names import physical_name
from components.operations import Traced
from components.settings.state_machine import StateMachineSettings

_LONGEST_NAME = 80
_LOG_DELIVERY = ("CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
"PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StateMachineArgs:
    """What a workflow is built from."""

    settings: StateMachineSettings
    stack: StackContext
    definition: Path
    """File of the definition, relative to the project."""
    values: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """What the placeholders of the definition stand for, by name: `function.orders` → an ARN."""
    statements: Sequence[Statement] = ()
    """What the workflow may do: call the functions and services of its definition."""
    region: str | None = None
    """Region of the workflow; None is the stack's."""


class StateMachine(Component):
    """A workflow with a role, a log group and alarms of its own."""

    arn: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: StateMachineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        definition = read(args.definition)
        check(name, args, definition)
        super().__init__(name, opts)
        settings = args.settings
        # Under this prefix the delivery needs no entry per group in the account's resource policy, which has a limit.
        logs = cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/vendedlogs/states/{args.stack.project}-{args.stack.stack}-{name}",
            retention_in_days=settings.log_days,
            region=args.region,
            opts=self.child(),
        )
        role = iam.Role(f"{name}-role", assume_role_policy=assume_role("states.amazonaws.com"), opts=self.child())
        policy = iam.RolePolicy(
            f"{name}-policy", role=role.name, policy=document(*_statements(args)), opts=self.child()
        )
        machine = sfn.StateMachine(
            f"{name}-machine",
            name=machine_name(args.stack, name, settings),
            type=settings.type.upper(),
            definition=fill_in(definition, args.values),
            role_arn=role.arn,
            logging_configuration={
                "level": settings.log_level,
                "include_execution_data": settings.log_data,
                "log_destination": pulumi.Output.concat(logs.arn, ":*"),
            },
            tracing_configuration={"enabled": settings.tracing},
            region=args.region,
            # AWS tries the role when the workflow is made: without its policy it would refuse it.
            opts=self.child(depends_on=[policy]),
        )
        self.arn, self.log_group_name = machine.arn, logs.name
        self.operations.alarms += alarms(name, settings, self.arn, args.region)
        self.operations.widgets += widgets(name, self.arn, args.region)
        self.operations.queries += queries(self.log_group_name, args.region)
        if settings.tracing:
            kind = "AWS::StepFunctions::StateMachine"
            traced = Traced(service=machine.name, type=kind, takes_rules=False, region=args.region)
            self.operations.traces.append(traced)
        self.publish(arn=self.arn, log_group_name=self.log_group_name)

    def grant_start(self) -> list[Statement]:
        """Return the statement that lets a role start runs."""
        return grant_start(self.arn)


def grant_start(arn: pulumi.Input[str]) -> list[Statement]:
    """Return the statement that lets a role start runs of the workflow with this ARN."""
    return [allow(["states:StartExecution"], [arn])]


def grant_answer(arn: pulumi.Input[str]) -> list[Statement]:
    """Return the statement that lets a role answer a step that waits for a token.

    It takes an ARN, not a component: the functions that answer are there before the workflow that calls them.
    """
    return [allow(["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"], [arn])]


def machine_name(stack: StackContext, name: str, settings: StateMachineSettings) -> str:
    """Return the name in AWS. It tells the type as well: one of the other type is made before the old one goes."""
    kind = ("express",) if settings.type == "express" else ()
    return physical_name(stack.project, stack.stack, name, *kind, limit=_LONGEST_NAME)


def machine_arn(
    owner: Component, stack: StackContext, name: str, settings: StateMachineSettings, region: str | None = None
) -> pulumi.Output[str]:
    """Return the ARN that the workflow `name` will have, for those who must know it before it is made."""
    known = machine_name(stack, name, settings)

    def arn(root: str) -> str:
        _, partition, _, _, account, _ = root.split(":")
        return f"arn:{partition}:states:{region or stack.region}:{account}:stateMachine:{known}"

    return account_root(owner).apply(arn)


def check(name: str, args: StateMachineArgs, definition: Mapping[str, Any]) -> None:
    """Judge a definition.

    Raises:
        RunError: with everything that is wrong with it.

    """
    found = problems(definition, args.values.keys(), args.settings.unguarded)
    if args.settings.type == "express" and ".waitForTaskToken" in str(definition):
        found.append("an express workflow cannot wait for a token; expected type: standard")
    if args.settings.type == "express" and "'DISTRIBUTED'" in str(definition):
        found.append("an express workflow cannot have a distributed Map; expected type: standard")
    if found:
        listed = "\n".join(f"  - {problem}" for problem in found)
        raise pulumi.RunError(f"the definition {args.definition.as_posix()} of {name} is refused:\n{listed}")


def _statements(args: StateMachineArgs) -> Iterable[Statement]:
    """Yield what the role of the workflow may do."""
    if args.settings.log_level != "OFF":
        # The delivery of logs is the account's own: AWS offers no narrower resource for these.
        yield allow([f"logs:{action}" for action in _LOG_DELIVERY], ["*"])
    if args.settings.tracing:
        # X-Ray knows no resources: these actions take * only.
        actions = ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"]
        yield allow([f"xray:{action}" for action in actions], ["*"])
    yield from args.statements
