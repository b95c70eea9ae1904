from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from components.settings.auto_scaling import AutoScalingSettings
from tests.components.blocks.stage import with_network
from tests.support.synth import Stage, Synthesis, synth_component

TAGS = {"Environment", "CostCenter", "Project", "Owner", "ManagedBy"}


def build(
    environment: str = "Production", *, balanced: bool = True, schedule: str | None = None, **settings: Any
) -> Synthesis:
    def program(stage: Stage) -> dict[str, Any]:
        from components.blocks.auto_scaling_service import AutoScalingService, AutoScalingServiceArgs
        from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs
        from components.blocks.load_balancer_targets import TargetArgs
        from components.iam import allow
        from components.settings.load_balancer import HealthCheckSettings, LoadBalancerSettings

        network, stack = with_network(stage)
        front, targets = None, {}
        if balanced:
            inner = LoadBalancerSettings.of(stage.environment, internal=True, waf={"enabled": False})
            front = LoadBalancer("front", LoadBalancerArgs(settings=inner, stack=stack, network=network), stage.opts)
            targets = {"app": front.target("app", TargetArgs(port=8080, health_check=HealthCheckSettings.of()))}
        args = AutoScalingServiceArgs(
            settings=AutoScalingSettings.of(stage.environment, **settings),
            stack=stack,
            network=network,
            load_balancer=front,
            target_groups=targets,
            statements=[allow(["s3:GetObject"], ["arn:aws:s3:::things/*"])],
            environment={"DATABASE_HOST": "db.internal"},
            destinations={"database": ("sg-0123456789abcdef0", 5432)},
            schedule=schedule,
        )
        service = AutoScalingService("web", args, stage.opts)
        return {
            "group": service.security_group_id,
            "alarms": {alarm.key: alarm.threshold for alarm in service.operations.alarms},
            "private": network.private_subnet_ids,
            "log": service.log_group_name,
        }

    return synth_component(program, environment)


def template(result: Synthesis) -> Any:
    return result.only("LaunchTemplate").inputs


def group(result: Synthesis) -> Any:
    return result.only("aws:autoscaling/group:Group").inputs


class TestTemplate:
    def test_hardened(self) -> None:
        inputs = template(build())
        assert inputs["metadataOptions"] == {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        }
        (disk,) = inputs["blockDeviceMappings"]
        assert disk["ebs"]["encrypted"] == "true"
        assert disk["ebs"]["volumeType"] == "gp3"
        (interface,) = inputs["networkInterfaces"]
        assert interface["associatePublicIpAddress"] == "false"
        assert "keyName" not in inputs
        assert inputs["monitoring"] == {"enabled": True}
        assert template(build("Development"))["monitoring"] == {"enabled": False}

    @pytest.mark.parametrize(("kind", "suffix"), [("m7g.medium", "arm64"), ("m7i.large", "x86_64")])
    def test_image_of_the_types_architecture(self, kind: str, suffix: str) -> None:
        result = build(instanceType=kind)
        (name,) = [arguments["name"] for token, arguments in result.calls if "getParameter" in token]
        assert name == f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{suffix}"
        assert template(result)["imageId"].startswith("ami-")
        assert not result.only("LaunchTemplate").secrets

    def test_image_at_launch_asks_nothing_now(self) -> None:
        result = build(imageUpdates="on-launch", imageParameter="/images/web")
        assert template(result)["imageId"] == "resolve:ssm:/images/web"
        assert not [token for token, _ in result.calls if "getParameter" in token]

    def test_all_that_an_instance_is_made_of_is_tagged(self) -> None:
        specifications = template(build(schedule="office-hours"))["tagSpecifications"]
        assert {item["resourceType"] for item in specifications} == {"instance", "volume", "network-interface"}
        for item in specifications:
            assert set(item["tags"]) == TAGS | {"Name", "Schedule"}
            assert item["tags"]["Schedule"] == "office-hours"

    def test_burst_credits_of_burstable_types_only(self) -> None:
        assert template(build("Development"))["creditSpecification"] == {"cpuCredits": "standard"}
        assert template(build("Production", instanceType="t4g.small"))["creditSpecification"] == {
            "cpuCredits": "unlimited"
        }
        assert "creditSpecification" not in template(build())

    def test_boot_tells_where_things_are(self) -> None:
        result = build()
        text = base64.b64decode(template(result)["userData"]).decode()
        assert 'DATABASE_HOST="db.internal"' in text
        assert 'PORT="8080"' in text
        assert "quoin-placeholder" in text
        assert result.exports["log"] in text

    def test_own_script_takes_the_placeholders_place(self) -> None:
        result = build(userData="#!/bin/sh\necho mine\n", shipLogs=False)
        text = base64.b64decode(template(result)["userData"]).decode()
        assert "echo mine" in text
        assert "placeholder" not in text
        assert "cloudwatch-agent" not in text


