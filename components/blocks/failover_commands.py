"""The commands of a failover runbook. Each is complete and can be pasted as it stands. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACCELERATOR_API = "us-west-2"
"""The only region that answers calls about accelerators."""

Facts = Mapping[str, Any]
"""What the commands name:

- `name`, `domain`, `mode`, `primary`, `home`, `healthPath`, `routeName`, `reachable` (whether load balancers let
  anybody in who comes past the door)
- `regions`: region → `role`, `host`, `healthCheckId`, `loadBalancer` (ARN), `cluster`, `services` (name → `service`,
  `min`, `wanted`), `endpointGroup` (ARN, or nothing), `database` (`arn`, `identifier`, `instances`, `class`, `secret`,
  or nothing)
- `database`: `global`, `engine`, or nothing
- `tables`: key → name
- `distribution`: id, or nothing
"""


def aws(service: str, operation: str, region: str | None = None, *flags: str, **options: object) -> str:
    """Return one call of the AWS CLI. `flags` come as they are, of `options` the underscores become hyphens."""
    parts = ["aws", service, operation]
    parts += [f"--{name.replace('_', '-')} {value}" for name, value in options.items()]
    return " ".join([*parts, *flags, *([f"--region {region}"] if region else [])])


def ask(host: str, path: str) -> str:
    """Ask a name for the path of the health checks."""
    return f"curl -fsS -o /dev/null -w '%{{http_code}}\\n' https://{host}{path}"


def health(facts: Facts, region: str) -> str:
    """Tell what the health check of a region sees."""
    return aws("route53", "get-health-check-status", health_check_id=facts["regions"][region]["healthCheckId"])


def drain(facts: Facts, region: str) -> str:
    """Make the health check of a region count as failed, whatever it sees."""
    check = facts["regions"][region]["healthCheckId"]
    return aws("route53", "update-health-check", None, "--disabled", "--inverted", health_check_id=check)


def undrain(facts: Facts, region: str) -> str:
    """Make the health check of a region count again."""
    check = facts["regions"][region]["healthCheckId"]
    return aws("route53", "update-health-check", None, "--no-disabled", "--no-inverted", health_check_id=check)


def dial(facts: Facts, region: str, per_cent: int) -> list[str]:
    """Let the accelerator send a region this share of the traffic that is nearest to it; nothing without one."""
    group = facts["regions"][region].get("endpointGroup")
    if not group:
        return []
    options = {"endpoint_group_arn": group, "traffic_dial_percentage": per_cent}
    return [aws("globalaccelerator", "update-endpoint-group", ACCELERATOR_API, **options)]


def members(facts: Facts, region: str) -> str:
    """Tell which cluster of the global database writes, asked in one region."""
    options = {
        "global_cluster_identifier": facts["database"]["global"],
        "query": "'GlobalClusters[].GlobalClusterMembers[]'",
    }
    return aws("rds", "describe-global-clusters", region, **options)


def switch_over(facts: Facts, target: str, called: str) -> str:
    """Make the cluster of `target` the writer, without loss; asked in the region that writes now."""
    return aws("rds", "switchover-global-cluster", called, **_target(facts, target))


def fail_over(facts: Facts, target: str) -> str:
    """Make the cluster of `target` the writer although the old one cannot be reached."""
    return aws("rds", "failover-global-cluster", target, "--allow-data-loss", **_target(facts, target))


def _target(facts: Facts, target: str) -> dict[str, object]:
    cluster = facts["regions"][target]["database"]["arn"]
    return {"global_cluster_identifier": facts["database"]["global"], "target_db_cluster_identifier": cluster}


def add_instance(facts: Facts, region: str) -> list[str]:
    """Give a cluster without an instance one, and wait for it."""
    database = facts["regions"][region]["database"]
    instance = {"db_instance_identifier": f"{database['identifier']}-takeover"}
    made = {"db_cluster_identifier": database["identifier"], "db_instance_class": database["class"]}
    return [
        aws("rds", "create-db-instance", region, **instance, **made, engine=facts["database"]["engine"]),
        aws("rds", "wait db-instance-available", region, **instance),
    ]


def snapshots(facts: Facts, region: str) -> str:
    """List the snapshots of a region's cluster."""
    cluster = facts["regions"][region]["database"]["identifier"]
    return aws("rds", "describe-db-cluster-snapshots", region, db_cluster_identifier=cluster)


def cut_secret_off(facts: Facts, region: str) -> str:
    """Make the copy of the administrator's secret in a region a secret of its own."""
    secret = facts["regions"][region]["database"]["secret"]
    return aws("secretsmanager", "stop-replication-to-replica", region, secret_id=secret)


def upgrade_cluster(facts: Facts, region: str) -> str:
    """Take a region's cluster to a minor version."""
    cluster = facts["regions"][region]["database"]["identifier"]
    options = {"db_cluster_identifier": cluster, "engine_version": "VERSION"}
    return aws("rds", "modify-db-cluster", region, "--apply-immediately", **options)


def upgrade_all(facts: Facts) -> str:
    """Take the global database to a major version."""
    options = {"global_cluster_identifier": facts["database"]["global"], "engine_version": "VERSION"}
    return aws("rds", "modify-global-cluster", facts["primary"], "--allow-major-version-upgrade", **options)


def raise_tasks(facts: Facts, region: str) -> list[str]:
    """Let every service of a region run at least as many tasks as it needs to serve; nothing where they do already."""
    found = facts["regions"][region]
    return [
        aws(
            "application-autoscaling",
            "register-scalable-target",
            region,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=f"service/{found['cluster']}/{service['service']}",
            min_capacity=service["wanted"],
        )
        for service in found["services"].values()
        if service["min"] < service["wanted"]
    ]


def wait_for_tasks(facts: Facts, region: str) -> str:
    """Wait until the tasks of a region run and are healthy."""
    found = facts["regions"][region]
    names = " ".join(service["service"] for service in found["services"].values())
    return aws("ecs", "wait services-stable", region, cluster=found["cluster"], services=names)


def requests(facts: Facts, region: str) -> str:
    """Count the requests of the last five minutes at the load balancer of a region."""
    _, _, balancer = facts["regions"][region]["loadBalancer"].partition("loadbalancer/")
    options = {
        "namespace": "AWS/ApplicationELB",
        "metric_name": "RequestCount",
        "dimensions": f"Name=LoadBalancer,Value={balancer}",
        "statistics": "Sum",
        "period": 60,
        "start_time": "\"$(date -u -d '-5 minutes' +%FT%TZ)\"",
        "end_time": '"$(date -u +%FT%TZ)"',
    }
    return aws("cloudwatch", "get-metric-statistics", region, **options)
