"""InstanceScheduler: turns off at night, and on in the morning, what carries the tag Schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pulumi

from components.blocks.account import account_root
from components.blocks.custom_metrics import grant_put_metrics, metric_namespace
from components.blocks.function import Function, FunctionArgs
from components.blocks.scheduled_call import ScheduledCall, ScheduledCallArgs
from components.component import Component
from components.context import StackContext
from components.governance import scheduler_operations as operations
from components.governance import scheduler_package as package
from components.governance.scheduler_member import member_template
from components.governance.scheduler_permissions import statements
from components.iam import Statement, allow
from components.operations import Metric
from components.settings.instance_scheduler import InstanceSchedulerSettings

SOURCE = Path("functions/instance_scheduler")
_HANDLER = "functions.instance_scheduler.handler.handler"


@dataclass(frozen=True, kw_only=True)
class InstanceSchedulerArgs:
    """What a scheduler is built from."""

    settings: InstanceSchedulerSettings
    stack: StackContext


class InstanceScheduler(Component):
    """A function that runs every few minutes and brings resources into the state that their schedule wants.

    It keeps no table: what it knows stands in tags. So it may be stopped, run twice or deployed anew at any time.
    """

    function_name: pulumi.Output[str]
    """Function to call by hand, with an empty event, to have it run at once."""
    schedules: list[str]
    """Names that the tag Schedule may have."""
    metric_namespace: str
    """Namespace of the metrics HoursSaved, DollarsSaved, Failures and others."""
    member_template: pulumi.Output[str]
    """CloudFormation template of the role for other accounts."""

    def __init__(self, name: str, args: InstanceSchedulerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings, stack = args.settings, args.stack
        config = package.configuration(name, settings, stack)
        regions = sorted({place["region"] for place in config["targets"]})
        scope = package.scope(settings, stack)
        function = Function(
            f"{name}-function",
            FunctionArgs(
                settings=settings.function,
                stack=stack,
                source=SOURCE,
                handler=_HANDLER,
                files=package.files(config),
                description="Starts and stops resources by the schedule that their tag names",
                statements=self._statements(args, regions, scope),
            ),
            self.child(),
        )
        root = account_root(self)
        role = pulumi.Output.all(root, function.role_name).apply(_role_arn)
        self.function_name = function.function_name
        self.schedules = sorted(settings.all_schedules)
        self.metric_namespace = metric_namespace(stack)
        self.member_template = role.apply(lambda arn: member_template(settings, scope, regions, arn))
        runs = self._call(args, function, config["targets"])
        self._watch(settings, config["name"], runs)
        self.operations.queries.append(operations.query(function.log_group_name))
        self.publish(
            function_name=self.function_name,
            schedules=self.schedules,
            metric_namespace=self.metric_namespace,
            member_template=self.member_template,
        )

    def _statements(self, args: InstanceSchedulerArgs, regions: list[str], scope: dict[str, str]) -> list[Statement]:
        settings = args.settings
        own = statements(settings, scope, regions, self._arns()) if settings.own_account else []
        taken = [allow(["sts:AssumeRole"], sorted(settings.roles), sid="OtherAccounts")] if settings.roles else []
        return [*own, *taken, grant_put_metrics(args.stack)]

    def _arns(self) -> Callable[[str], pulumi.Output[str]]:
        """Return what makes an ARN of the stack's account from its service and its end."""
        root = account_root(self)

        def arn(end: str) -> pulumi.Output[str]:
            service, _, resource = end.partition("|")

            def build(found: str) -> str:
                _, partition, _, _, account, _ = found.split(":")
                return f"arn:{partition}:{service}:*:{account}:{resource}"

            return root.apply(build)

        return arn

    def _call(self, args: InstanceSchedulerArgs, function: Function, places: list[dict[str, str]]) -> Metric:
        """Have the function run, or the sweep that runs it everywhere; return the metric that counts the runs."""
        settings, payload = args.settings, None
        receiver = function
        counted = Metric(
            namespace="AWS/Lambda", name="Invocations", dimensions={"FunctionName": function.function_name}, stat="Sum"
        )
        if settings.sweep:
            from components.blocks.account_sweep import AccountSweep, AccountSweepArgs  # noqa: PLC0415 (imports s3)

            sweep = AccountSweep(
                f"{self.name}-sweep",
                AccountSweepArgs(settings=settings.sweep, stack=args.stack, function=function, places=places),
                self.child(),
            )
            receiver, payload = sweep.machine, sweep.payload
            started = {"StateMachineArn": sweep.arn}
            counted = Metric(namespace="AWS/States", name="ExecutionsStarted", dimensions=started, stat="Sum")
        ScheduledCall(
            f"{self.name}-call",
            ScheduledCallArgs(
                stack=args.stack,
                receiver=receiver,
                expression=f"rate({settings.every_minutes} minutes)",
                payload=payload,
                retry_minutes=settings.every_minutes,
            ),
            self.child(),
        )
        return counted

    def _watch(self, settings: InstanceSchedulerSettings, scheduler: str, runs: Metric) -> None:
        namespace = self.metric_namespace
        self.operations.alarms += operations.alarms(self.name, settings, namespace, scheduler, runs)
        self.operations.widgets += operations.widgets(self.name, settings, namespace, scheduler)


def _role_arn(parts: list[str]) -> str:
    root, role = parts
    _, partition, _, _, account, _ = root.split(":")
    return f"arn:{partition}:iam::{account}:role/{role}"
