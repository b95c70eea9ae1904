"""Samples of tables, workflows, event buses and their parts."""

from __future__ import annotations

from typing import Any

from tests.support.synth import ROOT, Sample, Stage


def _table(stage: Stage, region: str | None) -> Any:
    from components.blocks.table import Table, TableArgs
    from components.settings.table import TableSettings

    settings = TableSettings.of(
        stage.environment,
        partition_key="id",
        indexes={"by-owner": {"partitionKey": "owner"}},
        capacity={"mode": "provisioned"},
        stream="new",
        customer_key=True,
    )
    return Table("items", TableArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


def _function(stage: Stage, region: str | None) -> Any:
    from components.blocks.function import Function, FunctionArgs
    from components.settings.function import FunctionSettings

    args = FunctionArgs(
        settings=FunctionSettings.of(stage.environment),
        stack=stage.stack,
        source=ROOT / "functions" / "site_api",
        region=region,
    )
    return Function("called", args, stage.opts)


def _follower(stage: Stage, region: str | None) -> Any:
    from components.blocks.table_follower import TableFollower, TableFollowerArgs

    args = TableFollowerArgs(
        stack=stage.stack, table=_table(stage, region), function=_function(stage, region), region=region
    )
    return TableFollower("follower", args, stage.opts)


def _machine(stage: Stage, region: str | None, function: Any = None) -> Any:
    from components.blocks.state_machine import StateMachine, StateMachineArgs
    from components.settings.state_machine import StateMachineSettings

    function = function or _function(stage, region)
    args = StateMachineArgs(
        settings=StateMachineSettings.of(stage.environment, definition="delivery", slow_seconds=60),
        stack=stage.stack,
        definition=ROOT / "workflows" / "delivery.asl.json",
        values={
            **{f"function.{name}": function.arn for name in ("orders", "restaurants", "drivers")},
            "bus": "bus",
            "source": "sample",
        },
        statements=function.grant_invoke(),
        region=region,
    )
    return StateMachine("workflow", args, stage.opts)


def _bus(stage: Stage, region: str | None) -> Any:
    from components.blocks.event_bus import EventBus, EventBusArgs, Rule
    from components.settings.event_bus import EventBusSettings, EventRuleSettings

    settings = EventBusSettings.of(stage.environment, archive_days=7, schemas={"OrderPlaced": "order-placed"})
    args = EventBusArgs(settings=settings, stack=stage.stack, schemas=ROOT / "events", region=region)
    bus = EventBus("events", args, stage.opts)
    function = _function(stage, region)
    receivers = {"function": function, "workflow": _machine(stage, region, function)}
    rule = EventRuleSettings.of(stage.environment, types=["OrderPlaced"])
    bus.rule("placed", Rule(settings=rule, receivers=receivers))
    return bus


SAMPLES: dict[str, Sample] = {
    "EventBus": _bus,
    "EventTarget": _bus,
    "StateMachine": _machine,
    "Table": _table,
    "TableFollower": _follower,
}
