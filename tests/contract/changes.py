"""One thing more and one thing less for every pattern: what a stack file says, and what it must not touch."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.patterns.microservices_platform import service
from tests.support import stacks
from tests.support.stacks import Config

Edit = Callable[[Config], None]
"""Changes the settings of one workload."""


@dataclass(frozen=True)
class Change:
    """A pattern's workload, and what is added to it and taken away from it."""

    workload: Config
    more: Edit
    less: Edit

    def added(self) -> Config:
        """Return the workload with one thing more."""
        return _edited(self.workload, self.more)

    def removed(self) -> Config:
        """Return the workload with one thing less."""
        return _edited(self.workload, self.less)


def _edited(workload: Config, edit: Edit) -> Config:
    changed = copy.deepcopy(workload)
    edit(changed)
    return changed


def _put(path: str, value: Any) -> Edit:
    def edit(workload: Config) -> None:
        *above, last = path.split("/")
        for key in above:
            workload = workload[key]
        # First in its map: nothing may depend on the place of a key.
        rest = dict(workload)
        workload.clear()
        workload.update({last: value, **rest})

    return edit


def _drop(path: str) -> Edit:
    def edit(workload: Config) -> None:
        *above, last = path.split("/")
        for key in above:
            workload = workload[key]
        del workload[last]

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(workload: Config) -> None:
        for each in edits:
            each(workload)

    return edit


_RECORDS = {"columns": {"id": "string"}, "partitions": {"day": {"kind": "day", "since": "2026-01-01"}}}
_ZONES = ["eu-west-1a", "eu-west-1b"]
_QUERY = {"sql": "iot/silent_devices", "description": "Devices without a reading for two hours"}

CHANGES = {
    "messaging": Change(
        {
            "pattern": "messaging",
            "topics": {"events": {}, "bills": {}},
            "queues": {
                "stock": {"topics": {"events": {}}, "consumer": {"source": "order_consumer"}},
                "shipping": {"topics": {"events": {}}},
            },
        },
        _put("queues/audit", {"topics": {"events": {}}}),
        _drop("queues/stock"),
    ),
    "serverless-microservices": Change(
        {
            "pattern": "serverless-microservices",
            "services": {
                "orders": {"source": "food_orders", "routes": ["POST /orders"], "writes": ["orders"]},
                "health": {"source": "site_api", "routes": ["GET /health"]},
            },
            "tables": {"orders": {"partitionKey": "orderId"}, "menus": {"partitionKey": "menuId"}},
            "api": {},
        },
        _put("services/menus", {"source": "site_api", "routes": ["GET /menus"]}),
        _drop("tables/menus"),
    ),
    "container-platform": Change(
        {
            "pattern": "container-platform",
            "loadBalancer": {"allowHttp": True},
            "services": {"web": {"paths": ["/*"]}, "admin": {"paths": ["/admin/*"]}},
        },
        _put("services/cart", {"paths": ["/cart/*"]}),
        _drop("services/admin"),
    ),
    "kubernetes": Change(
        {
            "pattern": "container-platform",
            "orchestrator": "eks",
            "eks": {
                "nodeGroups": {"main": {"zones": _ZONES}, "batch": {"capacity": "spot", "zones": _ZONES}},
                "fargateProfiles": {
                    "reports": {"namespaces": ["reports"], "zones": _ZONES},
                    "tools": {"namespaces": ["tools"], "zones": _ZONES},
                },
                "addons": {"aws-efs-csi-driver": {}},
                "identities": {"orders": {"serviceAccount": "orders"}, "stock": {"serviceAccount": "stock"}},
            },
        },
        _all(
            _put("eks/identities/audit", {"serviceAccount": "audit"}),
            _put("eks/addons/snapshot-controller", {}),
            _put("eks/nodeGroups/arm", {}),
            _put("eks/fargateProfiles/audit", {"namespaces": ["audit"]}),
        ),
        _all(
            _drop("eks/identities/stock"),
            _drop("eks/addons/aws-efs-csi-driver"),
            _drop("eks/nodeGroups/batch"),
            _drop("eks/fargateProfiles/tools"),
        ),
    ),
    "data-analytics": Change(
        {
            "pattern": "data-analytics",
            "streams": {"events": {}, "clicks": {}},
            "tables": {"events": _RECORDS, "clicks": _RECORDS},
            "deliveries": {"events": {"stream": "events", "table": "events"}},
            "workgroup": {"queries": {"silent": _QUERY, "quiet": _QUERY}},
        },
        _all(
            _put("streams/bills", {}),
            _put("tables/bills", _RECORDS),
            _put("deliveries/bills", {"stream": "bills", "table": "bills"}),
            _put("workgroup/queries/mute", _QUERY),
        ),
        _all(_drop("streams/clicks"), _drop("tables/clicks"), _drop("workgroup/queries/quiet")),
    ),
    "microservices-platform": Change(
        {
            "pattern": "microservices-platform",
            "loadBalancer": {"allowHttp": True},
            "repositories": {"users": {}, "orders": {}, "basket": {}},
            "services": {"users": service("users", 8080, 1), "orders": service("orders", 8081, 2)},
        },
        _put("services/basket", service("basket", 8082, 3)),
        _drop("services/orders"),
    ),
    "static-site": Change(
        {"pattern": "static-site", "domain": "example.com", "api": {}},
        _put("objective", {"availability": 99.9}),
        _drop("api"),
    ),
    "web-app": Change(
        {
            "pattern": "web-app",
            "loadBalancer": {"allowHttp": True},
            "database": {"engine": "aurora-postgresql", "aurora": {"readers": {"reports": {}, "exports": {}}}},
        },
        _put("database/aurora/readers/billing", {}),
        _drop("database/aurora/readers/reports"),
    ),
}
"""By pattern, and a pattern's other side by a longer name. Every workload is called by its key, in one stack."""


def config(environment: str, workloads: Config, **more: Any) -> Config:
    """Return the configuration of a stack of these workloads."""
    network = {"cidr": "10.20.0.0/16", "zoneCount": 3}
    return stacks.config(environment, workloads, region="eu-west-1", network=network, **more)


def everything(environment: str) -> Config:
    """Return the configuration of a stack that has a workload of every pattern."""
    return config(environment, {name: copy.deepcopy(change.workload) for name, change in CHANGES.items()})
