"""The facts about types. `make check` tells whether they agree with the installed pulumi_aws."""

from __future__ import annotations

import pytest

from policy import tokens
from policy.tokens import canonical, facts, taggable, takes_default_tags


def test_a_stale_file_is_noticed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tokens, "rendered", lambda: "{}")
    assert tokens.main(["--check"]) == 1
    assert "run `python -m policy.tokens`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("token", "carries"),
    [
        ("aws:ec2/vpc:Vpc", True),
        ("aws:s3/bucket:Bucket", True),
        ("aws:rds/cluster:Cluster", True),
        ("aws:lb/listener:Listener", True),
        ("aws:ec2/route:Route", False),
        ("aws:iam/rolePolicy:RolePolicy", False),
        ("aws:autoscaling/group:Group", False),
        ("aws:alb/listener:Listener", False),
    ],
)
def test_taggable(token: str, *, carries: bool) -> None:
    assert (token in taggable()) is carries


def test_old_names() -> None:
    assert canonical("aws:s3/bucketV2:BucketV2") == "aws:s3/bucket:Bucket"
    assert canonical("aws:alb/loadBalancer:LoadBalancer") == "aws:lb/loadBalancer:LoadBalancer"
    assert canonical("aws:ec2/vpc:Vpc") == "aws:ec2/vpc:Vpc"
    assert set(facts()["aliases"].values()) <= set(facts()["resources"])


def test_default_tags_do_not_reach_groups() -> None:
    assert takes_default_tags("aws:ec2/vpc:Vpc")
    assert not takes_default_tags("aws:autoscaling/group:Group")
