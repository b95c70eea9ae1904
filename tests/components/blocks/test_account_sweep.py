"""A sweep: every account and region is one item, each calls the function once, a few may fail."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.samples.scheduler import ROLES, SAMPLES
from tests.support.policies import allows
from tests.support.synth import synth_component

MACHINE = "aws:sfn/stateMachine:StateMachine"


def build(environment: str = "Production") -> Any:
    def program(stage: Any) -> dict[str, Any]:
        made = SAMPLES["AccountSweep"](stage, None)
        return {"arn": made.arn, "payload": dict(made.payload), "results": made.results_bucket}

    return synth_component(program, environment)


def test_the_list_names_every_place_once() -> None:
    listed = json.loads(build().only("aws:s3/bucketObjectv2:BucketObjectv2").inputs["content"])
    assert listed == [{"region": "eu-west-1", "role": role} for role in ROLES]


def test_the_definition_reads_the_list_and_calls_the_function() -> None:
    made = build()
    state = json.loads(made.only(MACHINE).inputs["definition"])["States"]["Every place"]
    source = made.only("aws:s3/bucketObjectv2:BucketObjectv2")
    assert state["ItemReader"]["Parameters"] == {"Bucket": source.inputs["bucket"], "Key": "places.json"}
    assert state["ResultWriter"]["Parameters"]["Bucket"] == made.exports["results"]
    task = state["ItemProcessor"]["States"]["Run the function"]
    assert task["Parameters"]["FunctionName"] == made.only("aws:lambda/function:Function").outputs["arn"]
    # What the definition takes from its input is what a call of it must bring.
    assert {state["MaxConcurrencyPath"], state["ToleratedFailurePercentagePath"]} == {
        f"$.{key}" for key in made.exports["payload"]
    }
    assert made.exports["payload"] == {"concurrency": 40, "toleratedFailurePercent": 10}


def test_the_role_can_do_what_a_distributed_map_does_and_no_more() -> None:
    made = build()
    policy = next(r.inputs["policy"] for r in made.of_type("aws:iam/rolePolicy:RolePolicy") if "workflow" in r.name)
    arn, buckets = made.exports["arn"], made.of_type("aws:s3/bucket:Bucket")
    places, results = (next(b.outputs["arn"] for b in buckets if role in b.name) for role in ("places", "results"))
    runs = arn.replace(":stateMachine:", ":execution:")
    function = made.only("aws:lambda/function:Function").outputs["arn"]
    for action, resource in (
        ("states:StartExecution", arn),
        ("states:DescribeExecution", f"{runs}/Places:1"),
        ("states:StopExecution", f"{runs}/1"),
        ("s3:GetObject", f"{places}/places.json"),
        ("s3:PutObject", f"{results}/results/1/manifest.json"),
        ("lambda:InvokeFunction", function),
    ):
        assert allows(policy, action, resource, context={}), action
    assert not allows(policy, "s3:PutObject", f"{places}/places.json", context={})
    assert not allows(policy, "states:StartExecution", f"{arn}-other", context={})
    assert not allows(policy, "lambda:InvokeFunction", f"{function}-other", context={})


def test_results_end_and_the_list_stays() -> None:
    rules = {r.name: r.inputs["rules"] for r in build().of_type("BucketLifecycleConfiguration")}
    ends = {name: [rule["expiration"]["days"] for rule in found if "days" in rule.get("expiration", {})]
            for name, found in rules.items()}  # fmt: skip
    assert ends == {"sweep-places-lifecycle": [], "sweep-results-lifecycle": [30]}
