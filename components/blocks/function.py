"""Function: a Lambda function with a role, a log group and alarms of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_

from components.blocks import archive
from components.blocks.function_operations import alarms, indicator, queries, widget
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.operations import AppLog, Traced
from components.settings.function import LAMBDA_RETRIES, FunctionSettings

if TYPE_CHECKING:
    from components.blocks.network import Network
    from components.blocks.security_group import SecurityGroup

BUILD_FOLDER = Path(".quoin/build")
"""Where packages are written, below the project; git ignores it."""

_NAME_LIMIT = 64
"""Characters that the name of a function or of a role may have."""
_FAILURE_ACTIONS = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """What a function is built from."""

    settings: FunctionSettings
    stack: StackContext
    source: Path
    """Folder of the code, such as functions/site_api, relative to the project."""
    handler: str = "handler.handler"
    """Module and function that Lambda calls."""
    files: Mapping[str, bytes] | None = None
    """Further files of the package, by path, such as data that the deployment makes. Code and files then lie in the
    package as they do in the project, below `functions/<name>/`: so the modules of a larger function import each other
    in Lambda as they do in tests. Name the handler accordingly: `functions.<name>.handler.handler`."""
    description: str | None = None
    """What the console shows beside the function."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables that the program knows; those of the settings win."""
    statements: Sequence[Statement] = ()
    """What the code may do, beside writing its own log."""
    on_failure: tuple[str, pulumi.Input[str]] | None = None
    """Service (sqs, sns, lambda, events) and ARN that receive asynchronous runs which failed to the end."""
    network: Network | None = None
    """Network whose private subnets the function runs in; None leaves it outside any."""
    region: str | None = None
    """Region of the function; None is the stack's."""


class Function(Component):
    """A Lambda function whose package has the same bytes on every machine."""

    arn: pulumi.Output[str]
    invoke_arn: pulumi.Output[str]
    """What an API calls."""
    function_name: pulumi.Output[str]
    role_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str] | None = None
    """Group of a function inside a network; None outside."""

    def __init__(self, name: str, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self._region = args.region
        self._group: SecurityGroup | None = None
        # The group comes first and has the name that consoles look for: Lambda would make one that never ends.
        logs = cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{args.stack.project}-{args.stack.stack}-{name}",
            retention_in_days=args.settings.log_days,
            region=args.region,
            opts=self.child(),
        )
        stack = (args.stack.project, args.stack.stack)
        role = iam.Role(
            f"{name}-role",
            name=fitting(f"{name}-role", *stack, limit=_NAME_LIMIT),
            assume_role_policy=assume_role("lambda.amazonaws.com"),
            opts=self.child(),
        )
        policy = iam.RolePolicy(
            f"{name}-policy", role=role.name, policy=document(*_statements(args, logs.arn)), opts=self.child()
        )
        function = lambda_.Function(
            f"{name}-function",
            name=fitting(f"{name}-function", *stack, limit=_NAME_LIMIT),
            description=args.description,
            handler=args.handler,
            role=role.arn,
            vpc_config=self._inside(args.network, args) if args.network else None,
            region=args.region,
            **_package(name, args),
            **_runtime(args, logs.name),
            # Without its policy the first run could not write its log.
            opts=self.child(depends_on=[policy]),
        )
        self.arn, self.invoke_arn, self.function_name = function.arn, function.invoke_arn, function.id
        self.role_name, self.log_group_name = role.name, logs.name
        self._handle_failures(args)
        self._watch(args)
        self.publish(
            arn=self.arn,
            invoke_arn=self.invoke_arn,
            function_name=self.function_name,
            role_name=self.role_name,
            log_group_name=self.log_group_name,
            security_group_id=self.security_group_id,
        )

    def permit(
        self, caller: str, *, service: str, source_arn: pulumi.Input[str], opts: pulumi.ResourceOptions
    ) -> lambda_.Permission:
        """Let an AWS service call the function on behalf of one resource.

        `caller` is the name of the component that calls, and `opts` name it as the parent.
        """
        return lambda_.Permission(
            f"{caller}-calls-{self.name}",
            action="lambda:InvokeFunction",
            function=self.function_name,
            principal=service,
            source_arn=source_arn,
            region=self._region,
            opts=opts,
        )

    def allow_to(self, key: str, security_group_id: pulumi.Input[str], port: int) -> None:
        """Let a function inside a network connect to the members of a security group. `key` names the rule for good."""
        if self._group is None:
            raise ValueError(f"{self.name} runs outside any network")
        self._group.allow_to(key, security_group_id, port)

    def grant_invoke(self) -> list[Statement]:
        """Return the statement that lets a role call the function."""
        return [allow(["lambda:InvokeFunction"], [self.arn])]

    def _inside(self, network: Network, args: FunctionArgs) -> Any:
        from components.blocks.security_group import SecurityGroup, SecurityGroupArgs  # noqa: PLC0415 (imports ec2)

        group = SecurityGroup(
            f"{self.name}-group",
            SecurityGroupArgs(
                vpc_id=network.vpc_id,
                description=f"Function {self.name}",
                stack=args.stack,
                region=args.region,
            ),
            self.child(),
        )
        group.allow_to("anywhere", "0.0.0.0/0", 443, description="HTTPS to AWS services and other APIs")
        self.security_group_id, self._group = group.id, group
        return {"subnet_ids": network.private_subnet_ids, "security_group_ids": [group.id]}

    def _handle_failures(self, args: FunctionArgs) -> None:
        if args.on_failure is None and args.settings.retries == LAMBDA_RETRIES:
            return
        destination: Any = {"on_failure": {"destination": args.on_failure[1]}} if args.on_failure else None
        lambda_.FunctionEventInvokeConfig(
            f"{self.name}-retries",
            function_name=self.function_name,
            maximum_retry_attempts=args.settings.retries,
            destination_config=destination,
            region=args.region,
            opts=self.child(),
        )

    def _watch(self, args: FunctionArgs) -> None:
        named = (self.function_name, args.region)
        self.operations.alarms += alarms(self.name, args.settings, *named)
        self.operations.widgets.append(widget(self.name, *named))
        self.operations.queries += queries(self.log_group_name, args.region)
        self.operations.indicators.append(indicator(*named))
        self.operations.logs.append(AppLog(log_group=self.log_group_name, json=True, region=args.region))
        if args.settings.tracing:
            kind = "AWS::Lambda::Function"
            traced = Traced(service=self.function_name, type=kind, takes_rules=False, region=args.region)
            self.operations.traces.append(traced)


