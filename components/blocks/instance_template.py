"""The launch template of a group of instances: image, disk, network, metadata service, tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.settings.auto_scaling import Architecture, AutoScalingSettings

ROOT_DEVICE = "/dev/xvda"  # what Amazon Linux calls its root volume


@dataclass(frozen=True, kw_only=True)
class TemplateArgs:
    """What a launch template is built from."""

    settings: AutoScalingSettings
    security_group_id: pulumi.Input[str]
    instance_profile_arn: pulumi.Input[str]
    user_data: pulumi.Input[str]
    """In Base64."""
    tags: Mapping[str, str]
    """Tags of instances, volumes and network interfaces: the provider's default tags reach the template only."""
    burst_beyond_credits: bool
    """Whether burstable instances may go on, at a price, when their CPU credits are used up."""


def build_template(component: Component, args: TemplateArgs) -> aws.ec2.LaunchTemplate:
    """Create the launch template; every change of it becomes a new numbered version."""
    settings = args.settings
    return aws.ec2.LaunchTemplate(
        f"{component.name}-template",
        image_id=image(component, settings),
        instance_type=settings.instance_type,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=args.instance_profile_arn),
        key_name=settings.key_name,
        user_data=args.user_data,
        update_default_version=True,
        instance_initiated_shutdown_behavior="terminate",
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=settings.detailed_monitoring),
        credit_specification=_credits(args),
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",  # IMDSv2: a forged request cannot fetch the role's credentials
            http_put_response_hop_limit=1,  # and the answer does not leave the instance
        ),
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=ROOT_DEVICE,
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3", volume_size=settings.volume_gb, encrypted="true", delete_on_termination="true"
                ),
            )
        ],
        network_interfaces=[
            aws.ec2.LaunchTemplateNetworkInterfaceArgs(
                associate_public_ip_address="false",
                security_groups=[args.security_group_id],
                delete_on_termination="true",
            )
        ],
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=dict(args.tags))
            for kind in ("instance", "volume", "network-interface")
        ],
        opts=component.child(),
    )


def image_parameter(architecture: Architecture) -> str:
    """Return the Systems Manager parameter in which AWS keeps the id of the newest Amazon Linux 2023 image."""
    return f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"


def image(component: Component, settings: AutoScalingSettings) -> pulumi.Input[str]:
    """Return what the template says about the image: its id now, or where EC2 finds it at each launch.

    The id is the default although each release of an image then shows as a change: EC2 Auto Scaling refuses to
    roll back an instance refresh whose template names a parameter, and all instances of a group stay alike.
    """
    name = settings.image_parameter or image_parameter(settings.architecture)
    if settings.image_updates == "on-launch":
        return f"resolve:ssm:{name}"
    found = aws.ssm.get_parameter_output(name=name, opts=pulumi.InvokeOutputOptions(parent=component))
    return found.insecure_value  # `value` would make the image, and so the template, a secret


def _credits(args: TemplateArgs) -> aws.ec2.LaunchTemplateCreditSpecificationArgs | None:
    """Only burstable families know credits; EC2 refuses the choice for others."""
    if not all(kind.startswith("t") and kind[1].isdigit() for kind in args.settings.instance_types):
        return None
    mode = "unlimited" if args.burst_beyond_credits else "standard"
    return aws.ec2.LaunchTemplateCreditSpecificationArgs(cpu_credits=mode)
