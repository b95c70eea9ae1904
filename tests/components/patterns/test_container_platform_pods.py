"""container-platform on EKS: the roles of pods, and that adding or removing a part touches nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.components.patterns.kubernetes import CLUSTER, EXAMPLE, GROUP, run, takes
from tests.contract.test_stability import disturbed
from tests.support.policies import allows
from tests.support.synth import Synthesis, config_of, synth


@pytest.fixture(scope="module")
def example() -> Synthesis:
    return synth(EXAMPLE)


@pytest.fixture(scope="module")
def bare() -> Synthesis:
    """The pattern alone, in Production."""
    return run()


class TestIdentities:
    def tags(self, example: Synthesis, **changed: str) -> dict[str, str]:
        found = {
            "eks-cluster-arn": example.only(CLUSTER).outputs["arn"],
            "kubernetes-namespace": "orders",
            "kubernetes-service-account": "orders",
            **{key.replace("_", "-"): value for key, value in changed.items()},
        }
        return {f"aws:RequestTag/{key}": value for key, value in found.items()}

    def test_only_pods_of_the_service_account_take_the_role(self, example: Synthesis) -> None:
        role = example.named("shop-identity-orders-role").inputs["assumeRolePolicy"]
        pods = "pods.eks.amazonaws.com"
        assert takes(role, pods, "sts:AssumeRole", self.tags(example))
        assert takes(role, pods, "sts:TagSession", self.tags(example))
        for other in (
            {"kubernetes_namespace": "checkout"},
            {"kubernetes_service_account": "default"},
            {"eks_cluster_arn": "arn:aws:eks:us-east-1:123456789012:cluster/other"},
        ):
            assert not takes(role, pods, "sts:AssumeRole", self.tags(example, **other)), other
        assert not takes(role, "ec2.amazonaws.com", "sts:AssumeRole", self.tags(example))
        association = example.only("PodIdentityAssociation").inputs
        assert association["roleArn"] == example.named("shop-identity-orders-role").outputs["arn"]

    def test_tokens_are_exchanged_for_one_service_account(self, example: Synthesis) -> None:
        provider = example.only("OpenIdConnectProvider")
        assert provider.inputs["clientIdLists"] == ["sts.amazonaws.com"]
        role = example.named("shop-identity-reports-role").inputs["assumeRolePolicy"]
        issuer = provider.inputs["url"].removeprefix("https://")
        right = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": "system:serviceaccount:reports:reports"}
        action = "sts:AssumeRoleWithWebIdentity"
        assert takes(role, provider.outputs["arn"], action, right)
        assert not takes(role, provider.outputs["arn"], action, {**right, f"{issuer}:sub": "system:serviceaccount:a:b"})
        assert not takes(role, provider.outputs["arn"], action, {**right, f"{issuer}:aud": "other"})

    def test_without_irsa_the_cluster_is_no_provider_of_iam(self, bare: Synthesis) -> None:
        assert not bare.of_type("OpenIdConnectProvider")

    def test_pods_may_push_where_the_file_says_so(self) -> None:
        identity = {"serviceAccount": "build", "repositories": ["app"]}
        result = run(eks={"identities": {"build": identity}}, repositories={"app": {}, "other": {}})
        policy = result.only("RolePolicy", "shop-identity-build-role").inputs["policy"]
        own, other = (result.named(f"shop-images-{key}-repository").outputs["arn"] for key in ("app", "other"))
        assert allows(policy, "ecr:PutImage", own, context={})
        assert not allows(policy, "ecr:PutImage", other, context={})

    def test_the_network_plugin_has_its_own_role_and_nodes_have_not_its_permissions(self, bare: Synthesis) -> None:
        attached = {
            made.inputs["policyArn"].rpartition("/")[2]: made.inputs["role"]
            for made in bare.of_type("RolePolicyAttachment")
        }
        nodes = bare.only(GROUP).inputs["nodeRoleArn"].rpartition("/")[2]
        assert attached["AmazonEKS_CNI_Policy"] != nodes
        assert {policy for policy, role in attached.items() if role == nodes} == {
            "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly",
        }  # fmt: skip


def _add(path: str, key: str, value: Any) -> Any:
    def change(workload: dict[str, Any]) -> None:
        place = workload
        for part in path.split("."):
            place = place.setdefault(part, {})
        assert key not in place
        place[key] = value

    return change


ADDRESSES = {"targets": {"only": {"addresses": ["10.64.64.20"]}}}
CHANGES = {
    "node group": _add("eks.nodeGroups", "aaa", {"instanceTypes": ["m7i.large"]}),
    "fargate profile": _add("eks.fargateProfiles", "aaa", {"namespaces": ["aaa"]}),
    "add-on": _add("eks.addons", "snapshot-controller", {}),
    "access": _add("eks.access", "aaa", {"principal": "arn:aws:iam::123456789012:role/aaa"}),
    "identity": _add("eks.identities", "aaa", {"serviceAccount": "aaa"}),
    "repository": _add("repositories", "aaa", {}),
    "Lattice service": _add("lattice.services", "aaa", ADDRESSES),
    "Lattice caller's account": _add("lattice.members", "aaa", {"vpcId": "vpc-0123456789abcdef0"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_adding_and_removing_touches_nothing_else(example: Synthesis, change: Any) -> None:
    config = copy.deepcopy(config_of(EXAMPLE))
    change(config["quoin:workloads"]["shop"])
    larger = synth(config, name="container-platform-eks")
    assert len(larger.resources) > len(example.resources)
    assert not disturbed(example, larger)
    # Read the other way round: what was added goes, and nothing that stays has changed.
    # The alarm that tells of the whole workload no longer names what is gone.
    assert not [
        line for line in disturbed(larger, example) if not line.endswith("is gone") and "alarmRule lost" not in line
    ]


def test_a_weight_changes_the_listener_alone(example: Synthesis) -> None:
    config = copy.deepcopy(config_of(EXAMPLE))
    config["quoin:workloads"]["shop"]["lattice"]["services"]["pricing"]["weights"] = {"stable": 50, "canary": 50}
    found = disturbed(example, synth(config, name="container-platform-eks"))
    assert len(found) == 1
    assert found[0].startswith("aws:vpclattice/listener:Listener shop-lattice-pricing-listener: defaultAction changed")
