"""Outputs that depend on other outputs, or that count up with each update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.naming import hexadecimal
from simulator.outputs import arns
from simulator.outputs.context import Context

Outputs = dict[str, Any]


def _managed_secret(context: Context, out: Outputs, olds: Outputs) -> None:
    """The master password that RDS keeps in Secrets Manager, once the program asks for it."""
    if context.inputs.get("manageMasterUserPassword") is not True:
        out["masterUserSecrets"] = []
        return
    if olds.get("masterUserSecrets"):
        out["masterUserSecrets"] = olds["masterUserSecrets"]
        return
    key = context.text("masterUserSecretKmsKeyId") or context.arn("kms", f"key/{context.uuid('default-key')}")
    six = "".join(chr(97 + int(digit, 16)) for digit in context.digits(6, "secret"))
    name = f"rds!{'cluster' if context.token.endswith(':Cluster') else 'db'}-{context.uuid('secret')}-{six}"
    out["masterUserSecrets"] = [
        {"kmsKeyId": key, "secretArn": context.arn("secretsmanager", f"secret:{name}"), "secretStatus": "active"}
    ]


def _next_version(context: Context, out: Outputs, olds: Outputs) -> None:
    """A launch template gets a version with every change."""
    out["latestVersion"] = int(olds.get("latestVersion") or 0) + 1
    out["defaultVersion"] = (
        out["latestVersion"] if context.inputs.get("updateDefaultVersion") else olds.get("defaultVersion", 1)
    )


def _function_version(context: Context, out: Outputs, olds: Outputs) -> None:
    """A function that publishes gets a version with every change."""
    if context.inputs.get("publish") is True:
        before = str(olds.get("version") or "0")
        out["version"] = str(int(before) + 1 if before.isdigit() else 1)
        out["qualifiedArn"] = f"{out['arn']}:{out['version']}"
        out["qualifiedInvokeArn"] = str(out["invokeArn"]).replace(out["arn"], out["qualifiedArn"])


def _task_revision(context: Context, out: Outputs, olds: Outputs) -> None:
    """A changed task definition is a new revision, so its ARN changes and the services that use it notice."""
    if olds.get("revision"):
        out["revision"] = olds["revision"]
    else:
        out["revision"] = 1 + int(hexadecimal(6, context.urn, context.inputs), 16) % 999
    bare = arns.of(context).rpartition(":")[0]
    out["arnWithoutRevision"], out["arn"] = bare, f"{bare}:{out['revision']}"


def _replication_group(context: Context, out: Outputs, olds: Outputs) -> None:
    """A sharded group has a configuration endpoint; another one has a primary and a reader endpoint."""
    del olds
    shards = context.inputs.get("numNodeGroups") or 1
    if context.inputs.get("clusterMode") == "enabled" or (isinstance(shards, int) and shards > 1):
        out["primaryEndpointAddress"] = out["readerEndpointAddress"] = ""
    else:
        out["configurationEndpointAddress"] = ""


def _api_domain(context: Context, out: Outputs, olds: Outputs) -> None:
    """The host of an API's own name, which DNS points at: inside the configuration that the program gives."""
    given = out.get("domainNameConfiguration")
    if not isinstance(given, dict):
        return
    host = f"d-{context.letters(10)}.execute-api.{context.region}.{context.partition.dns_suffix}"
    zone = f"Z{context.letters(13, context.region).upper()}"
    before = olds.get("domainNameConfiguration")
    kept = before if isinstance(before, dict) else {}
    made = {"targetDomainName": host, "hostedZoneId": zone, "ipAddressType": "ipv4"}
    out["domainNameConfiguration"] = {**made, **{key: kept[key] for key in made if key in kept}, **given}


SETTLERS: dict[str, Callable[[Context, Outputs, Outputs], None]] = {
    "aws:apigatewayv2/domainName:DomainName": _api_domain,
    "aws:rds/instance:Instance": _managed_secret,
    "aws:rds/cluster:Cluster": _managed_secret,
    "aws:ec2/launchTemplate:LaunchTemplate": _next_version,
    "aws:lambda/function:Function": _function_version,
    "aws:ecs/taskDefinition:TaskDefinition": _task_revision,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
}
"""Type → what it settles, in place, after all other outputs are there."""
