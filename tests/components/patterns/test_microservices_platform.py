"""microservices-platform: the document's figures, who reaches the database, the API, stability."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.microservices_platform import MicroservicesPlatformSettings
from tests.contract.stability import disturbed
from tests.support.synth import Synthesis, config_of, synth

EXAMPLE = "examples/microservices-platform.yaml"


def settings(environment: str = "Production", **workload: Any) -> MicroservicesPlatformSettings:
    return MicroservicesPlatformSettings.of(environment, pattern="microservices-platform", **workload)


def run(environment: str | None = None, **workload: Any) -> Synthesis:
    config = config_of(EXAMPLE)
    if environment:
        config["quoin:environment"] = environment
    config["quoin:workloads"] = {"shop": {**config["quoin:workloads"]["shop"], **workload}}
    return synth(config)


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth(EXAMPLE)


class TestSettings:
    def test_figures_of_the_document(self) -> None:
        found = settings()
        users, orders = found.services["users"], found.services["orders"]
        assert (users.port, users.paths, users.priority) == (8080, ["/users/*"], 1)
        assert (orders.port, orders.paths, orders.priority) == (8081, ["/orders/*"], 2)
        for service in (users, orders):
            assert (service.cpu, service.memory_mb) == (256, 512)
            scaling = service.scaling
            assert (scaling.desired_tasks, scaling.min_tasks, scaling.max_tasks, scaling.cpu_target) == (2, 2, 10, 70)
            assert (scaling.scale_in_seconds, scaling.scale_out_seconds, scaling.requests_per_target) == (60, 60, 1000)
            check = service.container_health
            assert check
            assert check.command == ["CMD-SHELL", f"curl -f http://localhost:{service.port}/health || exit 1"]
            assert (check.interval, check.timeout, check.retries) == (30, 5, 3)
        assert users.health_check.path == "/users/health"
        assert found.cluster.capacity.shares["FARGATE_SPOT"][0] == 2
        assert found.cluster.capacity.shares["FARGATE"][0] == 1
        aurora = found.database.aurora
        assert aurora
        assert (aurora.min_capacity, aurora.max_capacity, aurora.data_api) == (0.5, 2, True)
        assert (found.database.backup_retention_days, found.database.deletion_protection) == (7, True)
        assert (found.processor.concurrency, found.processor.tracing) == (100, True)
        assert (found.api.execution_log, found.api.tracing, found.api.data_trace) == ("INFO", True, False)

    def test_a_figure_that_is_given_leaves_the_others(self) -> None:
        found = settings(database={"aurora": {"maxCapacity": 8}}, processor={"memoryMb": 512})
        assert found.database.aurora
        assert (found.database.aurora.min_capacity, found.database.aurora.max_capacity) == (0.5, 8)
        assert (found.processor.concurrency, found.processor.memory_mb) == (100, 512)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"api": {"dataTrace": True}}, "bodies with personal data and credentials would be logged; expected false"),
            ({"database": {"engine": "postgres", "aurora": None}}, "expected aurora-mysql"),
            ({"database": {"aurora": {"dataApi": False}}}, "setup and processor speak through it; expected true"),
        ],
    )
    def test_refuses(self, given: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            settings(**given)

    def test_data_trace_outside_production(self) -> None:
        assert settings("Development").api.data_trace
        assert settings("Staging", api={"dataTrace": True}).api.data_trace


class TestExample:
    def test_three_zones_two_gateways_tiers_of_24(self, example: Synthesis) -> None:
        subnets = [ipaddress.ip_network(made.inputs["cidrBlock"]) for made in example.of_type("Subnet")]
        assert len(subnets) == 9
        assert {subnet.prefixlen for subnet in subnets} == {24}
        assert len(example.of_type("NatGateway")) == 2

    def test_database(self, example: Synthesis) -> None:
        cluster = example.only("aws:rds/cluster:Cluster").inputs
        assert cluster["engine"] == "aurora-mysql"
        scaling = cluster["serverlessv2ScalingConfiguration"]
        assert (scaling["minCapacity"], scaling["maxCapacity"]) == (0.5, 2)
        assert cluster["enableHttpEndpoint"]
        assert cluster["manageMasterUserPassword"]
        assert (cluster["backupRetentionPeriod"], cluster["deletionProtection"]) == (7, True)

    def test_only_services_and_processor_reach_the_database(self, example: Synthesis) -> None:
        group = example.named("shop-database-access-group").outputs["id"]
        rules = [r.inputs for r in example.of_type("SecurityGroupIngressRule") if r.inputs["securityGroupId"] == group]
        names = ("shop-service-users-access-group", "shop-service-orders-access-group", "shop-processor-group-group")
        assert {rule["referencedSecurityGroupId"] for rule in rules} == {
            example.named(name).outputs["id"] for name in names
        }
        assert {rule["fromPort"] for rule in rules} == {3306}

    def test_processor(self, example: Synthesis) -> None:
        function = example.only("aws:lambda/function:Function", "shop-processor-function").inputs
        assert function["reservedConcurrentExecutions"] == 100
        assert function["tracingConfig"] == {"mode": "Active"}
        assert len(function["vpcConfig"]["subnetIds"]) == 3
        policy = example.only("RolePolicy", "shop-processor-policy").inputs["policy"]
        for action in ("secretsmanager:GetSecretValue", "rds-db:connect", "rds-data:ExecuteStatement"):
            assert action in policy

    def test_the_api_does_not_wait_for_a_job(self, example: Synthesis) -> None:
        integration = example.only("Integration", "shop-api-post-jobs").inputs
        assert integration["requestParameters"] == {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
        assert integration["passthroughBehavior"] == "NEVER"
        assert example.only("MethodResponse").inputs["statusCode"] == "202"
        assert example.only("Method", "shop-api-post-jobs").inputs["authorization"] == "AWS_IAM"

    def test_the_parts_of_the_api_are_made_in_order(self, example: Synthesis) -> None:
        def waits_for(made: str, kind: str | None = None) -> set[str]:
            resource = example.only(kind or made, None if kind is None else made)
            return {urn.rpartition("::")[2] for urn in resource.depends_on}

        assert "shop-api-post-jobs" in waits_for("MethodResponse")
        assert {"shop-api-post-jobs", "shop-api-post-jobs-accepted"} <= waits_for("IntegrationResponse")
        assert {"shop-api-post-jobs", "shop-api-post-jobs-accepted"} <= waits_for("Deployment")
        assert {"shop-api-deployment", "shop-api-account", "shop-api-execution"} <= waits_for(
            "shop-api-stage", "aws:apigateway/stage:Stage"
        )
        assert "shop-api-stage" in waits_for("MethodSettings")

    def test_logs_of_the_api(self, example: Synthesis) -> None:
        limits = example.only("MethodSettings").inputs["settings"]
        assert (limits["loggingLevel"], limits["dataTraceEnabled"]) == ("INFO", False)
        stage = example.only("aws:apigateway/stage:Stage")
        assert stage.inputs["xrayTracingEnabled"]
        api = example.only("RestApi", "shop-api-api").outputs["id"]
        log = example.only("LogGroup", "shop-api-execution").inputs
        assert log["name"] == f"API-Gateway-Execution-Logs_{api}/live"
        assert json.loads(stage.inputs["accessLogSettings"]["format"])["duration"] == "$context.responseLatency"

    def test_the_database_is_prepared_once_it_runs(self, example: Synthesis) -> None:
        call = example.only("Invocation")
        instances = {made.urn for made in example.of_type("ClusterInstance")}
        assert instances
        assert instances <= set(call.depends_on)
        assert call.inputs["triggers"]["DB_NAME"] == "microservices"

    def test_outputs(self, example: Synthesis) -> None:
        outputs = example.exports["shop"]
        assert outputs["albDnsName"] == example.only("LoadBalancer", "shop-lb-balancer").outputs["dnsName"]
        assert outputs["apiEndpoint"].endswith(".execute-api.us-east-1.amazonaws.com/live")
        assert outputs["jobsUrl"] == f"{outputs['apiEndpoint']}/jobs"

    def test_services_know_the_database_and_no_password(self, example: Synthesis) -> None:
        task = example.only("TaskDefinition", "shop-service-users-task").inputs
        variables = {v["name"]: v["value"] for v in json.loads(task["containerDefinitions"])[0]["environment"]}
        assert variables["DB_SECRET_ARN"] == example.exports["shop"]["databaseSecretArn"]
        assert variables["PORT"] == "8080"
        assert not [name for name in variables if "PASSWORD" in name]


def test_development_is_small() -> None:
    result = run("Development", domain=None)
    assert result.only("aws:ecs/service:Service", "shop-service-users-service").inputs["desiredCount"] == 1
    assert result.only("MethodSettings").inputs["settings"]["dataTraceEnabled"]
    assert not result.of_type("WebAcl")


def test_a_further_service_touches_nothing_else() -> None:
    users = {"port": 8080, "paths": ["/users/*"]}
    before = run(services={"users": users})
    after = run(services={"basket": {"paths": ["/basket/*"]}, "users": users})
    assert disturbed(before, after) == []
