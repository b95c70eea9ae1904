"""multi-region: what each region has, and where it is."""

from __future__ import annotations

import json

import pytest

from tests.components.patterns.worlds import LIGHT, TWO, run
from tests.support.synth import Synthesis, synth

EAST, IRELAND = "us-east-1", "eu-west-1"


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth("examples/multi-region.yaml")


class TestExample:
    def test_each_region_has_a_network_a_load_balancer_and_a_service(self, example: Synthesis) -> None:
        for region, cidr in ((EAST, "10.100.0.0/16"), (IRELAND, "10.20.0.0/16")):
            vpc = example.named(f"world-{region}-network-vpc")
            assert (vpc.inputs["cidrBlock"], vpc.inputs["region"]) == (cidr, region)
            balancer = example.named(f"world-{region}-site-lb-balancer")
            assert balancer.inputs["region"] == region
            assert set(balancer.inputs["subnets"]) <= {
                s.outputs["id"] for s in example.of_type("Subnet") if s.custom and s.inputs["region"] == region
            }
            assert example.named(f"world-{region}-site-service-app-service").inputs["region"] == region

    def test_nothing_names_another_region_by_mistake(self, example: Synthesis) -> None:
        """A resource in Ireland holds us-east-1 only where it must: the global table, and the names of endpoints."""
        allowed = {"TableReplica", "Cluster"}
        for resource in example.resources:
            if resource.inputs.get("region") != IRELAND or resource.kind in allowed:
                continue
            text = json.dumps(
                {k: v for k, v in resource.inputs.items() if isinstance(v, str | list | dict)}, default=str
            )
            assert EAST not in text, f"{resource.type} {resource.name}: {text}"

    def test_roles_read_what_their_own_region_has(self, example: Synthesis) -> None:
        for region, other in ((EAST, IRELAND), (IRELAND, EAST)):
            policy = json.loads(
                example.only("RolePolicy", f"world-{region}-site-service-app-roles-task").inputs["policy"]
            )
            resources = [arn for statement in policy["Statement"] for arn in statement["Resource"]]
            regions = {arn.split(":")[3] for arn in resources if arn.count(":") >= 5}
            assert regions == {region}, (region, other, resources)

    def test_certificates_are_where_they_must_be_and_proven_once(self, example: Synthesis) -> None:
        made = {c.name: c for c in example.of_type("aws:acm/certificate:Certificate")}
        assert sorted(c.inputs["region"] for c in made.values()) == [IRELAND, EAST, EAST]
        proofs = [r for r in example.of_type("Record") if r.custom and r.inputs["type"] == "CNAME"]
        assert len(proofs) == 1
        distribution = example.only("aws:cloudfront/distribution:Distribution").inputs
        arn = distribution["viewerCertificate"]["acmCertificateArn"]
        assert arn == made["world-cdn-certificate-certificate"].outputs["arn"]
        assert ":us-east-1:" in arn
        for region in (EAST, IRELAND):
            listener = example.named(f"world-{region}-site-lb-https").inputs
            assert f":{region}:" in listener["certificateArn"]

    def test_alarms_of_health_checks_are_where_their_metrics_are(self, example: Synthesis) -> None:
        for region in (EAST, IRELAND):
            alarm = example.named(f"world-routing-{region}-health-unhealthy")
            assert alarm.inputs["region"] == "us-east-1"
            check = example.named(f"world-routing-{region}-health-check").outputs["id"]
            assert alarm.inputs["dimensions"] == {"HealthCheckId": check}

    def test_alarms_of_a_region_tell_its_own_topic(self, example: Synthesis) -> None:
        assert example.named("world-eu-west-1-network-routes-nat-ports-a").inputs["region"] == IRELAND
        own = example.named("monitoring-eu-west-1-topic-topic").outputs["arn"]
        alarms = [alarm.inputs for alarm in example.of_type("MetricAlarm", "CompositeAlarm")]
        told = [alarm["alarmActions"] for alarm in alarms if alarm.get("region") == IRELAND and "alarmActions" in alarm]
        assert len(told) > 10
        assert all(actions == [own] for actions in told)

    def test_the_limit_on_requests_counts_clients_not_edges(self, example: Synthesis) -> None:
        limits = {
            acl.name: next(rule for rule in acl.inputs["rules"] if rule["name"] == "rate-limit")
            for acl in example.of_type("aws:wafv2/webAcl:WebAcl")
        }
        keys = {name: limit["statement"]["rateBasedStatement"]["aggregateKeyType"] for name, limit in limits.items()}
        assert keys.pop("world-cdn-waf-acl") == "IP"
        assert set(keys.values()) == {"FORWARDED_IP"}

    def test_the_accelerator_records_its_traffic(self, example: Synthesis) -> None:
        attributes = example.only("Accelerator", "world-accelerator-accelerator").inputs["attributes"]
        assert attributes["flowLogsEnabled"] is True
        assert attributes["flowLogsS3Bucket"] == example.named("world-accelerator-logs-bucket").outputs["bucket"]


