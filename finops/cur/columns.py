"""The columns of a CUR 2.0 export, and the table of estimates that stands beside it.

One list serves the SQL of the export, the Glue table that Athena reads, and the generator of sample data. Names and
types are those of AWS's table dictionary of CUR 2.0 (Data Exports user guide, read 2026-11-25).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TEXT, _NUMBER, _TIME, _MAP, _NUMBERS = "string", "double", "timestamp", "map<string,string>", "map<string,double>"

_GROUPS: Mapping[str, Mapping[str, str]] = {
    _TEXT: {
        "bill": "bill_type billing_entity invoice_id invoicing_entity payer_account_id payer_account_name",
        "identity": "line_item_id time_interval",
        "line_item": "availability_zone blended_rate currency_code legal_entity line_item_description line_item_type "
        "net_unblended_rate operation product_code resource_id tax_type unblended_rate usage_account_id "
        "usage_account_name usage_type",
        "pricing": "currency lease_contract_length offering_class public_on_demand_rate purchase_option rate_code "
        "rate_id term unit",
        "product": "comment fee_code fee_description from_location from_location_type from_region_code instance_family "
        "instance_type instancesku location location_type operation pricing_unit product_family region_code "
        "servicecode sku to_location to_location_type to_region_code usagetype",
        "reservation": "availability_zone end_time modification_status normalized_units_per_reservation "
        "number_of_reservations reservation_a_r_n start_time subscription_id total_reserved_normalized_units "
        "total_reserved_units units_per_reservation",
        "savings_plan": "end_time instance_type_family offering_type payment_option purchase_term region "
        "savings_plan_a_r_n start_time",
    },
    _NUMBER: {
        "discount": "bundled_discount total_discount",
        "line_item": "blended_cost net_unblended_cost normalization_factor normalized_usage_amount unblended_cost "
        "usage_amount",
        "pricing": "public_on_demand_cost",
        "reservation": "amortized_upfront_cost_for_usage amortized_upfront_fee_for_billing_period effective_cost "
        "recurring_fee_for_usage unused_amortized_upfront_fee_for_billing_period unused_normalized_unit_quantity "
        "unused_quantity unused_recurring_fee upfront_value",
        "savings_plan": "amortized_upfront_commitment_for_billing_period recurring_commitment_for_billing_period "
        "savings_plan_effective_cost savings_plan_rate total_commitment_to_date used_commitment",
    },
    _TIME: {
        "bill": "billing_period_end_date billing_period_start_date",
        "line_item": "usage_end_date usage_start_date",
    },
}

COLUMNS: Mapping[str, str] = dict(
    sorted(
        {
            **{
                f"{prefix}_{name}": kind
                for kind, groups in _GROUPS.items()
                for prefix, names in groups.items()
                for name in names.split()
            },
            "cost_category": _MAP,
            "discount": _NUMBERS,
            "product": _MAP,
            "resource_tags": _MAP,
        }.items()
    )
)
"""Name → type as Glue and Athena write it, in order of the names."""

PARTITION = "billing_period"
"""The month as YYYY-MM. A Data Export writes a folder for each, `BILLING_PERIOD=2026-11`."""

ESTIMATES: Mapping[str, str] = {"project": _TEXT, "environment": _TEXT, "service": _TEXT, "monthly_cost": _NUMBER}
"""The table that `estimate_against_actual` compares with: one JSON object per line, `monthly_cost` in USD."""


def export_statement() -> str:
    """Return the SQL that a Data Export runs: every column, from AWS's table."""
    return f"SELECT {', '.join(COLUMNS)} FROM COST_AND_USAGE_REPORT"


def tag_key(tag: str) -> str:
    """Return the key that a tag of ours has in `resource_tags`: CostCenter → user_cost_center."""
    return "user_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", tag).lower()


def duckdb_type(athena_type: str) -> str:
    """Return DuckDB's name of a type."""
    return {
        _TEXT: "VARCHAR",
        _NUMBER: "DOUBLE",
        _TIME: "TIMESTAMP",
        _MAP: "MAP(VARCHAR, VARCHAR)",
        _NUMBERS: "MAP(VARCHAR, DOUBLE)",
    }[athena_type]
