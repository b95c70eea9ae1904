"""Databases, keys, secrets, certificates; and data sources that look up a resource of a type that we can make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator import regions
from simulator.invokes.question import Question
from simulator.lifecycle import Refused, schema_of
from simulator.outputs import build
from simulator.outputs.context import Context
from simulator.outputs.generic import STAMP
from simulator.schema import model

ENGINES = {
    "postgres": ("17.4", "postgres17"),
    "mysql": ("8.4.5", "mysql8.4"),
    "mariadb": ("11.4.5", "mariadb11.4"),
    "aurora-postgresql": ("17.4", "aurora-postgresql17"),
    "aurora-mysql": ("8.0.mysql_aurora.3.08.2", "aurora-mysql8.0"),
}
"""Engine → (a current version, its parameter group family)."""

TWINS = {
    "aws:sqs/getQueue:getQueue": ("aws:sqs/queue:Queue", {}),
    "aws:sns/getTopic:getTopic": ("aws:sns/topic:Topic", {}),
    "aws:iam/getRole:getRole": ("aws:iam/role:Role", {}),
    "aws:ecr/getRepository:getRepository": ("aws:ecr/repository:Repository", {}),
    "aws:ecs/getCluster:getCluster": ("aws:ecs/cluster:Cluster", {"clusterName": "name"}),
    "aws:eks/getCluster:getCluster": ("aws:eks/cluster:Cluster", {}),
    "aws:s3/getBucket:getBucket": ("aws:s3/bucket:Bucket", {}),
    "aws:lb/getLoadBalancer:getLoadBalancer": ("aws:lb/loadBalancer:LoadBalancer", {}),
    "aws:lambda/getFunction:getFunction": ("aws:lambda/function:Function", {"functionName": "name"}),
    "aws:secretsmanager/getSecret:getSecret": ("aws:secretsmanager/secret:Secret", {}),
    "aws:wafv2/getIpSet:getIpSet": ("aws:wafv2/ipSet:IpSet", {}),
}
"""Data source → (the resource type that it looks up, arguments that the type names differently)."""


def _twin(token: str, names: dict[str, str]) -> Callable[[Question], dict[str, Any]]:
    def answer(question: Question) -> dict[str, Any]:
        inputs = {names.get(name, name): value for name, value in question.values.items() if name != "arn"}
        given = question.text("arn")
        if given and "name" not in inputs:
            inputs["name"] = given.rpartition("/")[2].rpartition(":")[2]
        urn = f"urn:pulumi:lookup::lookup::{token}::{question.digest()}"
        identity, out = build.create(Context(schema_of(token), inputs, urn, question.region))
        wanted = model.function_outputs(question.token)[1]
        found = {name: value for name, value in out.items() if name in wanted}
        if given:
            found["arn"] = given
        return {**found, "id": identity}

    return answer


def _engine(question: Question) -> dict[str, Any]:
    engine = question.text("engine")
    if engine not in ENGINES:
        raise Refused(f'the simulator knows no RDS engine "{engine}". Known: {", ".join(ENGINES)}.')
    current, family = ENGINES[engine]
    version = question.text("version") or current
    exports = {"postgres": ["postgresql", "upgrade"], "aurora-postgresql": ["postgresql"]}
    return {
        "id": version,
        "engine": engine,
        "version": version,
        "versionActual": version if "." in version else current,
        "parameterGroupFamily": family
        if version.startswith(current.split(".")[0])
        else f"{engine}{version.split('.')[0]}",
        "engineDescription": engine,
        "versionDescription": f"{engine} {version}",
        "status": "available",
        "exportableLogTypes": exports.get(engine, ["audit", "error", "general", "slowquery"]),
        "supportsReadReplica": True,
        "supportedModes": ["provisioned"],
        "supportedFeatureNames": [],
        "validUpgradeTargets": [],
        "validMajorTargets": [],
        "validMinorTargets": [],
        "supportedCharacterSets": [],
        "supportedTimezones": [],
        "supportsLogExportsToCloudwatch": True,
        "supportsGlobalDatabases": engine.startswith("aurora"),
        "supportsParallelQuery": False,
        "defaultCharacterSet": "",
    }


def _orderable(question: Question) -> dict[str, Any]:
    engine = question.text("engine")
    preferred = question.values.get("preferredInstanceClasses") or ["db.t4g.micro"]
    return {
        "id": question.text("instanceClass") or preferred[0],
        "engine": engine,
        "engineVersion": question.text("engineVersion") or ENGINES.get(engine, ("1", ""))[0],
        "instanceClass": question.text("instanceClass") or preferred[0],
        "availabilityZones": [name for name, _ in regions.zones(question.region)],
        "multiAzCapable": True,
        "storageType": question.text("storageType") or "gp3",
        "minStorageSize": 20,
        "maxStorageSize": 65536,
        "licenseModel": "general-public-license",
        "supportedNetworkTypes": ["IPV4", "DUAL"],
        "vpc": True,
    }


def _alias(question: Question) -> dict[str, Any]:
    name = question.text("name")
    if not name.startswith("alias/"):
        raise Refused(f'"{name}" is no key alias: it starts with "alias/".')
    key = question.digest(32, "key")
    uuid = f"{key[:8]}-{key[8:12]}-4{key[13:16]}-a{key[17:20]}-{key[20:]}"
    return {
        "id": name,
        "name": name,
        "arn": question.arn("kms", name),
        "targetKeyId": uuid,
        "targetKeyArn": question.arn("kms", f"key/{uuid}"),
    }


def _key(question: Question) -> dict[str, Any]:
    given = question.text("keyId")
    identity = given.rpartition("/")[2] if given.startswith("arn:") else given
    return {
        "id": identity,
        "keyId": given,
        "arn": given if given.startswith("arn:") else question.arn("kms", f"key/{identity}"),
        "awsAccountId": regions.ACCOUNT,
        "creationDate": STAMP,
        "enabled": True,
        "keyManager": "CUSTOMER",
        "keyState": "Enabled",
        "keyUsage": "ENCRYPT_DECRYPT",
        "keySpec": "SYMMETRIC_DEFAULT",
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "multiRegion": False,
        "origin": "AWS_KMS",
        "description": "",
        "multiRegionConfigurations": [],
        "xksKeyConfigurations": [],
    }


def _certificate(question: Question) -> dict[str, Any]:
    raw = question.digest(32)
    uuid = f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"
    arn = question.arn("acm", f"certificate/{uuid}")
    return {
        "id": arn,
        "arn": arn,
        "domain": question.text("domain"),
        "status": "ISSUED",
        "certificate": "",
        "certificateChain": "",
        "tags": {},
    }


def _secret_version(question: Question) -> dict[str, Any]:
    secret = question.text("secretId")
    arn = secret if secret.startswith("arn:") else question.arn("secretsmanager", f"secret:{secret}-AbCdEf")
    return {
        "id": f"{secret}|AWSCURRENT",
        "arn": arn,
        "secretArn": arn,
        "secretString": '{"simulated":"true"}',
        "secretBinary": "",
        "versionId": question.digest(32),
        "versionStage": "AWSCURRENT",
        "versionStages": ["AWSCURRENT"],
        "createdDate": STAMP,
    }


TABLE: dict[str, Callable[[Question], dict[str, Any]]] = {
    **{source: _twin(token, names) for source, (token, names) in TWINS.items()},
    "aws:rds/getEngineVersion:getEngineVersion": _engine,
    "aws:rds/getOrderableDbInstance:getOrderableDbInstance": _orderable,
    "aws:kms/getAlias:getAlias": _alias,
    "aws:kms/getKey:getKey": _key,
    "aws:acm/getCertificate:getCertificate": _certificate,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": lambda question: {
        "randomPassword": question.digest(int(question.values.get("passwordLength") or 32))
    },
}
