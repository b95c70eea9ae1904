"""Ids that are another property of the same resource: names, ARNs, URLs, and pairs of those."""

from __future__ import annotations

from collections.abc import Callable

from simulator.outputs import arns
from simulator.outputs.arns import ARNS
from simulator.outputs.context import Context


def _of(*names: str, joined: str = "/") -> Callable[[Context], str]:
    """The id is these inputs, joined."""

    def identify(context: Context) -> str:
        return joined.join(context.text(name) or context.letters(8, name) for name in names)

    return identify


def _digits(prefix: str, length: int) -> Callable[[Context], str]:
    return lambda context: prefix + context.digits(length)


def _upper(prefix: str, length: int) -> Callable[[Context], str]:
    return lambda context: prefix + context.letters(length).upper()


def _below(parent: str, kind: str) -> Callable[[Context], str]:
    """The id is the parent's ARN, and this resource's place below it."""
    return lambda context: f"{context.text(parent)}/{kind}/{context.letters(10)}"


def queue_url(context: Context) -> str:
    """The URL of an SQS queue, which is its id."""
    name = context.text("name") or f"{context.text('namePrefix') or 'terraform-'}{context.decimal(26)}"
    return f"https://sqs.{context.region}.{context.partition.dns_suffix}/{context.account}/{name}"


def _log_group(context: Context) -> str:
    return context.text("name") or f"{context.text('namePrefix')}{context.decimal(26, 'prefix')}"


def _policy_attachment(context: Context) -> str:
    return f"{context.text('role', 'user', 'group')}-{context.decimal(26)}"


def _role_policy(context: Context) -> str:
    return f"{context.text('role', 'user', 'group')}:{context.text('name')}"


def _record(context: Context) -> str:
    parts = [context.text("zoneId"), context.text("name").rstrip("."), context.text("type")]
    if context.text("setIdentifier"):
        parts.append(context.text("setIdentifier"))
    return "_".join(parts)


def _target(context: Context) -> str:
    return f"{context.text('rule')}-{context.text('targetId') or 'terraform-' + context.decimal(26)}"


