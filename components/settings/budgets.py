"""Settings of AWS Budgets: what is compared with the bill, and who hears when."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from components.settings.base import Problems, Section
from components.settings.formats import arn, text
from components.settings.hints import nearest
from components.settings.types import ItemName

SERVICES: Mapping[str, str] = {
    "athena": "Amazon Athena",
    "cloudfront": "Amazon CloudFront",
    "cloudwatch": "AmazonCloudWatch",
    "data-transfer": "AWS Data Transfer",
    "dynamodb": "Amazon DynamoDB",
    "ec2": "Amazon Elastic Compute Cloud - Compute",
    "ec2-other": "EC2 - Other",
    "ecr": "Amazon EC2 Container Registry (ECR)",
    "ecs": "Amazon Elastic Container Service",
    "efs": "Amazon Elastic File System",
    "eks": "Amazon Elastic Container Service for Kubernetes",
    "elasticache": "Amazon ElastiCache",
    "elb": "Amazon Elastic Load Balancing",
    "glue": "AWS Glue",
    "kinesis": "Amazon Kinesis",
    "kms": "AWS Key Management Service",
    "lambda": "AWS Lambda",
    "opensearch": "Amazon OpenSearch Service",
    "rds": "Amazon Relational Database Service",
    "redshift": "Amazon Redshift",
    "s3": "Amazon Simple Storage Service",
    "sns": "Amazon Simple Notification Service",
    "sqs": "Amazon Simple Queue Service",
    "vpc": "Amazon Virtual Private Cloud",
}
"""Short name → the name by which the bill, and so a budget's filter, knows a service."""

Amount = Annotated[Decimal, Field(gt=0, decimal_places=2)]
PerCent = Annotated[int, Field(ge=1, le=1000)]
Share = Annotated[int, Field(ge=1, le=100)]
Reservable = Literal["ec2", "elasticache", "opensearch", "rds", "redshift"]
RoleName = Annotated[str, text(r"[\w+=,.@-]{1,64}", "the name (not the ARN) of an IAM role, such as deployer")]
InstanceId = Annotated[
    str, text(r"i-[0-9a-f]{17}|i-[0-9a-f]{8}", "the id of an EC2 instance such as i-0123456789abcdef0")
]
PolicyArn = Annotated[
    str,
    arn("iam", r"policy/.+", "the ARN of an IAM policy of the account", scope="global"),
]


class ServiceBudgetSettings(Section):
    """The budget of one service."""

    limit: Amount
    """USD that the service may cost in a month."""
    service: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """The service as Cost Explorer names it, such as `Amazon MQ`; left out, the key is one of the short names."""
    percent: PerCent = 90
    """Per cent of the limit above which the actual costs are told."""


class CommitmentSettings(Section):
    """Budgets of what was paid for ahead. The account's reservations and plans belong to no single stack."""

    enabled: bool | None = None
    """Whether they are made; left out, where `account` is true."""
    period: Literal["daily", "monthly"] = "daily"
    """What a utilization is the average of."""
    reserved_utilization: Share | None = 75
    """Tell when less than this per cent of the reserved hours of a service is used; null does not watch it."""
    savings_plans_utilization: Share | None = 90
    """Tell when less than this per cent of the Savings Plans is used; null does not watch it."""
    reserved_coverage: Share | None = None
    """Tell when reservations cover less than this per cent of a service's hours; left out, it is not watched: without
    a reservation it is always 0."""
    savings_plans_coverage: Share | None = None
    """Tell when Savings Plans cover less than this per cent of what they could; left out, it is not watched."""
    reserved_services: Annotated[list[Reservable], Field(min_length=1)] = Field(default_factory=lambda: ["ec2", "rds"])
    """Services whose reservations are watched; AWS takes one service in a budget of reservations."""


class BudgetActionSettings(Section):
    """What AWS does by itself when the monthly budget is used up: exactly one of denyRoles and stopInstances.

    The first two actions of an account are free, each further one costs USD 0.10 a day.
    """

    percent: PerCent = 100
    """Per cent of the monthly budget above which it happens."""
    measure: Literal["actual", "forecast"] = "actual"
    """What is compared: costs so far, or those that AWS expects for the whole month."""
    approval: Literal["manual", "automatic"] = "manual"
    """`manual` waits until somebody says yes in the billing console."""
    deny_roles: Annotated[list[RoleName], Field(min_length=1, max_length=100)] | None = None
    """Roles that get a policy which denies them to create what costs: instances, databases, clusters, NAT gateways."""
    deny_policy_arn: PolicyArn | None = None
    """The policy that `denyRoles` get, in place of ours."""
    stop_instances: Annotated[list[InstanceId], Field(min_length=1, max_length=100)] | None = None
    """EC2 instances of the stack's region that are stopped."""

    @model_validator(mode="after")
    def _check(self) -> BudgetActionSettings:
        problems = []
        if (self.deny_roles is None) == (self.stop_instances is None):
            has = "both" if self.deny_roles else "neither"
            problems.append(f"it has {has}; expected exactly one of denyRoles, stopInstances")
        if self.deny_policy_arn and not self.deny_roles:
            problems.append("denyPolicyArn has no use without denyRoles")
        if problems:
            raise Problems(problems)
        return self


class BudgetSettings(Section):
    """AWS Budgets. They are free of charge, but for one with an action."""

    scope: Literal["stack", "account"] = "stack"
    """What `monthlyBudget` and the budgets of services are held against: `stack` counts what carries this stack's tags
    Project and Environment, as the estimate does, and needs these to be active cost allocation tags
    (`tags.costAllocation`), since until then it counts nothing; `account` counts the whole account."""
    forecast_percent: PerCent | None = 80
    """Per cent of `monthlyBudget` above which the forecast for the month is told; null tells none."""
    actual_percent: PerCent | None = 100
    """Per cent of `monthlyBudget` above which the costs so far are told; null tells none."""
    services: dict[ItemName, ServiceBudgetSettings] = Field(default_factory=dict)
    """Budgets of single services, by short name (ec2, rds, s3 …) or by a name of your own with `service`."""
    commitments: CommitmentSettings
    """Reservations and Savings Plans."""
    action: BudgetActionSettings | None = None
    """What happens by itself when the monthly budget is used up."""

    @field_validator("services")
    @classmethod
    def _known(cls, services: dict[str, ServiceBudgetSettings]) -> dict[str, ServiceBudgetSettings]:
        problems = []
        for key, budget in services.items():
            if budget.service is None and key not in SERVICES:
                near = nearest(key, list(SERVICES))
                hint = f"did you mean {near}?" if near else f"short names are {', '.join(SERVICES)}."
                problems.append(f"{key} is no short name of a service; {hint} Another service needs {key}.service")
        if problems:
            raise Problems(problems)
        return services
