"""Kafka clusters are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-014",
    name="kafka-encrypted",
    title="MSK clusters talk TLS only",
    severity="high",
    rationale="Without it, records and logins cross the network in clear.",
    fix="Leave `encryption_info.encryption_in_transit` at its defaults: `client_broker='TLS'`, `in_cluster=True`.",
    url="https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html",
    frameworks=("FSBP MSK.1",),
    types=("aws:msk/cluster:Cluster",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Refuse what opens the defaults."""
    transit = "encryptionInfo.encryptionInTransit"
    if resource.need(f"{transit}.clientBroker") not in (MISSING, "TLS"):
        yield "clientBroker takes plain connections."
    if not resource.flag(f"{transit}.inCluster", default=True):
        yield "inCluster is off."
