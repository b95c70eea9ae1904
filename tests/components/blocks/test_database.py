from __future__ import annotations

import json
from typing import Any

import pytest

from components.blocks.database import connect_arn
from components.settings.database import DatabaseSettings
from tests.components.blocks.stage import with_network
from tests.support.synth import Stage, Synthesis, synth_component

SERVER = {"postgres": "Instance", "mysql": "Instance", "aurora-postgresql": "Cluster", "aurora-mysql": "Cluster"}


def build(environment: str = "Production", **settings: Any) -> Synthesis:
    def program(stage: Stage) -> dict[str, Any]:
        from components.blocks.database import Database, DatabaseArgs
        from components.iam import document

        network, stack = with_network(stage)
        args = DatabaseArgs(
            settings=DatabaseSettings.of(stage.environment, **settings),
            stack=stack,
            network=network,
            allowed_security_groups={"app": "sg-0123456789abcdef0"},
        )
        database = Database("orders", args, stage.opts)
        database.allow("job", "sg-0fedcba9876543210")
        return {
            "endpoint": database.endpoint,
            "secret": database.secret_arn,
            "identifier": database.identifier,
            "group": database.security_group_id,
            "connect": document(database.grant_connect()),
            "read": document(*database.grant_read_secret()),
            "alarms": {
                alarm.key: {"threshold": alarm.threshold, **dict(alarm.metrics["m1"].dimensions)}
                for alarm in database.operations.alarms
            },
            "queries": {query.name: list(query.log_groups) for query in database.operations.queries},
        }

    return synth_component(program, environment)


def server(result: Synthesis, engine: str = "postgres") -> Any:
    return result.only(f"aws:rds/{SERVER[engine].lower()}:{SERVER[engine]}").inputs


