"""Image, instance type, container and cluster data sources."""

from __future__ import annotations

import base64
import re
from typing import Any

from simulator import regions
from simulator.check import instance_types
from simulator.invokes.question import Question
from simulator.lifecycle import Refused
from simulator.outputs.generic import STAMP

_IMAGE_PARAMETER = re.compile(r"^/aws/service/(ami-|canonical/|eks/|ecs/|bottlerocket/|debian/|suse/|freebsd/)")


def _parameter(question: Question) -> dict[str, Any]:
    name = question.text("name")
    if not name:
        raise Refused("a parameter is looked up by name.")
    return {
        "id": name,
        "name": name,
        "arn": question.arn("ssm", f"parameter/{name.lstrip('/')}", account=_owner(name)),
        "version": 1,
        "withDecryption": question.values.get("withDecryption", True),
        **_parameter_value(question, name),
    }


def _owner(name: str) -> str:
    return "" if name.startswith("/aws/service/") else regions.ACCOUNT


def _parameter_value(question: Question, name: str) -> dict[str, Any]:
    """An image id for AWS's public image parameters, a marked text for everything else."""
    if name.startswith("/aws/service/ami-amazon-linux-latest/") and not re.search(r"(arm64|x86_64)", name):
        raise Refused(f"{name} is no image parameter: its name ends in arm64 or x86_64.")
    if _IMAGE_PARAMETER.match(name) and not name.endswith(("/recommended", "/image_version", "/release_version")):
        value = f"ami-{question.digest()}"
    else:
        value = f"simulated-{question.digest(8)}"
    return {"type": "String", "value": value, "insecureValue": value}


def _image(question: Question) -> dict[str, Any]:
    if not question.values.get("owners"):
        raise Refused("getAmi needs owners: an image that anybody can publish is no base for a stack.")
    wanted = question.filters()
    architecture = (wanted.get("architecture") or ["arm64" if "arm64" in str(question.values) else "x86_64"])[0]
    identity = f"ami-{question.digest()}"
    name = str((wanted.get("name") or ["simulated"])[0]).replace("*", "2025.01")
    owner = question.values["owners"][0]
    return {
        "id": identity,
        "imageId": identity,
        "arn": question.arn("ec2", f"image/{identity}", account=""),
        "name": name,
        "architecture": architecture,
        "creationDate": STAMP,
        "description": name,
        "imageOwnerAlias": "amazon",
        "ownerId": owner if str(owner).isdigit() else "137112412989",
        "platformDetails": "Linux/UNIX",
        "state": "available",
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "public": True,
        "enaSupport": True,
        "imageType": "machine",
        "bootMode": "uefi",
        "imdsSupport": "v2.0",
        "blockDeviceMappings": [],
        "imageLocation": f"amazon/{name}",
        "rootSnapshotId": f"snap-{question.digest(17, 'root')}",
        "productCodes": [],
        "usageOperation": "RunInstances",
        "sriovNetSupport": "simple",
        "tags": {},
        "stateReason": {},
    }


def _instance_type(question: Question) -> dict[str, Any]:
    name = question.text("instanceType")
    if reason := instance_types.problem("aws:ec2/instance:Instance", name):
        raise Refused(reason)
    arm = bool(re.match(r"^(a1|t4g|[a-z]+\d+g)", name))
    return {
        "id": name,
        "instanceType": name,
        "supportedArchitectures": ["arm64" if arm else "x86_64"],
        "currentGeneration": True,
        "hypervisor": "nitro",
        "ebsEncryptionSupport": "supported",
        "supportedVirtualizationTypes": ["hvm"],
        "encryptionInTransitSupported": True,
        "bareMetal": ".metal" in name,
    }


def _offerings(question: Question) -> dict[str, Any]:
    types = question.filters().get("instance-type") or ["t4g.micro", "t4g.small", "m7g.large"]
    zones = [name for name, _ in regions.zones(question.region)]
    places = zones if question.text("locationType") == "availability-zone" else [question.region]
    kind = question.text("locationType") or "region"
    rows = [(name, place) for name in types for place in places]
    return {
        "instanceTypes": [name for name, _ in rows],
        "locations": [place for _, place in rows],
        "locationTypes": [kind for _ in rows],
    }


def _registry_token(question: Question) -> dict[str, Any]:
    host = f"{question.text('registryId') or regions.ACCOUNT}.dkr.ecr.{question.region}.{question.partition.dns_suffix}"
    token = base64.b64encode(b"AWS:simulated").decode()
    return {
        "id": question.region,
        "authorizationToken": token,
        "expiresAt": "2099-01-01T00:00:00Z",
        "userName": "AWS",
        "password": "simulated",
        "proxyEndpoint": f"https://{host}",
    }


def _image_of(question: Question) -> dict[str, Any]:
    digest = question.text("imageDigest") or f"sha256:{question.digest(64)}"
    registry = (
        f"{question.text('registryId') or regions.ACCOUNT}.dkr.ecr.{question.region}.{question.partition.dns_suffix}"
    )
    return {
        "id": digest,
        "imageDigest": digest,
        "imageTag": question.text("imageTag"),
        "imageSizeInBytes": 50_000_000,
        "imageTags": [question.text("imageTag") or "latest"],
        "imagePushedAt": 1735689600,
        "imageUri": f"{registry}/{question.text('repositoryName')}@{digest}",
    }


def _addon(question: Question) -> dict[str, Any]:
    return {"id": question.text("addonName"), "version": "v1.0.0-eksbuild.1"}


TABLE = {
    "aws:ssm/getParameter:getParameter": _parameter,
    "aws:ec2/getAmi:getAmi": _image,
    "aws:ec2/getInstanceType:getInstanceType": _instance_type,
    "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": _offerings,
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": _registry_token,
    "aws:ecr/getImage:getImage": _image_of,
    "aws:eks/getClusterAuth:getClusterAuth": lambda question: {
        "id": question.text("name"),
        "token": f"k8s-aws-v1.{question.digest(40)}",
    },
    "aws:eks/getAddonVersion:getAddonVersion": _addon,
}
