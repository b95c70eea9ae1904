"""Where resources come from: stacks with what they tell of their usage, and revisions of git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from ops import sources
from ops.command import Exit
from tests.ops.support import quoin
from tests.support.synth import ROOT


def test_a_base_may_be_a_stack_or_a_revision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A revision is unpacked elsewhere and its own program run there; the checkout is left alone."""
    for line in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "first"],
    ):
        (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
        subprocess.run(["git", "-C", str(tmp_path), *line], check=True)
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {changed: 1}\n")
    seen: list[tuple[str, str]] = []

    def run(stack: str, root: Path = tmp_path) -> sources.Source:
        seen.append((stack, (root / "Pulumi.dev.yaml").read_text()))
        return sources.Source(stack, [])

    monkeypatch.setattr(sources, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "of_stack_file", run)
    assert sources.base("dev", "prod", None).title == "dev"
    assert sources.base("HEAD", "dev", None).title == "dev at HEAD"
    assert seen == [("dev", "config: {changed: 1}\n"), ("dev", "config: {}\n")]
    assert (tmp_path / "Pulumi.dev.yaml").read_text() == "config: {changed: 1}\n"


@pytest.mark.usefixtures("in_process")
def test_a_workload_tells_its_usage_in_the_stack_file(tmp_path: Path) -> None:
    """Before a profile, after a usage file; for its own resources only."""
    config = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())
    config["config"]["quoin:workloads"]["shop"]["usage"] = {
        "types": {"aws:cloudwatch/logGroup:LogGroup": {"ingestedGb": 7}, "aws:lambda/function:Function": {"seconds": 1}}
    }
    stack = tmp_path / "stack.yaml"
    stack.write_text(yaml.safe_dump(config))
    refused = quoin("estimate", "-s", str(stack))
    assert (refused.code, "Function.seconds: no such usage" in refused.err) == (Exit.USAGE, True)
    del config["config"]["quoin:workloads"]["shop"]["usage"]["types"]["aws:lambda/function:Function"]
    stack.write_text(yaml.safe_dump(config))
    data = quoin("estimate", "-s", str(stack), "--profile", "small", "-o", "json").data
    ingested = {
        line["x_Component"].partition("/")[0]: line["ListCost"]
        for line in data["lines"]
        if line["ChargeDescription"] == "Ingestion"
    }
    assert ingested == {"shop": "3.5", "storefront": "0.5"}
    told = tmp_path / "usage.json"
    told.write_text(json.dumps({"types": {"aws:cloudwatch/logGroup:LogGroup": {"ingestedGb": 2}}}))
    data = quoin("estimate", "-s", str(stack), "--usage", str(told), "-o", "json").data
    assert {line["ListCost"] for line in data["lines"] if line["ChargeDescription"] == "Ingestion"} == {"1"}
