"""Samples of the blocks that every stack is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.synth import ROOT, Sample, Stage

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


def _network(stage: Stage, region: str | None) -> Any:
    from components.blocks.network import Network, NetworkArgs
    from components.settings.network import NetworkSettings

    settings = NetworkSettings.of(stage.environment)
    return Network("network", NetworkArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


def _bucket(stage: Stage, region: str | None) -> Any:
    from components.blocks.bucket import Bucket, BucketArgs
    from components.settings.bucket import BucketSettings

    settings = BucketSettings.of(stage.environment, purpose="logs")
    return Bucket("files", BucketArgs(settings=settings, stack=stage.stack, region=region), stage.opts)


def _key(stage: Stage, region: str | None) -> Any:
    from components.blocks.key import Key, KeyArgs
    from components.settings.key import KeySettings

    args = KeyArgs(
        settings=KeySettings.of(stage.environment),
        stack=stage.stack,
        services=["rds.amazonaws.com", "events.amazonaws.com", "logs.amazonaws.com", "cloudwatch.amazonaws.com"],
        description="A sample",
        region=region,
    )
    return Key("data", args, stage.opts)


def _alarm_topic(stage: Stage, region: str | None) -> Any:
    from components.blocks.alarm_topic import AlarmTopic, AlarmTopicArgs

    args = AlarmTopicArgs(stack=stage.stack, encrypted=True, emails=["a@example.com"], region=region)
    return AlarmTopic("alerts", args, stage.opts)


def _zone(stage: Stage) -> Any:
    from components.blocks.dns_zone import DnsZone, DnsZoneArgs

    return DnsZone("zone", DnsZoneArgs(domain="example.com", create=True), stage.opts)


def _certificate(stage: Stage, region: str | None) -> Any:
    from components.blocks.certificate import Certificate, CertificateArgs

    args = CertificateArgs(
        domain="www.example.com", zone=_zone(stage), alternative_names=["example.com"], region=region
    )
    return Certificate("certificate", args, stage.opts)


def _web_acl(stage: Stage, region: str | None) -> Any:
    from components.blocks.web_acl import WebAcl, WebAclArgs
    from components.settings.web_acl import WafSettings

    args = WebAclArgs(settings=WafSettings.of(stage.environment), stack=stage.stack, region=region)
    return WebAcl("firewall", args, stage.opts)


def _function(stage: Stage, region: str | None, name: str = "function") -> Any:
    from components.blocks.function import Function, FunctionArgs
    from components.settings.function import FunctionSettings

    source: Path = ROOT / "functions" / "site_api"
    settings = FunctionSettings.of(stage.environment)
    args = FunctionArgs(settings=settings, stack=stage.stack, source=source, region=region)
    return Function(name, args, stage.opts)


def _http_api(stage: Stage, region: str | None) -> Any:
    from components.blocks.http_api import HttpApi, HttpApiArgs
    from components.settings.http_api import HttpApiSettings

    args = HttpApiArgs(
        settings=HttpApiSettings.of(stage.environment),
        stack=stage.stack,
        routes={"ANY /api/{proxy+}": _function(stage, region, "handler")},
        region=region,
    )
    return HttpApi("api", args, stage.opts)


def _security_group(stage: Stage, region: str | None) -> Any:
    from components.blocks.security_group import SecurityGroup, SecurityGroupArgs

    args = SecurityGroupArgs(vpc_id="vpc-0123456789abcdef0", description="A sample", stack=stage.stack, region=region)
    return SecurityGroup("group", args, stage.opts)


def _load_balancer(stage: Stage, region: str | None) -> Any:
    from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs
    from components.settings.load_balancer import LoadBalancerSettings

    args = LoadBalancerArgs(
        settings=LoadBalancerSettings.of(stage.environment),
        stack=stage.stack,
        network=_network(stage, region),
        certificate_arn=CERTIFICATE,
        region=region,
    )
    return LoadBalancer("front", args, stage.opts)


def _flow_logs(stage: Stage, region: str | None) -> Any:
    from components.blocks.flow_logs import FlowLogs, FlowLogsArgs
    from components.settings.network import FlowLogSettings

    args = FlowLogsArgs(
        settings=FlowLogSettings.of(stage.environment),
        stack=stage.stack,
        vpc_id="vpc-0123456789abcdef0",
        name_prefix="sample",
        region=region,
    )
    return FlowLogs("flow-logs", args, stage.opts)


SAMPLES: dict[str, Sample] = {
    "AlarmTopic": _alarm_topic,
    "Bucket": _bucket,
    "Certificate": _certificate,
    "FlowLogs": _flow_logs,
    "Function": _function,
    "HttpApi": _http_api,
    "Key": _key,
    "LoadBalancer": _load_balancer,
    "Network": _network,
    "SecurityGroup": _security_group,
    "WebAcl": _web_acl,
}
