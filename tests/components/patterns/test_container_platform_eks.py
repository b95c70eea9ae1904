"""container-platform on EKS: what belongs to which orchestrator, the cluster, its people and pods, stability."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.container_platform import ContainerPlatformSettings
from components.settings import kubernetes
from tests.components.patterns import kubernetes as stacks
from tests.components.patterns.kubernetes import CLUSTER, EXAMPLE, GROUP, run
from tests.support.policies import allows
from tests.support.synth import Synthesis, synth

ADMIN = {"admins": {"principal": "arn:aws:iam::123456789012:role/admins", "permission": "cluster-admin"}}


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth(EXAMPLE)


@pytest.fixture(scope="module")
def bare() -> Synthesis:
    """The pattern alone, in Production."""
    return run()


@pytest.fixture(scope="module")
def chosen() -> Synthesis:
    return stacks.chosen()


class TestSettings:
    @pytest.mark.parametrize(
        ("workload", "message"),
        [
            ({"orchestrator": "nomad"}, "orchestrator"),
            ({"orchestrator": "ecs", "eks": {}}, "eks is for orchestrator: eks, and it is ecs; remove it"),
            ({"eks": {}}, "eks is for orchestrator: eks, and it is ecs; remove it"),
            (
                {"orchestrator": "eks", "services": {"a": {}}},
                "services is for orchestrator: ecs, and it is eks; remove it",
            ),
            ({"orchestrator": "eks", "cluster": {}}, "cluster is for orchestrator: ecs, and it is eks; remove it"),
            ({"orchestrator": "eks", "loadBalancer": {}}, "loadBalancer is for orchestrator: ecs, and it is eks;"),
            ({"orchestrator": "eks", "domain": "a.example.com"}, "domain is for orchestrator: ecs, and it is eks"),
            (
                {"orchestrator": "eks", "eks": {"identities": {"a": {"serviceAccount": "a", "repositories": ["b"]}}}},
                r"eks.identities.a.repositories b: expected one of repositories \(there is none\)",
            ),
            (
                {
                    "orchestrator": "eks",
                    "lattice": {"services": {"p": {"targets": {"t": {"service": "x"}}}}},
                },
                r"lattice.services.p.targets.t.service x: expected one of services \(there is none\)",
            ),
            (
                {
                    "orchestrator": "eks",
                    "lattice": {
                        "services": {
                            "p": {"targets": {"t": {"addresses": ["10.0.0.1"]}}, "callers": {"c": {"identity": "i"}}}
                        }
                    },
                },
                r"lattice.services.p.callers.c.identity i: expected one of eks.identities \(there is none\)",
            ),
        ],
    )
    def test_refuses(self, workload: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            ContainerPlatformSettings.of("Production", pattern="container-platform", **workload)

    def test_what_kubernetes_leaves_without_effect_is_no_part_of_the_posture(self, bare: Synthesis) -> None:
        kept = json.loads(bare.exports["posture"]["kept"]["workloads.shop"])
        assert kept["eks.deletionProtection"] is True
        assert not [key for key in kept if key.startswith(("cluster.", "loadBalancer."))]


class TestCluster:
    def test_the_api_is_private_and_nobody_is_an_administrator_by_chance(self, bare: Synthesis) -> None:
        cluster = bare.only(CLUSTER).inputs
        network = cluster["vpcConfig"]
        assert (network["endpointPrivateAccess"], network["endpointPublicAccess"]) == (True, False)
        assert cluster["accessConfig"] == {
            "authenticationMode": "API",
            "bootstrapClusterCreatorAdminPermissions": False,
        }
        assert cluster["bootstrapSelfManagedAddons"] is False
        assert cluster["deletionProtection"] is True
        assert cluster["zonalShiftConfig"] == {"enabled": True}
        assert cluster["upgradePolicy"] == {"supportType": "STANDARD"}
        assert any("nobody may administer the cluster" in text for _, text in bare.log)

    def test_named_addresses_open_the_public_endpoint_for_them_alone(self) -> None:
        network = run(eks={"publicFrom": ["203.0.113.0/24"], "access": ADMIN}).only(CLUSTER).inputs["vpcConfig"]
        assert (network["endpointPublicAccess"], network["publicAccessCidrs"]) == (True, ["203.0.113.0/24"])

    def test_named_networks_reach_the_private_endpoint(self, example: Synthesis) -> None:
        rule = example.named("shop-cluster-api-from-10-200-0-0-16-api").inputs
        assert (rule["cidrIpv4"], rule["fromPort"], rule["toPort"]) == ("10.200.0.0/16", 443, 443)
        assert example.only(CLUSTER).inputs["vpcConfig"]["securityGroupIds"] == [rule["securityGroupId"]]

    def test_secrets_are_encrypted_with_a_key_that_the_cluster_may_use(self, bare: Synthesis) -> None:
        cluster, key = bare.only(CLUSTER).inputs, bare.named("shop-cluster-secrets-key").outputs["arn"]
        assert cluster["encryptionConfig"] == {"provider": {"keyArn": key}, "resources": ["secrets"]}
        policy = bare.only("RolePolicy", "shop-cluster-control-key").inputs
        assert policy["role"] == cluster["roleArn"].rpartition("/")[2]
        assert allows(policy["policy"], "kms:Decrypt", key, context={})
        assert not allows(policy["policy"], "kms:ScheduleKeyDeletion", key, context={})

    def test_the_log_is_there_before_the_cluster_and_ends(self, bare: Synthesis) -> None:
        cluster = bare.only(CLUSTER)
        log = bare.named("shop-cluster-log")
        assert log.inputs["name"] == f"/aws/eks/{cluster.inputs['name']}/cluster"
        assert log.inputs["retentionInDays"] == 90
        assert log.urn in cluster.depends_on
        assert set(cluster.inputs["enabledClusterLogTypes"]) == {
            "api", "audit", "authenticator", "controllerManager", "scheduler",
        }  # fmt: skip
        queries = [made for made in bare.of_type("QueryDefinition") if made.name.startswith("shop-cluster-")]
        assert len(queries) == 6
        assert all(made.inputs["logGroupNames"] == [log.inputs["name"]] for made in queries)

    def test_access_is_by_entry(self, example: Synthesis) -> None:
        entries = example.of_type("aws:eks/accessEntry:AccessEntry")
        assert {made.inputs["principalArn"].rpartition("/")[2] for made in entries} == {"platform-admins", "developers"}
        policies = {
            made.inputs["principalArn"].rpartition("/")[2]: (
                made.inputs["policyArn"].rpartition("/")[2], made.inputs["accessScope"]
            )
            for made in example.of_type("AccessPolicyAssociation")
        }  # fmt: skip
        assert policies == {
            "platform-admins": ("AmazonEKSClusterAdminPolicy", {"type": "cluster"}),
            "developers": ("AmazonEKSEditPolicy", {"type": "namespace", "namespaces": ["checkout", "orders"]}),
        }

    def test_groups_of_kubernetes_stand_in_the_entry(self, chosen: Synthesis) -> None:
        (entry,) = chosen.of_type("aws:eks/accessEntry:AccessEntry")
        assert entry.inputs["kubernetesGroups"] == ["team-a"]
        assert not chosen.of_type("AccessPolicyAssociation")

    def test_the_control_plane_stands_in_two_zones_for_good(self, bare: Synthesis) -> None:
        subnets = [bare.named(f"network-private-{zone}").outputs["id"] for zone in "ab"]
        assert bare.only(CLUSTER).inputs["vpcConfig"]["subnetIds"] == subnets

    def test_nodes_run_the_version_of_the_cluster(self, chosen: Synthesis) -> None:
        assert chosen.only(CLUSTER).inputs["version"] == "1.35"
        assert chosen.only(GROUP).inputs["version"] == "1.35"

    def test_a_version_that_grows_old_is_told_at_deployment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kubernetes, "today", lambda: date(2027, 2, 1))
        told = [text for _, text in run(eks={"version": "1.35"}).log]
        assert any("Standard support of Kubernetes 1.35 ends on 2027-03-27, in 54 days" in text for text in told)

    def test_alarms_watch_this_cluster(self, bare: Synthesis) -> None:
        name = bare.only(CLUSTER).inputs["name"]
        alarms = [made.inputs for made in bare.of_type("MetricAlarm") if made.name.startswith("shop-cluster-")]
        metrics = [query["metric"] for alarm in alarms for query in alarm.get("metricQueries", []) if "metric" in query]
        singles = [alarm for alarm in alarms if "metricName" in alarm]
        assert all(metric["dimensions"] == {"ClusterName": name} for metric in [*metrics, *singles])
        assert {alarm["metricName"] for alarm in singles} >= {
            "scheduler_pending_pods_UNSCHEDULABLE", "cluster_failed_node_count", "node_memory_utilization",
        }  # fmt: skip

    def test_services_keep_off_the_network(self) -> None:
        with pytest.raises(Exception, match=r"serviceCidr 10.0.0.0/16 overlaps the network's 10\."):
            run(eks={"serviceCidr": "10.0.0.0/16"})


def test_outputs_lead_on(example: Synthesis) -> None:
    out = example.exports["shop"]
    assert out["kubeconfig"] == f"aws eks update-kubeconfig --region us-east-1 --name {out['cluster']}"
    assert out["oidcIssuer"].startswith("https://oidc.eks.us-east-1.")
    assert out["endpoint"].startswith("https://")
    assert out["clusterSecurityGroup"].startswith("sg-")
    assert set(out["identities"]) == {"orders", "reports"}
    assert len(out["privateSubnets"]) == 3
