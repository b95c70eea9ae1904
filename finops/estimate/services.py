"""Which service category of FOCUS 1.2 a service belongs to."""

from __future__ import annotations

from collections.abc import Mapping

_BY_CATEGORY: Mapping[str, str] = {
    "Compute": "AmazonEC2 AWSLambda AmazonECS AmazonEKS ElasticMapReduce",
    "Storage": "AmazonS3 AmazonEFS AWSBackup",
    "Databases": "AmazonRDS AmazonDynamoDB AmazonElastiCache AmazonDocDB AmazonRedshift AmazonNeptune",
    "Networking": (
        "AmazonVPC AWSELB AmazonCloudFront AmazonRoute53 AWSDataTransfer AWSDirectConnect AWSGlobalAccelerator "
        "AWSNetworkFirewall AmazonApiGateway"
    ),
    "Security": "awskms awswaf AWSSecretsManager AWSShield ACM",
    "Identity": "AWSDirectoryService AmazonCognito",
    "Analytics": "AmazonAthena AWSGlue AmazonKinesis AmazonKinesisFirehose AmazonKinesisAnalytics AmazonES "
    "AmazonQuickSight",
    "Integration": "AmazonSNS AWSQueueService AWSEvents AmazonStates AmazonMQ AmazonMSK AmazonMWAA",
    "AI and Machine Learning": "AmazonSageMaker",
    "Developer Tools": "CodeBuild AWSCodePipeline AmazonECR AWSXRay",
    "Management and Governance": (
        "AmazonCloudWatch AWSCloudTrail AWSConfig AWSSystemsManager AWSBudgets AWSCostExplorer ComputeOptimizer "
        "AWSBillingConductor"
    ),
}
_CATEGORIES = {service: category for category, services in _BY_CATEGORY.items() for service in services.split()}


def category(service: str) -> str:
    """Return the category of a service code of the price book; Other for one that is not listed."""
    return _CATEGORIES.get(service, "Other")
