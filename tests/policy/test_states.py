"""The pack on golden states: by the service, and by the real engine's `policy analyze`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from policy.discovery import rules
from policy.judge import Judge, Verdict
from policy.sdk import resource_view, stack_view
from tests.policy.harness import Declared, resource_args, stack_args
from tests.policy.states import DATA, STATES

ROOT = Path(__file__).parents[2]
BROKEN = {
    *("EC2-001", "ENC-003", "ENC-004", "IAM-004", "NET-002", "NET-003", "NET-007", "S3-001", "S3-003", "S3-004"),
    *("S3-006", "TAG-001", "TAG-002", "TAG-004", "TAG-009"),
}


def declared(name: str, properties: str) -> list[Declared]:
    entries = json.loads((DATA / name).read_text(encoding="utf-8"))["deployment"]["resources"]
    provider = next(entry["inputs"] for entry in entries if entry["type"] == "pulumi:providers:aws")
    found = {
        entry["urn"]: Declared(entry["type"], entry[properties], entry["urn"].rsplit("::", 1)[-1], provider)
        for entry in entries
        if "provider" in entry
    }
    for entry in entries:
        for key, targets in entry.get("propertyDependencies", {}).items():
            found[entry["urn"]].depends[key] = [found[urn] for urn in targets]  # type: ignore[index]
    return list(found.values())


def judged(name: str) -> list[Verdict]:
    judge = Judge(rules())
    verdicts = [
        found for item in declared(name, "inputs") for found in judge.resource(resource_view(resource_args(item)))
    ]
    return verdicts + judge.stack(stack_view(stack_args(declared(name, "outputs"))))


@pytest.mark.parametrize("name", STATES)
def test_the_files_are_what_the_program_writes(name: str) -> None:
    assert (DATA / name).read_text(encoding="utf-8") == STATES[name](), "run `python -m tests.policy.states`"


def test_the_pack_is_silent_on_the_compliant_one() -> None:
    assert judged("state-compliant.json") == []


def test_the_violating_one_breaks_these_rules() -> None:
    verdicts = judged("state-violating.json")
    assert {verdict.rule.id for verdict in verdicts} == BROKEN
    assert {verdict.level for verdict in verdicts} == {"mandatory"}
    assert "correct-horse" not in str(verdicts)


def analyzed(name: str, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the real engine; return its exit code and the policy events."""
    found = cli.ensure()
    environment = {**found.environment(os.environ), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    command = [found.path, "policy", "analyze", "--file", DATA / name, "--policy-pack", "policy", "--json", *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert any("summaryEvent" in event for event in events), done.stderr
    return done.returncode, [event["policyEvent"] for event in events if "policyEvent" in event]


@pytest.mark.engine
def test_the_engine_passes_the_compliant_one() -> None:
    assert analyzed("state-compliant.json") == (0, [])


@pytest.mark.engine
def test_the_engine_stops_at_the_violating_one() -> None:
    code, events = analyzed("state-violating.json")
    assert code != 0
    assert {event["policyName"] for event in events} == BROKEN
    assert {event["enforcementLevel"] for event in events} == {"mandatory"}
    ssh = next(event for event in events if event["policyName"] == "NET-002")
    assert ssh["severity"] == "critical"
    assert ssh["resourceUrn"].endswith("::ssh")
    assert "correct-horse" not in str(events)


@pytest.mark.engine
def test_the_engine_takes_a_configuration(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"quoin": {"environment": "Development"}, "NET-002": "mandatory"}), encoding="utf-8")
    code, events = analyzed("state-violating.json", "--policy-pack-config", str(config))
    levels = {event["policyName"]: event["enforcementLevel"] for event in events}
    assert code == 0
    assert set(levels.values()) == {"advisory"}
    config.write_text(json.dumps({"all": "disabled", "NET-002": "mandatory"}), encoding="utf-8")
    code, events = analyzed("state-violating.json", "--policy-pack-config", str(config))
    assert code != 0
    assert {event["policyName"] for event in events} == {"NET-002"}


@pytest.mark.engine
def test_the_engine_shows_what_is_wrong_with_a_configuration(tmp_path: Path) -> None:
    found = cli.ensure()
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"NET-2": "advisory"}), encoding="utf-8")
    command = [found.path, "policy", "analyze", "--file", DATA / "state-compliant.json", "--policy-pack", "policy"]
    environment = {**found.environment(os.environ), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    done = subprocess.run(
        [*command, "--policy-pack-config", config],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "NET-2: there is no such rule; did you mean NET-002?" in done.stderr + done.stdout
