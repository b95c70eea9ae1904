"""multi-region: what a further region, a missing region and a failover change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from simulator import facts
from tests.components.patterns.worlds import DOMAIN, LIGHT, THREE, TWO, config, run
from tests.support.synth import Synthesis, synth

EAST, IRELAND, WEST = "us-east-1", "eu-west-1", "us-west-2"

IN_PLACE: Mapping[str, set[str]] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {"alarmRule"},
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardBody"},
    "aws:iam/rolePolicy:RolePolicy": {"policy"},
    "aws:secretsmanager/secret:Secret": {"replicas"},
}
"""Inputs that list every region, and so grow or shrink in place: what is watched, whose password may be set, where the
secret has copies."""


def touched(before: Synthesis, after: Synthesis) -> list[str]:
    """Return what happens to the resources that both have, beyond lists that change in place."""
    found = []
    for old in before.resources:
        new = after.by_urn.get(old.urn)
        if new is None or not old.custom:
            continue
        replacing = facts.of(old.type).replace
        for key in sorted({*old.inputs, *new.inputs}):
            if old.inputs.get(key) == new.inputs.get(key):
                continue
            if key not in IN_PLACE.get(old.type, ()) or key in replacing:
                found.append(f"{old.type} {old.name}: {key}")
    return found


TABLES = {"sessions": {"partitionKey": "id"}}


class TestStability:
    @pytest.mark.parametrize("mode", ["active-active", "active-passive"])
    @pytest.mark.parametrize("place", ["first", "last"])
    def test_a_further_region_touches_nothing_of_the_others(self, mode: str, place: str) -> None:
        further = {WEST: {}, **TWO} if place == "first" else THREE
        before = run(mode=mode, tables=TABLES)
        after = run(mode=mode, tables=TABLES, regions=further)
        assert touched(before, after) == []
        assert {old.urn for old in before.resources} <= {new.urn for new in after.resources}
        made = [new for new in after.resources if new.urn not in before.by_urn]
        assert all(WEST in new.name for new in made), [new.name for new in made if WEST not in new.name]

    def test_what_remains_without_a_region(self) -> None:
        before, after = run(tables=TABLES, regions=THREE), run(tables=TABLES)
        assert touched(before, after) == []
        gone = [old.name for old in before.resources if old.urn not in after.by_urn]
        assert gone
        assert all(WEST in name for name in gone)
        names = {record.inputs["name"] for record in after.of_type("Record") if record.custom}
        assert names == {record.inputs["name"] for record in before.of_type("Record") if record.custom} - {
            f"{WEST}.{DOMAIN}"
        }
        distributions = [r.only("aws:cloudfront/distribution:Distribution").inputs for r in (before, after)]
        assert distributions[0] == distributions[1], "its origins are names that Route 53 answers"

    def test_a_failover_that_is_written_down_replaces_nothing(self) -> None:
        moved = {EAST: {"role": "active"}, IRELAND: {"role": "primary"}}
        before, after = run(tables=TABLES), run(tables=TABLES, regions=moved)
        replaced = []
        for old in before.resources:
            new = after.by_urn.get(old.urn)
            if new is None or not old.custom:
                continue
            replacing = facts.of(old.type).replace - set(IGNORED if old.kind == "Cluster" else ())
            replaced += [f"{old.name}: {k}" for k in replacing if old.inputs.get(k) != new.inputs.get(k)]
        assert replaced == []
        gone = {old.type for old in before.resources if old.urn not in after.by_urn}
        assert gone == {"aws:route53/record:Record", "aws:cloudwatch/metricAlarm:MetricAlarm"}

    @pytest.mark.parametrize(
        ("regions", "message"),
        [
            (
                {IRELAND: {}, WEST: {}},
                "regions does not name us-east-1, the stack's own region; expected it among them",
            ),
            (
                {EAST: {"role": "active"}, WEST: {}},
                (
                    "regions has none of role: primary; expected one. The primary cannot be taken out while it has the "
                    "writer of the database: fail over by the runbook"
                ),
            ),
        ],
    )
    def test_a_primary_is_not_taken_out(self, regions: Any, message: str) -> None:
        with pytest.raises(pulumi.RunError) as error:
            synth(config(regions=regions, **LIGHT))
        assert message in " ".join(str(error.value).split())
        assert "quoin:workloads.world" in str(error.value)


IGNORED = ("databaseName", "masterUsername")
"""Inputs of a member that an update leaves as they were made; the test on the engine proves that it does."""
