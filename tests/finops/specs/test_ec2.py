"""What instance types are, and which may take the place of which."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import moto
import pytest

from finops.prices import load
from finops.specs import equals, spec


def test_the_table_is_that_of_its_source():
    packed = (Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz").read_bytes()
    source = json.loads(gzip.decompress(packed))
    priced = [row.id.partition("/")[2] for row in load("us-east-1").under("ec2.instance")]
    assert sum(1 for type_ in priced if type_ in source) == 1340
    for type_ in priced:
        own = spec(type_)
        if type_ in source and own is not None:
            told = source[type_]
            assert own.vcpus == told["VCpuInfo"]["DefaultVCpus"], type_
            assert own.memory == told["MemoryInfo"]["SizeInMiB"], type_
            assert own.architecture in told["ProcessorInfo"]["SupportedArchitectures"], type_


def test_a_type_in_its_parts():
    own = spec("c6gd.xlarge")
    assert own is not None
    assert (own.vcpus, own.memory, own.architecture, own.series, own.generation, own.features) == (
        *(4, 8192, "arm64", "c", 6, "d"),
    )
    assert spec("z99.huge") is None


@pytest.mark.parametrize(
    ("type_", "among", "never"),
    [
        ("m5.large", {"m6g.large", "m5a.large", "m7i.large"}, {"m5d.large", "m5n.large", "m7i-flex.large", "m4.large"}),
        ("t3.medium", {"t3a.medium", "t4g.medium"}, {"m5.large", "t2.medium", "c5.large"}),
        ("c5d.xlarge", {"c6gd.xlarge"}, {"c5.xlarge", "c6g.xlarge"}),
    ],
)
def test_equals_do_the_same_work(type_: str, among: set[str], never: set[str]):
    found = {other.type for other in equals(type_)}
    assert among <= found
    assert not never & found
    own = spec(type_)
    assert own is not None
    for other in equals(type_):
        assert (other.vcpus, other.memory, other.features) == (own.vcpus, own.memory, own.features)


@pytest.mark.parametrize("type_", ["g5.xlarge", "p4d.24xlarge", "i3.large", "m5.metal", "z99.huge"])
def test_what_has_accelerators_or_disks_of_its_own_has_no_equal(type_: str):
    assert equals(type_) == ()
