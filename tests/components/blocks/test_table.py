"""A table: safe by profile, one resource in either way of payment, permissions for itself and its indexes."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.blocks.table import Table, TableArgs
from components.settings.table import TableSettings
from simulator import facts
from tests.support.synth import Synthesis, synth_component

TABLE = "aws:dynamodb/table:Table"
TARGET, POLICY = "aws:appautoscaling/target:Target", "aws:appautoscaling/policy:Policy"
BOTH = {"mode": "provisioned", "reads": {"minimum": 2, "maximum": 20}, "writes": {"minimum": 3, "maximum": 30}}
INDEX = {"by-owner": {"partitionKey": "owner", "sortKey": "at", "projection": ["title"]}}


def build(profile: str = "Development", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        settings = TableSettings.of(stage.environment, partition_key="id", **values)
        table = Table("items", TableArgs(settings=settings, stack=stage.stack), stage.opts)
        return {
            "read": table.grant_read(),
            "write": table.grant_write(),
            "stream": table.grant_read_stream() if table.stream_arn else None,
            "alarms": {alarm.key: dict(alarm.metrics["m1"].dimensions) for alarm in table.operations.alarms},
        }

    return synth_component(program, profile)


@pytest.mark.parametrize(
    ("profile", "recovery", "protected", "keys"),
    [("Development", False, False, 0), ("Staging", True, False, 0), ("Production", True, True, 1)],
)
def test_safety_by_profile(profile: str, recovery: bool, protected: bool, keys: int) -> None:
    made = build(profile)
    table = made.only(TABLE).inputs
    assert table["pointInTimeRecovery"]["enabled"] is recovery
    assert table["deletionProtectionEnabled"] is protected
    found = made.of_type("aws:kms/key:Key")
    assert len(found) == keys
    assert ("serverSideEncryption" in table) is bool(keys)
    if keys:
        assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": found[0].outputs["arn"]}
        assert table["pointInTimeRecovery"]["recoveryPeriodInDays"] == 35


def test_on_demand_is_the_default_and_scales_by_itself() -> None:
    made = build()
    assert made.only(TABLE).inputs["billingMode"] == "PAY_PER_REQUEST"
    assert "readCapacity" not in made.only(TABLE).inputs
    assert not made.of_type(TARGET, POLICY)


def test_a_limit_on_demand_can_be_taken_away_again() -> None:
    limits = build(capacity={"maxReads": 100}).only(TABLE).inputs["onDemandThroughput"]
    assert limits == {"maxReadRequestUnits": 100, "maxWriteRequestUnits": -1}


def test_a_provisioned_table_scales_with_its_indexes() -> None:
    made = build(capacity=BOTH, indexes=INDEX)
    table = made.only(TABLE)
    assert (table.inputs["readCapacity"], table.inputs["writeCapacity"]) == (2, 3)
    name = table.outputs["name"]
    targets = {
        (target.inputs["resourceId"], target.inputs["scalableDimension"]): (
            target.inputs["minCapacity"],
            target.inputs["maxCapacity"],
        )
        for target in made.of_type(TARGET)
    }
    assert targets == {
        (f"table/{name}", "dynamodb:table:ReadCapacityUnits"): (2, 20),
        (f"table/{name}", "dynamodb:table:WriteCapacityUnits"): (3, 30),
        (f"table/{name}/index/by-owner", "dynamodb:index:ReadCapacityUnits"): (2, 20),
        (f"table/{name}/index/by-owner", "dynamodb:index:WriteCapacityUnits"): (3, 30),
    }
    metrics = {
        policy.inputs["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"][
            "predefinedMetricType"
        ]
        for policy in made.of_type(POLICY)
    }
    assert metrics == {"DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization"}


def test_a_fixed_capacity_has_nothing_to_scale() -> None:
    fixed = {"minimum": 5, "maximum": 5}
    made = build(capacity={"mode": "provisioned", "reads": fixed, "writes": fixed})
    assert not made.of_type(TARGET, POLICY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"capacity": BOTH}),
        ({"capacity": BOTH}, {}),
        ({}, {"indexes": INDEX}),
        ({"capacity": BOTH}, {"capacity": BOTH, "indexes": INDEX}),
        ({}, {"stream": "both", "expiry_attribute": "until", "table_class": "infrequent-access"}),
        ({"customer_key": False}, {"customer_key": True}),
    ],
)
def test_no_change_of_these_replaces_the_table(before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = build(**before).only(TABLE), build(**after).only(TABLE)
    assert old.urn == new.urn
    changed = {key for key in {*old.inputs, *new.inputs} if old.inputs.get(key) != new.inputs.get(key)}
    assert changed
    assert not changed & facts.of(TABLE).replace


def test_attributes_are_those_of_keys_with_their_types() -> None:
    table = build(indexes=INDEX, key_types={"at": "number"}).only(TABLE).inputs
    assert table["attributes"] == [
        {"name": "at", "type": "N"},
        {"name": "id", "type": "S"},
        {"name": "owner", "type": "S"},
    ]
    [index] = table["globalSecondaryIndexes"]
    assert index["keySchemas"] == [
        {"attributeName": "owner", "keyType": "HASH"},
        {"attributeName": "at", "keyType": "RANGE"},
    ]
    assert (index["projectionType"], index["nonKeyAttributes"]) == ("INCLUDE", ["title"])


def test_permissions_are_for_the_table_and_its_indexes() -> None:
    made = build(stream="new")
    arn = made.only(TABLE).outputs["arn"]
    [read], [write], [stream] = (made.exports[key] for key in ("read", "write", "stream"))
    assert read["Resource"] == write["Resource"] == [arn, f"{arn}/index/*"]
    assert not any("Put" in action or "Delete" in action or "Update" in action for action in read["Action"])
    assert {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"} <= {*write["Action"]}
    assert not {"dynamodb:DeleteTable", "dynamodb:UpdateTable"} & {*write["Action"]}
    assert stream["Resource"] == [made.only(TABLE).outputs["streamArn"]]


def test_a_key_of_ones_own_is_used_through_dynamodb_only() -> None:
    made = build("Production")
    [use] = [item for item in made.exports["read"] if item["Action"] == ["kms:Decrypt"]]
    assert use["Condition"] == {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}


def test_without_a_stream_nobody_can_follow() -> None:
    def program(stage: Any) -> None:
        settings = TableSettings.of(stage.environment, partition_key="id")
        Table("items", TableArgs(settings=settings, stack=stage.stack), stage.opts).grant_read_stream()

    with pytest.raises(pulumi.RunError, match="the table items has no stream"):
        synth_component(program)


def test_alarms_name_table_and_index() -> None:
    made = build(indexes=INDEX)
    name = made.only(TABLE).outputs["name"]
    assert made.exports["alarms"] == {
        "read-throttles": {"TableName": name},
        "write-throttles": {"TableName": name},
        "index-by-owner-throttles": {"TableName": name, "GlobalSecondaryIndexName": "by-owner"},
    }
