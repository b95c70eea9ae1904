"""The failover runbook: its commands are the AWS CLI's, name what was built, and come in the right order."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from components.blocks.failover_runbook import commands_of, runbook

EAST, IRELAND = "us-east-1", "eu-west-1"
CLI = {"--region", "--query", "--output"}
"""Options of the CLI itself."""


def region(name: str, role: str, **changed: Any) -> dict[str, Any]:
    return {
        "role": role,
        "host": f"{name}.shop.example.com",
        "healthCheckId": f"check-{name}",
        "loadBalancer": f"arn:aws:elasticloadbalancing:{name}:123456789012:loadbalancer/app/{name}/0123456789abcdef",
        "cluster": f"cluster-{name}",
        "services": {"app": {"service": f"app-{name}", "min": 2, "wanted": 2}},
        "endpointGroup": f"arn:aws:globalaccelerator::123456789012:accelerator/a/listener/l/endpoint-group/{name}",
        "database": {
            "arn": f"arn:aws:rds:{name}:123456789012:cluster:db-{name}",
            "identifier": f"db-{name}",
            "instances": True,
            "class": "db.serverless",
            "secret": f"arn:aws:secretsmanager:{name}:123456789012:secret:db-AbCdEf",
        },
        **changed,
    }


def facts(mode: str = "active-passive", **changed: Any) -> dict[str, Any]:
    other = "standby" if mode == "active-passive" else "active"
    return {
        "name": "world",
        "domain": "shop.example.com",
        "mode": mode,
        "primary": EAST,
        "home": EAST,
        "healthPath": "/health",
        "routeName": "route.shop.example.com",
        "reachable": True,
        "regions": {EAST: region(EAST, "primary"), IRELAND: region(IRELAND, other)},
        "database": {"global": "shop-world", "engine": "aurora-postgresql"},
        "tables": {"sessions": "sessions-1"},
        "distribution": "E123",
        **changed,
    }


HEADLESS = {**region(IRELAND, "standby")["database"], "instances": False}
WAITING = {"app": {"service": "app", "min": 1, "wanted": 4}}
FACTS = {
    "passive": facts(),
    "active": facts("active-active"),
    "headless": facts(
        regions={
            EAST: region(EAST, "primary"),
            IRELAND: region(IRELAND, "standby", database=HEADLESS, services=WAITING),
        }
    ),
    "without data": facts(
        database=None,
        tables={},
        distribution=None,
        regions={
            EAST: region(EAST, "primary", database=None, endpointGroup=None),
            IRELAND: region(IRELAND, "standby", database=None, endpointGroup=None),
        },
    ),
}


def sections(text: str) -> dict[str, list[str]]:
    """Return the commands of each section."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {title: commands_of(body) for title, body in zip(parts[::2], parts[1::2], strict=True)}


@cache
def aws() -> botocore.session.Session:
    """Return one session for all commands: it keeps what it has read of AWS's services."""
    return botocore.session.get_session()


def problems(command: str) -> list[str]:
    """Return what the AWS CLI would not understand of a command: operation, options, what is missing."""
    session = aws()
    _, service, operation, *rest = shlex.split(re.sub(r'"\$\(.*?\)"', "2026-01-01", command))
    if operation == "wait":
        waiter, *rest = rest
        known = session.get_waiter_model(service).waiter_names
        return [] if waiter in {xform_name(name, "-") for name in known} else [f"no waiter {waiter}"]
    api = session.get_service_model(service)
    named = {xform_name(name, "-"): name for name in api.operation_names}
    if operation not in named:
        return [f"no operation {operation}"]
    shape = api.operation_model(named[operation]).input_shape
    known = {f"--{xform_name(name, '-')}": name for name in shape.members}
    given = [word for word in rest if word.startswith("--")]
    plain = [
        word.replace("--no-", "--", 1) if word.startswith("--no-") and word not in known else word for word in given
    ]
    found = [f"no option {word}" for word in plain if word not in known and word not in CLI]
    missing = [name for option, name in known.items() if name in shape.required_members and option not in plain]
    return found + [f"{name} is missing" for name in missing]


