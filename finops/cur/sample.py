"""Sample cost and usage data: CUR 2.0 as a Data Export writes it, for tests, demos and benchmarks.

Everything follows from the arguments: the same call gives the same figures. DuckDB makes the lines, so that ten million
take a minute. The data has what real bills have: weekends and growth, untagged resources, a Savings Plan and
reservations that are not fully used, tax, credits, and one day on which the log groups of a product went wild.
"""

from __future__ import annotations

import calendar
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from finops import prices
from finops.cur.columns import COLUMNS, duckdb_type, tag_key

ACCOUNT = "123456789012"
REGION = "us-east-1"
SAVINGS_PLAN = f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/5a6b7c8d-sample"
RESERVATION = f"arn:aws:rds:{REGION}:{ACCOUNT}:ri:sample"
COVERED_RATE = 0.72
"""What covered usage costs against on-demand, in the sample."""
TAX = 0.07
CREDIT = -25.0
"""USD a month."""
WILD_FACTOR = 40
"""How much more is logged on the wild day."""
_MEMORY = "2GB"  # what does not fit goes to disk


@dataclass(frozen=True)
class Kind:
    """Something that an account runs, as one usage type of the bill. The price is that of the price book."""

    product: str
    usage_type: str
    operation: str
    row: str
    unit: str
    per_day: float
    """Units of a usual day."""
    share: int
    """Of a hundred resources, how many are of this kind."""
    arn: str
    weekend: float = 1.0
    """What is left of the usage on Saturdays and Sundays."""


