"""What VPC Lattice would do with a request, by the resources of a stack: who may send it, which targets share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from synthesis.model import Resource, Synthesis
from tests.support.policies import allows

INVOKE = "vpc-lattice-svcs:Invoke"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request of a caller."""

    principal: str
    """ARN of its role, whose name is the last part."""
    method: str = "GET"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)


def admitted(stack: Synthesis, service: str, call: Call) -> bool:
    """Tell whether IAM lets a call of the stack's own account through: network, service and caller must all agree.

    What signs nothing is not asked here: with AWS_IAM it never gets in.
    """
    made = stack.only("aws:vpclattice/service:Service", f"{service}-service")
    (network,) = stack.of_type("aws:vpclattice/serviceNetwork:ServiceNetwork")
    if made.inputs["authType"] != "AWS_IAM" or network.inputs["authType"] != "AWS_IAM":
        raise AssertionError("anybody gets in: IAM is not asked")
    resource = made.outputs["arn"] + call.path
    context = {"vpc-lattice-svcs:RequestMethod": call.method}
    doors = [_guards(stack, network), _guards(stack, made)]
    return all(
        any(allows(policy, INVOKE, resource, principal=call.principal, context=context) for policy in door)
        for door in doors
    ) and any(
        allows(policy.inputs["policy"], INVOKE, resource, context=context)
        for policy in stack.of_type("aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == call.principal.rpartition("/")[2]
    )


def _guards(stack: Synthesis, made: Resource) -> list[str]:
    """Return the policy of a service or network, if it has one: without one everybody is refused."""
    names = {made.outputs["arn"], made.outputs["id"]}
    policies = stack.of_type("aws:vpclattice/authPolicy:AuthPolicy")
    return [policy.inputs["policy"] for policy in policies if policy.inputs["resourceIdentifier"] in names]


def shares(stack: Synthesis, service: str, call: Call) -> dict[str, Fraction]:
    """Return which part of such calls each target gets, by the target's name."""
    rules = [
        rule.inputs
        for rule in stack.of_type("aws:vpclattice/listenerRule:ListenerRule")
        if rule.name.startswith(f"{service}-rule-")
    ]
    for rule in sorted(rules, key=lambda rule: rule["priority"]):
        if _fits(rule["match"]["httpMatch"], call):
            return _split(stack, service, rule["action"].get("forward", {}).get("targetGroups", []))
    listener = stack.only("aws:vpclattice/listener:Listener", f"{service}-listener").inputs
    return _split(stack, service, listener["defaultAction"]["forwards"][0]["targetGroups"])


def _fits(match: Mapping[str, Any], call: Call) -> bool:
    path = match.get("pathMatch", {}).get("match", {})
    headers = {name.lower(): value for name, value in call.headers.items()}
    return (
        match.get("method", call.method) == call.method
        and call.path == path.get("exact", call.path)
        and call.path.startswith(path.get("prefix", ""))
        and all(headers.get(h["name"].lower()) == h["match"]["exact"] for h in match.get("headerMatches", []))
    )


def _split(stack: Synthesis, service: str, groups: list[Mapping[str, Any]]) -> dict[str, Fraction]:
    names = {
        group.outputs["id"]: group.name.removeprefix(f"{service}-")
        for group in stack.of_type("aws:vpclattice/targetGroup:TargetGroup")
    }
    total = sum(group["weight"] for group in groups)
    return {names[group["targetGroupIdentifier"]]: Fraction(int(group["weight"]), int(total)) for group in groups}
