"""Search domains are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-013",
    name="search-encrypted",
    title="OpenSearch domains are encrypted at rest, between nodes and towards clients",
    severity="high",
    rationale="None of the three is on by itself, and the first two cannot always be switched on later.",
    fix="Set `encrypt_at_rest`, `node_to_node_encryption` (both `{'enabled': True}`) and "
    "`domain_endpoint_options={'enforce_https': True, 'tls_security_policy': "
    "'Policy-Min-TLS-1-2-PFS-2023-10'}`.",
    url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html",
    frameworks=("FSBP Opensearch.1", "FSBP Opensearch.3", "FSBP Opensearch.8"),
    types=(
        "aws:opensearch/domain:Domain",
        "aws:elasticsearch/domain:Domain",
    ),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand all three."""
    for path in ("encryptAtRest.enabled", "nodeToNodeEncryption.enabled", "domainEndpointOptions.enforceHttps"):
        if not resource.flag(path):
            yield f"{path} is off."
