"""Every contract fails when its rule is broken: one component per contract that breaks it, and no other thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.component import Component
from tests.contract import implicit_logs, operations, security, structure, tagging  # noqa: F401 (they register their contracts)
from tests.contract.rule import CONTRACTS
from tests.support.synth import Stage, synth_component

TAGS = {
    "Environment": "Production",
    "CostCenter": "4410",
    "Project": "shop",
    "Owner": "a@example.com",
    "ManagedBy": "Pulumi",
}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:topic"
SAID = "Something is wrong: look at the log first."


class Bad(Component):
    """A component whose children a test chooses."""

    of_stack: pulumi.ResourceOptions
    """Options of a resource outside the component."""
    elsewhere: pulumi.ResourceOptions
    """Options of a child with a provider that is not the stack's."""

    def __init__(self, name: str, make: Callable[[Bad], Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(name, opts)
        make(self)
        self.publish()


def alarm(self: Bad, **changed: Any) -> None:
    given: dict[str, Any] = {
        "comparison_operator": "GreaterThanThreshold",
        "evaluation_periods": 1,
        "namespace": "AWS/SQS",
        "metric_name": "Age",
        "dimensions": {"QueueName": "q"},
        "alarm_actions": [TOPIC.replace("eu-west-1", "us-east-1")],
        "alarm_description": SAID,
        **changed,
    }
    aws.cloudwatch.MetricAlarm("bad-alarm", opts=self.child(), **given)


def count(self: Bad) -> None:
    def metric(name: str) -> Any:
        found = {"namespace": "AWS/SQS", "metric_name": name, "dimensions": {"Q": "q"}, "period": 60, "stat": "Sum"}
        return {"id": name, "metric": found}

    aws.cloudwatch.MetricAlarm(
        "bad-errors", comparison_operator="GreaterThanThreshold", evaluation_periods=1, threshold=1,
        alarm_actions=[TOPIC.replace("eu-west-1", "us-east-1")], alarm_description=SAID, opts=self.child(),
        metric_queries=[metric("errors"), metric("runs"), {"id": "r", "expression": "IF(runs > 0, errors, 0)"}],
    )  # fmt: skip


def composite(self: Bad, rule: str, **changed: Any) -> None:
    given: dict[str, Any] = {"alarm_actions": [TOPIC.replace("eu-west-1", "us-east-1")], "alarm_description": SAID}
    aws.cloudwatch.CompositeAlarm(
        "bad-composite", alarm_name="bad-composite", alarm_rule=rule, opts=self.child(), **{**given, **changed}
    )


def any_of(count: int) -> str:
    return " OR ".join(f'ALARM("alarm-{index}")' for index in range(count))


def both(self: Bad, rule: str = 'ALARM("bad-alarm")', **changed: Any) -> None:
    alarm(self, name="bad-alarm", **changed)
    composite(self, rule)


def ingress(self: Bad, port: int, cidr: str = "0.0.0.0/0") -> None:
    aws.vpc.SecurityGroupIngressRule(
        f"bad-{port}",
        security_group_id="sg-1",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=cidr,
        opts=self.child(),
    )


def policy(self: Bad, action: str, resource: str, **more: Any) -> None:
    statement = {"Effect": "Allow", "Action": [action], "Resource": [resource], **more}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    if "Principal" in more:
        aws.sqs.QueuePolicy("bad-policy", queue_url="q", policy=text, opts=self.child())
    else:
        aws.iam.RolePolicy("bad-policy", role="role", policy=text, opts=self.child())


def template(self: Bad) -> None:
    aws.ec2.LaunchTemplate(
        "bad-template", tag_specifications=[{"resource_type": "instance", "tags": TAGS}], opts=self.child()
    )


def group(self: Bad) -> None:
    tags = [
        aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=key != "Owner")
        for key, value in TAGS.items()
    ]
    aws.autoscaling.Group("bad-group", max_size=1, min_size=1, tags=tags, opts=self.child())


def function(self: Bad, **more: Any) -> None:
    aws.lambda_.Function("bad-function", role="arn:aws:iam::123456789012:role/r", opts=self.child(), **more)


def insights(self: Bad) -> None:
    aws.ecs.Cluster("bad-cluster", settings=[{"name": "containerInsights", "value": "enabled"}], opts=self.child())


def proxy(self: Bad) -> None:
    aws.rds.Proxy(
        "bad-proxy", name="bad", engine_family="MYSQL", role_arn="arn:aws:iam::123456789012:role/r",
        vpc_subnet_ids=["subnet-1"], opts=self.child(),
    )  # fmt: skip


def server(self: Bad) -> None:
    aws.rds.Instance(
        "bad-server", identifier="bad", instance_class="db.t4g.micro", enabled_cloudwatch_logs_exports=["postgresql"],
        opts=self.child(),
    )  # fmt: skip


def edge(self: Bad) -> None:
    code = "function handler(event) { console.log(event); return event.request; }"
    aws.cloudfront.Function("bad-edge", runtime="cloudfront-js-2.0", code=code, opts=self.child())


BROKEN: list[tuple[str, Callable[[Bad], Any], str]] = [
    ("has_a_component_as_parent", lambda self: aws.sqs.Queue("bad-queue", opts=self.of_stack), "no component"),
    ("has_our_token", lambda self: pulumi.ComponentResource("x:y:Z", "bad-z", None, self.child()), "quoin:index"),
    ("is_named_after_its_parent", lambda self: aws.sqs.Queue("queue", opts=self.child()), "expected bad-<role>"),
    ("is_not_named_by_position", lambda self: aws.sqs.Queue("bad-queue-0", opts=self.child()), "ends in a number"),
    ("uses_the_stacks_provider", lambda self: aws.sqs.Queue("bad-queue", opts=self.elsewhere), "not the stack's"),
    ("carries_the_mandatory_tags", group, "tag Owner is missing"),
    ("carries_the_mandatory_tags", lambda self: aws.sqs.Queue("bad-q", opts=self.elsewhere), "tag Project is missing"),
    ("launches_with_tags", template, "volume: tag Owner is missing"),
    ("alarms_have_dimensions", lambda self: alarm(self, dimensions={}), "AWS/SQS Age has no dimensions"),
    ("error_alarms_are_rates", count, "IF(runs > 0, errors, 0) is 1000.0 of a thousand each and 10000.0 of ten"),
    ("alarms_tell_somebody", lambda self: alarm(self, alarm_actions=[]), "no action"),
    ("alarms_tell_somebody", lambda self: alarm(self, alarm_description="High."), "no description"),
    ("alarms_tell_somebody", lambda self: composite(self, "FALSE", alarm_actions=[]), "bad-composite: no action"),
    ("alarms_tell_once", both, "bad-composite: bad-alarm tells as well"),
    ("composite_rules_hold", lambda self: composite(self, 'ALARM("gone")'), "there is no alarm gone in us-east-1"),
    ("composite_rules_hold", lambda self: composite(self, 'ALARM("a") OR'), "something is missing"),
    ("composite_rules_hold", lambda self: both(self, region="eu-west-1"), "no alarm bad-alarm in us-east-1"),
    ("composite_rules_hold", lambda self: composite(self, any_of(101)), "more than CloudWatch takes"),
    ("workloads_have_a_health_alarm", lambda self: alarm(self, alarm_actions=[]), "bad in us-east-1: 0 composite"),
    ("alarms_stay_in_their_region", lambda self: alarm(self, alarm_actions=[TOPIC]), "in us-east-1, but"),
    ("logs_have_retention", lambda self: aws.cloudwatch.LogGroup("bad-log", opts=self.child()), "retentionInDays"),
    ("implicit_logs_are_ours", function, "no log group /aws/lambda/"),
    ("implicit_logs_are_ours", insights, "no log group /aws/ecs/containerinsights/"),
    ("implicit_logs_are_ours", proxy, "no log group /aws/rds/proxy/bad"),
    ("implicit_logs_are_ours", server, "no log group /aws/rds/instance/bad/postgresql"),
    ("implicit_logs_are_ours", edge, "no log group /aws/cloudfront/function/"),
    ("only_load_balancers_are_open", lambda self: ingress(self, 22), "ports 22 to 22 are open"),
    ("only_load_balancers_are_open", lambda self: ingress(self, 443), "no load balancer"),
    ("policies_are_narrow", lambda self: policy(self, "*", "arn:aws:s3:::b"), "allows ['*']"),
    ("policies_are_narrow", lambda self: policy(self, "s3:*", "arn:aws:s3:::b"), "allows ['s3:*']"),
    ("policies_are_narrow", lambda self: policy(self, "s3:GetObject", "*"), 's3:GetObject on Resource "*"'),
    ("nobody_is_everybody", lambda self: policy(self, "sqs:SendMessage", "*", Principal="*"), "anybody may"),
    (
        "secrets_are_secret",
        lambda self: function(self, environment={"variables": {"DB_PASSWORD": "hunter22"}}),
        "environment.variables.DB_PASSWORD is in clear",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "make", "said"), BROKEN, ids=[f"{key}-{n}" for n, (key, *_) in enumerate(BROKEN)])
def test_a_broken_rule_is_found(key: str, make: Callable[[Bad], Any], said: str) -> None:
    def build(stage: Stage) -> None:
        def inside(self: Bad) -> None:
            self.of_stack = stage.opts
            self.elsewhere = self.child(provider=aws.Provider("untagged", region="us-east-1"))
            make(self)

        Bad("bad", inside, stage.opts)

    result = synth_component(build)
    breaches = CONTRACTS[key].breaches(result)
    assert any(said in line for line in breaches), breaches


def test_every_contract_is_shown_to_bite() -> None:
    assert {key for key, *_ in BROKEN} == set(CONTRACTS)


def test_a_good_component_breaks_nothing() -> None:
    def build(stage: Stage) -> None:
        Bad("bad", lambda self: (alarm(self), ingress(self, 5432, "10.0.0.0/8")), stage.opts)

    result = synth_component(build)
    assert [line for rule in CONTRACTS.values() for line in rule.breaches(result)] == []
