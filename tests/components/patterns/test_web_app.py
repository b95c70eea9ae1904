from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.web_app import WebAppSettings
from tests.support.stacks import LIGHT, config
from tests.support.synth import Synthesis, config_of, synth

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


def run(environment: str, **workload: Any) -> Synthesis:
    return synth(
        config(environment, {"shop": {"pattern": "web-app", **workload}}, network={"cidr": "10.20.0.0/16", **LIGHT})
    )


def settings(environment: str, **workload: Any) -> WebAppSettings:
    return WebAppSettings.of(environment, pattern="web-app", **workload)


class TestSettings:
    @pytest.mark.parametrize("environment", ["Development", "Staging", "Production"])
    def test_the_pattern_alone_is_complete(self, environment: str) -> None:
        found = settings(environment)
        assert found.database
        assert found.cache
        assert found.database.multi_az is (environment == "Production")

    def test_tiers_can_be_left_out(self) -> None:
        found = settings("Production", database=None, cache=None)
        assert found.database is None
        assert found.cache is None

    @pytest.mark.parametrize(
        ("environment", "given", "internal"),
        [
            ("Production", {}, True),
            ("Production", {"domain": "shop.example.com"}, False),
            ("Production", {"loadBalancer": {"certificateArn": CERTIFICATE}}, False),
            ("Production", {"loadBalancer": {"allowHttp": True}}, False),
            ("Production", {"loadBalancer": {"idleTimeout": 30}}, True),
            ("Staging", {}, False),
            ("Development", {}, False),
        ],
    )
    def test_production_without_a_certificate_stays_inside(
        self, environment: str, given: dict[str, Any], internal: bool
    ) -> None:
        found = settings(environment, **given)
        assert found.load_balancer.internal is internal
        assert found.kept_inside is internal

    def test_facing_the_internet_in_clear_must_be_said(self) -> None:
        with pytest.raises(ValidationError, match="faces the internet without a certificate; expected domain"):
            settings("Production", loadBalancer={"internal": False})

    def test_the_domain_lies_in_the_zone(self) -> None:
        with pytest.raises(ValidationError, match=r"domain shop\.example\.com is not in dns\.zone example\.org"):
            settings("Production", domain="shop.example.com", dns={"zone": "example.org"})

    def test_defaults_are_those_of_the_document(self) -> None:
        service = settings("Production").service
        assert (service.min_size, service.max_size, service.initial_size, service.cpu_target) == (2, 10, 4, 70)


class TestProduction:
    @pytest.fixture(scope="class")
    def result(self) -> Synthesis:
        return run("Production", domain="shop.example.com")

    def test_outputs(self, result: Synthesis) -> None:
        outputs = result.exports["shop"]
        assert outputs["url"] == "https://shop.example.com"
        assert outputs["loadBalancerDns"] == result.only("LoadBalancer", "shop-lb-balancer").outputs["dnsName"]
        assert outputs["databaseEndpoint"] == result.only("aws:rds/instance:Instance").outputs["address"]
        assert outputs["databaseSecretArn"].startswith("arn:aws:secretsmanager:")
        assert {"cacheEndpoint", "autoScalingGroup", "logGroup"} <= set(outputs)

    def test_https_with_a_certificate_of_its_own(self, result: Synthesis) -> None:
        listener = result.only("Listener", "shop-lb-https").inputs
        validation = result.only("CertificateValidation").outputs
        assert listener["certificateArn"] == validation["certificateArn"]

    def test_the_domain_leads_to_the_load_balancer(self, result: Synthesis) -> None:
        balancer = result.only("LoadBalancer", "shop-lb-balancer").outputs
        (record,) = [made.inputs for made in result.of_type("Record") if made.inputs["name"] == "shop.example.com"]
        assert record["type"] == "A"
        assert record["aliases"][0]["name"] == balancer["dnsName"]

    def test_servers_are_told_where_things_are_and_no_secret(self, result: Synthesis) -> None:
        text = base64.b64decode(result.only("LaunchTemplate").inputs["userData"]).decode()
        outputs = result.exports["shop"]
        assert f'DATABASE_HOST="{outputs["databaseEndpoint"]}"' in text
        assert f'DATABASE_SECRET_ARN="{outputs["databaseSecretArn"]}"' in text
        assert f'CACHE_HOST="{outputs["cacheEndpoint"]}"' in text
        assert "PASSWORD" not in text.upper()

    def test_only_the_servers_reach_the_data(self, result: Synthesis) -> None:
        servers = result.named("shop-service-access-group").outputs["id"]
        for store, port in (("shop-database-access", 5432), ("shop-cache-access", 6379)):
            group = result.named(f"{store}-group").outputs["id"]
            (rule,) = [
                made.inputs
                for made in result.of_type("SecurityGroupIngressRule")
                if made.inputs["securityGroupId"] == group
            ]
            assert (rule["referencedSecurityGroupId"], rule["fromPort"]) == (servers, port)

    def test_the_role_may_use_the_data(self, result: Synthesis) -> None:
        policy = result.only("RolePolicy", "shop-service-role-application").inputs["policy"]
        for action in ("rds-db:connect", "secretsmanager:GetSecretValue", "elasticache:Connect", "kms:Decrypt"):
            assert action in policy

    def test_no_warning(self, result: Synthesis) -> None:
        assert not result.log


