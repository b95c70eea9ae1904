"""The load balancer: what it opens, how it speaks, where requests go, what is watched."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.operations import Alarm
from components.settings.load_balancer import HealthCheckSettings, LoadBalancerSettings, TargetSettings
from components.settings.network import NetworkSettings
from tests.support.stacks import SMALL
from tests.support.synth import Stage, Synthesis, synth_component

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
CHECK = HealthCheckSettings(path="/health")


def balancer(
    environment: str = "Development",
    *,
    use: Callable[[Any], Any] = lambda _: None,
    certificate: str | None = None,
    ipv6: bool = False,
    name: str = "front",
    **settings: Any,
) -> Synthesis:
    def build(stage: Stage) -> Any:
        from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs
        from components.blocks.network import Network, NetworkArgs

        of_network = NetworkSettings.of(environment, cidr="10.20.0.0/16", ipv6=ipv6, **SMALL)
        network = Network("network", NetworkArgs(settings=of_network, stack=stage.stack), stage.opts)
        args = LoadBalancerArgs(
            settings=LoadBalancerSettings.of(environment, **settings),
            stack=stage.stack,
            network=network,
            certificate_arn=certificate,
        )
        made = LoadBalancer(name, args, stage.opts)
        return {**(use(made) or {}), "listener": made.listener_arn, "public": network.public_subnet_ids,
                "private": network.private_subnet_ids}  # fmt: skip

    return synth_component(build, environment)


def opened(made: Synthesis) -> set[tuple[str, int]]:
    rules = [rule.inputs for rule in made.of_type("SecurityGroupIngressRule")]
    return {(rule.get("cidrIpv4") or rule["cidrIpv6"], rule["fromPort"]) for rule in rules}


def the_balancer(made: Synthesis) -> dict[str, Any]:
    return dict(made.only("aws:lb/loadBalancer:LoadBalancer").inputs)


def listeners(made: Synthesis) -> dict[int, Any]:
    return {listener.inputs["port"]: listener for listener in made.of_type("Listener")}


def test_with_a_certificate_it_speaks_https_and_redirects_http() -> None:
    made = balancer("Production", certificate=CERTIFICATE)
    heard = listeners(made)
    https, http = heard[443].inputs, heard[80].inputs
    assert (https["protocol"], https["certificateArn"]) == ("HTTPS", CERTIFICATE)
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert https["routingHttpResponseStrictTransportSecurityHeaderValue"] == "max-age=31536000"
    assert http["defaultActions"] == [
        {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}
    ]
    assert made.exports["listener"] == heard[443].outputs["arn"]
    assert opened(made) == {("0.0.0.0/0", 80), ("0.0.0.0/0", 443)}


def test_the_certificate_of_the_settings_serves_as_well() -> None:
    assert set(listeners(balancer("Production", certificate_arn=CERTIFICATE))) == {80, 443}


def test_without_a_certificate_it_speaks_http_only() -> None:
    made = balancer()
    assert set(listeners(made)) == {80}
    assert opened(made) == {("0.0.0.0/0", 80)}
    assert made.exports["listener"] == listeners(made)[80].outputs["arn"]


def test_in_production_the_internet_needs_a_certificate() -> None:
    with pytest.raises(pulumi.RunError) as error:
        balancer("Production")
    assert str(error.value) == (
        "front: a load balancer on the internet needs a certificate in Production; set the workload's domain, or "
        "loadBalancer.certificateArn, or loadBalancer.allowHttp: true"
    )
    assert set(listeners(balancer("Production", allow_http=True))) == {80}
    assert set(listeners(balancer("Production", internal=True))) == {80}


@pytest.mark.parametrize("certificate", [None, CERTIFICATE])
def test_what_no_target_takes_is_not_found(certificate: str | None) -> None:
    made = balancer(certificate=certificate)
    (action,) = listeners(made)[443 if certificate else 80].inputs["defaultActions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("Development", ("defensive", False, False)),
        ("Staging", ("strictest", False, False)),
        ("Production", ("strictest", True, True)),
    ],
)
def test_the_environment_decides(environment: str, expected: tuple[str, bool, bool]) -> None:
    made = balancer(environment, certificate=CERTIFICATE)
    inputs = the_balancer(made)
    mode, protected, logged = expected
    assert inputs["desyncMitigationMode"] == mode
    assert inputs["enableDeletionProtection"] is protected
    assert ("accessLogs" in inputs) is logged
    assert bool(made.of_type("WebAclAssociation")) is logged
    assert inputs["dropInvalidHeaderFields"] is inputs["enableHttp2"] is True


def test_it_stands_in_the_public_tier_and_inside_in_the_private_one() -> None:
    made = balancer()
    assert the_balancer(made)["subnets"] == made.exports["public"]
    made = balancer(internal=True)
    assert the_balancer(made)["subnets"] == made.exports["private"]
    assert the_balancer(made)["internal"] is True
    assert opened(made) == {("10.20.0.0/16", 80)}


def test_who_may_connect_can_be_said() -> None:
    assert opened(balancer(allowed_cidrs=["203.0.113.0/24", "198.51.100.0/24"])) == {
        ("203.0.113.0/24", 80),
        ("198.51.100.0/24", 80),
    }


def test_dual_stack_is_for_the_internet() -> None:
    made = balancer(ipv6=True)
    assert the_balancer(made)["ipAddressType"] == "dualstack"
    assert opened(made) == {("0.0.0.0/0", 80), ("::/0", 80)}
    assert the_balancer(balancer(ipv6=True, internal=True))["ipAddressType"] == "ipv4"
    assert opened(balancer(ipv6=True, allowed_cidrs=["203.0.113.0/24"])) == {("203.0.113.0/24", 80)}


def test_nothing_leaves_but_to_the_targets() -> None:
    assert not balancer().of_type("SecurityGroupEgressRule")
    made = balancer(use=lambda lb: lb.allow_to("app", "sg-0123", 8080))
    rule = made.only("SecurityGroupEgressRule").inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-0123", 8080, 8080)


def test_logs_go_to_a_bucket_whose_policy_stands_first() -> None:
    made = balancer("Production", certificate=CERTIFICATE, connection_logs=True)
    name = made.only("Bucket", "front-logs-bucket").outputs["bucket"]
    inputs = the_balancer(made)
    assert inputs["accessLogs"] == {"bucket": name, "prefix": "access", "enabled": True}
    assert inputs["connectionLogs"] == {"bucket": name, "prefix": "connections", "enabled": True}
    policy = made.only("BucketPolicy", "front-logs-policy")
    assert policy.urn in made.only("aws:lb/loadBalancer:LoadBalancer").depends_on
    (delivery,) = [s for s in json.loads(policy.inputs["policy"])["Statement"] if s.get("Sid") == "LoadBalancerLogs"]
    assert delivery["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert delivery["Resource"] == [
        f"arn:aws:s3:::{name}/access/AWSLogs/123456789012/*",
        f"arn:aws:s3:::{name}/connections/AWSLogs/123456789012/*",
    ]


def _targets(lb: Any) -> None:
    from components.blocks.load_balancer import TargetArgs

    lb.target("app", TargetArgs(port=8080, health_check=CHECK))
    lb.target("api", TargetArgs(port=9090, target_type="ip", health_check=CHECK, paths=["/api/*"], priority=7))


def test_requests_go_where_paths_say() -> None:
    made = balancer(use=_targets)
    groups = {group.name: group for group in made.of_type("TargetGroup")}
    rules = {rule.name: rule.inputs for rule in made.of_type("ListenerRule")}
    assert {name: rule["priority"] for name, rule in rules.items()} == {"front-app": 50_000, "front-api": 7}
    for name, rule in rules.items():
        assert rule["actions"] == [{"type": "forward", "targetGroupArn": groups[name].outputs["arn"]}]
        assert rule["listenerArn"] == made.exports["listener"]
    assert rules["front-api"]["conditions"] == [{"pathPattern": {"values": ["/api/*"]}}]
    assert groups["front-api"].inputs["targetType"] == "ip"
    assert groups["front-app"].inputs["healthCheck"]["path"] == "/health"


def test_targets_that_collide_are_refused() -> None:
    def twice(lb: Any) -> None:
        from components.blocks.load_balancer import TargetArgs

        lb.target("app", TargetArgs(port=8080, health_check=CHECK))
        lb.target("web", TargetArgs(port=8081, health_check=CHECK))

    with pytest.raises(pulumi.RunError, match="front: target web and target app are both the default"):
        balancer(use=twice)


def test_how_requests_are_spread() -> None:
    def use(lb: Any) -> None:
        from components.blocks.load_balancer import TargetArgs

        settings = TargetSettings.of("Production", stickiness=300, algorithm="weighted-random")
        args = TargetArgs(port=50_051, protocol_version="GRPC", health_check=CHECK, settings=settings, hosts=["g.io"])
        lb.target("grpc", args)
        lb.target("app", TargetArgs(port=8080, health_check=CHECK))

    made = balancer(use=use)
    grpc, app = (made.only("TargetGroup", f"front-{key}").inputs for key in ("grpc", "app"))
    assert grpc["loadBalancingAlgorithmType"] == "weighted_random"
    assert grpc["loadBalancingAnomalyMitigation"] == "on"
    assert grpc["stickiness"] == {"type": "lb_cookie", "enabled": True, "cookieDuration": 300}
    assert grpc["healthCheck"]["matcher"] == "0"
    assert grpc["deregistrationDelay"] == 60
    assert app["loadBalancingAlgorithmType"] == "least_outstanding_requests"
    assert app["stickiness"]["enabled"] is False
    assert app["healthCheck"]["matcher"] == "200"
    assert app["deregistrationDelay"] == 10


def test_names_fit_and_change_with_what_forces_a_replacement() -> None:
    def target(port: int) -> Callable[[Any], None]:
        def use(lb: Any) -> None:
            from components.blocks.load_balancer import TargetArgs

            lb.target("orders", TargetArgs(port=port, health_check=CHECK))

        return use

    names = [balancer(name="storefront-of-the-shop-lb", use=target(port), internal=inside)
             for port, inside in ((8080, False), (8081, False), (8080, True))]  # fmt: skip
    groups = [made.only("TargetGroup").inputs["name"] for made in names]
    balancers = [the_balancer(made)["name"] for made in names]
    assert all(len(name) <= 32 for name in groups + balancers)
    assert groups[0] != groups[1]
    assert groups[0] == groups[2]
    assert balancers[0] == balancers[1] != balancers[2]


def alarms_of(made: list[Alarm], suffix: str) -> Alarm:
    return next(alarm for alarm in made if alarm.key == suffix)


def test_alarms_are_rates_and_name_what_they_watch() -> None:
    found: list[Alarm] = []

    def use(lb: Any) -> dict[str, Any]:
        _targets(lb)
        found.extend(lb.operations.alarms)
        return {alarm.key: alarm.metrics["m1"].dimensions for alarm in found}

    made = balancer(use=use, alarms={"response_time": 2})
    suffix = made.only("aws:lb/loadBalancer:LoadBalancer").outputs["arnSuffix"]
    target = made.only("TargetGroup", "front-app").outputs["arnSuffix"]
    assert made.exports["errors"] == {"LoadBalancer": suffix}
    assert made.exports["app-unhealthy"] == {"LoadBalancer": suffix, "TargetGroup": target}
    assert {alarm.key for alarm in found} == {
        "errors", "client-errors", "rejected",
        "app-response-time", "app-unhealthy", "app-no-target",
        "api-response-time", "api-unhealthy", "api-no-target",
    }  # fmt: skip
    slow = alarms_of(found, "app-response-time")
    assert (slow.threshold, slow.metrics["m1"].stat) == (2, "p95")
    errors = alarms_of(found, "errors")
    assert [metric.name for metric in errors.metrics.values()] == [
        "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "RequestCount",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "balancer_", "requests", "rate"),
    [(0, 0, 1000, 0), (10, 0, 1000, 1), (None, None, 50, 0), (None, 20, None, 100), (5, 5, 95, 10)],
)
def test_the_error_rate_counts_errors_of_the_balancer_without_targets(
    target: int | None, balancer_: int | None, requests: int | None, rate: float
) -> None:
    from components.blocks.load_balancer_operations import balancer_alarms

    (errors, *_) = balancer_alarms({"LoadBalancer": "x"}, LoadBalancerSettings.of("Development").alarms)
    values: dict[str, Any] = {"m1": target, "m2": balancer_, "m3": requests}
    fill = {"FILL": lambda value, other: other if value is None else value}
    assert eval(errors.expression or "", fill, values) == rate