KINDS = (
    Kind("AmazonEC2", "BoxUsage:m7g.large", "RunInstances", "ec2.instance/m7g.large", "Hrs", 24, 24, "i-"),
    Kind("AmazonEC2", "EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "ebs.storage/gp3", "GB-Mo", 3.3, 20, "vol-"),
    Kind("AmazonEC2", "NatGateway-Bytes", "NatGateway", "nat.data", "GB", 30, 4, "nat-", 0.6),
    Kind("AmazonRDS", "InstanceUsage:db.t4g.medium", "CreateDBInstance:0002", "rds.instance/mysql/db.t4g.medium", "Hrs",
         24, 12, f"arn:aws:rds:{REGION}:{ACCOUNT}:db:db-"),
    Kind("AmazonS3", "TimedStorage-ByteHrs", "StandardStorage", "s3.storage/STANDARD", "GB-Mo", 12, 14, "bucket-"),
    Kind("AWSLambda", "Lambda-GB-Second-ARM", "Invoke", "lambda.duration/arm64", "Lambda-GB-Second", 40_000, 16,
         f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:fn-", 0.5),
    Kind("AmazonCloudWatch", "DataProcessing-Bytes", "PutLogEvents", "logs.ingest", "GB", 1.5, 10,
         f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:lg-", 0.6),
)  # fmt: skip
PROJECTS = (("shop", "4410"), ("search", "4420"), ("billing", "4430"))
_TAGS = ("Environment", "CostCenter", "Project", "Owner", "ManagedBy")


def write(folder: Path, *, resources: int, first: date, months: int = 3, seed: int = 1) -> int:
    """Write data of `resources` resources over whole months from that of `first`; return how many lines it has."""
    import duckdb  # noqa: PLC0415

    config: dict[str, Any] = {"memory_limit": _MEMORY, "preserve_insertion_order": "false"}
    with tempfile.TemporaryDirectory(prefix="quoin-") as spill, duckdb.connect(config=config) as database:
        database.execute(f"SET temp_directory = '{spill}'")  # else it is .tmp where the command is run
        for statement in _statements(resources, first.replace(day=1), months, seed):
            database.execute(statement)
        target = str(folder).replace("'", "''")
        options = "FORMAT parquet, PARTITION_BY (BILLING_PERIOD), OVERWRITE_OR_IGNORE"
        database.execute(f"COPY (SELECT * FROM export) TO '{target}' ({options})")
        found = database.execute("SELECT count(*) FROM export").fetchone()
    return int(found[0]) if found else 0


def days_of(first: date, months: int) -> Iterator[date]:
    """Yield every day of the months."""
    for number in range(months):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        for day in range(calendar.monthrange(year, month + 1)[1]):
            yield date(year, month + 1, day + 1)


def _statements(resources: int, first: date, months: int, seed: int) -> Iterator[str]:
    days = list(days_of(first, months))
    wild = days[len(days) * 2 // 3]
    # A number from 0 to 1 that a resource has for a purpose: always the same, on any machine.
    yield (
        "CREATE MACRO chance(i, salt) AS "
        f"(((i % 1000003) * 7919 + salt * 104729 + {seed} * 15485863) * 48271 % 2147483647) / 2147483647.0"
    )
    yield f"CREATE TABLE kinds AS SELECT * FROM (VALUES {', '.join(_kinds())}) AS t({_KIND_COLUMNS})"
    span = f"DATE '{days[0]}', DATE '{days[-1]}' + 1, INTERVAL 1 DAY"
    yield f"CREATE TABLE days AS SELECT CAST(range AS DATE) AS day FROM range({span})"
    yield f"CREATE TABLE fleet AS {_fleet(resources)}"
    yield f"CREATE VIEW used AS {_used(wild, days[0], len(days))}"
    yield f"CREATE TABLE paid AS {_PAID}"
    yield f"CREATE VIEW items AS {' UNION ALL '.join((_USAGE, _NEGATION, _PLAN, _RESERVATION, _ONCE))}"
    yield f"CREATE VIEW export AS {_export()}"


_KIND_COLUMNS = "low, high, product, usage_type, operation, price, unit, per_day, arn, weekend"


def _kinds() -> Iterator[str]:
    book, low = prices.load(REGION), 0
    for kind in KINDS:
        high = low + kind.share
        price = book.price(kind.row)
        yield (
            f"({low}, {high}, '{kind.product}', '{kind.usage_type}', '{kind.operation}', {price}::DOUBLE, "
            f"'{kind.unit}', {kind.per_day}::DOUBLE, '{kind.arn}', {kind.weekend}::DOUBLE)"
        )
        low = high


def _fleet(resources: int) -> str:
    """Resources with their kind, their tags, and whether a commitment covers them."""
    cases = " ".join(f"WHEN i % {len(PROJECTS)} = {n} THEN '{name}'" for n, (name, _) in enumerate(PROJECTS))
    centers = " ".join(f"WHEN '{name}' THEN '{center}'" for name, center in PROJECTS)
    keys = ", ".join(f"'{tag_key(tag)}'" for tag in _TAGS)
    return f"""
        WITH named AS (
          SELECT i, CASE {cases} END AS project,
            CASE WHEN chance(i, 2) < 0.5 THEN 'Production'
              WHEN chance(i, 2) < 0.7 THEN 'Staging' ELSE 'Development' END AS environment
          FROM range({resources}) AS t(i)
        )
        SELECT named.i, kinds.*, chance(named.i, 3) AS size,
          arn || printf('%017x', named.i + 1) AS resource_id,
          CASE
            WHEN chance(named.i, 4) < 0.06 THEN MAP {{}}::MAP(VARCHAR, VARCHAR)
            WHEN chance(named.i, 4) < 0.10
              THEN MAP(['{tag_key("Environment")}', '{tag_key("Project")}'], [environment, project])
            ELSE MAP([{keys}], [environment, CASE project {centers} END, project, project || '-team', 'Pulumi'])
          END AS tags,
          CASE
            WHEN usage_type LIKE 'BoxUsage%' AND chance(named.i, 5) < 0.5 THEN 'plan'
            WHEN usage_type LIKE 'InstanceUsage%' AND chance(named.i, 5) < 0.4 THEN 'reserved'
          END AS commitment
        FROM named JOIN kinds ON named.i % 100 >= kinds.low AND named.i % 100 < kinds.high"""


def _used(wild: date, first: date, days: int) -> str:
    """What each resource used each day. Usage that is not by the hour grows by a fifth over the time and varies."""
    since = f"(day - DATE '{first}')"
    varies = f"(1 + 0.2 * {since} / {days}) * (0.8 + 0.4 * chance(i * 31 + {since}, 6)) * (0.5 + size)"
    project = f"tags['{tag_key('Project')}']"
    return f"""
        SELECT fleet.*, day, strftime(day, '%Y-%m') AS billing_period,
          per_day * CASE WHEN unit = 'Hrs' THEN 1 ELSE {varies} END
            * CASE WHEN dayofweek(day) IN (0, 6) THEN weekend ELSE 1 END
            * CASE WHEN day = DATE '{wild}' AND product = 'AmazonCloudWatch' AND {project} = '{PROJECTS[0][0]}'
              THEN {WILD_FACTOR} ELSE 1 END AS amount
        FROM fleet CROSS JOIN days"""


_PAID = f"""
    SELECT day, billing_period, sum(amount * price) FILTER (commitment = 'plan') * {COVERED_RATE} AS plan,
      sum(amount) FILTER (commitment = 'reserved') AS reserved_hours,
      max(price) FILTER (commitment = 'reserved') * {COVERED_RATE} AS reserved_rate
    FROM used GROUP BY ALL"""
_USAGE = f"""
    SELECT billing_period, day, product, usage_type, operation, unit, resource_id, tags,
      CASE commitment WHEN 'plan' THEN 'SavingsPlanCoveredUsage' WHEN 'reserved' THEN 'DiscountedUsage'
        ELSE 'Usage' END AS line_type,
      amount, CASE commitment WHEN 'reserved' THEN 0 ELSE amount * price END AS unblended, amount * price AS on_demand,
      CASE commitment WHEN 'plan' THEN '{SAVINGS_PLAN}' END AS plan_arn,
      CASE commitment WHEN 'plan' THEN amount * price * {COVERED_RATE} END AS plan_effective,
      NULL::DOUBLE AS plan_commitment, NULL::DOUBLE AS plan_used,
      CASE commitment WHEN 'reserved' THEN '{RESERVATION}' END AS reservation_arn,
      CASE commitment WHEN 'reserved' THEN amount * price * {COVERED_RATE} END AS reservation_effective,
      NULL::DOUBLE AS reservation_unused, NULL::DOUBLE AS reservation_unused_fee
    FROM used"""
_NEGATION = f"""
    SELECT billing_period, day, product, usage_type, operation, unit, resource_id, tags, 'SavingsPlanNegation',
      amount, -amount * price, 0, '{SAVINGS_PLAN}', NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM used WHERE commitment = 'plan'"""
_NO_TAGS = "MAP {}::MAP(VARCHAR, VARCHAR)"
# The commitment is the same every day: a twentieth more than the day that used most of it.
_PLAN = f"""
    SELECT billing_period, day, 'ComputeSavingsPlans', 'ComputeSP:1yrNoUpfront', '', 'Hrs', '{SAVINGS_PLAN}',
      {_NO_TAGS}, 'SavingsPlanRecurringFee', 24, (SELECT max(plan) FROM paid) * 1.05, 0, '{SAVINGS_PLAN}', NULL,
      (SELECT max(plan) FROM paid) * 1.05, plan, NULL, NULL, NULL, NULL
    FROM paid WHERE plan IS NOT NULL"""
# One instance more is reserved than runs: its hours stay unused, and the fee of the month falls on the first day.
_RESERVATION = f"""
    SELECT billing_period, min(day), 'AmazonRDS', 'HeavyUsage:db.t4g.medium', '', 'Hrs', '{RESERVATION}', {_NO_TAGS},
      'RIFee', sum(reserved_hours) + 24 * count(*), (sum(reserved_hours) + 24 * count(*)) * max(reserved_rate), 0,
      NULL, NULL, NULL, NULL, '{RESERVATION}', NULL, 24.0 * count(*), 24 * count(*) * max(reserved_rate)
    FROM paid WHERE reserved_hours IS NOT NULL GROUP BY billing_period"""
_ONCE = f"""
    SELECT billing_period, min(day), product, 'Tax', '', '', '', {_NO_TAGS}, 'Tax', 1,
      sum(amount * price) * {TAX}, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM used GROUP BY billing_period, product
    UNION ALL
    SELECT DISTINCT billing_period, CAST(billing_period || '-01' AS DATE), 'AmazonEC2', 'Credit', '', '', '',
      {_NO_TAGS}, 'Credit', 1, {CREDIT}, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM paid"""
_FILLED = {
    "bill_billing_period_end_date": "CAST(billing_period || '-01' AS TIMESTAMP) + INTERVAL 1 MONTH",
    "bill_billing_period_start_date": "CAST(billing_period || '-01' AS TIMESTAMP)",
    "bill_bill_type": "'Anniversary'",
    "bill_billing_entity": "'AWS'",
    "bill_payer_account_id": f"'{ACCOUNT}'",
    "cost_category": _NO_TAGS,
    "discount": "MAP {}::MAP(VARCHAR, DOUBLE)",
    "line_item_currency_code": "'USD'",
    "line_item_line_item_type": "line_type",
    "line_item_operation": "operation",
    "line_item_product_code": "product",
    "line_item_resource_id": "resource_id",
    "line_item_unblended_cost": "unblended",
    "line_item_usage_account_id": f"'{ACCOUNT}'",
    "line_item_usage_amount": "amount",
    "line_item_usage_end_date": "CAST(day + 1 AS TIMESTAMP)",
    "line_item_usage_start_date": "CAST(day AS TIMESTAMP)",
    "line_item_usage_type": "usage_type",
    "pricing_currency": "'USD'",
    "pricing_public_on_demand_cost": "on_demand",
    "pricing_unit": "unit",
    "product": f"MAP(['region'], ['{REGION}'])",
    "product_region_code": f"'{REGION}'",
    "product_servicecode": "product",
    "product_usagetype": "usage_type",
    "reservation_effective_cost": "reservation_effective",
    "reservation_reservation_a_r_n": "coalesce(reservation_arn, '')",
    "reservation_unused_amortized_upfront_fee_for_billing_period": "0 * reservation_unused",
    "reservation_unused_quantity": "reservation_unused",
    "reservation_unused_recurring_fee": "reservation_unused_fee",
    "resource_tags": "tags",
    "savings_plan_savings_plan_a_r_n": "coalesce(plan_arn, '')",
    "savings_plan_savings_plan_effective_cost": "plan_effective",
    "savings_plan_total_commitment_to_date": "plan_commitment",
    "savings_plan_used_commitment": "plan_used",
}
"""Columns that a query or a person would look at; the others are empty, as many are in a real report."""


def _export() -> str:
    """The items as CUR 2.0: every column, in its type."""
    columns = ", ".join(
        f"CAST({_FILLED.get(name, 'NULL')} AS {duckdb_type(kind)}) AS {name}" for name, kind in COLUMNS.items()
    )
    return f"SELECT {columns}, billing_period AS BILLING_PERIOD FROM items"
