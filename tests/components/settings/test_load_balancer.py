"""What the settings of a load balancer and of a web ACL take and refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.base import Section
from components.settings.load_balancer import HealthCheckSettings, LoadBalancerSettings, TargetSettings
from components.settings.web_acl import WafSettings


@pytest.mark.parametrize(
    ("environment", "values", "needed"),
    [
        ("Production", {}, True),
        ("Production", {"internal": True}, False),
        ("Production", {"allowHttp": True}, False),
        ("Staging", {}, False),
        ("Staging", {"allowHttp": False}, True),
        ("Development", {}, False),
    ],
)
def test_who_needs_a_certificate(environment: str, values: dict[str, Any], needed: bool) -> None:
    assert LoadBalancerSettings.of(environment, **values).needs_certificate is needed


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (HealthCheckSettings, {"timeout": 15}, "timeout is 15, expected less than interval (15)"),
        (
            TargetSettings,
            {"slowStart": 60},
            "slowStart works with algorithm: round-robin only, not least-outstanding-requests",
        ),
        (LoadBalancerSettings, {"allowedCidrs": []}, ("allowedCidrs is empty: nobody could connect; leave it out or "
         "name a range")),
        (LoadBalancerSettings, {"internal": True, "allowedCidrs": ["0.0.0.0/0"]}, ("allowedCidrs names 0.0.0.0/0, but "
         "an internal load balancer has no public address")),
        (
            WafSettings,
            {"countedRules": {"sqli": ["SQLi_BODY"]}},
            "countedRules names sqli, which is not among groups (ip-reputation, common, known-bad-inputs)",
        ),
        (WafSettings, {"groups": ["common", "common"]}, "groups names common twice"),
    ],
)  # fmt: skip
def test_combinations_that_are_refused(model: type[Section], values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        model.of("Production", **values)
    (found,) = error.value.errors()
    assert found["msg"] == f"Value error, {message}"


@pytest.mark.parametrize("status", ["200", "200-299", "200,204", "200-204,301", "302"])
def test_status_codes(status: str) -> None:
    assert HealthCheckSettings(status=status).status == status


@pytest.mark.parametrize("status", ["", "99", "ok", "200-", "500", "200 204"])
def test_status_codes_that_are_refused(status: str) -> None:
    with pytest.raises(ValidationError):
        HealthCheckSettings(status=status)


def test_the_firewall_is_on_in_production_only() -> None:
    enabled = [LoadBalancerSettings.of(e).waf.enabled for e in ("Development", "Staging", "Production")]
    assert enabled == [False, False, True]
