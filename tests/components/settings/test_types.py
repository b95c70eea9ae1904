"""What the field types take and refuse."""

from __future__ import annotations

import gzip
import json
import re
import string
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from components.settings import types
from components.settings.cidr import PRIVATE

GOOD_AND_BAD: dict[str, tuple[list[Any], list[Any]]] = {
    "Cidr": (
        ["10.0.0.0/8", "0.0.0.0/0", "8.8.8.8/32"],
        ["10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.256/32", "x"],
    ),
    "PrivateCidr": (
        ["10.0.0.0/8", "172.31.0.0/16", "192.168.4.0/24", "100.127.0.0/16"],
        ["172.32.0.0/16", "0.0.0.0/0"],
    ),
    "AccountId": (["012345678901", 123456789012], ["1234", 12345678901, "12345678901a", True, 1.0]),
    "Region": (["eu-west-1", "us-gov-east-1", "ap-southeast-7"], ["us-eats-1", "us-east", "US-EAST-1", "us-east-1a"]),
    "Arn": (
        [
            "arn:aws:s3:::bucket/key:with:colons",
            "arn:aws-us-gov:iam::123456789012:role/x",
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "arn:aws:sns:eu-west-1:123456789012:topic",
        ],
        [
            "arn:aws:s3",
            "arn:azure:s3:::b",
            "arn:aws:S3:::b",
            "arn:aws:sns:nowhere:123456789012:t",
            "arn:aws:sns:eu-west-1:123:t",
            "arn:aws:s3:::",
            "s3://bucket",
        ],
    ),
    "CertificateArn": (
        ["arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"],
        [
            "arn:aws:acm::123456789012:certificate/12345678-1234-1234-1234-123456789012",
            "arn:aws:iam::123456789012:server-certificate/x",
            "arn:aws:acm:us-east-1:123456789012:certificate/1234",
        ],
    ),
    "TopicArn": (["arn:aws:sns:us-east-1:123456789012:a.fifo"], ["arn:aws:sqs:us-east-1:123456789012:a"]),
    "SecretArn": (["arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"], ["db-AbCdEf"]),
    "KeyArn": (["arn:aws:kms:us-east-1:123456789012:alias/x"], ["arn:aws:kms:us-east-1:123456789012:x", "alias/x"]),
    "RoleArn": (
        ["arn:aws:iam::123456789012:role/ci"],
        ["arn:aws:iam:us-east-1:123456789012:role/ci", "arn:aws:iam:::role/ci"],
    ),
    "DomainName": (
        ["example.com", "a.b-c.example.co", "xn--bcher-kva.example"],
        ["localhost", "Example.com", "-a.example.com", "a..com", "10.0.0.1", "https://example.com", "a." * 130 + "com"],
    ),
    "Email": (
        ["a@example.com", "first.last+tag@sub.example.co.uk", "o'neil@example.com"],
        [
            "a@",
            "@example.com",
            "a@example",
            "a..b@example.com",
            "a b@example.com",
            "a@-x.com",
            "x" * 65 + "@example.com",
        ],
    ),
    "InstanceType": (
        ["t4g.small", "m7i-flex.large", "u-12tb1.112xlarge", "c6gn.16xlarge", "m7g.metal", "m7i.metal-24xl"],
        ["t4g", "t4g.smal", "q5.large", "t.small", "db.t4g.small", "T4G.small", "m5.0xxlarge", "t4g.small "],
    ),
    "DbInstanceClass": (
        ["db.t4g.medium", "db.r6gd.16xlarge"],
        ["t4g.medium", "db.t4g", "db.serverless", "db.q4.large"],
    ),
    "CacheNodeType": (["cache.t4g.small", "cache.r7g.12xlarge"], ["cache.t4g.nanos", "db.t4g.small", "cache.x.small"]),
    "HttpPath": (["/", "/health", "/a-b/c_d.e~"], ["health", "", "/a b", "/a?b"]),
    "TimeZone": (["Etc/UTC", "America/New_York"], ["Moon/Sea", "America", "", "../etc/passwd", "CEST+1"]),
    "Port": ([1, 443, 65535], [0, 65536, "http"]),
    "Percent": ([0, 100], [-1, 101]),
    "ItemName": (["a", "web-1", "a" * 24], ["", "1a", "A", "a-", "a_b", "a" * 25, "-a"]),
    "LogRetention": ([1, 3653], [0, 2, 4000]),
}


def accepts(name: str, value: Any) -> bool:
    try:
        TypeAdapter(getattr(types, name)).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (good, _) in GOOD_AND_BAD.items() for value in good]
)
def test_takes(name: str, value: Any) -> None:
    assert accepts(name, value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (_, bad) in GOOD_AND_BAD.items() for value in bad])
