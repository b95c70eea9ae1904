"""How single outputs are made: hosts, URLs, validation records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator import regions
from simulator.outputs import arns, ids
from simulator.outputs.context import Context
from simulator.wire import is_asset

Value = Callable[[Context], Any]


def suffix(context: Context) -> str:
    """The DNS suffix of the partition."""
    return context.partition.dns_suffix


def balancer_dns(context: Context) -> str:
    """The DNS name of a load balancer."""
    inside = "internal-" if context.inputs.get("internal") is True else ""
    kind = context.text("loadBalancerType")
    if kind in ("network", "gateway"):
        return f"{ids.named(context)}-{context.digits(16, 'arn')}.elb.{context.region}.{suffix(context)}"
    return f"{inside}{ids.named(context)}-{context.decimal(10)}.{context.region}.elb.{suffix(context)}"


def database_host(context: Context) -> str:
    """The host of a database instance."""
    return f"{ids.named(context)}.c{context.letters(11)}.{context.region}.rds.{suffix(context)}"


def engine(context: Context) -> str:
    """The engine of a database; MySQL, as in the provider, when none is given."""
    return context.text("engine") or "mysql"


def database_port(context: Context) -> int:
    """The port on which a database engine listens by default."""
    name = engine(context)
    table = {
        "postgres": 5432,
        "aurora-postgresql": 5432,
        "mysql": 3306,
        "mariadb": 3306,
        "aurora-mysql": 3306,
        "docdb": 27017,
    }
    family = name.split("-")[0]
    return table.get(name) or {"oracle": 1521, "sqlserver": 1433, "neptune": 8182}.get(family, 3306)


def cluster_host(prefix: str) -> Value:
    """A cluster's endpoint: `cluster` for the writer, `cluster-ro` for the readers."""
    return lambda context: f"{ids.named(context)}.{prefix}-{context.letters(12)}.{context.region}.rds.{suffix(context)}"


def cache_host(role: str) -> Value:
    """An endpoint of a replication group, by role."""

    def build(context: Context) -> str:
        return (
            f"{role}.{ids.named(context) or context.id}.{context.letters(6)}.{context.region}.cache.{suffix(context)}"
        )

    return build


def api_endpoint(context: Context) -> str:
    """The endpoint of an HTTP or WebSocket API."""
    scheme = "wss" if context.text("protocolType") == "WEBSOCKET" else "https"
    return f"{scheme}://{context.id}.execute-api.{context.region}.{suffix(context)}"


def stage_url(context: Context) -> str:
    """The URL at which a stage of an API answers."""
    name = context.text("name", "stageName")
    tail = "/" if name == "$default" else f"/{name}"
    api = context.text("apiId", "restApi")
    return f"https://{api}.execute-api.{context.region}.{suffix(context)}{tail}"


def bucket_host(context: Context, regional: bool) -> str:
    """The host of a bucket."""
    middle = f".{context.region}" if regional else ""
    return f"{ids.named(context) or context.id}.s3{middle}.{suffix(context)}"


def lambda_invoke(context: Context) -> str:
    """The ARN by which API Gateway invokes a function."""
    gateway = f"arn:{context.partition.name}:apigateway:{context.region}:lambda"
    return f"{gateway}:path/2015-03-31/functions/{arns.of(context)}/invocations"


def zone_of_subnet(context: Context) -> str:
    """The zone that a subnet was given, else the region's first."""
    return context.text("availabilityZone") or regions.zones(context.region)[0][0]


def validation(context: Context) -> list[dict[str, Any]]:
    """What DNS must hold before a certificate is issued: one record per name."""
    names = [context.inputs.get("domainName"), *(context.inputs.get("subjectAlternativeNames") or [])]
    out, seen = [], set()
    for name in names:
        base = str(name).removeprefix("*.")
        if not isinstance(name, str) or name in seen or context.text("validationMethod") == "EMAIL":
            continue
        seen.add(name)
        target = f"_{context.digits(32, 'v', base)}.{context.letters(10, base)}.acm-validations.aws."
        out.append(
            {
                "domainName": name,
                "resourceRecordName": f"_{context.digits(32, base)}.{base}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": target,
            }
        )
    return out


def name_servers(context: Context) -> list[str]:
    """The four name servers of a hosted zone."""
    tops = ("com", "net", "org", "co.uk")
    return [f"ns-{int(context.digits(3, top), 16) % 2048}.awsdns-{i:02d}.{top}" for i, top in enumerate(tops, 1)]


def fqdn(context: Context) -> str:
    """The full name of a record."""
    return context.text("name").rstrip(".")


def asset_hash(context: Context) -> str:
    """What tells one version of a function's code from another."""
    code = context.inputs.get("code")
    return (
        code.get("hash", "") if isinstance(code, dict) and is_asset(code) else context.text("sourceCodeHash", "s3Key")
    )
