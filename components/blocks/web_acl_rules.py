"""The rules of a web ACL as data."""

from __future__ import annotations

import re
from typing import Any

from components.settings.web_acl import ManagedGroup, WafSettings

GROUPS: dict[ManagedGroup, tuple[str, int]] = {
    "ip-reputation": ("AWSManagedRulesAmazonIpReputationList", 20),
    "anonymous-ip": ("AWSManagedRulesAnonymousIpList", 30),
    "known-bad-inputs": ("AWSManagedRulesKnownBadInputsRuleSet", 40),
    "common": ("AWSManagedRulesCommonRuleSet", 50),
    "sqli": ("AWSManagedRulesSQLiRuleSet", 60),
    "linux": ("AWSManagedRulesLinuxRuleSet", 70),
    "php": ("AWSManagedRulesPHPRuleSet", 80),
    "wordpress": ("AWSManagedRulesWordPressRuleSet", 90),
}
"""Name and priority of the managed groups. Priorities are fixed, so that a further group moves none."""
RATE_LIMIT_PRIORITY = 10
EVALUATION_SECONDS = 300


def rules(settings: WafSettings, metric: str, *, forwarded: bool = False) -> list[dict[str, Any]]:
    """Return the rules of a web ACL; `metric` is the head of their metric names.

    `forwarded` counts requests by the address in X-Forwarded-For. One without that header did not come through the
    distribution, such as a health check, and is not counted.
    """
    return [_rate_limit(settings, metric, forwarded), *(_managed(group, settings, metric) for group in settings.groups)]


def visibility(metric: str) -> dict[str, Any]:
    """Return what makes the requests of a rule or a web ACL countable and lets the console show samples."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": True}


def metric_name(*parts: str) -> str:
    """Return a name that AWS WAF takes for a metric: 1 to 128 letters, digits, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", "-".join(parts))[:128]


def _rate_limit(settings: WafSettings, metric: str, forwarded: bool) -> dict[str, Any]:
    by: dict[str, Any] = {"aggregate_key_type": "IP"}
    if forwarded:
        config = {"header_name": "X-Forwarded-For", "fallback_behavior": "NO_MATCH"}
        by = {"aggregate_key_type": "FORWARDED_IP", "forwarded_ip_config": config}
    return {
        "name": "rate-limit",
        "priority": RATE_LIMIT_PRIORITY,
        "action": {settings.mode: {}},
        "statement": {
            "rate_based_statement": {
                **by,
                "limit": settings.rate_limit,
                "evaluation_window_sec": EVALUATION_SECONDS,
            }
        },
        "visibility_config": visibility(f"{metric}-rate-limit"),
    }


def _managed(group: ManagedGroup, settings: WafSettings, metric: str) -> dict[str, Any]:
    name, priority = GROUPS[group]
    counted = settings.counted_rules.get(group, [])
    statement: dict[str, Any] = {"vendor_name": "AWS", "name": name}
    if counted:
        statement["rule_action_overrides"] = [{"name": rule, "action_to_use": {"count": {}}} for rule in counted]
    return {
        "name": group,
        "priority": priority,
        # `none` leaves the group's own actions as they are.
        "override_action": {"none": {}} if settings.mode == "block" else {"count": {}},
        "statement": {"managed_rule_group_statement": statement},
        "visibility_config": visibility(f"{metric}-{group}"),
    }


def logging_filter() -> dict[str, Any]:
    """Return the filter that keeps only what was blocked, or would have been."""
    actions = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
    return {
        "default_behavior": "DROP",
        "filters": [
            {
                "behavior": "KEEP",
                "requirement": "MEETS_ANY",
                "conditions": [{"action_condition": {"action": action}} for action in actions],
            }
        ],
    }
