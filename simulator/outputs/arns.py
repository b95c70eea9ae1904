"""ARNs per type, where they do not follow the rule `arn:<partition>:<module>:<region>:<account>:<type>/<id>`."""

from __future__ import annotations

from collections.abc import Callable

from simulator.outputs.context import Context


def _plain(service: str, form: str, *, regional: bool = True, owned: bool = True) -> Callable[[Context], str]:
    """An ARN with `{name}`, `{id}`, `{hex}` (16 digits) and `{uuid}` filled in."""

    def build(context: Context) -> str:
        from simulator.outputs.ids import named  # noqa: PLC0415  # ids uses this table

        resource = form.format(
            name=named(context) or context.id,
            id=context.id,
            hex=context.digits(16, "arn"),
            uuid=context.uuid("arn"),
            six="".join(chr(97 + int(d, 16)) for d in context.digits(6, "six")),
            path=context.text("path") or "/",
        )
        return context.arn(service, resource, regional=regional, owned=owned)

    return build


def _balancer(context: Context) -> str:
    kind = {"network": "net", "gateway": "gwy"}.get(context.text("loadBalancerType"), "app")
    return _plain("elasticloadbalancing", f"loadbalancer/{kind}/{{name}}/{{hex}}")(context)


def _under(parent: str, old: str, new: str) -> Callable[[Context], str]:
    """An ARN made of the parent's: `loadbalancer/…` becomes `listener/…/<hex>`."""

    def build(context: Context) -> str:
        return context.text(parent).replace(old, new, 1) + "/" + context.digits(16, "arn")

    return build


def _service(context: Context) -> str:
    cluster = context.text("cluster").rpartition("/")[2] or "default"
    return context.arn("ecs", f"service/{cluster}/{context.text('name')}")


def _alias(context: Context) -> str:
    function = context.text("functionName").rpartition(":")[2]
    return context.arn("lambda", f"function:{function}:{context.text('name')}")


def _subscription(context: Context) -> str:
    return f"{context.text('topic')}:{context.uuid('arn')}"


def _certificate_authority(context: Context) -> str:
    return context.arn("acm-pca", f"certificate-authority/{context.uuid('arn')}")


def _web_acl(context: Context) -> str:
    scope = "global" if context.text("scope") == "CLOUDFRONT" else "regional"
    return context.arn("wafv2", f"{scope}/webacl/{context.text('name')}/{context.id}")


def _parameter(context: Context) -> str:
    return context.arn("ssm", f"parameter/{context.text('name').lstrip('/')}")


