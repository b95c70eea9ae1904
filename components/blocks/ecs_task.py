"""The task definition of a containerised service: one container, read-only, with a log of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import ecs

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings.ecs_service import EcsServiceSettings

PLACEHOLDER_IMAGE = "public.ecr.aws/docker/library/python:3.13-alpine"
"""Runs until there is an image: for both processors, needs neither root nor a disk."""
PLACEHOLDER_CODE = """import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "3")
        self.end_headers()
        self.wfile.write(b"ok\\n")
    do_HEAD = do_POST = do_GET
http.server.ThreadingHTTPServer(("", int(os.environ["PORT"])), Answer).serve_forever()
"""
_NOBODY = "65534"
_EXEC_FOLDERS = ("/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm")
"""Where the agent of ECS Exec writes."""
_LOG_BUFFER = "4m"


@dataclass(frozen=True, kw_only=True)
class TaskArgs:
    """What a task definition is built from."""

    settings: EcsServiceSettings
    stack: StackContext
    key: str
    """Name of the service: of the container and of its port."""
    image: pulumi.Input[str] | None
    """Image; None runs the placeholder."""
    log_group: pulumi.Output[str]
    execution_role_arn: pulumi.Input[str]
    task_role_arn: pulumi.Input[str]
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    region: str | None = None


def build_task(component: Component, args: TaskArgs) -> ecs.TaskDefinition:
    """Create the task definition of a service."""
    settings = args.settings
    return ecs.TaskDefinition(
        f"{component.name}-task",
        family=physical_name(args.stack.project, args.stack.stack, component.name, limit=255),
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(settings.cpu),
        memory=str(settings.memory_mb),
        runtime_platform={"cpu_architecture": settings.architecture.upper(), "operating_system_family": "LINUX"},
        execution_role_arn=args.execution_role_arn,
        task_role_arn=args.task_role_arn,
        container_definitions=pulumi.Output.json_dumps([container(args)]),
        volumes=[ecs.TaskDefinitionVolumeArgs(name=volume_name(path)) for path in folders(settings)],
        # A rollback, by ECS or by hand, needs the revision that ran before. Revisions cost nothing.
        skip_destroy=True,
        region=args.region,
        opts=component.child(),
    )


def container(args: TaskArgs) -> dict[str, Any]:
    """Return the definition of the container, in the keys of the ECS API."""
    settings = args.settings
    placeholder = args.image is None
    definition: dict[str, Any] = {
        "name": args.key,
        "image": PLACEHOLDER_IMAGE if placeholder else args.image,
        "essential": True,
        "portMappings": [
            {"name": args.key, "containerPort": settings.port, "hostPort": settings.port, "protocol": "tcp",
             "appProtocol": "http"}
        ],
        "environment": _variables(args),
        "readonlyRootFilesystem": settings.read_only,
        "linuxParameters": {"initProcessEnabled": True},  # reaps what shells leave behind, passes signals on
        "stopTimeout": settings.stop_seconds,
        "mountPoints": [
            {"sourceVolume": volume_name(path), "containerPath": path, "readOnly": False} for path in folders(settings)
        ],
        "logConfiguration": _log(args),
    }  # fmt: skip
    secrets = {**args.secrets, **settings.secrets}
    if secrets:
        definition["secrets"] = [{"name": name, "valueFrom": secrets[name]} for name in sorted(secrets)]
    user = settings.user or (_NOBODY if placeholder else None)
    if user:
        definition["user"] = user
    command = ["python3", "-c", PLACEHOLDER_CODE] if placeholder else settings.command
    if command:
        definition["command"] = command
    if settings.container_health and not placeholder:
        definition["healthCheck"] = _health(settings)
    return definition


def folders(settings: EcsServiceSettings) -> list[str]:
    """Return the folders that are mounted to be written to, in a fixed order."""
    if not settings.read_only:
        return []
    return sorted({*settings.writable_paths, *(_EXEC_FOLDERS if settings.exec else ())})


def volume_name(path: str) -> str:
    """Return the name of the volume of a folder."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", path).strip("-") or "root"


def _variables(args: TaskArgs) -> list[dict[str, Any]]:
    own = {"PORT": str(args.settings.port), "AWS_REGION": args.region or args.stack.region}
    variables: dict[str, pulumi.Input[str]] = {**own, **args.environment, **args.settings.environment}
    return [{"name": name, "value": variables[name]} for name in sorted(variables)]


def _log(args: TaskArgs) -> dict[str, Any]:
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": args.log_group,
            "awslogs-region": args.region or args.stack.region,
            "awslogs-stream-prefix": args.key,
            # A log that cannot be written must not stop the service; what exceeds the buffer is lost.
            "mode": "non-blocking",
            "max-buffer-size": _LOG_BUFFER,
        },
    }


def _health(settings: EcsServiceSettings) -> dict[str, Any]:
    check = settings.container_health
    assert check is not None
    return {
        "command": check.command,
        "interval": check.interval,
        "timeout": check.timeout,
        "retries": check.retries,
        "startPeriod": check.start_seconds,
    }
