"""The outputs of any resource: by its entry in one of the tables, or of the general form.

Ids and ARNs have AWS's form and depend on the resource's name only, so a synthesis is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws import compute, containers, edge, kubernetes, operations, stores
from synthesis.aws.made import Made, Outputs

RESOURCES: Mapping[str, Outputs] = {
    **compute.RESOURCES,
    **containers.RESOURCES,
    **edge.RESOURCES,
    **kubernetes.RESOURCES,
    **operations.RESOURCES,
    **stores.RESOURCES,
}


def _anything(made: Made) -> dict[str, Any]:
    """Outputs of a resource without an entry: an id, a name and an ARN of the general form."""
    service, _, kind = made.token.split(":")[1].partition("/")
    name = made.physical("name")
    return {"id": name, "name": name, "arn": made.arn(service, f"{kind}/{name}")}


def outputs(made: Made) -> dict[str, Any]:
    """Return the outputs of a resource, `id` among them; its inputs are outputs as well."""
    return {"region": made.region, **made.inputs, **RESOURCES.get(made.token, _anything)(made)}
