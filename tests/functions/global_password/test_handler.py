"""The rotation of a global database's password: end to end on moto and a stubbed RDS, also after a failover."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.global_password import handler as module

EAST, IRELAND = "us-east-1", "eu-west-1"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Rds:
    """The global database as the API shows it: which cluster writes, what each was told."""

    def __init__(self, writer: str | None = EAST) -> None:
        self.writer, self.region = writer, EAST
        self.passwords: dict[str, str] = {}
        self.states = ["available"]

    def of(self, region: str | None) -> Rds:
        self.region = region or EAST
        return self

    def describe_global_clusters(self, **asked: Any) -> dict[str, Any]:
        assert asked == {"GlobalClusterIdentifier": "shop"}
        members = [
            {
                "DBClusterArn": f"arn:aws:rds:{region}:123456789012:cluster:shop-{region}",
                "IsWriter": region == self.writer,
            }
            for region in (EAST, IRELAND)
        ]
        return {"GlobalClusters": [{"GlobalClusterMembers": members}]}

    def modify_db_cluster(self, **asked: Any) -> None:
        assert asked["ApplyImmediately"] is True
        assert asked["DBClusterIdentifier"] == f"shop-{self.region}", "asked in the region of the cluster"
        self.passwords[asked["DBClusterIdentifier"]] = asked["MasterUserPassword"]

    def describe_db_clusters(self, **asked: Any) -> dict[str, Any]:
        assert asked == {"DBClusterIdentifier": f"shop-{self.region}"}
        status = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        pending = {"MasterUserPassword": "****"} if status == "pending" else {}
        return {
            "DBClusters": [{"Status": "available" if status == "pending" else status, "PendingModifiedValues": pending}]
        }


@pytest.fixture
def rds(monkeypatch):
    values = {"DB_ENGINE": "aurora-postgresql", "DB_USER": "dbadmin", "DB_NAME": "app", "DB_PORT": "5432"}
    for key, value in {**values, "GLOBAL_CLUSTER": "shop", "AWS_DEFAULT_REGION": EAST}.items():
        monkeypatch.setenv(key, value)
    found, real = Rds(), boto3.client
    monkeypatch.setattr(
        module.boto3,
        "client",
        lambda service, region_name=None: (
            found.of(region_name) if service == "rds" else real(service, region_name=EAST)
        ),
    )
    with mock_aws():
        yield found


@pytest.fixture
def secret(rds):
    manager = boto3.client("secretsmanager", region_name=EAST)
    arn = manager.create_secret(Name="shop", SecretString='{"username": "dbadmin"}')["ARN"]
    return manager, arn


def rotate(manager: Any, arn: str, token: str, steps: tuple[str, ...] = STEPS) -> None:
    for step in steps:
        module.handler({"SecretId": arn, "ClientRequestToken": token, "Step": step}, None)


TOKEN = "a" * 32
OTHER = "b" * 32


def current(manager: Any, arn: str) -> dict[str, Any]:
    return json.loads(manager.get_secret_value(SecretId=arn, VersionStage="AWSCURRENT")["SecretString"])


def test_the_database_gets_the_password_that_the_secret_has(rds, secret):
    rotate(*secret, TOKEN)
    found = current(*secret)
    assert rds.passwords == {f"shop-{EAST}": found["password"]}
    assert found == {
        "engine": "aurora-postgresql",
        "username": "dbadmin",
        "dbname": "app",
        "port": 5432,
        "password": found["password"],
    }
    assert len(found["password"]) == module.LENGTH
    assert not set(found["password"]) & set("/@\"' ")


def test_every_rotation_makes_another_one(rds, secret):
    rotate(*secret, TOKEN)
    first = current(*secret)["password"]
    rotate(*secret, OTHER)
    assert current(*secret)["password"] not in ("", first)
    before = secret[0].get_secret_value(SecretId=secret[1], VersionStage="AWSPREVIOUS")
    assert json.loads(before["SecretString"])["password"] == first


def test_after_a_failover_it_goes_to_the_cluster_that_writes_now(rds, secret):
    rds.writer = IRELAND
    rotate(*secret, TOKEN)
    assert rds.passwords == {f"shop-{IRELAND}": current(*secret)["password"]}


def test_any_step_can_come_twice(rds, secret):
    rotate(*secret, TOKEN, ("createSecret", "createSecret", "setSecret", "setSecret", "testSecret", "finishSecret"))
    found = current(*secret)["password"]
    rotate(*secret, TOKEN)
    assert current(*secret)["password"] == found
    assert rds.passwords == {f"shop-{EAST}": found}


def test_nothing_is_current_before_the_database_took_it(rds, secret, monkeypatch):
    rds.states = ["modifying"]
    monkeypatch.setattr(module, "PAUSE", 0)
    with pytest.raises(module.NotReadyError, match="is modifying"):
        rotate(*secret, TOKEN)
    assert current(*secret) == {"username": "dbadmin"}


def test_it_waits_while_the_change_is_pending(rds):
    rds.states = ["modifying", "pending", "available"]
    waits: list[float] = []
    module.check(None, "", "", waits.append)
    assert waits == [module.PAUSE, module.PAUSE]


def test_while_no_cluster_writes_it_is_tried_again(rds, secret):
    rds.writer = None
    with pytest.raises(module.NotReadyError, match="no cluster of shop writes"):
        rotate(*secret, TOKEN)
    assert rds.passwords == {}


def test_a_version_that_is_not_pending_is_refused(rds, secret):
    with pytest.raises(ValueError, match="is not pending"):
        rotate(*secret, TOKEN, ("setSecret",))


def test_the_password_is_never_logged(rds, secret, caplog):
    caplog.set_level("DEBUG", logger="root")
    rotate(*secret, TOKEN)
    assert current(*secret)["password"] not in caplog.text
