"""Corrections to the facts in the JSON files, each with its reason."""

from __future__ import annotations

REPLACED: dict[str, frozenset[str]] = {
    # The provider decides these while it plans, from values that a probe cannot have.
    "aws:ec2/vpc:Vpc": frozenset({"cidrBlock"}),
    "aws:route53/record:Record": frozenset({"name", "zoneId", "type", "setIdentifier"}),
    "aws:elasticache/replicationGroup:ReplicationGroup": frozenset({"transitEncryptionEnabled"}),
    "aws:ecs/service:Service": frozenset({"name", "cluster"}),
    "aws:lambda/permission:Permission": frozenset(
        {
            "action",
            "function",
            "principal",
            "qualifier",
            "sourceAccount",
            "sourceArn",
            "statementId",
            "eventSourceToken",
            "functionUrlAuthType",
            "principalOrgId",
        }
    ),
    # Types that are newer than the provider that was asked.
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": frozenset({"vectorBucketName", "encryptionConfigurations"}),
    "aws:s3/bucketAbac:BucketAbac": frozenset({"bucket"}),
}

NOT_REPLACED: dict[str, frozenset[str]] = {
    # Redis becomes Valkey in place; only the way back replaces, which the probe took.
    "aws:elasticache/replicationGroup:ReplicationGroup": frozenset({"engine"}),
    # Aurora changes its storage type in place; Multi-AZ clusters do not.
    "aws:rds/cluster:Cluster": frozenset({"storageType"}),
    # A launch template's new version is picked up in place.
    "aws:ec2/instance:Instance": frozenset(
        {"launchTemplate", "launchTemplate.id", "launchTemplate.name", "securityGroups"}
    ),
}

DEFAULTS: dict[str, dict[str, str | int | bool]] = {
    # The provider could not plan these without more inputs; the values are of its documentation.
    "aws:lambda/function:Function": {
        "memorySize": 128,
        "timeout": 3,
        "packageType": "Zip",
        "publish": False,
        "reservedConcurrentExecutions": -1,
        "skipDestroy": False,
    },
    "aws:dynamodb/table:Table": {"billingMode": "PROVISIONED"},
    "aws:kinesis/stream:Stream": {"retentionPeriod": 24, "encryptionType": "NONE", "enforceConsumerDeletion": False},
    **{
        f"aws:{module}/targetGroup:TargetGroup": {
            "deregistrationDelay": 300,
            "slowStart": 0,
            "targetType": "instance",
            "lambdaMultiValueHeadersEnabled": False,
            "proxyProtocolV2": False,
        }
        for module in ("lb", "alb")
    },
}
"""Values of properties that were left out, for types whose JSON entry has none."""

LOWERCASE_NAMES: frozenset[str] = frozenset(
    {
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketV2:BucketV2",
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:rds/parameterGroup:ParameterGroup",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "aws:rds/optionGroup:OptionGroup",
        "aws:docdb/cluster:Cluster",
        "aws:docdb/clusterInstance:ClusterInstance",
        "aws:docdb/subnetGroup:SubnetGroup",
        "aws:neptune/cluster:Cluster",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/subnetGroup:SubnetGroup",
        "aws:elasticache/parameterGroup:ParameterGroup",
        "aws:redshift/cluster:Cluster",
        "aws:redshift/subnetGroup:SubnetGroup",
        "aws:ecr/repository:Repository",
        "aws:opensearch/domain:Domain",
    }
)
"""Types whose generated names are lower-cased, because AWS lower-cases or refuses capitals."""
