from __future__ import annotations

import json
from typing import Any

import pytest

from components.settings.cache import CacheSettings
from tests.components.blocks.stage import with_network
from tests.support.synth import Stage, Synthesis, synth_component


def build(environment: str = "Production", **settings: Any) -> Synthesis:
    def program(stage: Stage) -> dict[str, Any]:
        from components.blocks.cache import Cache, CacheArgs
        from components.iam import document

        network, stack = with_network(stage)
        args = CacheArgs(
            settings=CacheSettings.of(stage.environment, **settings),
            stack=stack,
            network=network,
            allowed_security_groups={"app": "sg-0123456789abcdef0"},
        )
        cache = Cache("sessions", args, stage.opts)
        return {
            "endpoint": cache.endpoint,
            "name": cache.cache_name,
            "user": cache.user_name,
            "group": cache.security_group_id,
            "connect": document(cache.grant_connect()),
            "alarms": {
                alarm.key: {
                    "threshold": alarm.threshold,
                    "expression": alarm.expression,
                    "dimensions": [dict(metric.dimensions) for metric in alarm.metrics.values()],
                }
                for alarm in cache.operations.alarms
            },
        }

    return synth_component(program, environment)


def nodes(result: Synthesis) -> Any:
    return result.only("ReplicationGroup").inputs


@pytest.mark.parametrize("environment", ["Development", "Production"])
@pytest.mark.parametrize("engine", ["valkey", "redis"])
def test_encrypted_and_logged_in_without_a_password(environment: str, engine: str) -> None:
    result = build(environment, engine=engine)
    inputs = nodes(result)
    assert inputs["transitEncryptionEnabled"] is True
    assert inputs["atRestEncryptionEnabled"] is True
    assert inputs["userGroupIds"] == [result.only("UserGroup").outputs["userGroupId"]]
    assert "authToken" not in inputs
    user = result.only("User", "sessions-user").inputs
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["userId"] == user["userName"] == result.exports["user"] == "shop-test-sessions"
    assert "-@dangerous" in user["accessString"]


def test_nobody_is_the_default_user() -> None:
    assert result_users(build(engine="valkey")) == {"shop-test-sessions"}
    result = build(engine="redis")
    assert result_users(result) == {"shop-test-sessions", "default"}
    nobody = result.only("User", "sessions-default-user").inputs
    assert nobody["accessString"] == "off -@all"
    assert set(result.only("UserGroup").inputs["userIds"]) == {"shop-test-sessions", nobody["userId"]}


def result_users(result: Synthesis) -> set[str]:
    return {user.inputs["userName"] for user in result.of_type("User")}


def test_production_survives_a_zone() -> None:
    result = build()
    inputs = nodes(result)
    assert inputs["numCacheClusters"] == 2
    assert inputs["automaticFailoverEnabled"] is True
    assert inputs["multiAzEnabled"] is True
    assert inputs["snapshotRetentionLimit"] == 7
    assert inputs["finalSnapshotIdentifier"] == f"shop-test-sessions-final-{result.exports['group']}"
    assert inputs["kmsKeyId"] == result.only("aws:kms/key:Key").outputs["arn"]


def test_development_is_one_node() -> None:
    result = build("Development")
    inputs = nodes(result)
    assert inputs["numCacheClusters"] == 1
    assert inputs["automaticFailoverEnabled"] is False
    assert inputs["multiAzEnabled"] is False
    assert "snapshotWindow" not in inputs
    assert "finalSnapshotIdentifier" not in inputs
    assert not result.of_type("aws:kms/key:Key")


def test_logs_are_kept_for_a_time() -> None:
    result = build()
    delivered = {item["logType"]: item for item in nodes(result)["logDeliveryConfigurations"]}
    assert set(delivered) == {"slow-log", "engine-log"}
    for kind, item in delivered.items():
        group = result.named(f"sessions-{kind}")
        assert item["destination"] == group.outputs["name"]
        assert group.inputs["retentionInDays"] == 90


def test_shards_use_the_cluster_protocol() -> None:
    result = build("Development", shards=3, replicas=0, engineVersion="7.2")
    inputs = nodes(result)
    assert (inputs["numNodeGroups"], inputs["replicasPerNodeGroup"]) == (3, 0)
    assert inputs["automaticFailoverEnabled"] is True
    assert "numCacheClusters" not in inputs
    group = result.only("aws:elasticache/parameterGroup:ParameterGroup").inputs
    assert group["family"] == "valkey7"
    assert {item["name"]: item["value"] for item in group["parameters"]}["cluster-enabled"] == "yes"