class TestGroup:
    def test_the_documents_group(self) -> None:
        result = build()
        inputs = group(result)
        assert (inputs["minSize"], inputs["maxSize"], inputs["desiredCapacity"]) == (2, 10, 4)
        assert inputs["healthCheckType"] == "ELB"
        assert inputs["healthCheckGracePeriod"] == 300
        assert sorted(inputs["vpcZoneIdentifiers"]) == sorted(result.exports["private"])
        (policy,) = result.of_type("aws:autoscaling/policy:Policy")
        assert policy.inputs["policyType"] == "TargetTrackingScaling"
        assert policy.inputs["targetTrackingConfiguration"] == {
            "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
            "targetValue": 70,
        }

    def test_every_tag_reaches_the_instances(self) -> None:
        tags = group(build())["tags"]
        assert {tag["key"] for tag in tags} == TAGS | {"Name"}
        assert all(tag["propagateAtLaunch"] is True for tag in tags)

    def test_instances_are_replaced_without_a_gap_and_rolled_back(self) -> None:
        inputs = group(build())
        preferences = inputs["instanceRefresh"]["preferences"]
        assert preferences["minHealthyPercentage"] == 100
        assert preferences["maxHealthyPercentage"] > 100
        assert preferences["autoRollback"] is True
        assert inputs["instanceMaintenancePolicy"] == {"minHealthyPercentage": 100, "maxHealthyPercentage": 120}
        assert inputs["launchTemplate"]["version"].isdigit()  # AWS rolls back numbered versions only

    def test_no_rollback_where_aws_refuses_it(self) -> None:
        preferences = group(build(imageUpdates="on-launch"))["instanceRefresh"]["preferences"]
        assert preferences["autoRollback"] is False
        assert preferences["skipMatching"] is False

    def test_spot(self) -> None:
        spot = {"onDemandBase": 2, "share": 70, "instanceTypes": ["m6g.medium", "c7g.medium"]}
        inputs = group(build(spot=spot))
        policy = inputs["mixedInstancesPolicy"]
        assert policy["instancesDistribution"] == {
            "onDemandBaseCapacity": 2,
            "onDemandPercentageAboveBaseCapacity": 30,
            "onDemandAllocationStrategy": "prioritized",
            "spotAllocationStrategy": "price-capacity-optimized",
        }
        kinds = [item["instanceType"] for item in policy["launchTemplate"]["overrides"]]
        assert kinds == ["m7g.medium", "m6g.medium", "c7g.medium"]
        assert inputs["capacityRebalance"] is True
        assert "launchTemplate" not in inputs

    def test_options(self) -> None:
        inputs = group(build(maxLifetimeDays=30, warmPool={"minSize": 2}))
        assert inputs["maxInstanceLifetime"] == 30 * 86_400
        assert inputs["warmPool"] == {"poolState": "Stopped", "minSize": 2}

    def test_scheduled_sizes_leave_what_they_do_not_name(self) -> None:
        sale = {"cron": "30 17 * * 5", "timeZone": "America/New_York", "minSize": 10}
        (action,) = build(scheduled={"sale": sale}).of_type("Schedule")
        assert action.name == "web-at-sale"
        assert action.inputs["recurrence"] == "30 17 * * 5"
        assert action.inputs["timeZone"] == "America/New_York"
        assert (action.inputs["minSize"], action.inputs["maxSize"], action.inputs["desiredCapacity"]) == (10, -1, -1)

    def test_requests_per_target(self) -> None:
        result = build(requestsPerTarget=1500)
        (policy,) = [made for made in result.of_type("aws:autoscaling/policy:Policy") if made.name != "web-cpu"]
        specification = policy.inputs["targetTrackingConfiguration"]["predefinedMetricSpecification"]
        balancer, target = result.only("LoadBalancer", "front-balancer"), result.only("TargetGroup")
        label = f"{balancer.outputs['arnSuffix']}/{target.outputs['arnSuffix']}"
        assert specification == {"predefinedMetricType": "ALBRequestCountPerTarget", "resourceLabel": label}

    def test_on_its_own_ec2_judges_health(self) -> None:
        inputs = group(build(balanced=False))
        assert inputs["healthCheckType"] == "EC2"
        assert not inputs.get("targetGroupArns")


