"""Who serves whom: Route 53, CloudFront and Global Accelerator as a small model that reads a program's resources.

It knows what the services document and nothing of how the project makes the resources: records with a routing policy,
health checks, aliases that look through to the health of their target, origin groups, endpoint groups with dials and
weights. Health is a set of regions that do not answer; `noticed` says whether health checks have seen it yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from synthesis.model import Resource, Synthesis

DISTANCES: Mapping[str, Mapping[str, int]] = {
    "us-east-1": {"us-east-1": 2, "us-west-2": 65, "eu-west-1": 75, "eu-central-1": 95},
    "us-west-2": {"us-east-1": 65, "us-west-2": 2, "eu-west-1": 130, "eu-central-1": 150},
    "eu-west-1": {"us-east-1": 75, "us-west-2": 130, "eu-west-1": 2, "eu-central-1": 25},
    "eu-central-1": {"us-east-1": 95, "us-west-2": 150, "eu-west-1": 25, "eu-central-1": 2},
}
"""Milliseconds between regions, roughly; a client's place is the region that it is at."""
CONTINENTS = {"US": "NA", "CA": "NA", "DE": "EU", "IE": "EU", "FR": "EU", "JP": "AS", "BR": "SA"}
READS = ("GET", "HEAD", "OPTIONS")


class Refused(AssertionError):
    """What AWS would not accept."""


@dataclass(frozen=True)
class Client:
    """Somebody who asks."""

    near: str
    """Region that is nearest."""
    country: str = "US"


