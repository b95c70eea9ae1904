"""Partitions and regions, from the partition table that botocore carries."""

from __future__ import annotations

import importlib.machinery
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ACCOUNT = "123456789012"
"""The account that the simulator speaks for: AWS's own documentation example."""

FALLBACK_REGION = "us-east-1"


class Partition(NamedTuple):
    """An AWS partition: its name in ARNs, its DNS suffix and the regions that it lists."""

    name: str
    dns_suffix: str
    regions: dict[str, str]


@cache
def _table() -> tuple[list[tuple[Partition, re.Pattern[str]]], Path | None]:
    spec = importlib.machinery.PathFinder.find_spec("botocore")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        return [
            (Partition("aws", "amazonaws.com", {FALLBACK_REGION: "US East (N. Virginia)"}), re.compile(r".+"))
        ], None
    file = Path(folders[0]) / "data" / "partitions.json"
    out = []
    for entry in json.loads(file.read_text(encoding="utf-8"))["partitions"]:
        regions = {name: about.get("description", name) for name, about in entry["regions"].items()}
        regions = {name: text for name, text in regions.items() if not name.endswith("-global")}
        partition = Partition(entry["id"], entry["outputs"]["dnsSuffix"], regions)
        out.append((partition, re.compile(entry["regionRegex"])))
    return out, file


def partition_of(region: str) -> Partition:
    """The partition that a region belongs to; the commercial one for a region that nobody lists."""
    table = _table()[0]
    for partition, pattern in table:
        if region in partition.regions or pattern.match(region):
            return partition
    return table[0][0]


def known(region: str) -> bool:
    """True when some partition lists the region by name."""
    return any(region in partition.regions for partition, _ in _table()[0])


def all_regions() -> list[str]:
    """Every region of every partition, commercial ones first."""
    return [name for partition, _ in _table()[0] for name in partition.regions]


def problem(region: Any) -> str | None:
    """Why a value is no AWS region; None when it is one."""
    if not isinstance(region, str) or not region:
        return 'a region is a name such as "us-east-1".'
    if known(region):
        return None
    import difflib  # noqa: PLC0415  # only for an error message

    near = difflib.get_close_matches(region, all_regions(), n=1, cutoff=0.6)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return f'"{region}" is not an AWS region.{hint}'


ZONE_LETTERS = {
    "us-east-1": "abcdef",
    "us-west-2": "abcd",
    "us-west-1": "ac",
    "ca-central-1": "abd",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ap-south-1": "abc",
}
"""Zone letters of regions that do not simply have a, b and c. An account sees other letters in some of them."""

_COMPASS = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "central": "c",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
}


def zones(region: str) -> list[tuple[str, str]]:
    """(name, zone id) of a region's availability zones, such as ("us-east-1a", "use1-az1")."""
    area, *middle, number = region.split("-")
    short = area + "".join(_COMPASS.get(word, word[0] if word != "gov" else "g") for word in middle) + number
    return [(f"{region}{letter}", f"{short}-az{i}") for i, letter in enumerate(ZONE_LETTERS.get(region, "abc"), 1)]