def test_production_without_a_domain_says_that_it_stays_inside() -> None:
    result = run("Production")
    ((severity, message),) = result.log
    assert severity == "warning"
    assert message.startswith("shop: without domain or loadBalancer.certificateArn")
    assert result.only("LoadBalancer", "shop-lb-balancer").inputs["internal"] is True
    assert result.exports["shop"]["url"].startswith("http://")


def test_a_given_certificate_needs_no_zone() -> None:
    result = run("Production", loadBalancer={"certificateArn": CERTIFICATE})
    assert result.only("Listener", "shop-lb-https").inputs["certificateArn"] == CERTIFICATE
    assert not result.of_type("aws:acm/certificate:Certificate", "Record")
    assert result.exports["shop"]["url"] == f"https://{result.exports['shop']['loadBalancerDns']}"


def test_tiers_left_out_leave_nothing_behind() -> None:
    result = run("Development", database=None, cache=None)
    kinds = {made.type for made in result.resources}
    assert not [kind for kind in kinds if ":rds/instance" in kind or ":elasticache/replicationGroup" in kind]
    assert "DATABASE" not in base64.b64decode(result.only("LaunchTemplate").inputs["userData"]).decode()
    assert not [made for made in result.of_type("RolePolicy") if made.name.endswith("application")]


def test_a_schedule_is_a_tag_of_the_group() -> None:
    group = run("Development", schedule="office-hours").only("aws:autoscaling/group:Group").inputs
    assert {"key": "Schedule", "value": "office-hours", "propagateAtLaunch": True} in group["tags"]


def test_a_second_workload_moves_nothing_of_the_first() -> None:
    config = config_of("Pulumi.dev.yaml")
    workloads = dict(config["quoin:workloads"])
    before = synth({**config, "quoin:workloads": workloads})
    after = synth({**config, "quoin:workloads": {"blog": {"pattern": "web-app", "cache": None}, **workloads}})
    shared = {urn: made for urn, made in before.by_urn.items() if "shop" in made.name}
    assert shared
    assert {urn: after.by_urn[urn].inputs for urn in shared} == {urn: made.inputs for urn, made in shared.items()}


class TestEcommerce:
    @pytest.fixture(scope="class")
    def result(self) -> Synthesis:
        return synth("examples/ecommerce.yaml")

    def test_two_to_twenty_and_spot_above_the_base(self, result: Synthesis) -> None:
        group = result.only("aws:autoscaling/group:Group").inputs
        assert (group["minSize"], group["maxSize"], group["desiredCapacity"]) == (2, 20, 2)
        distribution = group["mixedInstancesPolicy"]["instancesDistribution"]
        assert distribution["onDemandBaseCapacity"] == 2
        assert distribution["spotAllocationStrategy"] == "price-capacity-optimized"

    def test_it_grows_before_the_sale(self, result: Synthesis) -> None:
        sizes = {made.name: made.inputs["minSize"] for made in result.of_type("Schedule")}
        assert sizes == {"store-service-at-before-sale": 10, "store-service-at-after-sale": 2}