@pytest.mark.parametrize("case", FACTS)
def test_every_command_is_one_of_the_cli(case: str) -> None:
    lines = [line for line in commands_of(runbook(FACTS[case])) if line.startswith("aws ")]
    assert len(lines) > 5
    assert {line: problems(line) for line in lines if problems(line)} == {}


def test_a_command_that_is_wrong_is_noticed() -> None:
    assert problems("aws rds switchover-global-clusters --region us-east-1") == [
        "no operation switchover-global-clusters"
    ]
    assert "TargetDbClusterIdentifier is missing" in problems(
        "aws rds failover-global-cluster --global-cluster-identifier a --region us-east-1"
    )
    assert problems("aws route53 update-health-check --health-check-id x --drained") == ["no option --drained"]


@pytest.mark.parametrize("case", FACTS)
def test_every_resource_is_named_as_it_is_and_every_call_says_where(case: str) -> None:
    for line in commands_of(runbook(FACTS[case])):
        assert "None" not in line
        if line.startswith("aws ") and not line.startswith("aws route53"):
            assert "--region " in line, line


def index(lines: list[str], start: str) -> int:
    return next(place for place, line in enumerate(lines) if line.startswith(start))


def test_planned_the_writer_moves_before_requests_do() -> None:
    lines = sections(runbook(facts()))[f"Planned: move from {EAST} to {IRELAND}"]
    order = [
        index(lines, start)
        for start in ("aws ecs wait", "aws rds switchover", "aws rds describe-global", "aws route53", "curl", "pulumi")
    ]
    assert order == sorted(order)
    assert f"arn:aws:rds:{IRELAND}:123456789012:cluster:db-{IRELAND}" in lines[order[1]]
    assert lines[order[1]].endswith(f"--region {EAST}"), "asked where the writer is"
    assert f"check-{EAST}" in lines[order[3]], "the old primary is drained, not the new one"


def test_unplanned_asks_nothing_of_the_region_that_is_lost() -> None:
    lines = sections(runbook(facts()))[f"Unplanned: {EAST} is lost, {IRELAND} takes over"]
    assert not [line for line in lines if line.endswith(f"--region {EAST}")]
    (fail_over,) = [line for line in lines if "failover-global-cluster" in line]
    assert "--allow-data-loss" in fail_over
    assert any("stop-replication-to-replica" in line for line in lines)


def test_where_every_region_serves_only_the_writer_moves() -> None:
    found = sections(runbook(facts("active-active")))
    planned = found[f"Planned: move from {EAST} to {IRELAND}"]
    assert not [line for line in planned if "update-health-check" in line or "globalaccelerator" in line]
    lost = found[f"Unplanned: {EAST} is lost, {IRELAND} takes over"]
    assert [line for line in lost if "update-health-check" in line]


def test_back_undoes_the_way_there() -> None:
    lines = sections(runbook(facts()))[f"Back: from {IRELAND} to {EAST}"]
    switch = index(lines, "aws rds switchover")
    undrain = index(lines, "aws route53")
    assert switch < undrain
    assert "--no-disabled --no-inverted" in lines[undrain]
    dials = [line for line in lines if "globalaccelerator" in line]
    assert f"endpoint-group/{EAST} --traffic-dial-percentage 100" in dials[0]
    assert f"endpoint-group/{IRELAND} --traffic-dial-percentage 0" in dials[1]


def test_what_is_thinner_is_made_first() -> None:
    lines = sections(runbook(FACTS["headless"]))[f"Planned: move from {EAST} to {IRELAND}"]
    assert index(lines, "aws application-autoscaling") < index(lines, "aws ecs wait")
    assert (
        index(lines, "aws rds create-db-instance") < index(lines, "aws rds wait") < index(lines, "aws rds switchover")
    )


def test_followers_are_upgraded_before_the_writer() -> None:
    lines = sections(runbook(facts()))["Upgrade the engine"]
    assert [line.rpartition(" ")[2] for line in lines[:2]] == [IRELAND, EAST]


def test_without_a_database_nothing_is_said_of_one() -> None:
    text = runbook(FACTS["without data"])
    assert "aws rds" not in text
    assert "globalaccelerator" not in text
