"""Settings of a Kubernetes cluster: what is refused and with which words, what each compute starts with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from components.settings import kubernetes
from components.settings.eks import EksSettings
from components.settings.eks_nodes import NodeGroupSettings

ROLE = "arn:aws:iam::123456789012:role/platform"


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubernetes, "today", lambda: date(2026, 11, 25))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"version": "1.33"}, "Value error, version 1.33 left standard support on 2026-07-29: EKS creates no such "),
        ({"version": "1.33", "extendedSupport": False}, "or extendedSupport: true"),
        ({"compute": "auto", "nodeGroups": {"a": {}}}, "nodeGroups are for compute: nodes, and it is auto; remove"),
        ({"compute": "fargate", "nodeGroups": {"a": {}}}, "nodeGroups are for compute: nodes, and it is fargate;"),
        (
            {"compute": "auto", "fargateProfiles": {"a": {"namespaces": ["a"]}}},
            "fargateProfiles are for compute: nodes or fargate, and it is auto; remove them",
        ),
        (
            {"compute": "fargate", "identities": {"a": {"serviceAccount": "a"}}},
            "identities.a.via pod-identity needs its agent on nodes, and compute is fargate; expected irsa",
        ),
        (
            {"addons": {"eks-pod-identity-agent": {"enabled": False}}, "identities": {"a": {"serviceAccount": "a"}}},
            "pod-identity needs its agent on nodes, and addons.eks-pod-identity-agent is off; expected irsa",
        ),
        (
            {"identities": {"a": {"serviceAccount": "x"}, "b": {"serviceAccount": "x"}}},
            "identities.b and identities.a are both for default/x; a pod takes one role",
        ),
        (
            {"access": {"a": {"principal": ROLE}, "b": {"principal": ROLE}}},
            "access.b and access.a name the same principal; EKS takes one entry for each",
        ),
        (
            {"access": {"a": {"principal": ROLE, "permission": None}}},
            "neither permission nor groups: it could do nothing; expected one of the two",
        ),
        (
            {"access": {"a": {"principal": ROLE, "permission": "cluster-admin", "namespaces": ["x"]}}},
            "permission cluster-admin knows no namespaces; expected admin, or no namespaces",
        ),
        ({"access": {"a": {"principal": "admins"}}}, "expected the ARN of an IAM role or user"),
        ({"access": {"a": {"principal": ROLE, "groups": ["system:masters"]}}}, "system: and eks: are not for access"),
        ({"publicFrom": ["0.0.0.0/0"]}, "publicFrom 0.0.0.0/0 opens the API to the whole internet; expected the add"),
        ({"apiFrom": ["8.8.8.0/24"]}, "apiFrom"),
        ({"serviceCidr": "10.0.0.0/8"}, "serviceCidr 10.0.0.0/8 is a /8; expected /12 to /24"),
        ({"nodeGroups": {"a": {"minSize": 4, "maxSize": 2}}}, "minSize is 4 and maxSize 2; expected minSize ≤ maxSize"),
        (
            {"nodeGroups": {"a": {"instanceTypes": ["m7g.large", "m7i.large"]}}},
            r"instanceTypes: m7g.large \(arm64\), m7i.large \(x86_64\); expected types of one architecture, or a sec",
        ),
        ({"nodeGroups": {"a": {"labels": {"a b": "c"}}}}, "a Kubernetes label such as team or example.com/team"),
        ({"nodeGroups": {"a": {"metadataHops": 3}}}, "metadataHops"),
        ({"addons": {"coredns": {"version": "1.2"}}}, "default, newest or a version such as v1.20.1-eksbuild.3"),
        ({"addons": {"x1": {"serviceAccount": "x"}}}, "serviceAccount x gets no permission; expected policies"),
        ({"fargateProfiles": {"a": {"namespaces": []}}}, "fargateProfiles.a.namespaces"),
        ({"logs": ["all"]}, "logs"),
    ],
)
def test_refuses(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        EksSettings.of("Production", **values)


def test_several_problems_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        EksSettings.of("Production", version="1.33", publicFrom=["0.0.0.0/0"], serviceCidr="10.0.0.0/8")
    assert str(refusal.value).count("expected") >= 3


def test_old_versions_stay_by_choice() -> None:
    assert EksSettings.of("Production", version="1.33", extendedSupport=True).kubernetes_version == "1.33"


def test_a_default_that_grows_old_is_no_mistake_of_the_stack_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubernetes, "today", lambda: date(2028, 1, 1))
    assert EksSettings.of("Production").kubernetes_version == "1.36"
    with pytest.raises(ValidationError, match=r"1\.36 left standard support"):
        EksSettings.of("Production", version="1.36")


@pytest.mark.parametrize(
    ("compute", "addons", "groups", "profiles"),
    [
        (
            "nodes",
            {"vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server", "aws-ebs-csi-driver"},
            {"main"},
            set(),
        ),
        ("fargate", {"coredns"}, set(), {"default"}),
        ("auto", {"metrics-server"}, set(), set()),
    ],
)
def test_what_a_cluster_starts_with(compute: str, addons: set[str], groups: set[str], profiles: set[str]) -> None:
    found = EksSettings.of("Development", compute=compute)
    assert set(found.installed) == addons
    assert set(found.node_groups) == groups
    assert set(found.fargate_profiles) == profiles


def test_production_watches_its_nodes_and_fargate_has_none_to_watch() -> None:
    assert "amazon-cloudwatch-observability" in EksSettings.of("Production").installed
    assert "amazon-cloudwatch-observability" not in EksSettings.of("Production", compute="fargate").installed


def test_an_add_on_is_left_out_or_added() -> None:
    found = EksSettings.of("Development", addons={"metrics-server": {"enabled": False}, "aws-efs-csi-driver": {}})
    assert "metrics-server" not in found.installed
    assert {"aws-efs-csi-driver", "coredns"} <= set(found.installed)


def test_defaults_are_safe_in_production_and_cheap_in_development() -> None:
    safe, cheap = EksSettings.of("Production"), EksSettings.of("Development")
    assert (safe.deletion_protection, safe.secrets_key, safe.zonal_shift) == (True, True, True)
    assert len(safe.logs) == 5
    assert (cheap.deletion_protection, cheap.secrets_key, cheap.container_insights) == (False, False, False)
    assert cheap.node_groups["main"].capacity == "spot"
    assert (safe.public_from, cheap.public_from) == ([], [])


def test_a_desired_size_follows_the_limits() -> None:
    assert NodeGroupSettings.of("Production", minSize=5).initial_size == 5
    assert NodeGroupSettings.of("Production", minSize=0, maxSize=2).initial_size == 2