_TABLE: dict[str, tuple[str, str] | tuple[str, str, str]] = {
    "acm/certificate:Certificate": ("acm", "certificate/{uuid}"),
    "lb/targetGroup:TargetGroup": ("elasticloadbalancing", "targetgroup/{name}/{hex}"),
    "alb/targetGroup:TargetGroup": ("elasticloadbalancing", "targetgroup/{name}/{hex}"),
    "autoscaling/group:Group": ("autoscaling", "autoScalingGroup:{uuid}:autoScalingGroupName/{name}"),
    "autoscaling/policy:Policy": ("autoscaling", "scalingPolicy:{uuid}:policyName/{name}"),
    "rds/instance:Instance": ("rds", "db:{name}"),
    "rds/cluster:Cluster": ("rds", "cluster:{name}"),
    "rds/clusterInstance:ClusterInstance": ("rds", "db:{name}"),
    "rds/subnetGroup:SubnetGroup": ("rds", "subgrp:{name}"),
    "rds/parameterGroup:ParameterGroup": ("rds", "pg:{name}"),
    "rds/clusterParameterGroup:ClusterParameterGroup": ("rds", "cluster-pg:{name}"),
    "rds/optionGroup:OptionGroup": ("rds", "og:{name}"),
    "rds/proxy:Proxy": ("rds", "db-proxy:prx-{hex}"),
    "rds/globalCluster:GlobalCluster": ("rds", "global-cluster:{id}", "global"),
    "elasticache/replicationGroup:ReplicationGroup": ("elasticache", "replicationgroup:{id}"),
    "elasticache/cluster:Cluster": ("elasticache", "cluster:{id}"),
    "elasticache/subnetGroup:SubnetGroup": ("elasticache", "subnetgroup:{name}"),
    "elasticache/parameterGroup:ParameterGroup": ("elasticache", "parametergroup:{name}"),
    "elasticache/serverlessCache:ServerlessCache": ("elasticache", "serverlesscache:{name}"),
    "elasticache/user:User": ("elasticache", "user:{id}"),
    "elasticache/userGroup:UserGroup": ("elasticache", "usergroup:{id}"),
    "dynamodb/table:Table": ("dynamodb", "table/{name}"),
    "sqs/queue:Queue": ("sqs", "{name}"),
    "sns/topic:Topic": ("sns", "{name}"),
    "kinesis/stream:Stream": ("kinesis", "stream/{name}"),
    "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ("firehose", "deliverystream/{name}"),
    "lambda/function:Function": ("lambda", "function:{name}"),
    "lambda/eventSourceMapping:EventSourceMapping": ("lambda", "event-source-mapping:{id}"),
    "lambda/codeSigningConfig:CodeSigningConfig": ("lambda", "code-signing-config:csc-{hex}0"),
    "cloudwatch/logGroup:LogGroup": ("logs", "log-group:{name}"),
    "cloudwatch/logDestination:LogDestination": ("logs", "destination:{name}"),
    "cloudwatch/queryDefinition:QueryDefinition": ("logs", "query-definition:{id}"),
    "cloudwatch/metricAlarm:MetricAlarm": ("cloudwatch", "alarm:{name}"),
    "cloudwatch/compositeAlarm:CompositeAlarm": ("cloudwatch", "alarm:{id}"),
    "cloudwatch/dashboard:Dashboard": ("cloudwatch", "dashboard/{id}", "global"),
    "cloudwatch/eventRule:EventRule": ("events", "rule/{name}"),
    "cloudwatch/eventBus:EventBus": ("events", "event-bus/{name}"),
    "cloudwatch/eventArchive:EventArchive": ("events", "archive/{name}"),
    "cloudwatch/eventConnection:EventConnection": ("events", "connection/{name}/{uuid}"),
    "cloudwatch/eventApiDestination:EventApiDestination": ("events", "api-destination/{name}/{uuid}"),
    "scheduler/schedule:Schedule": ("scheduler", "schedule/default/{name}"),
    "scheduler/scheduleGroup:ScheduleGroup": ("scheduler", "schedule-group/{name}"),
    "sfn/stateMachine:StateMachine": ("states", "stateMachine:{name}"),
    "sfn/activity:Activity": ("states", "activity:{name}"),
    "ecs/cluster:Cluster": ("ecs", "cluster/{name}"),
    "ecs/capacityProvider:CapacityProvider": ("ecs", "capacity-provider/{name}"),
    "lambda/layerVersion:LayerVersion": ("lambda", "layer:{name}"),
    "ecs/taskDefinition:TaskDefinition": ("ecs", "task-definition/{id}:1"),
    "ecr/repository:Repository": ("ecr", "repository/{name}"),
    "eks/cluster:Cluster": ("eks", "cluster/{name}"),
    "kms/key:Key": ("kms", "key/{id}"),
    "kms/replicaKey:ReplicaKey": ("kms", "key/{id}"),
    "kms/alias:Alias": ("kms", "{name}"),
    "secretsmanager/secret:Secret": ("secretsmanager", "secret:{name}-{six}"),
    "efs/fileSystem:FileSystem": ("elasticfilesystem", "file-system/{id}"),
    "efs/accessPoint:AccessPoint": ("elasticfilesystem", "access-point/{id}"),
    "opensearch/domain:Domain": ("es", "domain/{id}"),
    "redshift/cluster:Cluster": ("redshift", "cluster:{id}"),
    "redshiftserverless/workgroup:Workgroup": ("redshift-serverless", "workgroup/{uuid}"),
    "redshiftserverless/namespace:Namespace": ("redshift-serverless", "namespace/{uuid}"),
    "glue/job:Job": ("glue", "job/{name}"),
    "glue/crawler:Crawler": ("glue", "crawler/{name}"),
    "glue/catalogDatabase:CatalogDatabase": ("glue", "database/{name}"),
    "athena/workgroup:Workgroup": ("athena", "workgroup/{name}"),
    "msk/cluster:Cluster": ("kafka", "cluster/{name}/{uuid}-1"),
    "mq/broker:Broker": ("mq", "broker:{name}:{id}"),
    "codebuild/project:Project": ("codebuild", "project/{name}"),
    "codepipeline/pipeline:Pipeline": ("codepipeline", "{name}"),
    "cloudtrail/trail:Trail": ("cloudtrail", "trail/{name}"),
    "guardduty/detector:Detector": ("guardduty", "detector/{id}"),
    "cognito/userPool:UserPool": ("cognito-idp", "userpool/{id}"),
    "servicediscovery/privateDnsNamespace:PrivateDnsNamespace": ("servicediscovery", "namespace/{id}"),
    "servicediscovery/httpNamespace:HttpNamespace": ("servicediscovery", "namespace/{id}"),
    "servicediscovery/service:Service": ("servicediscovery", "service/{id}"),
    "backup/vault:Vault": ("backup", "backup-vault:{name}"),
    "backup/plan:Plan": ("backup", "backup-plan:{id}"),
    "ssm/document:Document": ("ssm", "document/{name}"),
    "ssm/association:Association": ("ssm", "association/{id}"),
    "fis/experimentTemplate:ExperimentTemplate": ("fis", "experiment-template/{id}"),
    "cfg/rule:Rule": ("config", "config-rule/config-rule-{six}"),
    "resourcegroups/group:Group": ("resource-groups", "group/{name}"),
    "bcmdata/export:Export": ("bcm-data-exports", "export/{name}-{uuid}"),
    "iam/role:Role": ("iam", "role{path}{name}", "global"),
    "iam/user:User": ("iam", "user{path}{name}", "global"),
    "iam/group:Group": ("iam", "group{path}{name}", "global"),
    "iam/policy:Policy": ("iam", "policy{path}{name}", "global"),
    "iam/instanceProfile:InstanceProfile": ("iam", "instance-profile{path}{name}", "global"),
    "iam/serviceLinkedRole:ServiceLinkedRole": ("iam", "role/aws-service-role/{name}", "global"),
    "cloudfront/distribution:Distribution": ("cloudfront", "distribution/{id}", "global"),
    "cloudfront/originAccessControl:OriginAccessControl": ("cloudfront", "origin-access-control/{id}", "global"),
    "cloudfront/function:Function": ("cloudfront", "function/{name}", "global"),
    "cloudfront/cachePolicy:CachePolicy": ("cloudfront", "cache-policy/{id}", "global"),
    "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ("cloudfront", "response-headers-policy/{id}", "global"),
    "cloudfront/originRequestPolicy:OriginRequestPolicy": ("cloudfront", "origin-request-policy/{id}", "global"),
    "route53/healthCheck:HealthCheck": ("route53", "healthcheck/{id}", "anonymous"),
    "route53/zone:Zone": ("route53", "hostedzone/{id}", "anonymous"),
    "s3/bucket:Bucket": ("s3", "{name}", "anonymous"),
    "s3/bucketV2:BucketV2": ("s3", "{name}", "anonymous"),
    "apigateway/restApi:RestApi": ("apigateway", "/restapis/{id}", "unowned"),
    "apigatewayv2/api:Api": ("apigateway", "/apis/{id}", "unowned"),
    "budgets/budget:Budget": ("budgets", "budget/{name}", "global"),
    "costexplorer/anomalyMonitor:AnomalyMonitor": ("ce", "anomalymonitor/{uuid}", "global"),
    "costexplorer/anomalySubscription:AnomalySubscription": ("ce", "anomalysubscription/{uuid}", "global"),
    "costexplorer/costCategory:CostCategory": ("ce", "costcategory/{uuid}", "global"),
    "globalaccelerator/accelerator:Accelerator": ("globalaccelerator", "accelerator/{uuid}", "global"),
    "organizations/policy:Policy": ("organizations", "policy/o-exampleorg1/service_control_policy/{id}", "global"),
    "organizations/organization:Organization": ("organizations", "organization/{id}", "global"),
}