@dataclass
class World:
    """The resources of a program and the state of the world around them."""

    resources: list[Resource]
    down: frozenset[str] = frozenset()
    """Regions that answer nothing."""
    noticed: bool = True
    """Whether health checks have seen it."""
    _balancers: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for balancer in self._of("aws:lb/loadBalancer:LoadBalancer"):
            region = balancer.outputs["region"]
            self._balancers[balancer.outputs["dnsName"]] = region
            self._balancers[balancer.outputs["arn"]] = region

    @classmethod
    def of(cls, synthesis: Synthesis) -> World:
        """Return the world of a program in which all is well."""
        return cls([resource for resource in synthesis.resources if resource.custom])

    def when(self, *down: str, noticed: bool = True) -> World:
        """Return the same world with regions that do not answer."""
        return World(self.resources, frozenset(down), noticed)

    def _of(self, type_: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type == type_]

    # Route 53

    @cached_property
    def _records(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for record in self._of("aws:route53/record:Record"):
            if record.inputs["type"] == "A":
                found.setdefault(record.inputs["name"], []).append(record)
        for name, records in found.items():
            _check_set(name, records)
        return found

    def resolve(self, name: str, client: Client) -> str | None:
        """Return the region, or the name of a distribution or accelerator, that a name leads to."""
        records = self._records.get(name)
        if records is None:
            raise Refused(f"{name} is an alias of nothing")
        record = self._choose(records, client)
        (alias,) = record.inputs["aliases"]
        target = alias["name"]
        if target in self._balancers:
            return self._balancers[target]
        return self.resolve(target, client) if target in self._records else target

    def _choose(self, records: list[Resource], client: Client) -> Resource:
        """Return the answer that Route 53 gives. Where none is healthy it takes all for healthy."""
        healthy = [record for record in records if self._healthy(record)]
        policy = _policy(records[0])
        if policy == "failoverRoutingPolicies":
            by_kind = {record.inputs[policy][0]["type"]: record for record in records}
            return by_kind["SECONDARY"] if healthy == [by_kind["SECONDARY"]] else by_kind["PRIMARY"]
        candidates = healthy or records
        if policy == "latencyRoutingPolicies":
            return min(candidates, key=lambda r: DISTANCES[client.near][r.inputs[policy][0]["region"]])
        if policy == "geolocationRoutingPolicies":
            return _nearest_place(candidates, client) or _nearest_place(records, client)  # type: ignore[return-value]
        if policy == "weightedRoutingPolicies":
            return max(candidates, key=lambda r: (r.inputs[policy][0]["weight"], r.inputs["setIdentifier"]))
        return candidates[0]

    def _healthy(self, record: Resource) -> bool:
        """Tell whether Route 53 takes an answer for healthy: its health check, and its alias where it looks there."""
        check = record.inputs.get("healthCheckId")
        if check is not None and not self._passes(check):
            return False
        (alias,) = record.inputs["aliases"]
        if not alias.get("evaluateTargetHealth"):
            return True
        target = alias["name"]
        if target in self._balancers:
            # A load balancer in a region that answers nothing tells nothing of its targets: only the check knows.
            return True
        return any(self._healthy(inner) for inner in self._records.get(target, []))

    def _passes(self, id_: str) -> bool:
        check = next((c for c in self._of("aws:route53/healthCheck:HealthCheck") if c.outputs["id"] == id_), None)
        if check is None:
            raise Refused(f"there is no health check {id_}")
        region = self._plain(check.inputs["fqdn"])
        passes = region not in self.down if self.noticed else True
        passes = True if check.inputs.get("disabled") else passes
        return not passes if check.inputs.get("invertHealthcheck") else passes

    def _plain(self, name: str) -> str:
        """Return the region that a name leads to without any routing."""
        (record,) = self._records[name]
        (alias,) = record.inputs["aliases"]
        return self._balancers[alias["name"]]

    # CloudFront

    def browse(self, path: str, client: Client, method: str = "GET") -> str | None:
        """Return the region that answers a request to the distribution; None where it shows an error."""
        (distribution,) = self._of("aws:cloudfront/distribution:Distribution")
        inputs = distribution.inputs
        groups = {group["originId"]: group for group in inputs.get("originGroups") or []}
        behaviour = next(
            (b for b in inputs.get("orderedCacheBehaviors", []) if _fits(b["pathPattern"], path)),
            inputs["defaultCacheBehavior"],
        )
        target = behaviour["targetOriginId"]
        if target in groups and not set(behaviour["allowedMethods"]) <= set(READS):
            raise Refused(f"a behaviour of the origin group {target} takes more than {READS}")
        if method not in behaviour["allowedMethods"]:
            return None
        hosts = {origin["originId"]: origin["domainName"] for origin in inputs["origins"]}
        members = [member["originId"] for member in groups[target]["members"]] if target in groups else [target]
        for member in members:
            region = self.resolve(hosts[member], client)
            if region not in self.down:
                return region
        return None

    # Global Accelerator

    def connect(self, client: Client) -> str | None:
        """Return the region that the accelerator leads to; it sees for itself which load balancers are healthy."""
        groups = {}
        for group in self._of("aws:globalaccelerator/endpointGroup:EndpointGroup"):
            (endpoint,) = group.inputs["endpointConfigurations"]
            region = self._balancers[endpoint["endpointId"]]
            if region != group.inputs["endpointGroupRegion"]:
                raise Refused(f"{group.name} has an endpoint in {region}")
            groups[region] = (group.inputs.get("trafficDialPercentage", 100), endpoint.get("weight", 128))
        able = [region for region, (_, weight) in groups.items() if weight and region not in self.down]
        dialled = [region for region in able if groups[region][0]]
        # A failover ignores the dial and heeds the weight.
        candidates = dialled or able
        return min(candidates, key=lambda region: DISTANCES[client.near][region]) if candidates else None

    # All of it

    def serves(self, domain: str, client: Client, path: str = "/", method: str = "GET") -> str | None:
        """Return the region that answers a request to a name; None where there is an error."""
        target = self.resolve(domain, client)
        if target is None:
            return None
        if target.endswith(".cloudfront.net"):
            return self.browse(path, client, method)
        region = self.connect(client) if target.endswith(".awsglobalaccelerator.com") else target
        return region if region not in self.down else None


def _policy(record: Resource) -> str:
    return next((key for key in record.inputs if "RoutingPolic" in key and record.inputs[key]), "")


def _check_set(name: str, records: list[Resource]) -> None:
    """Fail for what Route 53 would refuse: answers of several kinds, or two that are the same."""
    policies = {_policy(record) for record in records}
    keys = [record.inputs.get("setIdentifier") for record in records]
    if len(policies) != 1:
        raise Refused(f"{name} has answers of several kinds: {sorted(policies)}")
    if len(records) > 1 and (None in keys or len(set(keys)) != len(keys)):
        raise Refused(f"{name} has answers that cannot be told apart: {keys}")
    values = [str(record.inputs.get(next(iter(policies)))) for record in records]
    if "weighted" not in next(iter(policies)) and len(set(values)) != len(values):
        raise Refused(f"{name} has two answers for {values}")


def _nearest_place(records: Iterable[Resource], client: Client) -> Resource | None:
    """Return the answer of the smallest place that a client is in."""
    by_place = {}
    for record in records:
        (place,) = record.inputs["geolocationRoutingPolicies"]
        by_place[place.get("country") or place.get("continent")] = record
    return by_place.get(client.country) or by_place.get(CONTINENTS[client.country]) or by_place.get("*")


def _fits(pattern: str, path: str) -> bool:
    return path.startswith(pattern.removesuffix("*")) if pattern.endswith("*") else path == pattern


def changed(world: World, type_: str, change: Mapping[str, Any], name: str = "") -> World:
    """Return a world in which the inputs of some resources are others, as if the program had wired them so.

    `name` is a part of the names of those that change; a value of None takes the input away.
    """

    def made(resource: Resource) -> Resource:
        if resource.type.rpartition(":")[2] != type_ or name not in resource.name:
            return resource
        inputs = {key: value for key, value in {**resource.inputs, **change}.items() if value is not None}
        return replace(resource, inputs=inputs)

    resources = [made(resource) for resource in world.resources]
    assert resources != world.resources, "nothing was changed"
    return World(resources, world.down, world.noticed)