class TestAccess:
    def rules(self, result: Synthesis, kind: str) -> dict[str, Any]:
        return {
            rule.name.removeprefix("web-access-"): rule.inputs
            for rule in result.of_type(kind)
            if rule.inputs["securityGroupId"] == result.exports["group"]
        }

    def test_only_the_load_balancer_comes_in(self) -> None:
        rules = self.rules(build(), "SecurityGroupIngressRule")
        assert set(rules) == {"from-load-balancer"}
        assert rules["from-load-balancer"]["fromPort"] == 8080

    def test_the_load_balancer_may_reach_it(self) -> None:
        result = build()
        found = [
            rule.inputs
            for rule in result.of_type("SecurityGroupEgressRule")
            if rule.inputs.get("referencedSecurityGroupId") == result.exports["group"]
        ]
        assert [rule["fromPort"] for rule in found] == [8080]

    def test_out_to_https_and_named_destinations(self) -> None:
        rules = self.rules(build(), "SecurityGroupEgressRule")
        assert {name: rule["fromPort"] for name, rule in rules.items()} == {"to-internet-443": 443, "to-database": 5432}

    def test_ssh_from_one_address_only_when_asked(self) -> None:
        rules = self.rules(build(keyName="ops", sshFrom="203.0.113.7/32"), "SecurityGroupIngressRule")
        assert rules["from-ssh"]["cidrIpv4"] == "203.0.113.7/32"
        assert rules["from-ssh"]["fromPort"] == 22


class TestRole:
    def policies(self, result: Synthesis) -> dict[str, list[dict[str, Any]]]:
        return {
            made.name.removeprefix("web-role-"): json.loads(made.inputs["policy"])["Statement"]
            for made in result.of_type("RolePolicy")
            if made.name.startswith("web-role-")
        }

    def test_session_manager_without_parameters(self) -> None:
        (statement,) = self.policies(build())["session"]
        assert "ssm:UpdateInstanceInformation" in statement["Action"]
        assert not [action for action in statement["Action"] if "GetParameter" in action]

    def test_logs_of_one_group(self) -> None:
        result = build()
        (statement,) = self.policies(result)["logs"]
        arn = result.named("web-log").outputs["arn"]
        assert statement["Resource"] == [arn, f"{arn}:*"]

    def test_the_applications_own(self) -> None:
        (statement,) = self.policies(build())["application"]
        assert statement["Action"] == ["s3:GetObject"]


class TestOperations:
    def test_alarms(self) -> None:
        assert build().exports["alarms"] == {"cpu": 90, "at-max-size": 10, "in-service": 2}

    def test_a_group_that_sleeps_is_not_missed(self) -> None:
        assert "in-service" not in build(schedule="office-hours").exports["alarms"]

    def test_a_group_of_fixed_size_is_always_at_its_limit(self) -> None:
        assert "at-max-size" not in build(minSize=3, maxSize=3).exports["alarms"]