def _package(name: str, args: FunctionArgs) -> dict[str, Any]:
    """Return the arguments that say what code a function has; write the package."""
    try:
        package = archive.zip_bytes(package_files(args.source, args.files))
    except ValueError as error:
        raise pulumi.RunError(f"the code of a function is missing: {error}") from None
    # A package with files of its own is this function's only: another one may have the same code and other data.
    file = args.source.name if args.files is None else f"{args.source.name}-{args.stack.stack}-{name}"
    path = archive.write_once(BUILD_FOLDER / f"{file}.zip", package)
    return {"code": pulumi.FileArchive(path.as_posix()), "source_code_hash": archive.code_hash(package)}


def package_files(source: Path, files: Mapping[str, bytes] | None) -> dict[str, bytes]:
    """Return path → bytes of all that the package of a function holds."""
    code = archive.folder_files(source)
    if files is None:
        return code
    folder = f"{source.parent.name}/{source.name}"
    return {f"{folder}/{path}": data for path, data in {**code, **files}.items()}


def _runtime(args: FunctionArgs, log_group: pulumi.Output[str]) -> dict[str, Any]:
    """Return the arguments that say how a function runs."""
    settings = args.settings
    variables = {**args.environment, **settings.environment}
    return {
        "runtime": settings.runtime,
        "architectures": ["arm64"],
        "memory_size": settings.memory_mb,
        "timeout": settings.timeout_seconds,
        "reserved_concurrent_executions": settings.concurrency,
        "layers": settings.layers or None,
        "environment": {"variables": variables} if variables else None,
        "tracing_config": {"mode": "Active" if settings.tracing else "PassThrough"},
        "logging_config": {
            "log_format": "JSON",
            "log_group": log_group,
            "application_log_level": settings.log_level,
            "system_log_level": "INFO",
        },
    }


def _statements(args: FunctionArgs, log_group_arn: pulumi.Output[str]) -> Iterable[Statement]:
    """Yield what the function's role may do."""
    streams = pulumi.Output.concat(log_group_arn, ":*")
    yield allow(["logs:CreateLogStream", "logs:PutLogEvents"], [streams])
    if args.settings.tracing:
        # X-Ray knows no resources: these two actions take * only.
        yield allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])
    if args.network:
        # Lambda makes the interfaces before the function has any: EC2 offers no narrower resource for these.
        actions = ["CreateNetworkInterface", "DeleteNetworkInterface", "DescribeNetworkInterfaces",
        "DescribeSubnets", "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"]  # fmt: skip
        yield allow([f"ec2:{action}" for action in actions], ["*"])
    if args.on_failure:
        service, arn = args.on_failure
        yield allow([_FAILURE_ACTIONS[service]], [arn])
    yield from args.statements
