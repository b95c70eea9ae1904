"""The package that the component makes, unpacked as Lambda does, runs with nothing of the project beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import Any

from components.governance.scheduler_package import price_table
from tests.support.synth import ROOT, synth_component

SCRIPT = """
import json, sys, zoneinfo
zoneinfo.reset_tzpath(to=[])  # Lambda's runtime promises no time zones
sys.modules["tzdata"] = None
from moto import mock_aws
with mock_aws():
    from functions.instance_scheduler.handler import handler, _package
    config, prices = _package()
    out = {"report": handler({}, None), "zones": [str(s.zone) for s in config.schedules.values()],
           "loaded": sorted({name.split(".")[0] for name in sys.modules}), "file": sys.modules["functions"].__path__[0]
           if hasattr(sys.modules["functions"], "__path__") else "", "targets": len(config.targets)}
print(json.dumps(out))
"""


def package(**values: Any) -> dict[str, bytes]:
    from components.governance.instance_scheduler import InstanceScheduler, InstanceSchedulerArgs
    from components.settings.instance_scheduler import InstanceSchedulerSettings

    def build(stage: Any) -> None:
        settings = InstanceSchedulerSettings.of(stage.environment, **values)
        InstanceScheduler("scheduler", InstanceSchedulerArgs(settings=settings, stack=stage.stack), stage.opts)

    function = synth_component(build).only("aws:lambda/function:Function")
    assert function.inputs["handler"] == "functions.instance_scheduler.handler.handler"
    with zipfile.ZipFile(ROOT / ".quoin/build/instance_scheduler-test-scheduler-function.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_runs_by_itself_without_any_time_zone_of_the_machine(tmp_path):
    nights = {"timezone": "Australia/Lord_Howe", "periods": {"days": {"begin": "07:00", "end": "20:00"}}}
    for name, data in package(schedules={"nights": nights}, regions=["us-east-1", "eu-west-1"], kinds=["ecs"]).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    environment = {
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1",
        "PATH": "", "HOME": str(tmp_path),
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["report"]["problems"] == []
    assert sorted(found["zones"]) == ["America/New_York", "Australia/Lord_Howe"]
    assert found["targets"] == 2
    assert found["file"].startswith(str(tmp_path))
    assert not {"components", "finops", "pulumi", "pydantic"} & set(found["loaded"])


def test_the_package_carries_prices_of_its_regions_and_no_others():
    files = package(regions=["us-east-1", "eu-west-1"])
    prices = json.loads(files["functions/instance_scheduler/prices.json"])
    assert set(prices) == {"us-east-1"}  # eu-west-1 has no price book: not priced, never guessed
    assert prices["us-east-1"]["ec2.instance/t3.small"] == "0.0208"
    assert prices["us-east-1"]["rds.instance/postgres/db.t3.micro"] == "0.018"
    assert not [row for row in prices["us-east-1"] if row.startswith(("nat", "s3"))]
    assert price_table(["eu-west-1"]) == {}


def test_the_package_has_the_same_bytes_every_time():
    assert package() == package()


def test_another_scheduler_has_a_package_of_its_own():
    first = package(every_minutes=5)
    assert first != package(every_minutes=15)
