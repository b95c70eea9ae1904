"""multi-region: settings, what each region has, what a further or a missing region changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from components.patterns.multi_region import MultiRegionSettings
from components.settings.region_plan import RANGES, range_of
from simulator import facts
from tests.components.patterns.worlds import DOMAIN, LIGHT, THREE, TWO, config, run
from tests.support.synth import Synthesis, synth

EAST, IRELAND, WEST = "us-east-1", "eu-west-1", "us-west-2"
ENVIRONMENTS = ["Development", "Staging", "Production"]


def settings(environment: str = "Production", regions: Any = None, **workload: Any) -> MultiRegionSettings:
    values = {"pattern": "multi-region", "domain": DOMAIN, "regions": regions or TWO, **workload}
    return MultiRegionSettings.of(environment, **values)


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth("examples/multi-region.yaml")


class TestSettings:
    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_a_domain_and_two_regions_are_enough(self, environment: str) -> None:
        found = settings(environment)
        assert found.services["app"].paths == ["/*"]
        assert found.database is not None
        assert found.door == "cdn"

    def test_production_is_safe_and_development_cheap(self) -> None:
        safe, cheap = settings("Production"), settings("Development")
        assert safe.database and cheap.database
        assert (safe.database.followers, cheap.database.followers) == ("same", "headless")
        assert (safe.accelerator.enabled, cheap.accelerator.enabled) == (True, False)
        assert safe.accelerator.flow_logs
        assert (safe.standby, cheap.standby) == ("full", "warm")
        assert cheap.database.customer_key, "a copy in another region needs a key of that region"

    @pytest.mark.parametrize(
        ("workload", "message"),
        [
            ({"regions": {EAST: {}}}, "regions names 1; expected two or more"),
            ({"regions": {EAST: {"weight": 0}, IRELAND: {"weight": 0}}}, "every weight is 0, so no region would serve"),
            (
                {"regions": {EAST: {"role": "primary"}, IRELAND: {"role": "primary"}}},
                "us-east-1 and eu-west-1 are all role: primary; expected one",
            ),
            ({"regions": {EAST: {}, IRELAND: {"role": "standby"}}}, "role is standby with mode active-active"),
            (
                {"mode": "active-passive", "regions": {EAST: {}, IRELAND: {"role": "active"}}},
                "role is active with mode active-passive; expected primary or standby",
            ),
            (
                {"regions": {EAST: {}, "us-gov-west-1": {}}},
                "regions.us-gov-west-1.cidr is missing; expected a range such as",
            ),
            ({"network": {"cidr": "10.0.0.0/16"}}, "network.cidr would be the same in every region"),
            ({"network": {"zones": ["us-east-1a", "us-east-1b"]}}, "expected network.zoneCount instead"),
            ({"network": {"connectedNetworks": ["10.104.0.0/16"]}}, "in eu-west-1, cidr 10.104.0.0/16 overlaps"),
            ({"routing": {"policy": "failover"}}, "policy is failover with mode active-active; expected latency"),
            ({"mode": "active-passive", "routing": {"policy": "latency"}}, "expected failover"),
            ({"routing": {"policy": "geolocation"}}, "no region says whom it serves"),
            ({"regions": {EAST: {"serves": ["DE"]}, IRELAND: {}}}, "serves has no use without"),
            (
                {
                    "routing": {"policy": "geolocation"},
                    "regions": {EAST: {"serves": ["DE"]}, IRELAND: {"serves": ["DE"]}},
                },
                "regions: DE is served twice",
            ),
            ({"regions": {EAST: {}, IRELAND: {"serves": ["moon"]}}}, "a continent"),
            ({"entry": "cdn", "cdn": {"enabled": False}}, "entry is cdn, which is not enabled"),
            ({"loadBalancer": {"internal": True}}, "keep out the health checks of Route 53"),
            ({"services": {"app": {}}}, "none has paths or hosts"),
            (
                {"tables": {"a": {"partitionKey": "id", "capacity": {"mode": "provisioned"}}}},
                "tables.a.capacity.mode is provisioned; expected on-demand",
            ),
            ({"tables": {"a": {"partitionKey": "id", "stream": "keys"}}}, "tables.a.stream is keys; expected both"),
            ({"cdn": {"writePaths": ["/a/*"], "cachedPaths": ["/a/*"]}}, "stand in writePaths and cachedPaths"),
            ({"database": {"engine": "postgres"}}, "aurora-postgresql"),
            ({"database": {"proxy": True}}, "RDS Proxy only reads"),
            ({"database": {"customerKey": False}}, "needs a key of that region"),
            ({"database": {"aurora": {"minCapacity": 0}}}, "a global database does not pause"),
            ({"database": {"aurora": {"dataApi": True}}}, "needs a secret that RDS keeps itself"),
            (
                {"database": {"instanceClass": "db.t4g.medium", "aurora": {"capacity": "provisioned"}}},
                "instanceClass db.t4g.medium: a global database takes",
            ),
        ],
    )
    def test_refuses(self, workload: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            settings(**workload)

    def test_overlapping_networks_are_one_message(self) -> None:
        regions = {EAST: {"cidr": "10.1.0.0/16"}, IRELAND: {"cidr": "10.1.128.0/17"}, WEST: {"cidr": "10.1.0.0/20"}}
        with pytest.raises(ValidationError) as error:
            settings(regions=regions)
        lines = [line for line in str(error.value).splitlines() if "overlap" in line]
        assert len(lines) == 1
        assert f"{EAST} 10.1.0.0/16 and {IRELAND} 10.1.128.0/17; {EAST} 10.1.0.0/16 and {WEST} 10.1.0.0/20" in lines[0]

    def test_the_domain_is_needed(self) -> None:
        with pytest.raises(ValidationError, match="domain"):
            MultiRegionSettings.of("Production", pattern="multi-region", regions=TWO)


class TestRanges:
    def test_every_region_has_its_own(self) -> None:
        assert len(set(RANGES.values())) == len(RANGES) > 30
        assert "10.0.0.0/16" not in RANGES.values()

    def test_places_are_for_good(self) -> None:
        assert {region: range_of(region) for region in (EAST, IRELAND, "ap-southeast-6")} == {
            EAST: "10.100.0.0/16",
            IRELAND: "10.104.0.0/16",
            "ap-southeast-6": "10.133.0.0/16",
        }


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
        alarm = example.named("world-eu-west-1-network-routes-nat-ports-a").inputs
        assert alarm["region"] == IRELAND
        assert alarm["alarmActions"] == [example.named("monitoring-eu-west-1-topic-topic").outputs["arn"]]

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


IN_PLACE: Mapping[str, set[str]] = {
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardBody"},
    "aws:iam/rolePolicy:RolePolicy": {"policy"},
    "aws:secretsmanager/secret:Secret": {"replicas"},
}
"""Inputs that list every region, and so grow or shrink in place: what is watched, whose password may be set, where the
secret has copies."""


def touched(before: Synthesis, after: Synthesis) -> list[str]:
    """Return what happens to the resources that both have, beyond lists that change in place."""
    found = []
    for old in before.resources:
        new = after.by_urn.get(old.urn)
        if new is None or not old.custom:
            continue
        replacing = facts.of(old.type).replace
        for key in sorted({*old.inputs, *new.inputs}):
            if old.inputs.get(key) == new.inputs.get(key):
                continue
            if key not in IN_PLACE.get(old.type, ()) or key in replacing:
                found.append(f"{old.type} {old.name}: {key}")
    return found


TABLES = {"sessions": {"partitionKey": "id"}}


class TestStability:
    @pytest.mark.parametrize("mode", ["active-active", "active-passive"])
    @pytest.mark.parametrize("place", ["first", "last"])
    def test_a_further_region_touches_nothing_of_the_others(self, mode: str, place: str) -> None:
        further = {WEST: {}, **TWO} if place == "first" else THREE
        before = run(mode=mode, tables=TABLES)
        after = run(mode=mode, tables=TABLES, regions=further)
        assert touched(before, after) == []
        assert {old.urn for old in before.resources} <= {new.urn for new in after.resources}
        made = [new for new in after.resources if new.urn not in before.by_urn]
        assert all(WEST in new.name for new in made), [new.name for new in made if WEST not in new.name]

    def test_what_remains_without_a_region(self) -> None:
        before, after = run(tables=TABLES, regions=THREE), run(tables=TABLES)
        assert touched(before, after) == []
        gone = [old.name for old in before.resources if old.urn not in after.by_urn]
        assert gone
        assert all(WEST in name for name in gone)
        names = {record.inputs["name"] for record in after.of_type("Record") if record.custom}
        assert names == {record.inputs["name"] for record in before.of_type("Record") if record.custom} - {
            f"{WEST}.{DOMAIN}"
        }
        distributions = [r.only("aws:cloudfront/distribution:Distribution").inputs for r in (before, after)]
        assert distributions[0] == distributions[1], "its origins are names that Route 53 answers"

    def test_a_failover_that_is_written_down_replaces_nothing(self) -> None:
        moved = {EAST: {"role": "active"}, IRELAND: {"role": "primary"}}
        before, after = run(tables=TABLES), run(tables=TABLES, regions=moved)
        replaced = []
        for old in before.resources:
            new = after.by_urn.get(old.urn)
            if new is None or not old.custom:
                continue
            replacing = facts.of(old.type).replace - set(IGNORED if old.kind == "Cluster" else ())
            replaced += [f"{old.name}: {k}" for k in replacing if old.inputs.get(k) != new.inputs.get(k)]
        assert replaced == []
        gone = {old.type for old in before.resources if old.urn not in after.by_urn}
        assert gone == {"aws:route53/record:Record", "aws:cloudwatch/metricAlarm:MetricAlarm"}

    @pytest.mark.parametrize(
        ("regions", "message"),
        [
            (
                {IRELAND: {}, WEST: {}},
                "regions does not name us-east-1, the stack's own region; expected it among them",
            ),
            (
                {EAST: {"role": "active"}, WEST: {}},
                (
                    "regions has none of role: primary; expected one. The primary cannot be taken out while it has the "
                    "writer of the database: fail over by the runbook"
                ),
            ),
        ],
    )
    def test_a_primary_is_not_taken_out(self, regions: Any, message: str) -> None:
        with pytest.raises(pulumi.RunError) as error:
            synth(config(regions=regions, **LIGHT))
        assert message in " ".join(str(error.value).split())
        assert "quoin:workloads.world" in str(error.value)


IGNORED = ("databaseName", "masterUsername")
"""Inputs of a member that an update leaves as they were made; the test on the engine proves that it does."""
