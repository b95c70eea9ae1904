"""The synthesis itself: what it records, that runs do not leak into one another, that failures are failures."""

from __future__ import annotations

import socket

import pulumi
import pulumi_aws as aws
import pytest
import pytest_socket

from components.component import Component
from components.context import StackContext
from tests.support.synth import Stage, synth_component


class Sample(Component):
    """A component with one resource and a secret."""

    url: pulumi.Output[str]

    def __init__(self, name: str, stack: StackContext, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        queue = aws.sqs.Queue(
            f"{name}-queue",
            max_message_size=2048,
            policy=pulumi.Output.secret("hidden"),
            tags={"Stack": stack.stack},
            opts=self.child(protect=True),
        )
        self.url = queue.url
        self.publish(url=self.url)


def build(stage: Stage) -> dict[str, pulumi.Output[str]]:
    return {"url": Sample("orders", stage.stack, stage.opts).url}


def test_records_resources_with_parents_inputs_and_provider() -> None:
    result = synth_component(build, "Staging", region="eu-west-1")
    queue, component = result.only("Queue"), result.only("quoin:index:Sample")
    assert queue.parent == component.urn == "urn:pulumi:test::quoin::quoin:index:Sample::orders"
    assert queue.urn == "urn:pulumi:test::quoin::quoin:index:Sample$aws:sqs/queue:Queue::orders-queue"
    assert queue.inputs == {"maxMessageSize": 2048, "policy": "hidden", "tags": {"Stack": "test"}}
    assert type(queue.inputs["maxMessageSize"]) is int
    assert (queue.secrets, queue.protect, component.custom) == (("policy",), True, False)
    assert result.default_tags[queue.provider]["Environment"] == "Staging"


def test_outputs_are_well_formed_and_repeatable() -> None:
    first, second = synth_component(build), synth_component(build)
    assert first.exports == second.exports
    assert str(first.exports["url"]).startswith("https://sqs.us-east-1.amazonaws.com/123456789012/orders-queue-")
    assert first.only("quoin:index:Sample").outputs == {"url": first.exports["url"]}
    assert first.resources == second.resources


def test_an_error_in_the_program_is_an_error_of_the_synthesis() -> None:
    def broken() -> None:
        raise pulumi.RunError("refused")

    with pytest.raises(pulumi.RunError, match="refused"):
        synth_component(broken)
    assert synth_component(build).exports


def test_an_error_in_an_apply_is_an_error_of_the_synthesis() -> None:
    def broken(stage: Stage) -> None:
        Sample("orders", stage.stack, stage.opts).url.apply(lambda url: {}[url])

    with pytest.raises(KeyError):
        synth_component(broken)


def test_a_data_source_without_an_answer_fails_and_says_where_to_add_one() -> None:
    with pytest.raises(Exception, match=r"aws:index/getIpRanges.*synthesis/aws/answers\.py"):
        synth_component(lambda: {"x": aws.get_ip_ranges_output(services=["EC2"]).id})


def test_two_resources_of_one_urn_are_refused() -> None:
    def twice() -> None:
        aws.sqs.Queue("same")
        aws.sqs.Queue("same")

    with pytest.raises(Exception, match="two resources with one URN"):
        synth_component(twice)


def test_messages_of_the_program_are_kept() -> None:
    assert synth_component(lambda: pulumi.log.warn("careful")).log == [("warning", "careful")]


def test_unit_tests_have_no_network() -> None:
    with pytest.raises((pytest_socket.SocketBlockedError, UserWarning), match=r"socket\.socket"):
        socket.socket(socket.AF_INET)


def test_a_run_leaves_the_thread_as_it_was() -> None:
    """Outputs can be made outside a synthesis afterwards, as tests of plain functions do."""
    synth_component(build)
    with pytest.raises(KeyError):
        synth_component(lambda: {}["nothing"])
    assert pulumi.Output.secret("x") is not None