def test_refuses(name: str, value: Any) -> None:
    assert not accepts(name, value)


@pytest.mark.parametrize("name", [name for name, (good, _) in GOOD_AND_BAD.items() if isinstance(good[0], str)])
def test_the_pattern_of_the_schema_takes_what_the_type_takes(name: str) -> None:
    schema = TypeAdapter(getattr(types, name)).json_schema()
    for value in GOOD_AND_BAD[name][0]:
        assert re.search(schema.get("pattern", ""), str(value))


def test_an_account_id_without_quotes_is_a_text_afterwards() -> None:
    assert TypeAdapter(types.AccountId).validate_python(123456789012) == "123456789012"


def test_every_region_that_botocore_knows() -> None:
    session = boto3.Session()
    regions = [
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition)
    ]
    assert len(regions) > 30
    assert [region for region in regions if not accepts("Region", region)] == []


RETIRED = re.compile(r"(cc|cg|cr|hi|hs)\d|mac|u-?\d|u7|p6e|p6-|c1\.|m1\.|m2\.|t1\.")


def test_every_instance_type_that_botocore_knows() -> None:
    """Macs, high-memory reservations and generations that AWS sells no more are beside the point."""
    folder = Path(botocore.__file__).parent / "data" / "ec2" / "2016-11-15"
    model = json.loads(gzip.decompress((folder / "service-2.json.gz").read_bytes()))
    known = [kind for kind in model["shapes"]["InstanceType"]["enum"] if not RETIRED.match(kind)]
    assert len(known) > 1000
    assert [kind for kind in known if not accepts("InstanceType", kind)] == []


@given(st.sampled_from(PRIVATE), st.integers(0, 2**32 - 1), st.integers(16, 28))
def test_any_private_network(block: IPv4Network, bits: int, prefix: int) -> None:
    host = bits % block.num_addresses
    network = IPv4Network((int(block.network_address) + host, prefix), strict=False)
    assume(network.subnet_of(block))
    assert TypeAdapter(types.PrivateCidr).validate_python(str(network)) == str(network)


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_network_with_host_bits_is_refused(address: int, prefix: int) -> None:
    network = IPv4Network((address, prefix), strict=False)
    text = f"{IPv4Network(address).network_address}/{prefix}"
    assert accepts("Cidr", text) == (text == str(network))


@given(st.text(string.digits, min_size=12, max_size=12), st.integers(0, 11))
def test_an_account_id_with_one_character_changed(digits: str, place: int) -> None:
    assert accepts("AccountId", digits)
    assert not accepts("AccountId", digits[:place] + "x" + digits[place + 1 :])
    assert not accepts("AccountId", digits[:place] + digits[place + 1 :])


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
DOMAIN = st.builds(lambda labels: ".".join([*labels, "com"]), st.lists(LABEL, min_size=1, max_size=5))


@given(DOMAIN, st.sampled_from([" ", "_", "..", "/", "A", "\n"]), st.data())
def test_a_domain_with_something_foreign_in_it(domain: str, foreign: str, data: st.DataObject) -> None:
    assert accepts("DomainName", domain)
    place = data.draw(st.integers(0, len(domain)))
    assert not accepts("DomainName", domain[:place] + foreign + domain[place:])


@given(st.from_regex(r"[a-z0-9_%+-]{1,20}(\.[a-z0-9]{1,20})?", fullmatch=True), DOMAIN)
def test_a_mailbox_without_its_at(local: str, domain: str) -> None:
    assert accepts("Email", f"{local}@{domain}")
    assert not accepts("Email", f"{local}{domain}")
    assert not accepts("Email", f"{local}@{domain}@")
    assert not accepts("Email", f"{local}. @{domain}")


SERVICE = st.from_regex(r"[a-z][a-z0-9-]{1,10}", fullmatch=True)
ACCOUNT = st.from_regex(r"[0-9]{12}", fullmatch=True)


@given(
    SERVICE,
    st.sampled_from(["eu-west-1", ""]),
    ACCOUNT,
    st.integers(0, 4),
    st.from_regex(r"[\w/]{1,30}", fullmatch=True),
)
def test_an_arn_that_lost_a_part(service: str, region: str, account: str, part: int, resource: str) -> None:
    parts = ["arn", "aws", service, region, account, resource.replace(":", "")]
    assert accepts("Arn", ":".join(parts))
    assert not accepts("Arn", ":".join(parts[:part] + parts[part + 1 :]))


@given(st.from_regex(r"[a-z]([a-z0-9-]{0,22}[a-z0-9])?", fullmatch=True))
def test_a_name(name: str) -> None:
    assert accepts("ItemName", name)
    assert not accepts("ItemName", name.upper())
    assert not accepts("ItemName", f"{name}-")
    assert not accepts("ItemName", f"{name}\n")
