"""What AWS takes as a name, for the types whose rule is not in the JSON facts: length, characters, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A rule for a name: fewest and most characters, the characters, and the rule in words."""

    low: int
    high: int
    pattern: str
    words: str

    def problem(self, value: str) -> str | None:
        """Why AWS refuses the name; None when it takes it."""
        if not self.low <= len(value) <= self.high:
            return f'"{value}" has {len(value)} characters. Allowed: {self.low} to {self.high}.'
        if not re.fullmatch(self.pattern, value):
            return f'"{value}" has a form that AWS refuses. Allowed: {self.words}.'
        return None


_ALB = Name(
    1,
    32,
    r"(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?",
    'letters, digits and hyphens; no hyphen at either end; not "internal-" in front',
)
_RDS = Name(
    1,
    63,
    r"[a-z](?!.*--)[a-z0-9-]*(?<!-)",
    "lower-case letters, digits, single hyphens; a letter first; no hyphen last",
)
_CACHE = Name(
    1,
    40,
    r"[a-z](?!.*--)[a-z0-9-]*(?<!-)",
    "lower-case letters, digits, single hyphens; a letter first; no hyphen last",
)
_BUCKET = Name(
    3,
    63,
    r"(?!xn--|sthree-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]*[a-z0-9](?<!-s3alias)",
    "lower-case letters, digits, dots and hyphens; a letter or digit at both ends",
)
_IAM = Name(1, 64, r"[\w+=,.@-]+", "letters, digits and _ + = , . @ -")
_LOOSE = "letters, digits, hyphens and underscores"

NAMES: dict[tuple[str, str], Name] = {
    ("aws:lb/loadBalancer:LoadBalancer", "name"): _ALB,
    ("aws:alb/loadBalancer:LoadBalancer", "name"): _ALB,
    ("aws:lb/targetGroup:TargetGroup", "name"): _ALB,
    ("aws:alb/targetGroup:TargetGroup", "name"): _ALB,
    ("aws:rds/instance:Instance", "identifier"): _RDS,
    ("aws:rds/cluster:Cluster", "clusterIdentifier"): _RDS,
    ("aws:rds/clusterInstance:ClusterInstance", "identifier"): _RDS,
    ("aws:rds/globalCluster:GlobalCluster", "globalClusterIdentifier"): _RDS,
    ("aws:rds/subnetGroup:SubnetGroup", "name"): Name(
        1, 255, r"[a-z0-9 ._-]+", "lower-case letters, digits and space . _ -"
    ),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId"): _CACHE,
    ("aws:elasticache/cluster:Cluster", "clusterId"): Name(1, 50, _CACHE.pattern, _CACHE.words),
    ("aws:s3/bucket:Bucket", "bucket"): _BUCKET,
    ("aws:s3/bucketV2:BucketV2", "bucket"): _BUCKET,
    ("aws:iam/role:Role", "name"): _IAM,
    ("aws:iam/user:User", "name"): _IAM,
    ("aws:iam/policy:Policy", "name"): Name(1, 128, _IAM.pattern, _IAM.words),
    ("aws:iam/rolePolicy:RolePolicy", "name"): Name(1, 128, _IAM.pattern, _IAM.words),
    ("aws:iam/instanceProfile:InstanceProfile", "name"): Name(1, 128, _IAM.pattern, _IAM.words),
    ("aws:ec2/securityGroup:SecurityGroup", "name"): Name(
        1,
        255,
        r"(?!sg-)[\w .:/()#,@\[\]+=&;{}!$*-]+",
        'letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*; not "sg-" in front',
    ),
    ("aws:ec2/securityGroup:SecurityGroup", "description"): Name(
        1, 255, r"[\w .:/()#,@\[\]+=&;{}!$*-]*", "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"
    ),
    ("aws:lambda/function:Function", "name"): Name(1, 64, r"[\w-]+", _LOOSE),
    ("aws:cloudwatch/logGroup:LogGroup", "name"): Name(1, 512, r"[\w./#-]+", "letters, digits and _ - / . #"),
    ("aws:cloudwatch/eventRule:EventRule", "name"): Name(1, 64, r"[\w.-]+", "letters, digits and . - _"),
    ("aws:cloudwatch/eventBus:EventBus", "name"): Name(1, 256, r"[\w./-]+", "letters, digits and . - _ /"),
    ("aws:cloudwatch/dashboard:Dashboard", "dashboardName"): Name(1, 255, r"[\w-]+", _LOOSE),
    ("aws:dynamodb/table:Table", "name"): Name(3, 255, r"[\w.-]+", "letters, digits and _ . -"),
    ("aws:kinesis/stream:Stream", "name"): Name(1, 128, r"[\w.-]+", "letters, digits and _ . -"),
    ("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "name"): Name(
        1, 64, r"[\w.-]+", "letters, digits and _ . -"
    ),
    ("aws:sqs/queue:Queue", "name"): Name(
        1, 80, r"[\w-]+(\.fifo)?", "letters, digits, hyphens and underscores, and .fifo last for FIFO"
    ),
    ("aws:sns/topic:Topic", "name"): Name(
        1, 256, r"[\w-]+(\.fifo)?", "letters, digits, hyphens and underscores, and .fifo last for FIFO"
    ),
    ("aws:ecs/cluster:Cluster", "name"): Name(1, 255, r"[\w-]+", _LOOSE),
    ("aws:ecs/service:Service", "name"): Name(1, 255, r"[\w-]+", _LOOSE),
    ("aws:ecs/taskDefinition:TaskDefinition", "family"): Name(1, 255, r"[\w-]+", _LOOSE),
    ("aws:ecr/repository:Repository", "name"): Name(
        2, 256, r"[a-z0-9]+([._/-]+[a-z0-9]+)*", "lower-case letters, digits and . _ / -"
    ),
    ("aws:eks/cluster:Cluster", "name"): Name(1, 100, r"[a-zA-Z0-9][\w-]*", _LOOSE + "; a letter or digit first"),
    ("aws:sfn/stateMachine:StateMachine", "name"): Name(1, 80, r"[\w-]+", _LOOSE),
    ("aws:kms/alias:Alias", "name"): Name(
        1, 256, r"alias/(?!aws/)[\w/-]+", 'alias/<letters, digits, / _ ->, not "alias/aws/"'
    ),
    ("aws:secretsmanager/secret:Secret", "name"): Name(1, 512, r"[\w/+=.@-]+", "letters, digits and / _ + = . @ -"),
    ("aws:ssm/parameter:Parameter", "name"): Name(
        1, 1011, r"(?!aws|ssm)[\w./-]+", 'letters, digits and . - _ /; not "aws" or "ssm" in front'
    ),
    ("aws:wafv2/webAcl:WebAcl", "name"): Name(1, 128, r"[\w-]+", _LOOSE),
    ("aws:scheduler/schedule:Schedule", "name"): Name(1, 64, r"[\w.-]+", "letters, digits and _ . -"),
    ("aws:opensearch/domain:Domain", "domainName"): Name(
        3, 28, r"[a-z][a-z0-9-]+", "lower-case letters, digits, hyphens; a letter first"
    ),
}
"""(type, property) → rule, from the services' API references."""
