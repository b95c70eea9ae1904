"""The settings load quickly: nothing heavy comes with them."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "pulumi_aws",
    "boto3",
    "botocore",
    "jsonschema",
    "yaml",
    "rich",
    "typer",
    "components.patterns",
    "components.blocks",
)


def test_nothing_heavy_comes_with_the_settings() -> None:
    script = (
        "import sys, pulumi; old = set(sys.modules); import components.settings.load; print(*set(sys.modules) - old)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert "components.settings.stack" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