def _row(service: str, form: str, scope: str = "regional") -> Callable[[Context], str]:
    return _plain(service, form, regional=scope in ("regional", "unowned"), owned=scope in ("regional", "global"))


ARNS: dict[str, Callable[[Context], str]] = {
    **{f"aws:{leaf}": _row(*row) for leaf, row in _TABLE.items()},
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:alb/loadBalancer:LoadBalancer": _balancer,
    "aws:lb/listener:Listener": _under("loadBalancerArn", ":loadbalancer/", ":listener/"),
    "aws:alb/listener:Listener": _under("loadBalancerArn", ":loadbalancer/", ":listener/"),
    "aws:lb/listenerRule:ListenerRule": _under("listenerArn", ":listener/", ":listener-rule/"),
    "aws:alb/listenerRule:ListenerRule": _under("listenerArn", ":listener/", ":listener-rule/"),
    "aws:ecs/service:Service": _service,
    "aws:lambda/alias:Alias": _alias,
    "aws:sns/topicSubscription:TopicSubscription": _subscription,
    "aws:wafv2/webAcl:WebAcl": _web_acl,
    "aws:ssm/parameter:Parameter": _parameter,
    "aws:acmpca/certificateAuthority:CertificateAuthority": _certificate_authority,
}
"""Token → its ARN."""

