"""Samples of what stands in one of several regions."""

from __future__ import annotations

from typing import Any

from tests.contract.samples import core
from tests.support.synth import Sample, Stage


def _database(stage: Stage, region: str | None) -> Any:
    from components.blocks.database import Database, DatabaseArgs
    from components.settings.database import DatabaseSettings

    settings = DatabaseSettings.of(stage.environment, engine="aurora-postgresql", proxy=True, customer_key=True)
    network = core.SAMPLES["Network"](stage, region)
    args = DatabaseArgs(settings=settings, stack=stage.stack, network=network, region=region)
    return Database("database", args, stage.opts)


def _service(stage: Stage, region: str | None) -> Any:
    from components.blocks.regional_service import RegionalService, RegionalServiceArgs
    from components.settings.containers import ContainersSettings

    services = {"app": {"repository": "app", "tag": "1.0", "paths": ["/*"]}}
    settings = ContainersSettings.of(
        stage.environment, pattern="sample", domain="app.example.com", services=services, repositories={"app": {}}
    )
    args = RegionalServiceArgs(
        settings=settings,
        stack=stage.stack,
        network=core.SAMPLES["Network"](stage, region),
        certificate_arn=core.CERTIFICATE,
        region=region or stage.stack.region,
        behind_cdn=True,
    )
    return RegionalService("site", args, stage.opts)


SAMPLES: dict[str, Sample] = {"Database": _database, "RegionalService": _service}
"""By class name."""
