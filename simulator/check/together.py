"""Rules that tie several properties of one resource together, for the types that we use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.check.problem import Problem
from simulator.wire import UNKNOWN, Path, holds_unknown

Inputs = dict[str, Any]


def problems(token: str, inputs: Inputs) -> list[Problem]:
    """Every broken rule between properties of a resource."""
    return [found for judge in _JUDGES.get(token, ()) for found in judge(inputs)]


def _value(inputs: Inputs, name: str, default: Any = None) -> Any:
    value = inputs.get(name)
    return default if value is None else value


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) or value is UNKNOWN else float(value)
    except (TypeError, ValueError):
        return None


def _ports(rule: Inputs, path: Path) -> list[Problem]:
    low, high = _number(rule.get("fromPort")), _number(rule.get("toPort"))
    if (
        low is None
        or high is None
        or str(rule.get("protocol", rule.get("ipProtocol"))) in ("icmp", "icmpv6", "1", "58")
    ):
        return []
    if low > high:
        return [Problem((*path, "fromPort"), f"{low:.0f} is above toPort {high:.0f}.")]
    every = str(rule.get("protocol", rule.get("ipProtocol", ""))) == "-1"
    if every and (low, high) not in ((0, 0), (-1, -1), (0, 65535)):
        return [Problem((*path, "fromPort"), 'with protocol "-1" (all) both ports must be 0.')]
    return []


def _group_rules(inputs: Inputs) -> list[Problem]:
    found: list[Problem] = []
    for side in ("ingress", "egress"):
        rules = inputs.get(side)
        for i, rule in enumerate(rules if isinstance(rules, list) else []):
            if not isinstance(rule, dict):
                continue
            found += _ports(rule, (side, i))
            sources = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups", "self")
            if not any(rule.get(name) or rule.get(name) is UNKNOWN for name in sources):
                found.append(Problem((side, i), f"a rule needs one of {', '.join(sources)}."))
    return found


def _separate_rule(inputs: Inputs) -> list[Problem]:
    sources = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    given = [name for name in sources if inputs.get(name) is not None]
    found = _ports(inputs, ())
    if len(given) != 1:
        said = " and ".join(given) or "none"
        found.append(
            Problem((given[0],) if given else (), f"exactly one of {', '.join(sources)} is needed, not {said}.")
        )
    if str(inputs.get("ipProtocol")) in ("tcp", "udp", "6", "17") and inputs.get("fromPort") is None:
        found.append(Problem(("fromPort",), f'required with protocol "{inputs["ipProtocol"]}".'))
    return found


def _old_rule(inputs: Inputs) -> list[Problem]:
    found = _ports(inputs, ())
    if inputs.get("cidrBlocks") and inputs.get("sourceSecurityGroupId"):
        found.append(Problem(("cidrBlocks",), 'excludes "sourceSecurityGroupId": write two rules.'))
    return found


def _listener(inputs: Inputs) -> list[Problem]:
    protocol = inputs.get("protocol")
    if protocol in ("HTTPS", "TLS") and inputs.get("certificateArn") is None:
        return [Problem(("certificateArn",), f"required with protocol {protocol}.")]
    if protocol == "HTTP" and (inputs.get("certificateArn") or inputs.get("sslPolicy")):
        return [Problem(("protocol",), "HTTP takes no certificate: HTTPS does.")]
    return []


def _balancer(inputs: Inputs) -> list[Problem]:
    subnets = inputs.get("subnets")
    if (
        _value(inputs, "loadBalancerType", "application") == "application"
        and isinstance(subnets, list)
        and len(subnets) < 2
    ):
        return [Problem(("subnets",), "an application load balancer needs subnets in two availability zones or more.")]
    return []


def _group_sizes(inputs: Inputs) -> list[Problem]:
    low, high, want = (_number(inputs.get(name)) for name in ("minSize", "maxSize", "desiredCapacity"))
    if low is not None and high is not None and low > high:
        return [Problem(("minSize",), f"{low:.0f} is above maxSize {high:.0f}.")]
    if want is not None and ((low is not None and want < low) or (high is not None and want > high)):
        return [Problem(("desiredCapacity",), f"{want:.0f} is outside minSize to maxSize.")]
    return []


def _capacity(inputs: Inputs) -> list[Problem]:
    low, high = _number(inputs.get("minCapacity")), _number(inputs.get("maxCapacity"))
    if low is not None and high is not None and low > high:
        return [Problem(("minCapacity",), f"{low:.0f} is above maxCapacity {high:.0f}.")]
    return []


def _fifo(flag: str) -> Callable[[Inputs], list[Problem]]:
    def judge(inputs: Inputs) -> list[Problem]:
        name = inputs.get("name")
        if not isinstance(name, str) or inputs.get(flag) is UNKNOWN:
            return []
        wanted = inputs.get(flag) in (True, "true")
        if wanted != name.endswith(".fifo"):
            said = 'must end in ".fifo"' if wanted else f'may end in ".fifo" only with {flag}'
            return [Problem(("name",), f'"{name}": the name {said}.')]
        return []

    return judge


def _instance_password(inputs: Inputs) -> list[Problem]:
    sources = (
        "password",
        "passwordWo",
        "manageMasterUserPassword",
        "replicateSourceDb",
        "snapshotIdentifier",
        "restoreToPointInTime",
        "s3Import",
    )
    if any(inputs.get(name) not in (None, False) for name in sources):
        return []
    return [
        Problem(
            ("manageMasterUserPassword",), "a database needs a password: set manageMasterUserPassword, or password."
        )
    ]


def _table_keys(inputs: Inputs) -> list[Problem]:
    attributes = inputs.get("attributes")
    if (
        holds_unknown(attributes)
        or holds_unknown(inputs.get("globalSecondaryIndexes"))
        or inputs.get("restoreSourceName")
    ):
        return []
    declared = {item.get("name") for item in attributes or [] if isinstance(item, dict)}
    used = {inputs.get("hashKey"), inputs.get("rangeKey")}
    for kind in ("globalSecondaryIndexes", "localSecondaryIndexes"):
        for index in inputs.get(kind) or []:
            used |= {index.get("hashKey"), index.get("rangeKey")}
            for key in index.get("keySchemas") or []:
                used.add(key.get("attributeName"))
    names = {name for name in used if isinstance(name, str)}
    listed = {name for name in declared if isinstance(name, str)}
    found = [
        Problem(("attributes",), f'"{name}" is a key, but not among the attributes.') for name in sorted(names - listed)
    ]
    found += [
        Problem(("attributes",), f'"{name}" is no key of the table or of an index: declare keys only.')
        for name in sorted(listed - names)
    ]
    return found


def _fargate(inputs: Inputs) -> list[Problem]:
    if inputs.get("requiresCompatibilities") != ["FARGATE"]:
        return []
    sizes = {
        256: (512, 2048),
        512: (1024, 4096),
        1024: (2048, 8192),
        2048: (4096, 16384),
        4096: (8192, 30720),
        8192: (16384, 61440),
        16384: (32768, 122880),
    }
    cpu, memory = _number(inputs.get("cpu")), _number(inputs.get("memory"))
    if cpu is None or memory is None:
        missing = [name for name in ("cpu", "memory") if inputs.get(name) is None]
        return [Problem((name,), "required for Fargate.") for name in missing]
    if cpu not in sizes:
        return [Problem(("cpu",), f"{cpu:.0f} is no Fargate size. Allowed: {', '.join(map(str, sizes))}.")]
    low, high = sizes[int(cpu)]
    if not low <= memory <= high:
        return [
            Problem(("memory",), f"{memory:.0f} MiB does not go with {cpu:.0f} CPU units. Allowed: {low} to {high}.")
        ]
    return []


_JUDGES: dict[str, tuple[Callable[[Inputs], list[Problem]], ...]] = {
    "aws:ec2/securityGroup:SecurityGroup": (_group_rules,),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (_group_rules,),
    "aws:ec2/securityGroupRule:SecurityGroupRule": (_old_rule,),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (_separate_rule,),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (_separate_rule,),
    "aws:lb/listener:Listener": (_listener,),
    "aws:alb/listener:Listener": (_listener,),
    "aws:lb/loadBalancer:LoadBalancer": (_balancer,),
    "aws:alb/loadBalancer:LoadBalancer": (_balancer,),
    "aws:autoscaling/group:Group": (_group_sizes,),
    "aws:appautoscaling/target:Target": (_capacity,),
    "aws:sqs/queue:Queue": (_fifo("fifoQueue"),),
    "aws:sns/topic:Topic": (_fifo("fifoTopic"),),
    "aws:rds/instance:Instance": (_instance_password,),
    "aws:dynamodb/table:Table": (_table_keys,),
    "aws:ecs/taskDefinition:TaskDefinition": (_fargate,),
}