def test_eviction_is_chosen_by_one_setting() -> None:
    result = build(evictionPolicy="allkeys-lru", parameters={"maxmemory-policy": "noeviction", "timeout": "300"})
    group = result.only("aws:elasticache/parameterGroup:ParameterGroup").inputs
    found = {item["name"]: item["value"] for item in group["parameters"]}
    assert found == {"maxmemory-policy": "allkeys-lru", "timeout": "300"}


def test_only_chosen_groups_reach_it() -> None:
    result = build()
    (rule,) = [
        rule.inputs
        for rule in result.of_type("SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] == result.exports["group"]
    ]
    assert (rule["fromPort"], rule["toPort"]) == (6379, 6379)
    assert rule["referencedSecurityGroupId"] == "sg-0123456789abcdef0"


def test_a_role_connects_to_this_cache_as_this_user() -> None:
    result = build()
    (statement,) = json.loads(result.exports["connect"])["Statement"]
    assert statement["Action"] == ["elasticache:Connect"]
    cache, user = result.only("ReplicationGroup"), result.only("User", "sessions-user")
    assert statement["Resource"] == [cache.outputs["arn"], user.outputs["arn"]]


class TestServerless:
    def test_bounded_and_private(self) -> None:
        result = build("Development", serverless={"maxDataGb": 3})
        inputs = result.only("ServerlessCache").inputs
        assert inputs["cacheUsageLimits"]["dataStorage"] == {"maximum": 3, "unit": "GB"}
        assert inputs["cacheUsageLimits"]["ecpuPerSeconds"] == [{"maximum": 1000}]
        assert inputs["majorEngineVersion"] == "8"
        assert len(inputs["subnetIds"]) >= 2
        assert inputs["userGroupId"] == result.only("UserGroup").outputs["userGroupId"]
        assert not result.of_type("ReplicationGroup")
        assert result.exports["endpoint"]

    def test_both_ports_are_open_to_chosen_groups(self) -> None:
        result = build(serverless={})
        (rule,) = [
            rule.inputs
            for rule in result.of_type("SecurityGroupIngressRule")
            if rule.inputs["securityGroupId"] == result.exports["group"]
        ]
        assert (rule["fromPort"], rule["toPort"]) == (6379, 6380)

    def test_alarms_name_the_cache(self) -> None:
        result = build(serverless={})
        alarms = result.exports["alarms"]
        assert set(alarms) == {"throttled", "memory"}
        assert all(alarm["dimensions"] == [{"clusterId": result.exports["name"]}] for alarm in alarms.values())
        assert alarms["memory"]["threshold"] == 16 * 10**9


class TestOperations:
    def test_every_node_is_watched(self) -> None:
        result = build()
        alarms = result.exports["alarms"]
        assert set(alarms) == {"cpu", "memory", "evictions", "connections", "replication-lag"}
        names = [{"CacheClusterId": f"{result.exports['name']}-{number}"} for number in ("001", "002")]
        assert all(alarm["dimensions"] == names for alarm in alarms.values())
        assert all(alarm["expression"] == "MAX([m1, m2])" for alarm in alarms.values())

    def test_one_node_needs_no_expression(self) -> None:
        alarms = build("Development").exports["alarms"]
        assert {alarm["expression"] for alarm in alarms.values()} == {None}
        assert "replication-lag" not in alarms

    def test_nodes_of_shards(self) -> None:
        from components.blocks.cache_operations import node_keys

        settings = CacheSettings.of("Production", shards=2, replicas=1)
        assert node_keys(settings) == ["0001-001", "0001-002", "0002-001", "0002-002"]

    @pytest.mark.parametrize(
        ("node_type", "expected"),
        [("cache.t4g.micro", ("CPUUtilization", 45)), ("cache.r7g.large", ("CPUUtilization", 45)),
         ("cache.r7g.xlarge", ("EngineCPUUtilization", 90)), ("cache.r7g.12xlarge", ("EngineCPUUtilization", 90))],
    )  # fmt: skip
    def test_cpu_is_judged_by_the_engines_one_core(self, node_type: str, expected: tuple[str, int]) -> None:
        from components.blocks.cache_operations import cpu_limit

        assert cpu_limit(node_type) == expected

    def test_an_alarm_takes_ten_metrics_at_most(self) -> None:
        alarms = build(shards=5, replicas=2).exports["alarms"]
        assert {len(alarm["dimensions"]) for alarm in alarms.values()} == {9}
