"""Databases, caches, buckets, keys and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, Made, Outputs, by_arn, named, uuid


def _bucket(made: Made) -> dict[str, Any]:
    name = made.physical("bucket")
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{made.region}.amazonaws.com",
        "hostedZoneId": "Z3AQBSTGFYJSTF",
    }


def _key(made: Made) -> dict[str, Any]:
    return {"id": uuid(made), "keyId": uuid(made), "arn": made.arn("kms", f"key/{uuid(made)}")}


def _database(made: Made) -> dict[str, Any]:
    name = made.physical("identifier")
    address = f"{name}.{made.digest[:12]}.{made.region}.rds.amazonaws.com"
    port = int(made.inputs.get("port") or 5432)
    secret = made.arn("secretsmanager", f"secret:rds!db-{uuid(made)}-AbCdEf")
    return {
        "id": name,
        "identifier": name,
        "resourceId": f"db-{made.digest[:26].upper()}",
        "arn": made.arn("rds", f"db:{name}"),
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "hostedZoneId": "Z2R2ITUGPM61AM",
        "masterUserSecrets": [{"kmsKeyId": "alias/aws/secretsmanager", "secretArn": secret, "secretStatus": "active"}],
    }


def _cluster(made: Made) -> dict[str, Any]:
    name = made.physical("clusterIdentifier")
    host = f"{made.digest[:12]}.{made.region}.rds.amazonaws.com"
    secret = made.arn("secretsmanager", f"secret:rds!cluster-{uuid(made)}-AbCdEf")
    return {
        "id": name,
        "clusterIdentifier": name,
        "clusterResourceId": f"cluster-{made.digest[:26].upper()}",
        "arn": made.arn("rds", f"cluster:{name}"),
        "endpoint": f"{name}.cluster-{host}",
        "readerEndpoint": f"{name}.cluster-ro-{host}",
        "port": int(made.inputs.get("port") or 5432),
        "hostedZoneId": "Z2R2ITUGPM61AM",
        "masterUserSecrets": [{"kmsKeyId": "alias/aws/secretsmanager", "secretArn": secret, "secretStatus": "active"}],
    }


def _global_cluster(made: Made) -> dict[str, Any]:
    name = made.physical("globalClusterIdentifier")
    return {
        "id": name,
        "globalClusterIdentifier": name,
        "arn": f"arn:aws:rds::{ACCOUNT}:global-cluster:{name}",
        "engineVersionActual": f"{made.inputs['engineVersion']}.4",
        "endpoint": f"{name}.global-{made.digest[:12]}.global.rds.amazonaws.com",
    }


def _table_replica(made: Made) -> dict[str, Any]:
    name = made.inputs["globalTableArn"].rpartition("/")[2]
    return {"id": f"{name}:{made.region}", "arn": made.arn("dynamodb", f"table/{name}")}


def _cluster_instance(made: Made) -> dict[str, Any]:
    name = made.physical("identifier")
    return {
        "id": name,
        "identifier": name,
        "arn": made.arn("rds", f"db:{name}"),
        "dbiResourceId": f"db-{made.digest[:26].upper()}",
    }


def _replication_group(made: Made) -> dict[str, Any]:
    name = made.physical("replicationGroupId")
    host = f"{made.digest[:6]}.use1.cache.amazonaws.com"
    return {
        "id": name,
        "replicationGroupId": name,
        "arn": made.arn("elasticache", f"replicationgroup:{name}"),
        "primaryEndpointAddress": f"master.{name}.{host}",
        "readerEndpointAddress": f"replica.{name}.{host}",
        "configurationEndpointAddress": f"clustercfg.{name}.{host}",
        "memberClusters": [f"{name}-{index + 1:03d}" for index in range(int(made.inputs.get("numCacheClusters") or 1))],
    }


def _serverless_cache(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    endpoint = {"address": f"{name}-{made.digest[:6]}.serverless.use1.cache.amazonaws.com", "port": 6379}
    return {
        "id": name,
        "name": name,
        "arn": made.arn("elasticache", f"serverlesscache:{name}"),
        "endpoints": [endpoint],
        "readerEndpoints": [{**endpoint, "port": 6380}],
    }


def _table(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    arn = made.arn("dynamodb", f"table/{name}")
    stream = {"streamArn": f"{arn}/stream/2026-01-01T00:00:00.000"} if made.inputs.get("streamEnabled") else {}
    return {"id": name, "name": name, "arn": arn, **stream}


RESOURCES: Mapping[str, Outputs] = {
    "aws:dynamodb/table:Table": _table,
    "aws:dynamodb/tableReplica:TableReplica": _table_replica,
    "aws:elasticache/parameterGroup:ParameterGroup": named("elasticache", "parametergroup", separator=":"),
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:elasticache/serverlessCache:ServerlessCache": _serverless_cache,
    "aws:elasticache/subnetGroup:SubnetGroup": named("elasticache", "subnetgroup", separator=":"),
    "aws:elasticache/user:User": named("elasticache", "user", "userId", ":"),
    "aws:elasticache/userGroup:UserGroup": named("elasticache", "usergroup", "userGroupId", ":"),
    "aws:kms/alias:Alias": named("kms", "", separator=""),
    "aws:kms/key:Key": _key,
    "aws:kms/replicaKey:ReplicaKey": _key,
    "aws:rds/cluster:Cluster": _cluster,
    "aws:rds/clusterInstance:ClusterInstance": _cluster_instance,
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": named("rds", "cluster-pg", separator=":"),
    "aws:rds/globalCluster:GlobalCluster": _global_cluster,
    "aws:rds/instance:Instance": _database,
    "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg", separator=":"),
    "aws:rds/proxy:Proxy": named(
        "rds", "db-proxy", separator=":", endpoint="{name}.proxy-{digest:.12}.{region}.rds.amazonaws.com"
    ),
    "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp", separator=":"),
    "aws:s3/bucket:Bucket": _bucket,
    "aws:secretsmanager/secret:Secret": by_arn("secretsmanager", "secret:{name}-AbCdEf"),
}
