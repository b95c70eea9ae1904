"""AccountSweep: one function run for every account and region of an organization, by a Distributed Map."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import s3

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.function import Function
from components.blocks.state_machine import StateMachine, StateMachineArgs, machine_arn
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.account_sweep import AccountSweepSettings
from components.settings.bucket import BucketSettings
from components.settings.state_machine import StateMachineSettings

_DEFINITION = Path("workflows/account-sweep.asl.json")


@dataclass(frozen=True, kw_only=True)
class AccountSweepArgs:
    """What a sweep is built from."""

    settings: AccountSweepSettings
    stack: StackContext
    function: Function
    """Function that runs once for each place, with the place as its event."""
    places: Sequence[Mapping[str, str]]
    """The places: what the function gets, such as {"role": ARN, "region": "eu-west-1"}."""
    region: str | None = None
    """Region of the sweep; None is the stack's. The function must be there too."""


class AccountSweep(Component):
    """A workflow with the list of places and the results in buckets. One place that fails stops no other."""

    machine: StateMachine
    arn: pulumi.Output[str]
    """ARN of the workflow."""
    results_bucket: pulumi.Output[str]
    """Bucket with, below `results/`, what each run returned or failed with."""
    payload: Mapping[str, Any]
    """What a run of the workflow must be given."""

    def __init__(self, name: str, args: AccountSweepArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        environment = args.stack.environment
        places = self._bucket("places", args, BucketSettings.of(environment, force_destroy=True))
        ending = BucketSettings.of(
            environment, purpose="logs", tiers={}, expire_after_days=settings.result_days, force_destroy=True
        )
        results = self._bucket("results", args, ending)
        self.payload = {
            "concurrency": settings.concurrency,
            "toleratedFailurePercent": settings.tolerated_failure_percent,
        }
        machine = StateMachineSettings.of(environment, definition="account-sweep", failure_percent=0)
        listed = self._list(args, places)
        self.machine = StateMachine(
            f"{name}-workflow",
            StateMachineArgs(
                settings=machine,
                stack=args.stack,
                definition=_DEFINITION,
                values={
                    "places.bucket": places.bucket,
                    "places.key": listed.key,
                    "results.bucket": results.bucket,
                    "function": args.function.arn,
                },
                statements=self._statements(args, machine, places, results),
                region=args.region,
            ),
            self.child(),
        )
        self.arn, self.results_bucket = self.machine.arn, results.bucket
        self.publish(arn=self.arn, results_bucket=self.results_bucket)

    def _bucket(self, role: str, args: AccountSweepArgs, settings: BucketSettings) -> Bucket:
        named = BucketArgs(settings=settings, stack=args.stack, region=args.region)
        return Bucket(f"{self.name}-{role}", named, self.child())

    def _list(self, args: AccountSweepArgs, bucket: Bucket) -> s3.BucketObjectv2:
        places = sorted((dict(place) for place in args.places), key=lambda place: json.dumps(place, sort_keys=True))
        return s3.BucketObjectv2(
            f"{self.name}-list",
            bucket=bucket.bucket,
            key="places.json",
            content=json.dumps(places, sort_keys=True),
            content_type="application/json",
            tags=dict(args.stack.tags),
            region=args.region,
            opts=self.child(),
        )

    def _statements(
        self, args: AccountSweepArgs, settings: StateMachineSettings, places: Bucket, results: Bucket
    ) -> list[Statement]:
        """Return what the workflow may do: read the list, run itself for each place, call the function, write results.

        https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
        """
        own = machine_arn(self, args.stack, f"{self.name}-workflow", settings, args.region)
        runs = own.apply(lambda arn: arn.replace(":stateMachine:", ":execution:") + "/*")
        written = ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"]
        return [
            *args.function.grant_invoke(),
            allow(["s3:GetObject"], [pulumi.Output.concat(places.arn, "/places.json")]),
            allow(written, [pulumi.Output.concat(results.arn, "/results/*")]),
            allow(["states:StartExecution"], [own]),
            allow(["states:DescribeExecution", "states:StopExecution"], [runs]),
        ]
