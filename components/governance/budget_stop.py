"""BudgetStop: what AWS does by itself when a budget is used up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import budgets, iam

from components.blocks.account import account_root, partition_of
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, deny, document
from components.settings.budgets import BudgetActionSettings

SPENDING = (
    "autoscaling:CreateAutoScalingGroup",
    "ec2:CreateFleet",
    "ec2:CreateNatGateway",
    "ec2:CreateVolume",
    "ec2:RequestSpotFleet",
    "ec2:RequestSpotInstances",
    "ec2:RunInstances",
    "ecs:CreateService",
    "eks:CreateCluster",
    "eks:CreateNodegroup",
    "elasticache:CreateCacheCluster",
    "elasticache:CreateReplicationGroup",
    "elasticache:CreateServerlessCache",
    "elasticloadbalancing:CreateLoadBalancer",
    "es:CreateDomain",
    "rds:CreateDBCluster",
    "rds:CreateDBInstance",
    "redshift:CreateCluster",
    "sagemaker:CreateEndpoint",
    "sagemaker:CreateNotebookInstance",
)
"""Actions that start something which costs by the hour."""
_STOP_DOCUMENT = "AWS-StopEC2Instance"


@dataclass(frozen=True, kw_only=True)
class BudgetStopArgs:
    """What the action is built from."""

    settings: BudgetActionSettings
    stack: StackContext
    budget_name: pulumi.Input[str]
    """Name of the budget."""
    emails: Sequence[str]
    """Mailboxes that hear of the action; with `manual`, they are asked."""
    topic_arn: pulumi.Input[str]
    """Topic that hears as well."""


class BudgetStop(Component):
    """An action of a budget, and the role with which AWS Budgets carries it out, on nothing but what is named."""

    action_id: pulumi.Output[str]

    def __init__(self, name: str, args: BudgetStopArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        self._root = account_root(self)
        policy_arn = self._policy() if settings.deny_roles else None
        statements = self._attach(policy_arn) if policy_arn is not None else self._halt()
        role = self._role()
        iam.RolePolicy(f"{name}-policy", role=role.name, policy=document(*statements), opts=self.child())
        action = budgets.BudgetAction(
            f"{name}-action",
            budget_name=args.budget_name,
            action_type="APPLY_IAM_POLICY" if policy_arn is not None else "RUN_SSM_DOCUMENTS",
            approval_model=settings.approval.upper(),
            notification_type="ACTUAL" if settings.measure == "actual" else "FORECASTED",
            action_threshold=budgets.BudgetActionActionThresholdArgs(
                action_threshold_type="PERCENTAGE", action_threshold_value=settings.percent
            ),
            execution_role_arn=role.arn,
            definition=self._definition(policy_arn),
            subscribers=[
                *(budgets.BudgetActionSubscriberArgs(address=one, subscription_type="EMAIL") for one in args.emails),
                budgets.BudgetActionSubscriberArgs(address=args.topic_arn, subscription_type="SNS"),
            ],
            opts=self.child(),
        )
        self.action_id = action.action_id
        self.publish(action_id=self.action_id)

    def _policy(self) -> pulumi.Input[str]:
        """Return the policy that roles get."""
        if self._args.settings.deny_policy_arn:
            return self._args.settings.deny_policy_arn
        made = iam.Policy(
            f"{self.name}-deny",
            description="Attached by AWS Budgets: the month's budget is used up, nothing that costs may be created",
            # A Deny narrows what a role may do: here `*` is the careful choice.
            policy=document(deny(SPENDING, ["*"], sid="BudgetIsUsedUp")),
            opts=self.child(),
        )
        return made.arn

    def _role(self) -> iam.Role:
        """Return the role of AWS Budgets, which takes it for budgets of this account only."""

        def trust(root: str) -> pulumi.Output[str]:
            account, partition = root.split(":")[4], partition_of(root)
            own = {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:{partition}:budgets::{account}:budget/*"},
            }
            return assume_role("budgets.amazonaws.com", condition=own)

        return iam.Role(f"{self.name}-role", assume_role_policy=self._root.apply(trust), opts=self.child())

    def _attach(self, policy_arn: pulumi.Input[str]) -> list[Statement]:
        roles = [self._arn("iam", "", f"role/{role}") for role in self._args.settings.deny_roles or ()]
        return [
            allow(
                ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
                roles,
                condition={"ArnEquals": {"iam:PolicyARN": policy_arn}},
            )
        ]

    def _halt(self) -> list[Statement]:
        region, instances = self._args.stack.region, self._args.settings.stop_instances or ()
        through = {"ForAnyValue:StringEquals": {"aws:CalledVia": ["ssm.amazonaws.com"]}}
        return [
            allow(
                ["ec2:StopInstances"],
                [self._arn("ec2", region, f"instance/{one}") for one in instances],
                condition=through,
            ),
            # Describe calls take no resource.
            allow(["ec2:DescribeInstanceStatus"], ["*"], condition=through),
            allow(
                ["ssm:StartAutomationExecution"],
                [
                    self._root.apply(
                        lambda root: f"arn:{partition_of(root)}:ssm:{region}::automation-definition/{_STOP_DOCUMENT}:*"
                    ),
                    self._root.apply(
                        lambda root: f"arn:{partition_of(root)}:ssm:{region}:*:automation-definition/{_STOP_DOCUMENT}:*"
                    ),
                ],
            ),
        ]

    def _arn(self, service: str, region: str, resource: str) -> pulumi.Output[str]:
        return self._root.apply(
            lambda root: f"arn:{partition_of(root)}:{service}:{region}:{root.split(':')[4]}:{resource}"
        )

    def _definition(self, policy_arn: pulumi.Input[str] | None) -> budgets.BudgetActionDefinitionArgs:
        settings = self._args.settings
        if policy_arn is not None:
            attached = budgets.BudgetActionDefinitionIamActionDefinitionArgs(
                policy_arn=policy_arn, roles=list(settings.deny_roles or ())
            )
            return budgets.BudgetActionDefinitionArgs(iam_action_definition=attached)
        stopped = budgets.BudgetActionDefinitionSsmActionDefinitionArgs(
            action_sub_type="STOP_EC2_INSTANCES",
            instance_ids=list(settings.stop_instances or ()),
            region=self._args.stack.region,
        )
        return budgets.BudgetActionDefinitionArgs(ssm_action_definition=stopped)
