"""EventBus: an EventBridge bus with rules, an archive, schemas, and a dead-letter queue for every target."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.event_target import EventTarget, EventTargetArgs, Receiver
from components.blocks.key import Key, KeyArgs
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.names import physical_name
from components.operations import Metric, Widget
from components.settings.event_bus import EventBusSettings, EventRuleSettings
from components.settings.key import KeySettings

EVENTS = Path("events")
"""Folder of the schemas, below the project."""
_LONGEST_ARCHIVE, _LONGEST_REGISTRY = 48, 64


@dataclass(frozen=True, kw_only=True)
class EventBusArgs:
    """What a bus is built from."""

    settings: EventBusSettings
    stack: StackContext
    schemas: Path = EVENTS
    """Folder of the schemas that the settings name."""
    description: str | None = None
    """What the console shows beside the bus."""
    region: str | None = None
    """Region of the bus; None is the stack's."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Events by their form, and who receives them."""

    settings: EventRuleSettings
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    """Functions and workflows by a key that never changes."""


class EventBus(Component):
    """A bus of one workload. `rule` connects receivers, as soon as these are there."""

    arn: pulumi.Output[str]
    bus_name: pulumi.Output[str]

    def __init__(self, name: str, args: EventBusArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        key_arn = self._own_key().arn if args.settings.customer_key else None
        bus = cloudwatch.EventBus(
            f"{name}-bus",
            name=physical_name(args.stack.project, args.stack.stack, name, limit=_LONGEST_ARCHIVE),
            description=args.description,
            kms_key_identifier=key_arn,
            region=args.region,
            opts=self.child(),
        )
        self.arn, self.bus_name = bus.arn, bus.name
        if args.settings.archive_days:
            cloudwatch.EventArchive(
                f"{name}-archive",
                name=physical_name(args.stack.project, args.stack.stack, name, limit=_LONGEST_ARCHIVE),
                event_source_arn=bus.arn,
                retention_days=args.settings.archive_days,
                kms_key_identifier=key_arn,
                region=args.region,
                opts=self.child(),
            )
        if args.settings.schemas:
            self._publish_schemas()
        self.publish(arn=self.arn, bus_name=self.bus_name)

    def rule(self, key: str, rule: Rule) -> None:
        """Send events to receivers. `key` names the rule for good."""
        name, args = f"{self.name}-{key}", self._args
        made = cloudwatch.EventRule(
            name,
            event_bus_name=self.bus_name,
            event_pattern=json.dumps(pattern_of(rule.settings)),
            state="ENABLED" if rule.settings.enabled else "DISABLED",
            region=args.region,
            opts=self.child(),
        )
        for receiver_key, receiver in rule.receivers.items():
            EventTarget(
                f"{name}-{receiver_key}",
                EventTargetArgs(
                    settings=args.settings,
                    stack=args.stack,
                    bus_name=self.bus_name,
                    rule_name=made.name,
                    rule_arn=made.arn,
                    receiver=receiver,
                    region=args.region,
                ),
                self.child(),
            )
        metrics = [
            Metric(
                namespace="AWS/Events",
                name=metric,
                dimensions={"EventBusName": self.bus_name, "RuleName": made.name},
                stat="Sum",
            )
            for metric in ("MatchedEvents", "Invocations", "FailedInvocations")
        ]
        self.operations.widgets.append(Widget(title=f"{name}: events", metrics=metrics, region=args.region))

    def grant_put(self, source: str) -> list[Statement]:
        """Return the statement that lets a role put events on the bus, as `source` and as no other."""
        return [allow(["events:PutEvents"], [self.arn], condition={"StringEquals": {"events:source": source}})]

    def _own_key(self) -> Key:
        args = self._args
        key_args = KeyArgs(
            settings=KeySettings.of(args.stack.environment),
            stack=args.stack,
            services=["events.amazonaws.com"],
            description=f"Events of {self.name}",
            region=args.region,
        )
        return Key(f"{self.name}-key", key_args, self.child())

    def _publish_schemas(self) -> None:
        from pulumi_aws import schemas  # noqa: PLC0415 (a bus without schemas spares it)

        args = self._args
        registry = schemas.Registry(
            f"{self.name}-registry",
            name=physical_name(args.stack.project, args.stack.stack, self.name, limit=_LONGEST_REGISTRY),
            description=f"Events of {self.name}",
            region=args.region,
            opts=self.child(),
        )
        for type_, file in args.settings.schemas.items():
            schemas.Schema(
                f"{self.name}-{_slug(type_)}-schema",
                name=type_,
                registry_name=registry.name,
                type="JSONSchemaDraft4",
                content=json.dumps(read_schema(args.schemas / f"{file}.json")),
                description=f"Body of the event {type_}",
                region=args.region,
                opts=self.child(),
            )


def pattern_of(rule: EventRuleSettings) -> dict[str, Any]:
    """Return the event pattern of a rule."""
    pattern: dict[str, Any] = {"detail-type": list(rule.types)}
    if rule.sources:
        pattern["source"] = list(rule.sources)
    if rule.detail:
        pattern["detail"] = rule.detail
    return pattern


def read_schema(path: Path) -> Any:
    """Return the JSON schema in a file.

    Raises:
        RunError: there is no such file, or it is no JSON.

    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise pulumi.RunError(f"the schema {path.as_posix()} is missing; `schemas` of the events names it") from None
    except json.JSONDecodeError as error:
        raise pulumi.RunError(f"{path.as_posix()}:{error.lineno}:{error.colno} is no JSON: {error.msg}") from None


def _slug(type_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", type_).lower()).strip("-")
