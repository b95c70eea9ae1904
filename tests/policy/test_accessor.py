"""Reading what the engine shows: through the SDK's proxies, whatever they hold."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy.proxy import UNKNOWN_NUMBER_VALUE, unknown_checking_proxy

from policy.accessor import MISSING, UNKNOWN, CannotDecideError, Resource, Stack, lookup, parse_json, plain, steps
from policy.discovery import rules
from policy.judge import Judge
from policy.sdk import resource_view, stack_view
from policy.settings import PackSettings
from tests.policy import harness
from tests.policy.harness import proxied, resource, resource_args, secret, stack_args

INPUTS: dict[str, Any] = {
    "text": "t",
    "number": 3,
    "half": 0.5,
    "flag": True,
    "nothing": None,
    "later": harness.UNKNOWN,
    "list": [{"a": 1}, harness.UNKNOWN, None],
    "map": {"a.b": {"c": "deep"}, "later": harness.UNKNOWN},
    "json": '{"a": [1.0, null]}',
    "hidden": secret({"password": "hunter22"}),
}


@pytest.fixture(params=[False, True], ids=["unknown-checking proxy", "secret-preserving proxy"])
def view(request: pytest.FixtureRequest) -> Resource:
    return resource_view(resource_args(resource("aws:ec2/vpc:Vpc", INPUTS), secrets=request.param))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("text", "t"),
        ("number", 3),
        ("half", 0.5),
        ("flag", True),
        ("nothing", MISSING),
        ("absent", MISSING),
        ("absent.further", MISSING),
        ("text.further", MISSING),
        ("text[0]", MISSING),
        ("later", UNKNOWN),
        ("later.further[3]", UNKNOWN),
        ("list[0].a", 1),
        ("list[1]", UNKNOWN),
        ("list[1].a", UNKNOWN),
        ("list[2]", MISSING),
        ("list[9]", MISSING),
        ("list.a", MISSING),
        ("list", [{"a": 1}, UNKNOWN]),
        ("map.later", UNKNOWN),
        (("map", "a.b", "c"), "deep"),
        ("hidden.password", "hunter22"),
    ],
)
def test_get(view: Resource, path: Any, value: object) -> None:
    assert view.get(path) == value
    assert view.has(path) is (value is not MISSING)


def test_whole_numbers_are_integers(view: Resource) -> None:
    assert isinstance(view.get("number"), int)
    assert view.get("json") == '{"a": [1.0, null]}'
    assert view.json("json") == {"a": [1]}


def test_json(view: Resource) -> None:
    assert view.json("later") is UNKNOWN
    assert view.json("absent") is MISSING
    assert view.json("text") is UNKNOWN  # text that is no JSON cannot be judged
    assert view.json("map")["later"] is UNKNOWN


def test_need_and_its_kin(view: Resource) -> None:
    assert view.need("absent") is MISSING
    assert view.list("absent") == []
    assert view.list("map") == [view.get("map")]
    assert view.map("absent") == {}
    assert view.map("text") == {}
    assert view.flag("flag") is True
    assert view.flag("absent") is False
    assert view.flag("absent", default=True) is True
    assert view.flag("text") is False
    for read in (view.need, view.list, view.map, view.flag):
        with pytest.raises(CannotDecideError) as error:
            read("map.later")
        assert error.value.path == "map.later"


def test_markers_are_false_and_nothing_else() -> None:
    assert not MISSING
    assert not UNKNOWN
    assert MISSING is not UNKNOWN


def test_steps() -> None:
    assert steps("a.b[0].c[12]") == ("a", "b", 0, "c", 12)


def test_sentinels_of_every_kind_are_unknown() -> None:
    assert plain(UNKNOWN_NUMBER_VALUE) is UNKNOWN
    assert lookup({"a": UNKNOWN_NUMBER_VALUE}, "a.b") is UNKNOWN


def test_assets_stay_what_they_are() -> None:
    asset = pulumi.StringAsset("x")
    assert lookup(unknown_checking_proxy({"source": asset}), "source") is asset


def test_provider() -> None:
    own = resource_view(resource_args(resource("aws:ec2/vpc:Vpc", {}, default_tags={"Owner": "me"})))
    assert own.region == "eu-west-1"
    assert own.provider_tags == {"Owner": "me"}
    assert resource_view(resource_args(resource("aws:ec2/vpc:Vpc", {"region": "us-east-1"}))).region == "us-east-1"
    assert Resource("t", "n", "u", {}).region is MISSING
    assert Resource("t", "n", "u", {}).provider_tags == {}
    assert (
        Resource("t", "n", "u", {}, "pulumi:providers:gcp", {"defaultTags": '{"tags": {"a": "b"}}'}).provider_tags == {}
    )
    later = proxied({"defaultTags": {"tags": harness.UNKNOWN}})
    assert Resource("t", "n", "u", {}, "pulumi:providers:aws", later).provider_tags is UNKNOWN


def test_references() -> None:
    target = resource("aws:s3/bucket:Bucket", {"id": "b-1"}, "b")
    by_engine = resource("x", {"bucket": harness.UNKNOWN}, "one", depends={"bucket": [target]})
    by_value = resource("x", {"buckets": ["a", "b-1"]}, "two")
    neither = resource("x", {"bucket": "other"}, "three")
    stack = stack_view(stack_args([target, by_engine, by_value, neither]))
    bucket, one, two, three = stack.resources
    assert stack.refers(one, "bucket", bucket)
    assert stack.refers(two, "buckets", bucket, "id")
    assert not stack.refers(two, "buckets", bucket, "arn")
    assert not stack.refers(three, "bucket", bucket, "id")
    assert stack.of("aws:s3/bucket:Bucket", "y") == [bucket]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [harness.UNKNOWN, "{", "[]", '{"Statement": 1}', '{"Statement": [{"Effect": "Allow", "Principal": []}]}', "-1"]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3), inner.map(secret)
    ),
    max_leaves=6,
)
NAMES = sorted(
    {
        *(
            "tags",
            "tagsAll",
            "acl",
            "policy",
            "ingress",
            "egress",
            "protocol",
            "fromPort",
            "toPort",
            "cidrBlocks",
            "cidrIpv4",
        ),
        *(
            "defaultActions",
            "sslPolicy",
            "metadataOptions",
            "networkInterfaces",
            "blockDeviceMappings",
            "rootBlockDevice",
        ),
        *(
            "ebsBlockDevices",
            "volumeTags",
            "tagSpecifications",
            "grants",
            "accessControlPolicy",
            "encryptionInfo",
            "rules",
        ),
        *("defaultCacheBehavior", "orderedCacheBehaviors", "viewerCertificate", "assumeRolePolicy", "inlinePolicies"),
        *("bucket", "securityGroups", "securityGroupId", "websites", "encryptAtRest", "launchTemplate", "principal"),
    }
)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8), st.one_of(st.none(), VALUES))
def test_no_rule_crashes_on_any_input(inputs: dict[str, Any], default_tags: Any) -> None:
    options = {"ENC-015": {"types": ["aws:sqs/queue:Queue"]}}
    judge = Judge(rules(), PackSettings(options=options))
    types = sorted({token for rule in rules() if len(rule.types) < 100 for token in rule.types})
    declared = [
        harness.Declared(token, inputs, f"r{index}", {"defaultTags": default_tags}) for index, token in enumerate(types)
    ]
    found = [verdict for item in declared for verdict in judge.resource(resource_view(resource_args(item)))]
    found += judge.stack(stack_view(stack_args(declared)))
    assert [verdict.message for verdict in found if verdict.rule.id == "ENGINE-ERR"] == []


def test_a_stack_has_its_resources_by_type() -> None:
    assert Stack(()).by_type == {}
    assert parse_json(MISSING) is MISSING
