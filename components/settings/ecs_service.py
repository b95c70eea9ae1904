"""Settings of a containerised service."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.ecs_cluster import CapacitySettings
from components.settings.ecs_deployment import DeploymentSettings
from components.settings.fargate import Architecture, Cpu, size_problem
from components.settings.formats import arn, text
from components.settings.function import VariableName
from components.settings.load_balancer import HealthCheckSettings, TargetSettings
from components.settings.types import Arn, ItemName, KeyArn, LogRetention, Percent, Port

_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
Image = Annotated[
    str,
    text(
        rf"[a-z0-9]([a-z0-9._/:-]*[a-z0-9])?(:{_TAG})?(@sha256:[0-9a-f]{{64}})?",
        "an image such as public.ecr.aws/docker/library/httpd:2.4",
    ),
]
ImageTag = Annotated[str, text(_TAG, "the tag of an image such as 1.4.2")]
SecretReference = Annotated[
    str,
    arn(
        "(secretsmanager|ssm)",
        r"(secret:|parameter/).+",
        "the ARN of a secret or parameter; of a secret may follow :<key>:: for one value of its JSON",
        scope="regional",
    ),
]
AbsolutePath = Annotated[str, text(r"(/[A-Za-z0-9_.-]+)+", "an absolute path such as /var/cache/app")]
PathPattern = Annotated[str, text(r"/[A-Za-z0-9_.$/~\"'@:+&*?-]{0,127}", "a path pattern such as /users/*")]
HostPattern = Annotated[str, text(r"[A-Za-z0-9*?.-]{1,128}", "a host name such as api.example.com or *.example.com")]
Tasks = Annotated[int, Field(ge=0, le=5000)]


class ContainerHealthSettings(Section):
    """A command that runs inside the container: when it fails too often, ECS replaces the task."""

    command: Annotated[list[str], Field(min_length=2)]
    """`CMD-SHELL` and a line for the shell, or `CMD` and a program with its arguments. The image must have what it
    calls: many have no curl."""
    interval: Annotated[int, Field(ge=5, le=300)] = 30
    """Seconds between two runs."""
    timeout: Annotated[int, Field(ge=2, le=60)] = 5
    """Seconds after which a run has failed."""
    retries: Annotated[int, Field(ge=1, le=10)] = 3
    """Failed runs in a row that make a container unhealthy."""
    start_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    """Seconds after the start in which failures do not count."""

    @model_validator(mode="after")
    def _check(self) -> ContainerHealthSettings:
        if self.command[0] not in {"CMD", "CMD-SHELL"}:
            raise ValueError(f"command begins with {self.command[0]}; expected CMD or CMD-SHELL in front")
        return self


class TaskScalingSettings(Section):
    """How many tasks run."""

    min_tasks: Tasks = by_profile(development=1, staging=2, production=2)
    """Tasks that run at least."""
    max_tasks: Tasks = by_profile(development=2, staging=10, production=10)
    """Tasks that run at most; the upper limit of the bill."""
    desired_tasks: Tasks = by_profile(development=1, staging=2, production=2)
    """Tasks at creation. Afterwards scaling owns the number, and a deployment leaves it."""
    cpu_target: Annotated[Percent, Field(ge=10, le=95)] = 70
    """Per cent of CPU that scaling holds on average over the tasks."""
    memory_target: Annotated[Percent, Field(ge=10, le=95)] | None = None
    """Per cent of memory that scaling holds as well. Only for programs that give memory back."""
    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    """Requests per task and minute that scaling holds as well, for services behind the load balancer."""
    scale_out_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """Seconds after adding tasks before more are added."""
    scale_in_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """Seconds after removing tasks before more are removed."""

    @model_validator(mode="after")
    def _check(self) -> TaskScalingSettings:
        if self.min_tasks > self.max_tasks:
            raise ValueError(
                f"minTasks is {self.min_tasks} and maxTasks {self.max_tasks}; expected minTasks ≤ maxTasks"
            )
        return self

    @property
    def initial(self) -> int:
        """`desiredTasks` within the limits, so that who raises `minTasks` need not raise it as well."""
        return min(max(self.desired_tasks, self.min_tasks), self.max_tasks)


class EcsServiceSettings(Section):
    """A service of containers on Fargate: a task definition, tasks that scale, a role of its own."""

    image: Image | None = None
    """Image that runs. Left out: that of `repository` with `tag`; without those, a placeholder that answers every
    request with 200, so that the platform stands before the first image is pushed."""
    repository: ItemName | None = None
    """Name of one of the platform's repositories that this service's images come from."""
    tag: ImageTag | None = None
    """Tag of the image in `repository`. With `release: external`, left out."""
    release: Literal["iac", "external"] = "iac"
    """Who ships new images. `iac`: this file, by `image` or `tag`. `external`: a pipeline, which registers task
    definitions of the same family and updates the service; a deployment of the stack then leaves the running version
    alone and only adds a revision that the pipeline starts from."""
    port: Port = 8080
    """TCP port that the container listens on; also in the variable PORT."""
    cpu: Cpu = 256
    """CPU units of a task; 1024 are one virtual processor."""
    memory_mb: int = 512
    """Memory of a task in MiB; Fargate takes certain sizes with each `cpu`, such as 512 to 2048 with 256."""
    architecture: Architecture = "arm64"
    """Processor that the image is built for. arm64 costs a fifth less on Fargate."""
    capacity: CapacitySettings | None = None
    """How the tasks spread over Fargate and Fargate Spot; left out, as the cluster says."""
    paths: list[PathPattern] = Field(default_factory=list)
    """Path patterns that the load balancer sends here, such as /users/*. A service without paths and hosts is
    reached by other services only."""
    hosts: list[HostPattern] = Field(default_factory=list)
    """Host names that the load balancer sends here."""
    priority: Annotated[int, Field(ge=1, le=50_000)] | None = None
    """Place of the rule: 1 is asked first. Left out, the more specific pattern is asked first."""
    health_check: HealthCheckSettings
    """How the load balancer finds out whether a task can take requests."""
    container_health: ContainerHealthSettings | None = None
    """A check inside the container beside it."""
    targets: TargetSettings
    """How requests are spread over the tasks."""
    scaling: TaskScalingSettings
    """How many tasks run."""
    deployment: DeploymentSettings
    """How a new version goes out."""
    connects_to: list[ItemName] = Field(default_factory=list)
    """Services of the platform that this one calls, by their names: http://<name>:<port>. Others do not answer it."""
    environment: dict[VariableName, str] = Field(default_factory=dict)
    """Environment variables; no secrets."""
    secrets: dict[VariableName, SecretReference] = Field(default_factory=dict)
    """Environment variables whose values ECS reads from Secrets Manager or Parameter Store when a task starts."""
    secret_keys: list[KeyArn] = Field(default_factory=list)
    """KMS keys of one's own that `secrets` are encrypted with."""
    policies: list[Arn] = Field(default_factory=list)
    """Managed policies for the role of the code."""
    command: list[str] | None = None
    """Command instead of the image's own."""
    user: str | None = None
    """User, or user:group, that the container runs as; left out, the image's."""
    writable_paths: list[AbsolutePath] = Field(default_factory=lambda: ["/tmp"])
    """Folders that the container may write to, on the task's own disk, gone with the task. All else is read-only. They
    belong to root unless the image declares them as a VOLUME."""
    read_only: bool = True
    """Whether all of the file system but `writablePaths` is read-only."""
    egress_ports: list[Port] = Field(default_factory=lambda: [443])
    """TCP ports that tasks may reach outside."""
    exec: bool = by_profile(development=True, staging=True, production=False)
    """Allow a shell in running containers (ECS Exec); sessions are recorded. With `readOnly` its agent writes to three
    mounted folders, a way that works but that AWS does not promise."""
    stop_seconds: Annotated[int, Field(ge=2, le=120)] = 30
    """Seconds between the request to stop and the end; Spot gives at most 120."""
    grace_seconds: Annotated[int, Field(ge=0, le=7200)] = 60
    """Seconds after the start of a task before failed checks of the load balancer count."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the log is kept."""

    @property
    def routed(self) -> bool:
        """Whether the load balancer sends requests here."""
        return bool(self.paths or self.hosts)

    @model_validator(mode="after")
    def _check(self) -> EcsServiceSettings:
        problems = [problem for problem in (size_problem(self.cpu, self.memory_mb), *self._image_problems()) if problem]
        if self.scaling.requests_per_target and not self.routed:
            problems.append("scaling.requestsPerTarget counts the load balancer's requests; expected paths or hosts")
        if self.deployment.shifts_traffic and not self.routed:
            problems.append(f"deployment.strategy {self.deployment.strategy} moves requests; expected paths or hosts")
        twice = sorted(set(self.environment) & set(self.secrets))
        if twice:
            problems.append(f"{', '.join(twice)} stand in environment and secrets; expected one of the two")
        if problems:
            raise Problems(problems)
        return self

    def _image_problems(self) -> list[str]:
        problems: list[str] = []
        if self.image and (self.repository or self.tag):
            problems.append("image and repository or tag exclude each other; expected one way to name the image")
        if self.tag and not self.repository:
            problems.append("tag needs repository: whose tag is it?")
        return problems


ECR_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/(?P<name>[^:@]+).*"
)


def repository_arn(image: str, partition: str) -> str | None:
    """Return the ARN of the private ECR repository that an image comes from; None for any other registry."""
    found = ECR_IMAGE.fullmatch(image)
    return found and f"arn:{partition}:ecr:{found['region']}:{found['account']}:repository/{found['name']}"
