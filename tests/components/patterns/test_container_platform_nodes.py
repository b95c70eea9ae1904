"""container-platform on EKS: what pods run on, node groups, Fargate and Auto Mode, and the add-ons."""

from __future__ import annotations

import json

import pytest

from tests.components.patterns import kubernetes as stacks
from tests.components.patterns.kubernetes import ADDON, CLUSTER, EXAMPLE, GROUP, run, takes
from tests.support.synth import Synthesis, synth


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


class TestNodes:
    def test_nodes_are_arm_encrypted_and_keep_their_credentials(self, bare: Synthesis) -> None:
        group = bare.only(GROUP).inputs
        assert (group["amiType"], group["instanceTypes"]) == ("AL2023_ARM_64_STANDARD", ["m7g.large"])
        assert "releaseVersion" not in group
        template = bare.only("LaunchTemplate").inputs
        assert template["metadataOptions"]["httpTokens"] == "required"
        assert template["metadataOptions"]["httpPutResponseHopLimit"] == 1
        (disk,) = template["blockDeviceMappings"]
        assert (disk["ebs"]["encrypted"], disk["ebs"]["volumeType"]) == ("true", "gp3")
        assert "imageId" not in template
        assert group["nodeRepairConfig"] == {"enabled": True}

    def test_an_autoscaler_owns_the_number_of_nodes(self, bare: Synthesis) -> None:
        assert bare.only(GROUP).ignore_changes == ("scalingConfig.desiredSize",)

    def test_nodes_and_pods_stand_in_private_subnets_of_every_zone(self, bare: Synthesis, example: Synthesis) -> None:
        for made in (bare.only(GROUP), example.only("FargateProfile")):
            subnets = {item.outputs["id"]: item.name for item in bare.of_type("aws:ec2/subnet:Subnet")}
            assert [subnets[each] for each in made.inputs["subnetIds"]] == [f"network-private-{zone}" for zone in "abd"]

    def test_named_zones_and_labels_reach_nodes_and_pods(self, chosen: Synthesis) -> None:
        subnets = {item.outputs["id"]: item.name for item in chosen.of_type("aws:ec2/subnet:Subnet")}
        group, profile = chosen.only(GROUP).inputs, chosen.only("FargateProfile").inputs
        assert [subnets[each] for each in group["subnetIds"]] == ["network-private-b"]
        assert [subnets[each] for each in profile["subnetIds"]] == ["network-private-a", "network-private-d"]
        assert group["labels"] == {"team": "a"}
        assert profile["selectors"] == [{"namespace": "jobs", "labels": {"team": "a"}}]

    def test_a_zone_without_the_network_is_refused(self) -> None:
        with pytest.raises(
            Exception, match="zones us-east-1f: the network is not there; expected some of us-east-1a, "
        ):
            run(eks={"nodeGroups": {"main": {"zones": ["us-east-1f"]}}})

    def test_nodes_wait_for_what_makes_them_ready_and_the_others_wait_for_nodes(self, bare: Synthesis) -> None:
        group = bare.only(GROUP)
        addons = {made.inputs["addonName"]: made for made in bare.of_type(ADDON)}
        for name in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent"):
            assert addons[name].urn in group.depends_on, name
        for name in ("coredns", "metrics-server", "aws-ebs-csi-driver", "amazon-cloudwatch-observability"):
            assert group.urn in addons[name].depends_on, name

    def test_spot_for_what_may_be_lost(self, example: Synthesis) -> None:
        batch = example.only(GROUP, "shop-nodes-batch-group").inputs
        assert (batch["capacityType"], batch["scalingConfig"]["desiredSize"]) == ("SPOT", 0)
        assert batch["taints"] == [{"key": "workload", "value": "batch", "effect": "NO_SCHEDULE"}]

    def test_add_ons_follow_the_version_of_the_cluster(self, bare: Synthesis) -> None:
        asked = [call for token, call in bare.calls if token == "aws:eks/getAddonVersion:getAddonVersion"]
        assert {call["kubernetesVersion"] for call in asked} == {"1.36"}
        assert not any(call["mostRecent"] for call in asked)
        assert all(made.inputs["addonVersion"] == "v1.2.3-eksbuild.1" for made in bare.of_type(ADDON))

    def test_a_named_version_is_not_asked_for(self) -> None:
        result = run(
            eks={"addons": {"coredns": {"version": "v1.12.4-eksbuild.1", "configuration": {"replicaCount": 3}}}}
        )
        addon = next(made.inputs for made in result.of_type(ADDON) if made.inputs["addonName"] == "coredns")
        assert addon["addonVersion"] == "v1.12.4-eksbuild.1"
        assert json.loads(addon["configurationValues"]) == {"replicaCount": 3}

    def test_fargate_alone_has_no_nodes(self) -> None:
        result = run(eks={"compute": "fargate", "addons": {"aws-efs-csi-driver": {}}})
        assert not result.of_type(GROUP)
        (profile,) = result.of_type("FargateProfile")
        assert [one["namespace"] for one in profile.inputs["selectors"]] == ["default", "kube-system"]
        addons = {made.inputs["addonName"]: made.inputs for made in result.of_type(ADDON)}
        assert json.loads(addons["coredns"]["configurationValues"]) == {"computeType": "Fargate"}
        assert "podIdentityAssociations" not in addons["aws-efs-csi-driver"]
        assert addons["aws-efs-csi-driver"]["serviceAccountRoleArn"]
        made = result.named("shop-fargate-default-fargate")
        attached = {
            item.inputs["policyArn"].rpartition("/")[2]
            for item in result.of_type("RolePolicyAttachment")
            if item.inputs["role"] == profile.inputs["podExecutionRoleArn"].rpartition("/")[2]
        }
        assert attached == {"AmazonEKSFargatePodExecutionRolePolicy"}
        role = made.inputs["assumeRolePolicy"]
        source = f"arn:aws:eks:us-east-1:123456789012:fargateprofile/{result.only(CLUSTER).inputs['name']}/any/id"
        service = "eks-fargate-pods.amazonaws.com"
        assert takes(role, service, "sts:AssumeRole", {"aws:SourceArn": source})
        assert not takes(role, service, "sts:AssumeRole", {"aws:SourceArn": source.replace("shop", "other")})

    def test_auto_mode_is_switched_on_as_one(self) -> None:
        result = run(eks={"compute": "auto"})
        cluster = result.only(CLUSTER).inputs
        nodes, control = (result.named(f"shop-cluster-{key}") for key in ("nodes", "control"))
        assert cluster["computeConfig"]["nodeRoleArn"] == nodes.outputs["arn"]
        # Auto Mode tags the sessions in which it makes instances.
        assert takes(control.inputs["assumeRolePolicy"], "eks.amazonaws.com", "sts:TagSession", {})
        attached = {
            item.inputs["policyArn"].rpartition("/")[2]
            for item in result.of_type("RolePolicyAttachment")
            if item.inputs["role"] == control.outputs["name"]
        }
        assert len(attached) == 5
        assert {"AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSNetworkingPolicy"} <= attached
        assert cluster["computeConfig"]["enabled"] is True
        assert cluster["computeConfig"]["nodePools"] == ["general-purpose", "system"]
        assert cluster["storageConfig"]["blockStorage"]["enabled"] is True
        assert cluster["kubernetesNetworkConfig"]["elasticLoadBalancing"]["enabled"] is True

    def test_nodes_are_not_auto_mode(self, bare: Synthesis) -> None:
        cluster = bare.only(CLUSTER).inputs
        assert cluster["computeConfig"] == {"enabled": False}
        assert cluster["storageConfig"]["blockStorage"]["enabled"] is False
