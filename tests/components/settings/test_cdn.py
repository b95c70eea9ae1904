"""Settings of a distribution."""

import pytest
from pydantic import ValidationError

from components.settings.cdn import CdnSettings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"headers": {"hstsPreload": True, "hstsSubdomains": True, "hstsDays": 30}},
            "hstsPreload needs hstsSubdomains: true and hstsDays",
        ),
        ({"headers": {"hstsPreload": True}}, "hstsPreload needs hstsSubdomains: true"),
        ({"countries": {}}, "expected either allow or block"),
        ({"countries": {"allow": ["DE"], "block": ["US"]}}, "expected either allow or block"),
        ({"countries": {"allow": ["Germany"]}}, "countries.allow.0"),
        ({"minimumTls": "TLSv1.1_2016"}, "TLSv1.2_2021"),
        ({"indexDocument": "/index.html"}, "indexDocument\n"),
        ({"originShield": "europe"}, "originShield\n"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        CdnSettings.of("Production", **values)


def test_production_is_safe_and_development_cheap():
    production, development = CdnSettings.of("Production"), CdnSettings.of("Development")
    assert (production.logs, production.waf.enabled, production.extra_metrics) == (True, True, True)
    assert (development.logs, development.waf.enabled, development.extra_metrics) == (False, False, False)
    assert production.headers.hsts_days == 730
    assert CdnSettings.of("Production", headers={"hstsPreload": True, "hstsSubdomains": True}).headers.hsts_preload
