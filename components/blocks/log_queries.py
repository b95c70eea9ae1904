"""CloudWatch Logs Insights queries that fit any log of an application; blocks offer them over their own log groups.

They expect what a structured log brings: `duration` in milliseconds, `path`, and `errorType` or `error_type`.
"""

from __future__ import annotations

from collections.abc import Mapping

SLOW_REQUESTS = """fields @timestamp, duration, path
| filter duration > 1000
| sort duration desc
| limit 20"""
"""The slowest requests of more than a second."""

ERRORS_BY_TYPE = """fields @timestamp, coalesce(errorType, error_type, 'unknown') as type
| filter @message like /ERROR/ or level = 'ERROR'
| stats count() as errors by type
| sort errors desc"""
"""How often each type of error occurred."""

ERRORS_OVER_TIME = """fields @timestamp, @message
| filter @message like /ERROR/
| stats count() as errors by bin(5m)"""
"""Errors in every five minutes: when it began, whether it is over."""

OF_A_WORKLOAD: Mapping[str, str] = {
    "slowest endpoints": SLOW_REQUESTS,
    "errors by type": ERRORS_BY_TYPE,
    "errors per 5 minutes": ERRORS_OVER_TIME,
}
"""Queries that every workload with logs has over all of them, by name."""

MEMORY = """filter type = 'platform.report'
| stats max(record.metrics.maxMemoryUsedMB) as used, max(record.metrics.memorySizeMB) as size,
    pct(record.metrics.durationMs, 99) as p99, avg(record.metrics.initDurationMs) as cold by bin(1h)"""
"""Memory that a Lambda function used of what it has, and its cold starts; for logs in JSON format."""
