"""gp2 to gp3: a fifth less for a GB, and 3,000 IOPS whatever the size. RDS charges the same for both: no advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from finops.advice.case import Case, Effect
from finops.advice.model import Advice
from finops.advice.text import blocks, replaced, saves, steps
from finops.estimate.aws.data_stores import SEARCH
from finops.estimate.resource import Resource
from finops.estimate.span import Span

VOLUME = "aws:ebs/volume:Volume"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCES = ("aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest")
IOPS_PER_GB, LEAST, MOST = 3, 3000, 16_000
"""IOPS that gp2 has: three for each GB, 16,000 at most (Amazon EBS User Guide)."""
FAST_FROM, FAST = 170, 250
"""GB above which gp2 may move more than gp3 includes, and its most MiB/s."""


def advice(case: Case) -> Iterator[Advice]:
    """Propose gp3 for every gp2 volume; the low end pays for the same IOPS and throughput."""
    plain = {effect.owner: effect for effect in case.effects(lambda one: _changed(one, same=False))}
    same = {effect.owner: effect for effect in case.effects(lambda one: _changed(one, same=True))}
    for owner, effect in plain.items():
        equal = same.get(owner)
        low = equal.saving.low if equal else Decimal(0)
        saving = Span.between(min(low, effect.saving.low), effect.saving.high, effect.saving.expected)
        yield Advice(
            "volumes/gp3",
            "gp3 volumes instead of gp2",
            owner,
            saving,
            (*steps(effect), *_equal(effect, equal), saves(saving)),
            ("the change is made while the volume is in use",),
            (f"in the program: volume type gp3 for {owner.name}",),
            counted=True,
        )


def _equal(plain: Effect, equal: Effect | None) -> Iterator[str]:
    if equal is None:
        yield "with the IOPS and throughput that gp2 has at this size nothing is saved"
    elif equal.after != plain.after:
        yield "with the IOPS and throughput that gp2 has at this size:"
        yield from steps(equal)


def _changed(one: Resource, *, same: bool) -> Mapping[str, Any] | None:
    if one.type == VOLUME:
        return _gp3(one.inputs, ("size", "type"), same=same)
    if one.type in SEARCH:
        return _search(one.inputs)
    inputs = one.inputs
    if one.type in INSTANCES:
        found = [*blocks(inputs, "rootBlockDevice"), *blocks(inputs, "ebsBlockDevices")]
    elif one.type == TEMPLATE:
        mapped = blocks(inputs, "blockDeviceMappings")
        found = [(f"{path}.ebs", block["ebs"]) for path, block in mapped if isinstance(block.get("ebs"), Mapping)]
    else:
        return None
    changed = inputs
    for path, block in found:
        new = _gp3(block, ("volumeSize", "volumeType"), same=same)
        changed = changed if new is None else replaced(changed, path, new)
    return None if changed is inputs else changed


def _gp3(block: Mapping[str, Any], keys: tuple[str, str], *, same: bool) -> Mapping[str, Any] | None:
    """Return a volume as gp3; None when it is no gp2 (which AWS takes by itself), or of a size that is not known."""
    size, kind = block.get(keys[0]), block.get(keys[1], "gp2")
    if kind != "gp2" or not isinstance(size, int | float | str | Decimal):
        return None
    new = {key: value for key, value in block.items() if key not in ("iops", "throughput")} | {keys[1]: "gp3"}
    gigabytes = int(Decimal(str(size)))
    if same and IOPS_PER_GB * gigabytes > LEAST:
        new["iops"] = min(MOST, IOPS_PER_GB * gigabytes)
    if same and gigabytes > FAST_FROM:
        new["throughput"] = FAST
    return new


def _search(inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    options = inputs.get("ebsOptions")
    if not isinstance(options, Mapping) or options.get("volumeType") != "gp2":
        return None
    return replaced(inputs, "ebsOptions.volumeType", "gp3")
