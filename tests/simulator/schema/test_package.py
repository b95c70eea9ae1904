from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.schema import package


def test_the_package_schema_is_written_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    schema = json.loads(package.package_schema("7.0.0"))
    listener = schema["resources"]["aws:lb/listener:Listener"]
    assert listener["inputProperties"]["port"] == {"type": "integer"}
    assert "loadBalancerArn" in listener["requiredInputs"]
    action = listener["inputProperties"]["defaultActions"]["items"]["$ref"].removeprefix("#/types/")
    assert "type" in schema["types"][action]["required"]
    broken = [
        found
        for found in set(json.dumps(schema["types"]).split('"$ref": "#/types/')[1:])
        if found.split('"')[0] not in schema["types"]
    ]
    assert not broken
    monkeypatch.setattr(package, "_schema", lambda _: pytest.fail("written twice"))
    assert json.loads(package.package_schema("7.0.0")) == schema