class TestData:
    def test_one_cluster_writes_and_each_has_a_key_of_its_region(self, example: Synthesis) -> None:
        clusters = {c.inputs["region"]: c.inputs for c in example.of_type("aws:rds/cluster:Cluster")}
        assert set(clusters) == {EAST, IRELAND}
        for region, inputs in clusters.items():
            assert f":kms:{region}:" in inputs["kmsKeyId"]
            assert inputs["storageEncrypted"] is True
            assert inputs["deletionProtection"] is True
            assert inputs["globalClusterIdentifier"] == example.only("GlobalCluster").outputs["id"]
            assert "manageMasterUserPassword" not in inputs, "RDS refuses it for members of a global database"
        assert clusters[EAST]["masterUsername"] == "dbadmin"
        assert "masterUsername" not in clusters[IRELAND]
        assert clusters[IRELAND]["enableGlobalWriteForwarding"] is True
        assert "enableGlobalWriteForwarding" not in clusters[EAST]

    def test_the_secret_is_in_each_region_and_replaced_at_once(self, example: Synthesis) -> None:
        secret = example.only("aws:secretsmanager/secret:Secret").inputs
        assert [copy["region"] for copy in secret["replicas"]] == [IRELAND]
        assert f":kms:{IRELAND}:" in secret["replicas"][0]["kmsKeyId"]
        rotation = example.only("SecretRotation")
        assert rotation.inputs["rotateImmediately"] is True
        assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 7}
        writer = example.named("world-database-us-east-1-member-primary").urn
        assert writer in rotation.depends_on

    def test_no_password_is_in_clear_or_in_what_is_published(self, example: Synthesis) -> None:
        cluster = example.named("world-database-us-east-1-member-cluster")
        assert "masterPasswordWo" in cluster.secrets
        assert "masterPassword" not in cluster.inputs
        password = cluster.inputs["masterPasswordWo"]
        for resource in example.resources:
            if not resource.custom:
                assert password not in json.dumps(resource.outputs, default=str)
        version = example.only("SecretVersion").inputs["secretString"]
        assert set(json.loads(version)) == {"engine", "username", "dbname"}
        assert password not in json.dumps(example.exports, default=str)

    def test_tables_are_protected_in_every_region(self, example: Synthesis) -> None:
        table = example.only("aws:dynamodb/table:Table")
        assert (table.inputs["streamEnabled"], table.inputs["streamViewType"]) == (True, "NEW_AND_OLD_IMAGES")
        replica = example.only("TableReplica").inputs
        assert replica["globalTableArn"] == table.outputs["arn"]
        assert replica["region"] == IRELAND
        assert replica["pointInTimeRecovery"] is True
        assert replica["deletionProtectionEnabled"] is True
        assert f":kms:{IRELAND}:" in replica["kmsKeyArn"]

    def test_development_has_the_data_of_others_without_a_server(self) -> None:
        result = run("Development")
        places = [made.inputs["region"] for made in result.of_type("ClusterInstance")]
        assert places == [EAST]
        assert len(result.of_type("aws:rds/cluster:Cluster")) == 2

    def test_secrets_of_services_are_read_where_they_run(self) -> None:
        secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:payment-a1B2c3"
        result = run("Development", services={"app": {"paths": ["/*"], "secrets": {"KEY": secret}}}, **LIGHT)
        for region in (EAST, IRELAND):
            task = result.named(f"world-{region}-site-service-app-task").inputs
            (found,) = json.loads(task["containerDefinitions"])[0]["secrets"]
            assert found["valueFrom"] == secret.replace(EAST, region)

    def test_a_warm_standby_waits_with_one_task(self) -> None:
        result = run("Staging", mode="active-passive", **LIGHT)
        desired = {region: result.named(f"world-{region}-site-service-app-service").inputs for region in TWO}
        assert desired[EAST]["desiredCount"] == 2
        assert desired[IRELAND]["desiredCount"] == 1
