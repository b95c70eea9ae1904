"""Names that the program leaves out: chosen in Check as pulumi-aws does, `<resource name>-<7 hex digits>`."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from simulator import facts
from simulator.check.problem import Problem
from simulator.facts.overrides import LOWERCASE_NAMES
from simulator.schema.model import Resource
from simulator.wire import UNKNOWN, is_asset

PROPOSE, ENFORCE, DISABLE = 0, 1, 2

IDENTITY_PROPERTIES = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:s3/bucketV2:BucketV2": "bucket",
    "aws:s3/bucketObject:BucketObject": "key",
    "aws:s3/bucketObjectv2:BucketObjectv2": "key",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:docdb/cluster:Cluster": "clusterIdentifier",
    "aws:docdb/clusterInstance:ClusterInstance": "identifier",
    "aws:neptune/cluster:Cluster": "clusterIdentifier",
    "aws:neptune/clusterInstance:ClusterInstance": "identifier",
    "aws:elasticache/cluster:Cluster": "clusterId",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:opensearch/domain:Domain": "domainName",
    "aws:elasticsearch/domain:Domain": "domainName",
    "aws:ec2/keyPair:KeyPair": "keyName",
    "aws:eks/nodeGroup:NodeGroup": "nodeGroupName",
    "aws:eks/fargateProfile:FargateProfile": "fargateProfileName",
    "aws:mq/broker:Broker": "brokerName",
    "aws:msk/cluster:Cluster": "clusterName",
    "aws:msk/serverlessCluster:ServerlessCluster": "clusterName",
}
"""The property that names a resource, where that is not `name`: what Terraform requires and pulumi-aws does not."""


@dataclass(frozen=True)
class Autonaming:
    """What the engine's autonaming configuration says: a mode, and the name that it proposes or enforces."""

    mode: int
    proposed: str


def name_property(resource: Resource) -> str | None:
    """The optional text property that AWS takes as the resource's physical name; None when there is none."""
    name = IDENTITY_PROPERTIES.get(resource.token, "name")
    rule = resource.inputs.properties.get(name)
    if (
        rule is None
        or rule.required
        or rule.type.kind != "string"
        or "enum" in facts.of(resource.token).rules.get(name, {})
    ):
        return None
    return name


def hexadecimal(length: int, *parts: Any) -> str:
    """`length` hexadecimal digits that depend on the parts and on nothing else."""
    text = json.dumps(parts, sort_keys=True, default=repr)
    return hashlib.shake_256(text.encode()).hexdigest((length + 1) // 2)[:length]


def apply(
    resource: Resource, urn: str, inputs: dict[str, Any], olds: dict[str, Any], asked: Autonaming | None
) -> list[Problem]:
    """Fills in the name when the program left it out; notes it under `__defaults`, as pulumi-aws does.

    A name that was chosen before is kept. A replaced resource is checked without its old inputs and so gets a new name,
    because its inputs differ. Returns a problem when names must be given and this one is not.
    """
    name = name_property(resource)
    chosen: list[str] = []
    problem: list[Problem] = []
    if name and inputs.get(name) is None and inputs.get(f"{name}Prefix") is None:
        if olds.get(name) is not None and name in olds.get("__defaults", ()):
            inputs[name] = olds[name]
            chosen.append(name)
        elif asked and asked.mode == DISABLE:
            problem.append(Problem((name,), "autonaming is disabled for this resource: give it a name."))
        else:
            inputs[name] = _proposed(resource, urn, inputs, asked)
            chosen.append(name)
    inputs["__defaults"] = chosen
    return problem


def _proposed(resource: Resource, urn: str, inputs: dict[str, Any], asked: Autonaming | None) -> str:
    if asked and asked.proposed and asked.mode == ENFORCE:
        return asked.proposed
    logical = urn.rpartition("::")[2]
    suffix = ".fifo" if "true" in (str(inputs.get(flag)).lower() for flag in ("fifoQueue", "fifoTopic")) else ""
    text = asked.proposed if asked and asked.proposed else f"{logical}-{hexadecimal(7, urn, _stable(inputs))}"
    if resource.token in LOWERCASE_NAMES:
        text = text.lower()
    if resource.token == "aws:kms/alias:Alias":
        text = f"alias/{text}"
    return text + suffix


def _stable(value: Any) -> Any:
    """Inputs without what differs between preview and update, so that both choose the same name."""
    if isinstance(value, dict):
        if is_asset(value):
            return value.get("hash", "")
        return {key: _stable(item) for key, item in value.items() if _settled(item)}
    if isinstance(value, list):
        return [_stable(item) for item in value if _settled(item)]
    return value


def _settled(value: Any) -> bool:
    """False for unknowns and for texts that come from other resources (ids and ARNs), known only after creation."""
    if value is UNKNOWN:
        return False
    return not (isinstance(value, str) and re.match(r"^(arn:|[a-z]+-[0-9a-f]{8,17}$)", value))
