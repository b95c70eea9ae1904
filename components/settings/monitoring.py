"""Settings of what watches a stack: alarms, the dashboard, the billing alarm."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.settings.base import Section, by_profile


class MonitoringSettings(Section):
    """What watches the stack. Who hears of it stands in `governance.alerts`."""

    alarms: bool = by_profile(development=False, staging=True, production=True)
    """Whether the alarms that the components describe are made. An alarm costs about USD 0.10 a month for each
    metric in it."""
    dashboard: bool = by_profile(development=False, staging=True, production=True)
    """Whether the stack has a dashboard of its own. The first three of an account are free."""
    log_errors: Annotated[int, Field(ge=1, le=100_000)] | None = by_profile(development=None, staging=20, production=10)
    """Errors in five minutes in the log of one function, service or group of servers, above which somebody hears of
    it: what fails without an answer, such as work in the background. A metric filter counts them (USD 0.30 a month for
    a log that is written to); null makes none."""
    anomaly_band: Annotated[float, Field(ge=1, le=10)] | None = None
    """Standard deviations within which requests and latency of a front door are usual for the hour and the weekday;
    2 or 3 is common. Outside of them somebody hears of it (USD 0.30 a month for each of the two). CloudWatch needs
    two weeks to learn. Left out: no such alarm."""
    traced_percent: Annotated[float, Field(ge=0, le=100)] = by_profile(development=100, staging=20, production=5)
    """Share of the requests to a traced REST API of which X-Ray keeps a trace, beyond the first of every second.
    Lambda and Step Functions choose by themselves: one a second and 5 %."""
    topic_key: bool = by_profile(development=False, staging=True, production=True)
    """Whether the topic that alarms notify is encrypted with a KMS key of its own (about USD 1 a month). The key that
    AWS manages for SNS cannot be used by alarms, so without this the topic is not encrypted at rest."""
    billing_alarm: Annotated[float, Field(gt=0)] | None = by_profile(development=None, staging=None, production=100)
    """Estimated charges of the whole account in USD, since the start of the month, above which somebody hears of it;
    null makes no alarm. One stack of an account is enough. It stays without data until "Receive CloudWatch billing
    alerts" is switched on in the billing preferences of the account (in an organization: of the management account).
    """
