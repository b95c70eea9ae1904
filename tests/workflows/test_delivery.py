"""Every way through the delivery workflow: the definition run by an interpreter, the services' real code behind it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tests.support.synth import ROOT, synth
from tests.workflows.town import EXAMPLE, SERVICES, Town, town, variables

ORDER = {
    "restaurantId": "luigi",
    "area": "north",
    "lines": [{"dish": "pizza", "quantity": 2, "cents": 900}, {"dish": "water", "quantity": 1, "cents": 250}],
}
COMPENSATED = ["ReleaseDriver", "CancelTicket", "CancelOrder", "TellCancelled", "Cancelled"]


class Throttled(Exception):
    """A fault of the platform that goes away."""


Throttled.__name__ = "Lambda.TooManyRequestsException"


def place(here: Town) -> str:
    status, order = here.call("orders", "POST /orders", ORDER)
    assert status == 202
    here.deliver_events()
    return order["orderId"]


def accept(here: Town, order: str) -> None:
    here.wait(lambda: here.item("tickets", orderId=order).get("token"))
    status, _ = here.call("restaurants", "POST /tickets/{orderId}/accept", orderId=order)
    assert status == 200


def arrive(here: Town, order: str, driver: str = "dora") -> None:
    here.wait(lambda: here.item("drivers", driverId=driver).get("token"))
    status, _ = here.call("drivers", "POST /deliveries/{orderId}/delivered", orderId=order)
    assert status == 200


def test_from_the_order_to_the_door() -> None:
    with town() as here:
        here.hire("dora")
        order = place(here)
        accept(here, order)
        arrive(here, order)
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == [
            "Begin", "AskRestaurant", "AssignDriver", "AwaitDelivery", "CompleteOrder", "FreeDriver", "TellDelivered",
            "Delivered",
        ]  # fmt: skip
        assert here.call("orders", "GET /orders/{orderId}", orderId=order)[1]["status"] == "DELIVERED"
        assert here.item("drivers", driverId="dora") == {"driverId": "dora", "area": "north", "status": "FREE"}
        # The bus told the restaurants, which closed the ticket.
        assert here.item("tickets", orderId=order)["status"] == "CLOSED"
        assert [event["detail-type"] for event in here.events] == ["OrderPlaced", "OrderDelivered"]
        assert here.denied == []


def test_a_fault_of_the_platform_is_tried_again() -> None:
    with town() as here:
        here.hire("dora")
        here.failures = {
            step: [Throttled(), Throttled()]
            for step in ("orders.begin", "restaurants.ask", "drivers.assign", "drivers.deliver", "orders.complete")
        }
        order = place(here)
        accept(here, order)
        arrive(here, order)
        assert here.outcome() == "SUCCEEDED"
        assert here.steps.count("restaurants.ask") == 3
        assert here.steps.count("drivers.assign") == 3
        assert here.states()[-1] == "Delivered"


def test_busy_drivers_are_asked_again_until_one_is_free() -> None:
    with town() as here:
        order = place(here)
        here.failures["drivers.assign"] = [_no_driver(), _no_driver(), _no_driver()]
        here.hire("dora")
        accept(here, order)
        arrive(here, order)
        assert here.outcome() == "SUCCEEDED"
        assert here.steps.count("drivers.assign") == 4


def test_without_a_driver_everything_is_undone() -> None:
    with town() as here:
        here.hire("far", area="south")
        order = place(here)
        accept(here, order)
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == ["Begin", "AskRestaurant", "AssignDriver", *COMPENSATED]
        assert here.steps.count("drivers.assign") == 9  # the first try and eight more
        assert here.item("tickets", orderId=order)["status"] == "CANCELLED"
        shown = here.call("orders", "GET /orders/{orderId}", orderId=order)[1]
        assert (shown["status"], shown["reason"]) == ("CANCELLED", "NoDriverAvailable")
        assert here.events[-1]["detail"] == {"orderId": order, "reason": "NoDriverAvailable"}
        assert here.denied == []


def test_a_restaurant_may_refuse() -> None:
    with town() as here:
        here.hire("dora")
        order = place(here)
        here.wait(lambda: here.item("tickets", orderId=order).get("token"))
        here.call("restaurants", "POST /tickets/{orderId}/refuse", orderId=order)
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == ["Begin", "AskRestaurant", *COMPENSATED[1:]]
        assert "drivers.assign" not in here.steps
        assert here.item("orders", orderId=order)["reason"] == "RestaurantRefused"
        # Once answered, the ticket takes no other answer.
        assert here.call("restaurants", "POST /tickets/{orderId}/accept", orderId=order)[0] == 409


def test_a_restaurant_that_says_nothing_is_not_waited_for() -> None:
    with town(AskRestaurant={"TimeoutSeconds": 1}) as here:
        order = place(here)
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == ["Begin", "AskRestaurant", *COMPENSATED[1:]]
        assert here.item("orders", orderId=order)["reason"] == "States.Timeout"
        assert here.call("restaurants", "POST /tickets/{orderId}/accept", orderId=order)[0] == 409


def test_a_driver_who_never_arrives_is_released_and_the_order_called_off() -> None:
    with town(AwaitDelivery={"TimeoutSeconds": 1}) as here:
        here.hire("dora")
        order = place(here)
        accept(here, order)
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == ["Begin", "AskRestaurant", "AssignDriver", "AwaitDelivery", *COMPENSATED]
        assert here.item("drivers", driverId="dora") == {"driverId": "dora", "area": "north", "status": "FREE"}
        assert here.item("orders", orderId=order)["status"] == "CANCELLED"


def test_an_event_that_arrives_twice_delivers_once() -> None:
    with town() as here:
        here.hire("dora")
        order = place(here)
        here.wait(lambda: here.item("tickets", orderId=order).get("token"))
        here.start(here.events[0])
        assert here.outcome() == "SUCCEEDED"
        assert here.states() == ["Begin", "AlreadyRunning"]
        assert here.steps.count("restaurants.ask") == 1


@pytest.mark.parametrize(
    ("step", "last"),
    [
        ("orders.begin", "Begin"),
        ("restaurants.cancel", "CancelTicket"),
        ("orders.cancel", "CancelOrder"),
    ],
)
def test_what_must_not_fail_is_tried_long_and_then_told(step: str, last: str) -> None:
    with town(AskRestaurant={"TimeoutSeconds": 1}) as here:
        here.failures[step] = [RuntimeError("gone") for _ in range(20)]
        place(here)
        assert here.outcome() == "FAILED"
        assert here.states()[-2:] == [last, "NeedsAttention"]
        assert here.steps.count(step) == (1 if step == "orders.begin" else 7)


def test_what_arrived_is_never_undone() -> None:
    with town() as here:
        here.hire("dora")
        here.failures["orders.complete"] = [RuntimeError("gone") for _ in range(20)]
        order = place(here)
        accept(here, order)
        arrive(here, order)
        assert here.outcome() == "FAILED"
        assert here.states()[-2:] == ["CompleteOrder", "NeedsAttention"]
        assert here.item("orders", orderId=order)["status"] == "IN_DELIVERY"
        assert not {"ReleaseDriver", "CancelOrder"} & {*here.states()}


def test_every_state_is_entered_by_a_test_above_or_is_the_last_resort() -> None:
    definition = json.loads((ROOT / "workflows/delivery.asl.json").read_text())
    text = Path(__file__).read_text()
    assert [state for state in definition["States"] if state not in text] == []


def test_whoever_does_not_answer_is_given_up_before_the_whole_workflow_is() -> None:
    """Else it ends where it stands, and nothing is undone."""
    definition = json.loads((ROOT / "workflows/delivery.asl.json").read_text())
    waits = {name: state["TimeoutSeconds"] for name, state in definition["States"].items() if state["Type"] == "Task"}
    assert set(waits) == {name for name, state in definition["States"].items() if "Resource" in state}
    assert sum(waits.values()) < definition["TimeoutSeconds"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_the_variables_that_it_is_given_and_no_other(service: str) -> None:
    code = (ROOT / f"functions/food_{service}/handler.py").read_text()
    given = {*variables(synth(EXAMPLE), service)}
    assert {*re.findall(r'os\.environ\["(\w+)"\]', code)} == given - {"ENVIRONMENT"}


def test_events_are_of_their_schemas() -> None:
    with town() as here:
        place(here)
        here.hire("dora")
        for event in [*here.events, {"detail-type": "OrderCancelled", "detail": {"orderId": "1", "reason": "x"}}]:
            name = {"OrderPlaced": "order-placed", "OrderCancelled": "order-cancelled"}[event["detail-type"]]
            schema = json.loads((ROOT / f"events/{name}.json").read_text())
            jsonschema.Draft4Validator(schema).validate(event["detail"])
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.Draft4Validator(schema).validate({**event["detail"], "more": 1})


def _no_driver() -> Exception:
    return type("NoDriverAvailable", (Exception,), {})()
