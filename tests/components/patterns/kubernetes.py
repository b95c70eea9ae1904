"""Stacks of container-platform on EKS, for its tests."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.support.policies import allows
from tests.support.stacks import config
from tests.support.synth import Synthesis, synth

ADMIN = "arn:aws:iam::123456789012:role/admins"
EXAMPLE = "examples/container-platform-eks.yaml"
CLUSTER, GROUP, ADDON = "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup", "aws:eks/addon:Addon"


def run(environment: str = "Production", **workload: Any) -> Synthesis:
    return synth(config(environment, {"shop": {"pattern": "container-platform", "orchestrator": "eks", **workload}}))


@cache
def chosen() -> Synthesis:
    """What the example does not choose."""
    team = {"team": "a"}
    return run(
        eks={
            "version": "1.35",
            "access": {"team": {"principal": ADMIN, "permission": None, "groups": ["team-a"]}},
            "nodeGroups": {"main": {"labels": team, "zones": ["us-east-1b"]}},
            "fargateProfiles": {
                "jobs": {"namespaces": ["jobs"], "labels": team, "zones": ["us-east-1d", "us-east-1a"]}
            },
        }
    )


def takes(trust: str, principal: str, action: str, context: dict[str, str]) -> bool:
    """Tell whether a trust policy lets somebody take the role; it names no resource."""
    statements = [{**one, "Resource": "*"} for one in json.loads(trust)["Statement"]]
    return allows(json.dumps({"Statement": statements}), action, "role", principal=principal, context=context)
