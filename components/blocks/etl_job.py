"""EtlJob: a Spark job of Glue with its script, its role, its logs, a schedule and an alarm."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, glue, s3

from components.blocks.analytics_files import ANALYTICS, read
from components.blocks.bucket import Bucket
from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.glue_setup import GlueSetup
from components.blocks.key import Key
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.operations import Metric, Query, Widget
from components.settings.glue import EtlJobSettings
from components.settings.lake import LakeTableSettings

TEMPORARY = "temporary"
"""Folder of the results zone for what jobs put aside."""
_STREAMS = ("error", "output")
"""Logs that Glue 5 writes: Spark's own and the program's logger; what the program prints."""
FAILURES = """fields @timestamp, @message
| filter @message like /Exception|Error|ERROR/
| sort @timestamp desc
| limit 100"""


@dataclass(frozen=True, kw_only=True)
class EtlJobArgs:
    """What a job is built from."""

    settings: EtlJobSettings
    stack: StackContext
    lake: DataLake
    """Lake that it reads and writes."""
    catalog: Catalog
    """Catalogue of the tables that the settings name."""
    tables: dict[str, LakeTableSettings]
    """Those tables."""
    code: Bucket
    """Bucket that holds the script."""
    setup: GlueSetup
    """Encryption and log of failures."""
    key: Key | None = None
    """Key that encrypts the logs; None leaves it to CloudWatch Logs."""
    files: Path = ANALYTICS
    """Folder of the script, relative to the project."""
    description: str | None = None
    """What the console shows beside the job."""
    region: str | None = None
    """Region of the job; None is the stack's."""


class EtlJob(Component):
    """Tables made of tables, at set times; it may read and write the folders of its own tables only."""

    job_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EtlJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        script = self._script()
        logs = self._logs()
        role, policy = args.setup.role(self, self._statements(logs))
        self.role_arn = role.arn
        job = glue.Job(
            f"{name}-job",
            description=args.description,
            role_arn=role.arn,
            command={"name": "glueetl", "python_version": "3", "script_location": script},
            glue_version=settings.glue_version,
            worker_type=settings.worker_type,
            number_of_workers=settings.workers,
            execution_class="FLEX" if settings.spare_capacity else "STANDARD",
            timeout=settings.timeout_minutes,
            max_retries=settings.retries,
            # Two runs at a time would replace each other's files.
            execution_property={"max_concurrent_runs": 1},
            default_arguments=self._arguments(),
            security_configuration=args.setup.security_configuration,
            region=args.region,
            opts=self.child(depends_on=[policy]),
        )
        self.job_name = job.name
        self._schedule()
        self._watch(logs)
        self.publish(job_name=self.job_name, role_arn=self.role_arn)

    def _script(self) -> pulumi.Output[str]:
        """Put the script into the bucket, under a name that its content decides; return its address."""
        args = self._args
        path = args.files / f"{args.settings.script}.py"
        digest = hashlib.sha256(read(path).encode()).hexdigest()[:12]
        made = s3.BucketObjectv2(
            f"{self.name}-script",
            bucket=args.code.bucket,
            # A run that has begun keeps its script; the next one has the new.
            key=f"{self.name}/{digest}.py",
            source=pulumi.FileAsset(path.as_posix()),
            content_type="text/x-python",
            region=args.region,
            opts=self.child(),
        )
        return pulumi.Output.concat("s3://", args.code.bucket, "/", made.key)

    def _arguments(self) -> dict[str, pulumi.Input[str]]:
        """Return the arguments of every run: folders of the tables, further ones, and what Glue itself is told."""
        args, settings = self._args, self._args.settings
        folders = {f"--{table}": args.catalog.location(table) for table in sorted({*settings.reads, *settings.writes})}
        logging = {
            "--enable-continuous-cloudwatch-log": "true",
            "--custom-logGroup-prefix": self._log_prefix,
            "--continuous-log-logGroup": f"{self._log_prefix}/output",  # the name of it in Glue 4
        }
        return {
            **folders,
            **{f"--{name}": value for name, value in settings.arguments.items()},
            **logging,
            "--database": args.catalog.database,
            "--TempDir": args.lake.url("results", f"{TEMPORARY}/{self.name}"),
            "--enable-auto-scaling": "true",
            "--enable-metrics": "true",
            "--enable-observability-metrics": "true",
            "--job-bookmark-option": "job-bookmark-disable",
            "--job-language": "python",
        }

    @property
    def _log_prefix(self) -> str:
        stack = self._args.stack
        return f"/aws-glue/jobs/{stack.project}-{stack.stack}-{self.name}"

    def _logs(self) -> list[cloudwatch.LogGroup]:
        args = self._args
        return [
            cloudwatch.LogGroup(
                f"{self.name}-{role}-log",
                name=f"{self._log_prefix}/{role}",
                retention_in_days=args.settings.log_days,
                kms_key_id=args.key.arn if args.key else None,
                region=args.region,
                opts=self.child(),
            )
            for role in _STREAMS
        ]

    def _statements(self, logs: list[cloudwatch.LogGroup]) -> list[Statement]:
        """Return what the job may do beside keeping its log."""
        args, settings = self._args, self._args.settings
        named = sorted({*settings.reads, *settings.writes})
        found = [*args.catalog.grant_read(named), *args.setup.grant_read_configuration()]
        for table in named:
            found += args.lake.grant_read(args.tables[table].zone, table)
        for table in settings.writes:
            found += args.lake.grant_write(args.tables[table].zone, table)
        found += args.lake.grant_read("results", f"{TEMPORARY}/{self.name}")
        found += args.lake.grant_write("results", f"{TEMPORARY}/{self.name}")
        found.append(allow(["s3:GetObject"], [pulumi.Output.concat(args.code.arn, f"/{self.name}/*")]))
        streams = [pulumi.Output.concat(group.arn, ":*") for group in logs]
        found.append(allow(["logs:CreateLogStream", "logs:PutLogEvents"], streams))
        return found

    def _schedule(self) -> None:
        if self._args.settings.schedule is None:
            return
        glue.Trigger(
            f"{self.name}-schedule",
            type="SCHEDULED",
            schedule=self._args.settings.schedule,
            actions=[{"job_name": self.job_name}],
            region=self._args.region,
            opts=self.child(),
        )

    def _watch(self, logs: list[cloudwatch.LogGroup]) -> None:
        args = self._args
        pattern = {
            "source": ["aws.glue"],
            "detail-type": ["Glue Job State Change"],
            "detail": {"jobName": [self.job_name], "state": ["FAILED", "TIMEOUT", "ERROR"]},
        }
        args.setup.failures.watch(
            self,
            pattern,
            f"A run of {self.name} failed or took more than {args.settings.timeout_minutes} minutes. Look at the saved "
            "query 'errors' of its log; start the job again once the cause is gone, it replaces whole days.",
        )
        metrics = [
            self._metric("glue.driver.aggregate.elapsedTime", "time (ms)"),
            self._metric("glue.driver.aggregate.recordsRead", "records read"),
            self._metric("glue.driver.aggregate.numFailedTasks", "failed tasks"),
        ]
        self.operations.widgets.append(Widget(title=f"{self.name}: runs", metrics=metrics, region=args.region))
        names = [group.name for group in logs]
        self.operations.queries.append(Query(name="errors", text=FAILURES, log_groups=names, region=args.region))

    def _metric(self, name: str, label: str) -> Metric:
        dimensions: dict[str, Any] = {"JobName": self.job_name, "JobRunId": "ALL", "Type": "count"}
        return Metric(namespace="Glue", name=name, dimensions=dimensions, stat="Sum", label=label)