SERVICES = {
    "alb": "elasticloadbalancing",
    "lb": "elasticloadbalancing",
    "elb": "elasticloadbalancing",
    "cfg": "config",
    "sfn": "states",
    "ebs": "ec2",
    "vpc": "ec2",
    "ec2transitgateway": "ec2",
    "ec2clientvpn": "ec2",
    "opensearch": "es",
    "elasticsearch": "es",
    "msk": "kafka",
    "mwaa": "airflow",
    "costexplorer": "ce",
    "efs": "elasticfilesystem",
    "apigatewayv2": "apigateway",
    "docdb": "rds",
    "neptune": "rds",
    "directoryservice": "ds",
    "cognito": "cognito-idp",
    "amp": "aps",
    "ecrpublic": "ecr-public",
    "kinesisanalyticsv2": "kinesisanalytics",
    "bcmdata": "bcm-data-exports",
    "appautoscaling": "application-autoscaling",
    "serverlessrepository": "serverlessrepo",
    "resourcegroups": "resource-groups",
    "timestreamwrite": "timestream",
    "vpclattice": "vpc-lattice",
    "redshiftserverless": "redshift-serverless",
    "rolesanywhere": "rolesanywhere",
    "networkfirewall": "network-firewall",
    "acmpca": "acm-pca",
}
"""pulumi-aws module → service name in ARNs, where they differ."""

GLOBAL = frozenset(
    {"iam", "cloudfront", "route53", "organizations", "globalaccelerator", "budgets", "ce", "shield", "waf"}
)
"""Services whose ARNs carry no region."""


def of(context: Context) -> str:
    """The ARN of a resource."""
    if context.id.startswith("arn:"):
        return context.id
    if context.token in ARNS:
        return ARNS[context.token](context)
    kind = context.token.split(":")[1].split("/")[-1]
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind)
    service = SERVICES.get(context.module, context.module)
    return context.arn(service, f"{words}/{context.id.rpartition('/')[2]}", regional=service not in GLOBAL)
