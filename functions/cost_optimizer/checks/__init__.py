"""What is looked for. A check takes a place and yields what it finds; it keeps nothing of
that (`volumes` keeps the ids of disks of instances that have been stopped for long).

REGIONAL checks run in every region of an account, GLOBAL ones once in each account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from functions.cost_optimizer.checks import (
    addresses,
    balancers,
    buckets,
    compute,
    hub,
    instances,
    logs,
    nat,
    snapshots,
    spend,
    volumes,
)
from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place

Check = Callable[[Place], Iterator[Finding]]

REGIONAL: Mapping[str, Check] = {
    "volumes": volumes.check,
    "addresses": addresses.check,
    "snapshots": snapshots.check,
    "logs": logs.check,
    "load-balancers": balancers.check,
    "nat-gateways": nat.check,
    "instances": instances.check,
    "buckets": buckets.check,
    "compute-optimizer": compute.check,
}
GLOBAL: Mapping[str, Check] = {"cost-optimization-hub": hub.check, "untagged-spend": spend.check}
