"""container-platform: settings, services on ECS, deployments, stability."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.container_platform import ContainerPlatformSettings
from tests.contract.stability import disturbed
from tests.support.stacks import config
from tests.support.synth import Synthesis, synth

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:payment-a1B2c3"
SERVICE = "aws:ecs/service:Service"


def run(environment: str = "Production", **workload: Any) -> Synthesis:
    return synth(config(environment, {"shop": {"pattern": "container-platform", **workload}}))


def settings(environment: str = "Production", **workload: Any) -> ContainerPlatformSettings:
    return ContainerPlatformSettings.of(environment, pattern="container-platform", **workload)


def container_of(result: Synthesis, service: str) -> dict[str, Any]:
    task = result.only("TaskDefinition", f"shop-service-{service}-task").inputs
    return json.loads(task["containerDefinitions"])[0]


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth("examples/container-platform.yaml")


class TestSettings:
    @pytest.mark.parametrize("environment", ["Development", "Staging", "Production"])
    def test_the_pattern_alone_runs_one_service(self, environment: str) -> None:
        found = settings(environment)
        assert found.services["app"].paths == ["/*"]
        assert found.routed

    @pytest.mark.parametrize(
        ("services", "message"),
        [
            ({"a": {"cpu": 256, "memoryMb": 4096}}, "memoryMb 4096 does not go with cpu 256"),
            ({"a": {"image": "x:1", "repository": "a"}}, "image and repository or tag exclude each other"),
            ({"a": {"tag": "1"}}, "tag needs repository"),
            ({"a": {"repository": "b"}}, r"services.a.repository b: expected one of repositories \(images\)"),
            ({"a": {"connectsTo": ["b"]}}, "services.a.connectsTo b: expected another service"),
            ({"a": {"connectsTo": ["a"]}}, "services.a.connectsTo a: expected another service"),
            ({"a": {"scaling": {"requestsPerTarget": 5}}}, "requestsPerTarget counts the load balancer's requests"),
            ({"a": {"deployment": {"strategy": "canary"}}}, "strategy canary moves requests; expected paths or hosts"),
            (
                {"a": {"deployment": {"canaryPercent": 5}}},
                "canaryPercent is for strategy: canary, and it is rolling; remove it",
            ),
            ({"a": {"scaling": {"minTasks": 5, "maxTasks": 4}}}, "minTasks is 5 and maxTasks 4"),
            ({"a": {"environment": {"K": "v"}, "secrets": {"K": SECRET}}}, "K stand in environment and secrets"),
            ({"a": {"containerHealth": {"command": ["curl", "x"]}}}, "expected CMD or CMD-SHELL in front"),
            ({"a": {"secrets": {"K": "s3cret"}}}, "expected the ARN of a secret or parameter"),
        ],
    )
    def test_refuses(self, services: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            settings(services=services, repositories={"images": {}})

    def test_names_need_a_way_to_be_found(self) -> None:
        services = {"a": {"connectsTo": ["b"]}, "b": {}}
        with pytest.raises(ValidationError, match=r"needs names: expected cluster\.serviceConnect"):
            settings(services=services, cluster={"serviceConnect": False})


class TestExample:
    def test_tasks_are_small_arm_and_read_only(self, example: Synthesis) -> None:
        task = example.only("TaskDefinition", "shop-service-catalogue-task").inputs
        assert (task["cpu"], task["memory"]) == ("256", "512")
        assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64"
        container = container_of(example, "catalogue")
        assert container["readonlyRootFilesystem"] is True
        assert [mount["containerPath"] for mount in container["mountPoints"]] == ["/tmp"]
        assert container["image"].endswith("shop-images-catalogue:1.4.2")

    def test_secrets_come_by_arn_and_only_the_starter_reads_them(self, example: Synthesis) -> None:
        container = container_of(example, "checkout")
        assert container["secrets"] == [{"name": "PAYMENT_KEY", "valueFrom": SECRET}]
        starter = example.only("RolePolicy", "shop-service-checkout-roles-execution").inputs["policy"]
        assert SECRET in starter
        others = [made.inputs["policy"] for made in example.of_type("RolePolicy") if "checkout" not in made.name]
        assert not [policy for policy in others if SECRET in policy]

    def test_shares_of_spot(self, example: Synthesis) -> None:
        shares = {
            made.name: {s["capacityProvider"]: s["weight"] for s in made.inputs["capacityProviderStrategies"]}
            for made in example.of_type(SERVICE)
        }
        assert shares["shop-service-catalogue-service"] == {"FARGATE": 1, "FARGATE_SPOT": 2}
        assert shares["shop-service-checkout-service"] == {"FARGATE": 1}

    def test_a_bad_version_is_rolled_back(self, example: Synthesis) -> None:
        alarms = {alarm.outputs["name"] for alarm in example.of_type("MetricAlarm")}
        for service in example.of_type(SERVICE):
            assert service.inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
            watched = service.inputs.get("alarms", {}).get("alarmNames", [])
            assert set(watched) <= alarms, "the alarm of that name is never made"
            assert bool(watched) == ("pricing" not in service.name)

    def test_a_canary_has_two_groups_and_leaves_the_rule_to_ecs(self, example: Synthesis) -> None:
        service = example.only(SERVICE, "shop-service-checkout-service").inputs
        alternate = example.named("shop-lb-checkout-alternate").outputs["arn"]
        advanced = service["loadBalancers"][0]["advancedConfiguration"]
        assert advanced["alternateTargetGroupArn"] == alternate
        assert service["deploymentConfiguration"]["canaryConfiguration"] == {
            "canaryPercent": 10,
            "canaryBakeTimeInMinutes": "5",
        }
        role = example.only("RolePolicy", "shop-service-checkout-traffic").inputs["policy"]
        assert advanced["productionListenerRule"] in role

    def test_alarms_of_two_groups_count_both(self, example: Synthesis) -> None:
        alarm = example.only("MetricAlarm", "shop-lb-checkout-no-target").inputs
        expressions = [query["expression"] for query in alarm["metricQueries"] if "expression" in query]
        assert expressions == ["SUM([FILL(m1, 0), FILL(m2, 0)])"]
        assert example.only("MetricAlarm", "shop-lb-catalogue-no-target").inputs["metricName"] == "HealthyHostCount"

    def test_only_named_callers_reach_an_inner_service(self, example: Synthesis) -> None:
        group = example.named("shop-service-pricing-access-group").outputs["id"]
        rules = [r.inputs for r in example.of_type("SecurityGroupIngressRule") if r.inputs["securityGroupId"] == group]
        callers = {example.named(f"shop-service-{s}-access-group").outputs["id"] for s in ("catalogue", "checkout")}
        assert {rule["referencedSecurityGroupId"] for rule in rules} == callers
        assert {rule["fromPort"] for rule in rules} == {9090}

    def test_scaling_is_that_of_the_document(self, example: Synthesis) -> None:
        policy = example.only("aws:appautoscaling/policy:Policy", "shop-service-catalogue-requests").inputs
        tracking = policy["targetTrackingScalingPolicyConfiguration"]
        assert tracking["targetValue"] == 1000
        assert (tracking["scaleInCooldown"], tracking["scaleOutCooldown"]) == (60, 60)
        label = tracking["predefinedMetricSpecification"]["resourceLabel"]
        assert label.startswith("app/")
        assert "/targetgroup/" in label


def test_the_placeholder_stands_in_for_an_image_that_is_not_there_yet(example: Synthesis) -> None:
    container = container_of(example, "checkout")
    assert container["image"].startswith("public.ecr.aws/docker/library/python:")
    assert container["user"] == "65534"
    compile(container["command"][2], "placeholder", "exec")


def test_requests_of_a_canary_are_counted_in_both_groups() -> None:
    service = {"paths": ["/*"], "scaling": {"requestsPerTarget": 500}, "deployment": {"strategy": "blue-green"}}
    result = run(services={"app": service})
    policy = result.only("aws:appautoscaling/policy:Policy", "shop-service-app-requests").inputs
    custom = policy["targetTrackingScalingPolicyConfiguration"]["customizedMetricSpecification"]
    assert [entry.get("expression") for entry in custom["metrics"]] == [None, None, "FILL(m1, 0) + FILL(m2, 0)"]


def test_shells_need_writable_folders_and_are_recorded() -> None:
    result = run("Development")
    paths = [mount["containerPath"] for mount in container_of(result, "app")["mountPoints"]]
    assert paths == ["/managed-agents", "/tmp", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"]
    policy = result.only("RolePolicy", "shop-service-app-roles-task").inputs["policy"]
    assert "ssmmessages:OpenDataChannel" in policy
    assert result.named("shop-cluster-exec").outputs["arn"] in policy


def test_tls_between_services() -> None:
    authority = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012"
    result = run(cluster={"tlsAuthorityArn": authority})
    (service,) = result.only(SERVICE).inputs["serviceConnectConfiguration"]["services"]
    assert service["tls"]["issuerCertAuthority"]["awsPcaAuthorityArn"] == authority
    roles = {made.outputs["arn"] for made in result.of_type("aws:iam/role:Role") if made.name.endswith("-tls")}
    assert {service["tls"]["roleArn"]} == roles


def test_a_foreign_repository_may_be_pulled_from() -> None:
    image = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/app:7"
    result = run(services={"app": {"image": image}})
    policy = result.only("RolePolicy", "shop-service-app-roles-execution").inputs["policy"]
    assert "arn:aws:ecr:eu-west-1:210987654321:repository/team/app" in policy
    assert not result.of_type("LoadBalancer")


def test_a_further_service_touches_nothing_else() -> None:
    first = {"a": {"paths": ["/a/*"]}, "b": {"paths": ["/b/*"]}}
    before = run(services=first)
    after = run(services={"new": {"paths": ["/new/*"]}, **first})
    assert disturbed(before, after) == []
    assert any("shop-service-new" in made.name for made in after.resources)