REFERENCES: dict[str, Callable[[Context], str]] = {
    **{token: build for token, build in ARNS.items() if token.split(":")[2] in ("Topic", "TopicPolicy")},
    "aws:sqs/queue:Queue": queue_url,
    "aws:sqs/queuePolicy:QueuePolicy": _of("queueUrl"),
    "aws:sns/topicPolicy:TopicPolicy": _of("arn"),
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:cloudwatch/eventTarget:EventTarget": _target,
    "aws:cloudwatch/dashboard:Dashboard": _of("dashboardName"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": lambda context: context.uuid(),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _policy_attachment,
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": _policy_attachment,
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": _policy_attachment,
    "aws:iam/rolePolicy:RolePolicy": _role_policy,
    "aws:iam/userPolicy:UserPolicy": _role_policy,
    "aws:kms/key:Key": lambda context: context.uuid(),
    "aws:route53/record:Record": _record,
    "aws:route53/zone:Zone": _upper("Z", 20),
    "aws:route53/healthCheck:HealthCheck": lambda context: context.uuid(),
    "aws:cloudfront/distribution:Distribution": _upper("E", 13),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _upper("E", 13),
    "aws:cloudfront/cachePolicy:CachePolicy": lambda context: context.uuid(),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": lambda context: context.uuid(),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": lambda context: context.uuid(),
    "aws:cloudfront/function:Function": _of("name"),
    "aws:apigateway/restApi:RestApi": lambda context: context.letters(10),
    "aws:apigateway/deployment:Deployment": lambda context: context.letters(6),
    "aws:apigateway/resource:Resource": lambda context: context.letters(6),
    "aws:apigateway/stage:Stage": lambda context: f"ags-{context.text('restApi')}-{context.text('stageName')}",
    "aws:apigatewayv2/api:Api": lambda context: context.letters(10),
    "aws:apigatewayv2/integration:Integration": lambda context: context.letters(7),
    "aws:apigatewayv2/route:Route": lambda context: context.letters(7),
    "aws:apigatewayv2/deployment:Deployment": lambda context: context.letters(6),
    "aws:apigatewayv2/authorizer:Authorizer": lambda context: context.letters(6),
    "aws:apigatewayv2/stage:Stage": _of("name"),
    "aws:lambda/permission:Permission": lambda context: (
        context.text("statementId") or f"terraform-{context.decimal(26)}"
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": lambda context: context.uuid(),
    "aws:s3/bucketObject:BucketObject": _of("key"),
    "aws:s3/bucketObjectv2:BucketObjectv2": lambda context: f"{context.text('bucket')}/{context.text('key')}",
    "aws:wafv2/webAcl:WebAcl": lambda context: context.uuid(),
    "aws:wafv2/webAclAssociation:WebAclAssociation": _of("webAclArn", "resourceArn", joined=","),
    "aws:acm/certificateValidation:CertificateValidation": lambda _: "2025-01-01 00:00:00 +0000 UTC",
    "aws:apigatewayv2/apiMapping:ApiMapping": lambda context: context.letters(6),
    "aws:apigatewayv2/domainName:DomainName": _of("domainName"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _of("name"),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": lambda context: f"cwlsf-{context.decimal(10)}",
    "aws:ec2/networkAclRule:NetworkAclRule": lambda context: f"nacl-{context.decimal(10)}",
    "aws:eks/nodeGroup:NodeGroup": _of("clusterName", "nodeGroupName", joined=":"),
    "aws:eks/addon:Addon": _of("clusterName", "addonName", joined=":"),
    "aws:fis/experimentTemplate:ExperimentTemplate": _upper("EXT", 15),
    "aws:globalaccelerator/listener:Listener": _below("acceleratorArn", "listener"),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": _below("listenerArn", "endpoint-group"),
    "aws:glue/catalogDatabase:CatalogDatabase": lambda context: f"{context.account}:{context.text('name')}",
    "aws:lb/listenerCertificate:ListenerCertificate": _of("listenerArn", "certificateArn", joined="_"),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": lambda context: (
        f"{context.text('targetGroupArn')}-{context.decimal(26)}"
    ),
    "aws:organizations/account:Account": lambda context: context.decimal(12),
    "aws:organizations/policyAttachment:PolicyAttachment": _of("targetId", "policyId", joined=":"),
    "aws:scheduler/schedule:Schedule": lambda context: (
        f"{context.text('groupName') or 'default'}/{context.text('name')}"
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": _of("secretId"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _of("resourceArn"),
    "aws:xray/group:Group": lambda context: context.arn(
        "xray", f"group/{context.text('groupName')}/{context.letters(26).upper()}"
    ),
    "aws:ecs/cluster:Cluster": arns.of,
    "aws:ecs/service:Service": arns.of,
    "aws:ecs/capacityProvider:CapacityProvider": arns.of,
    "aws:lambda/alias:Alias": arns.of,
    "aws:autoscaling/policy:Policy": _of("name"),
    "aws:autoscaling/schedule:Schedule": _of("scheduledActionName"),
    "aws:autoscaling/lifecycleHook:LifecycleHook": _of("name"),
    "aws:cloudwatch/eventRule:EventRule": _of("name"),
    "aws:ecs/taskDefinition:TaskDefinition": _of("family"),
    "aws:secretsmanager/secretVersion:SecretVersion": lambda context: (
        f"{context.text('secretId')}|terraform-{context.decimal(26)}"
    ),
    "aws:appautoscaling/target:Target": lambda context: "/".join(
        [context.text("serviceNamespace"), context.text("resourceId"), context.text("scalableDimension")]
    ),
    "aws:appautoscaling/policy:Policy": _of("name"),
    "aws:autoscaling/attachment:Attachment": lambda context: (
        f"{context.text('autoscalingGroupName')}-{context.decimal(26)}"
    ),
    "aws:backup/selection:Selection": lambda context: context.uuid(),
    "aws:backup/plan:Plan": lambda context: context.uuid(),
    "aws:budgets/budget:Budget": lambda context: f"{context.account}:{context.text('name')}",
    "aws:ec2/route:Route": lambda context: "r-" + context.text("routeTableId") + context.decimal(10),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _digits("a-", 8),
    "aws:cognito/userPool:UserPool": lambda context: f"{context.region}_{context.letters(9)}",
    "aws:cognito/userPoolClient:UserPoolClient": lambda context: context.letters(26),
    "aws:organizations/policy:Policy": lambda context: f"p-{context.letters(8)}",
    "aws:organizations/organization:Organization": lambda context: f"o-{context.letters(10)}",
    "aws:organizations/organizationalUnit:OrganizationalUnit": lambda context: (
        f"ou-{context.letters(4)}-{context.letters(8)}"
    ),
    "aws:ssm/parameter:Parameter": _of("name"),
    "aws:ssm/association:Association": lambda context: context.uuid(),
    "aws:ec2/volumeAttachment:VolumeAttachment": _digits("vai-", 10),
}
"""Type → how its id follows from its inputs. What is not here follows the documentation's example."""