@pytest.mark.parametrize("engine", SERVER)
@pytest.mark.parametrize("environment", ["Development", "Production"])
def test_what_holds_everywhere(engine: str, environment: str) -> None:
    result = build(environment, engine=engine)
    inputs = server(result, engine)
    assert inputs["storageEncrypted"] is True
    assert inputs["manageMasterUserPassword"] is True
    assert inputs["iamDatabaseAuthenticationEnabled"] is True
    assert inputs["copyTagsToSnapshot"] is True
    assert inputs["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert inputs["vpcSecurityGroupIds"] == [result.exports["group"]]
    assert result.exports["secret"].startswith("arn:aws:secretsmanager:")
    assert "password" not in {key.lower() for key in inputs}
    for instance in result.of_type("aws:rds/instance:Instance", "ClusterInstance"):
        assert instance.inputs["publiclyAccessible"] is False
        assert instance.inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"


@pytest.mark.parametrize(
    ("engine", "parameter", "value"),
    [
        ("postgres", "rds.force_ssl", "1"),
        ("mysql", "require_secure_transport", "1"),
        ("aurora-postgresql", "rds.force_ssl", "1"),
        ("aurora-mysql", "require_secure_transport", "ON"),
    ],
)
def test_the_server_refuses_connections_without_tls(engine: str, parameter: str, value: str) -> None:
    result = build(engine=engine, slowQueryMs=250)
    group = result.named("orders-parameters")
    found = {item["name"]: item["value"] for item in group.inputs["parameters"]}
    assert found[parameter] == value
    slow = found.get("log_min_duration_statement") or found["long_query_time"]
    assert slow in {"250", "0.25"}


def test_families_follow_the_major() -> None:
    assert build(engineVersion=16).named("orders-parameters").inputs["family"] == "postgres16"
    assert build(engine="aurora-mysql").named("orders-parameters").inputs["family"] == "aurora-mysql8.0"


def test_chosen_parameters_wait_for_a_restart() -> None:
    group = build(parameters={"max_connections": "200"}).named("orders-parameters")
    chosen = next(item for item in group.inputs["parameters"] if item["name"] == "max_connections")
    assert chosen == {"name": "max_connections", "value": "200", "applyMethod": "pending-reboot"}


def test_production_is_protected() -> None:
    result = build()
    inputs = server(result)
    assert inputs["multiAz"] is True
    assert inputs["deletionProtection"] is True
    assert inputs["deleteAutomatedBackups"] is False
    assert inputs["skipFinalSnapshot"] is False
    assert inputs["finalSnapshotIdentifier"] == f"shop-test-orders-final-{result.exports['group']}"
    assert inputs["backupRetentionPeriod"] == 30
    assert inputs["applyImmediately"] is False
    assert inputs["performanceInsightsEnabled"] is True
    assert inputs["monitoringInterval"] == 60
    key = result.only("aws:kms/key:Key").outputs["arn"]
    assert inputs["kmsKeyId"] == inputs["masterUserSecretKmsKeyId"] == inputs["performanceInsightsKmsKeyId"] == key
    assert {group.inputs["kmsKeyId"] for group in result.of_type("LogGroup") if "/rds/" in group.inputs["name"]} == {
        key
    }


def test_development_is_cheap() -> None:
    result = build("Development")
    inputs = server(result)
    assert inputs["multiAz"] is False
    assert inputs["deletionProtection"] is False
    assert inputs["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in inputs
    assert "kmsKeyId" not in inputs
    assert not result.of_type("aws:kms/key:Key")
    assert not [role for role in result.of_type("aws:iam/role:Role") if role.name.startswith("orders")]


def test_log_groups_stand_before_the_server_and_end() -> None:
    result = build()
    groups = [group for group in result.of_type("LogGroup") if group.name.startswith("orders-log")]
    assert {group.inputs["name"] for group in groups} == {
        "/aws/rds/instance/shop-test-orders/postgresql",
        "/aws/rds/instance/shop-test-orders/upgrade",
    }
    assert {group.inputs["retentionInDays"] for group in groups} == {90}
    waits = result.only("aws:rds/instance:Instance").depends_on
    assert {group.urn for group in groups} <= set(waits)
    cluster = build(engine="aurora-mysql")
    assert cluster.named("orders-log-slowquery").inputs["name"] == "/aws/rds/cluster/shop-test-orders/slowquery"


def test_only_chosen_groups_reach_it_and_it_reaches_nobody() -> None:
    result = build()
    rules = {
        rule.name: rule.inputs
        for rule in result.of_type("SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] == result.exports["group"]
    }
    assert set(rules) == {"orders-access-from-app", "orders-access-from-job"}
    for rule in rules.values():
        assert (rule["fromPort"], rule["toPort"]) == (5432, 5432)
        assert rule["referencedSecurityGroupId"].startswith("sg-")
    assert not [
        rule
        for rule in result.of_type("SecurityGroupEgressRule")
        if rule.inputs["securityGroupId"] == result.exports["group"]
    ]


def test_a_role_logs_in_as_one_user_and_reads_one_secret() -> None:
    result = build()
    (connect,) = json.loads(result.exports["connect"])["Statement"]
    resource = result.only("aws:rds/instance:Instance").outputs["resourceId"]
    assert connect["Action"] == ["rds-db:connect"]
    assert connect["Resource"] == [f"arn:aws:rds-db:us-east-1:123456789012:dbuser:{resource}/app"]
    read, decrypt = json.loads(result.exports["read"])["Statement"]
    assert read["Resource"] == [result.exports["secret"]]
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert len(json.loads(build("Development").exports["read"])["Statement"]) == 1


def test_connect_arn() -> None:
    arn = connect_arn("arn:aws-cn:iam::123456789012:root", "cn-north-1", "db-ABC", "app")
    assert arn == "arn:aws-cn:rds-db:cn-north-1:123456789012:dbuser:db-ABC/app"


def test_enhanced_monitoring_writes_its_own_log_groups_only() -> None:
    result = build()
    statements = json.loads(result.only("RolePolicy", "orders-monitoring").inputs["policy"])["Statement"]
    groups = "arn:aws:logs:us-east-1:123456789012:log-group:RDS*"
    assert [statement["Resource"] for statement in statements] == [[groups], [f"{groups}:log-stream:*"]]
    role = result.only("aws:iam/role:Role", "orders-monitoring")
    assert server(result)["monitoringRoleArn"] == role.outputs["arn"]


class TestAurora:
    def test_serverless_pauses_in_development_only(self) -> None:
        scaling = server(build("Development", engine="aurora-postgresql"), "aurora-postgresql")[
            "serverlessv2ScalingConfiguration"
        ]
        assert scaling == {"minCapacity": 0, "maxCapacity": 2, "secondsUntilAutoPause": 1800}
        scaling = server(build(engine="aurora-postgresql"), "aurora-postgresql")["serverlessv2ScalingConfiguration"]
        assert scaling == {"minCapacity": 1, "maxCapacity": 16}

    def test_instances_are_keyed(self) -> None:
        def instances(**aurora: Any) -> dict[str, Any]:
            result = build(engine="aurora-postgresql", aurora=aurora, instanceClass="db.r7g.large")
            return {made.name: made.inputs for made in result.of_type("ClusterInstance")}

        before = instances(readers={"report": {}})
        assert set(before) == {"orders-primary", "orders-standby", "orders-reader-report"}
        assert {made["instanceClass"] for made in before.values()} == {"db.serverless"}
        assert before["orders-reader-report"]["promotionTier"] == 15
        after = instances(readers={"audit": {}, "report": {}})
        assert {name: after[name] for name in before} == before

    def test_provisioned_readers_may_differ(self) -> None:
        readers = {"report": {"instanceClass": "db.r7g.xlarge"}}
        result = build(
            engine="aurora-mysql",
            instanceClass="db.r7g.large",
            aurora={"capacity": "provisioned", "readers": readers, "ioOptimized": True, "dataApi": True},
        )
        classes = {made.name: made.inputs["instanceClass"] for made in result.of_type("ClusterInstance")}
        assert classes["orders-primary"] == "db.r7g.large"
        assert classes["orders-reader-report"] == "db.r7g.xlarge"
        cluster = server(result, "aurora-mysql")
        assert "serverlessv2ScalingConfiguration" not in cluster
        assert cluster["storageType"] == "aurora-iopt1"
        assert cluster["enableHttpEndpoint"] is True

    def test_development_has_one_instance(self) -> None:
        made = build("Development", engine="aurora-postgresql").of_type("ClusterInstance")
        assert [instance.name for instance in made] == ["orders-primary"]


class TestProxy:
    def test_clients_go_through_it_and_it_needs_no_secret(self) -> None:
        result = build(proxy=True)
        proxy = result.only("Proxy")
        assert proxy.inputs["requireTls"] is True
        assert proxy.inputs["defaultAuthScheme"] == "IAM_AUTH"
        assert "auths" not in proxy.inputs
        assert result.exports["endpoint"] == proxy.outputs["endpoint"]
        (own,) = json.loads(result.only("RolePolicy", "orders-proxy").inputs["policy"])["Statement"]
        resource = result.only("aws:rds/instance:Instance").outputs["resourceId"]
        assert own["Resource"] == [f"arn:aws:rds-db:us-east-1:123456789012:dbuser:{resource}/app"]
        (connect,) = json.loads(result.exports["connect"])["Statement"]
        assert connect["Resource"] != own["Resource"]

    def test_it_reaches_the_server_within_their_group(self) -> None:
        result = build(proxy=True)
        for kind in ("SecurityGroupIngressRule", "SecurityGroupEgressRule"):
            (rule,) = [rule for rule in result.of_type(kind) if rule.name.endswith("-proxy")]
            assert rule.inputs["referencedSecurityGroupId"] == rule.inputs["securityGroupId"]

    def test_a_cluster_is_named_as_one(self) -> None:
        target = build(engine="aurora-mysql", proxy=True).only("ProxyTarget").inputs
        assert "dbClusterIdentifier" in target
        assert "dbInstanceIdentifier" not in target


class TestOperations:
    def test_instance(self) -> None:
        alarms = build("Development").exports["alarms"]
        assert set(alarms) == {"cpu", "connections", "memory", "read-latency", "write-latency", "storage"}
        assert alarms["cpu"]["threshold"] == 80
        assert {alarm["DBInstanceIdentifier"] for alarm in alarms.values()} == {"shop-test-orders"}
        assert alarms["storage"]["threshold"] == 1024**3

    def test_serverless_cluster(self) -> None:
        alarms = build(engine="aurora-postgresql").exports["alarms"]
        assert {"capacity", "replica-lag"} <= set(alarms)
        assert not {"storage", "memory"} & set(alarms)
        assert alarms["cpu"]["Role"] == "WRITER"
        assert alarms["replica-lag"]["Role"] == "READER"
        assert "replica-lag" not in build("Development", engine="aurora-postgresql").exports["alarms"]

    @pytest.mark.parametrize(("engine", "log"), [("postgres", "postgresql"), ("mysql", "slowquery")])
    def test_queries_read_the_servers_logs(self, engine: str, log: str) -> None:
        queries = build(engine=engine).exports["queries"]
        assert set(queries) == {"slow-statements", "errors"}
        assert queries["slow-statements"] == [f"/aws/rds/instance/shop-test-orders/{log}"]
