"""A stack as a text that a person can review: the tree of its resources, and what identifies those that hold state.

`python -m tests.golden.inventory` writes the files anew; `--check` only tells whether they are up to date.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator import facts
from synthesis.model import Resource, Synthesis
from tests.contract.corpus import STACK_FILES
from tests.support.synth import ROOT, synth

FOLDER = Path(__file__).parent
STATEFUL = (
    "aws:acm/certificate:Certificate",
    "aws:dynamodb/table:Table",
    "aws:ec2/eip:Eip",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:glue/catalogDatabase:CatalogDatabase",
    "aws:kinesis/stream:Stream",
    "aws:kms/key:Key",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/instance:Instance",
    "aws:route53/zone:Zone",
    "aws:s3/bucket:Bucket",
)
"""Types whose replacement loses data, an address or a name. Their inputs that force one are written out."""


def golden_file(stack_file: str) -> Path:
    """Return where the inventory of a stack file lives: Pulumi.dev.yaml → dev.txt."""
    return FOLDER / f"{Path(stack_file).stem.removeprefix('Pulumi.')}.txt"


def inventory(synthesis: Synthesis) -> str:
    """Return the tree of a stack, one resource per line, children below their parents."""
    made = [resource for resource in synthesis.resources if resource.type.startswith("aws:")]
    components = [resource for resource in synthesis.resources if not resource.custom]
    lines = [f"{len(made)} resources in {len(components)} components", ""]
    for resource in synthesis.resources:
        if resource.custom and not resource.type.startswith("aws:"):
            continue
        indent = "  " * _depth(synthesis, resource)
        lines.append(f"{indent}{resource.name}  {short(resource.type)}{'  protected' if resource.protect else ''}")
        lines += [f"{indent}  · {key} = {value}" for key, value in _identity(resource)]
    return "\n".join(lines) + "\n"


def short(token: str) -> str:
    """Return a type without what every type has: aws:s3/bucket:Bucket → s3.Bucket, quoin:index:Key → Key."""
    package, module, name = token.split(":")
    return name if package == "quoin" else f"{module.partition('/')[0]}.{name}"


def _depth(synthesis: Synthesis, resource: Resource) -> int:
    depth = 0
    while resource.parent in synthesis.by_urn:
        resource, depth = synthesis.by_urn[resource.parent], depth + 1
    return depth


def _identity(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield the inputs of a stateful resource whose change would replace it."""
    if resource.type not in STATEFUL:
        return
    for key in sorted(facts.of(resource.type).replace):
        value: Any = resource.inputs.get(key)
        if value is not None:
            yield key, value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def main() -> int:
    """Write the inventories of all stack files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    check = parser.parse_args().check
    stale = 0
    for stack_file in STACK_FILES:
        path, text = golden_file(stack_file), inventory(synth(stack_file))
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        sys.stdout.write(f"{path.relative_to(ROOT)} {'is out of date' if check else 'written'}\n")
        if not check:
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
