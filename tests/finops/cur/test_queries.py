"""Every query gives the numbers that plain Python gives on the same lines."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlglot

from finops.cur.columns import COLUMNS, ESTIMATES, tag_key
from finops.cur.queries import Query, queries
from finops.cur.run import Report
from finops.tags import MANDATORY
from tests.finops.cur.conftest import FIRST, LAST, Data

BY_NAME = {query.name: query for query in queries()}
Line = dict[str, Any]


def ask(report: Report, name: str) -> list[Line]:
    return report.ask(BY_NAME[name], FIRST, LAST).records()


def month(line: Line) -> str:
    return line["bill_billing_period_start_date"].strftime("%Y-%m")


def kind(line: Line) -> str:
    return {"Credit": "credit", "Refund": "credit", "Tax": "tax"}.get(line["line_item_line_item_type"], "usage")


def amortized(line: Line) -> float:
    """What AWS documents for each type of line."""
    match line["line_item_line_item_type"]:
        case "SavingsPlanCoveredUsage":
            return line["savings_plan_savings_plan_effective_cost"]
        case "SavingsPlanNegation":
            return 0.0
        case "SavingsPlanRecurringFee":
            return line["savings_plan_total_commitment_to_date"] - line["savings_plan_used_commitment"]
        case "DiscountedUsage":
            return line["reservation_effective_cost"]
        case "RIFee":
            return line["reservation_unused_recurring_fee"]
        case _:
            return line["line_item_unblended_cost"]


def unblended(line: Line) -> float:
    return line["line_item_unblended_cost"]


def tag(line: Line, name: str) -> str | None:
    return line["resource_tags"].get(tag_key(name))


def usage(data: Data) -> list[Line]:
    return [line for line in data.lines if kind(line) == "usage"]


def summed(lines: Iterable[Line], key: Callable[[Line], Any], value: Callable[[Line], float]) -> dict[Any, float]:
    totals: dict[Any, float] = defaultdict(float)
    for line in lines:
        totals[key(line)] += value(line)
    return dict(totals)


def close(value: float) -> Any:
    return pytest.approx(value, abs=0.0051)


def test_cost_by_service_and_month(data: Data, report: Report) -> None:
    def key(line: Line) -> tuple[str, str]:
        return month(line), line["line_item_product_code"]

    net = summed(data.lines, key, unblended)
    rows = ask(report, "cost_by_service_and_month")
    assert {(row["billing_period"], row["service"]): row["net"] for row in rows} == {
        k: close(v) for k, v in net.items()
    }
    for column, which, value in (
        ("unblended_cost", "usage", unblended),
        ("amortized_cost", "usage", amortized),
        ("tax", "tax", unblended),
        ("credits", "credit", unblended),
    ):
        expected = summed([line for line in data.lines if kind(line) == which], key, value)
        assert any(expected.values())
        for row in rows:
            assert row[column] == close(expected.get((row["billing_period"], row["service"]), 0.0)), (column, row)


def test_amortized_cost_is_what_was_paid_for_the_usage(data: Data) -> None:
    """Over whole months the two ways to count give the same: nothing is lost or counted twice."""
    assert sum(map(amortized, usage(data))) == pytest.approx(sum(map(unblended, usage(data))))


def test_cost_by_cost_center(data: Data, report: Report) -> None:
    expected = summed(usage(data), lambda line: (month(line), tag(line, "CostCenter") or "(untagged)"), amortized)
    rows = ask(report, "cost_by_cost_center")
    found = {(row["billing_period"], row["cost_center"]): row["amortized_cost"] for row in rows}
    assert found == {key: close(value) for key, value in expected.items()}
    for period in {row["billing_period"] for row in rows}:
        assert sum(row["percent"] for row in rows if row["billing_period"] == period) == pytest.approx(100, abs=0.3)


def test_top_resources(data: Data, report: Report) -> None:
    named = [line for line in usage(data) if line["line_item_resource_id"]]
    totals = summed(named, lambda line: (line["line_item_resource_id"], line["line_item_product_code"]), amortized)
    rows = ask(report, "top_resources")
    assert len(rows) == 50
    assert [row["amortized_cost"] for row in rows] == [close(value) for value in sorted(totals.values())[:-51:-1]]
    owners = {line["line_item_resource_id"]: tag(line, "Owner") for line in named}
    for row in rows:
        assert row["amortized_cost"] == close(totals[row["resource_id"], row["service"]])
        assert row["owner"] == owners[row["resource_id"]]
    assert {row["days"] for row in rows} <= {92, 3}  # every day, or the fee of each month


def by_day(data: Data) -> list[Line]:
    return [line for line in usage(data) if line["line_item_line_item_type"] not in ("Fee", "RIFee")]


def test_daily_trend(data: Data, report: Report) -> None:
    daily = summed(by_day(data), lambda line: line["line_item_usage_start_date"].date(), amortized)
    days = sorted(daily)
    rows = ask(report, "daily_trend")
    assert [row["usage_date"] for row in rows] == days
    for number, row in enumerate(rows):
        window = [daily[day] for day in days[max(0, number - 6) : number + 1]]
        assert row["amortized_cost"] == close(daily[row["usage_date"]])
        assert row["seven_day_average"] == close(sum(window) / len(window))


def test_untagged_share(data: Data, report: Report) -> None:
    lacking = [line for line in usage(data) if any(tag(line, key) is None for key in MANDATORY)]
    total = summed(usage(data), lambda line: line["line_item_product_code"], amortized)
    missing = summed(lacking, lambda line: line["line_item_product_code"], amortized)
    rows = ask(report, "untagged_share")
    assert {row["service"] for row in rows} == set(total)
    for row in rows:
        assert row["untagged_cost"] == close(missing[row["service"]])
        assert row["untagged_percent"] == pytest.approx(
            100 * missing[row["service"]] / total[row["service"]], abs=0.051
        )
        assert row["without_project"] <= row["untagged_cost"]
    assert 0 < sum(missing.values()) < sum(total.values())


def in_month(data: Data, period: str, filled: str) -> list[Line]:
    return [line for line in data.lines if line[filled] and month(line) == period]


def test_reservation_utilization(data: Data, report: Report) -> None:
    rows = ask(report, "reservation_utilization")
    assert [row["billing_period"] for row in rows] == ["2026-08", "2026-09", "2026-10"]
    for row in rows:
        own = [
            line
            for line in data.lines
            if line["reservation_reservation_a_r_n"] and month(line) == row["billing_period"]
        ]
        used = [line for line in own if line["line_item_line_item_type"] == "DiscountedUsage"]
        (fee,) = (line for line in own if line["line_item_line_item_type"] == "RIFee")
        hours = sum(line["line_item_usage_amount"] for line in used)
        assert row["utilization_percent"] == pytest.approx(
            100 * hours / (hours + fee["reservation_unused_quantity"]), abs=0.051
        )
        on_demand = sum(line["pricing_public_on_demand_cost"] for line in used)
        assert row["unused_cost"] == close(fee["reservation_unused_recurring_fee"])
        assert row["net_saving"] == close(on_demand - fee["line_item_unblended_cost"])


def test_savings_plans_utilization(data: Data, report: Report) -> None:
    rows = ask(report, "savings_plans_utilization")
    assert len(rows) == 3
    for row in rows:
        own = [
            line
            for line in data.lines
            if line["savings_plan_savings_plan_a_r_n"] and month(line) == row["billing_period"]
        ]
        fees = [line for line in own if line["line_item_line_item_type"] == "SavingsPlanRecurringFee"]
        covered = [line for line in own if line["line_item_line_item_type"] == "SavingsPlanCoveredUsage"]
        paid = sum(map(unblended, fees))
        used = sum(line["savings_plan_savings_plan_effective_cost"] for line in covered)
        assert row["commitment"] == close(paid)
        assert row["utilization_percent"] == pytest.approx(100 * used / paid, abs=0.051)
        assert row["unused_cost"] == close(paid - used)
        assert row["net_saving"] == close(sum(map(unblended, covered)) - paid)


def test_anomaly_candidates(data: Data, report: Report) -> None:
    daily = summed(
        by_day(data),
        lambda line: (line["line_item_product_code"], line["line_item_usage_start_date"].date()),
        amortized,
    )
    days = sorted({day for _, day in daily})
    expected = []
    for service in sorted({service for service, _ in daily}):
        costs = [daily.get((service, day), 0.0) for day in days]
        for number, cost in enumerate(costs):
            before = costs[max(0, number - 28) : number]
            if len(before) < 14:
                continue
            above = cost - statistics.fmean(before)
            if above >= 10 and above > 3 * statistics.pstdev(before):
                expected.append((days[number], service, close(above)))
    rows = ask(report, "anomaly_candidates")
    assert [(row["usage_date"], row["service"], row["above_usual"]) for row in rows] == expected
    assert [row["service"] for row in rows] == ["AmazonCloudWatch"]  # the wild day of the sample, and no other


def test_estimate_against_actual(data: Data, report: Report) -> None:
    own = [line for line in usage(data) if (tag(line, "Project"), tag(line, "Environment")) == ("shop", "Production")]
    actual = summed(own, lambda line: (month(line), line["line_item_product_code"]), amortized)
    rows = {(row["billing_period"], row["service"]): row for row in ask(report, "estimate_against_actual")}
    assert {key for key, row in rows.items() if row["actual_cost"] is not None} == set(actual)
    for period in ("2026-08", "2026-09", "2026-10"):
        compared = rows[period, "AmazonEC2"]
        assert compared["estimated_cost"] == 1100
        assert compared["ratio"] == pytest.approx(actual[period, "AmazonEC2"] / 1100, abs=0.0051)
        assert rows[period, "AmazonKinesis"]["actual_cost"] is None  # estimated, and never billed
        assert rows[period, "AmazonS3"]["estimated_cost"] is None  # billed, and never estimated


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_a_query_is_sql_of_athena_on_columns_that_exist(query: Query) -> None:
    text = query.saved(table="cur.cost_and_usage", estimates="cur.estimates")
    assert "${" not in text
    parsed = sqlglot.parse_one(text, read="athena")
    tables = {table.sql() for table in parsed.find_all(sqlglot.exp.Table)}
    ctes = {cte.alias for cte in parsed.find_all(sqlglot.exp.CTE)}
    outside = {re.sub(r" AS \w+$", "", name) for name in tables} - ctes
    assert outside <= {"cur.cost_and_usage", "cur.estimates"}
    assert ("cur.estimates" in outside) is query.compares
    lines = next(cte for cte in parsed.find_all(sqlglot.exp.CTE) if cte.alias == "lines")
    used = {column.name for column in lines.find_all(sqlglot.exp.Column)}
    assert used <= {*COLUMNS, "billing_period"}
    assert query.title and query.about.endswith(".")


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_a_query_reads_the_partitions_of_its_months_only(query: Query) -> None:
    assert "billing_period BETWEEN date_format(date_add('month', -2, current_date), '%Y-%m')" in query.saved(table="t")


def test_there_are_the_queries_that_the_reports_need() -> None:
    assert set(BY_NAME) == {
        "anomaly_candidates",
        "cost_by_cost_center",
        "cost_by_service_and_month",
        "daily_trend",
        "estimate_against_actual",
        "reservation_utilization",
        "savings_plans_utilization",
        "top_resources",
        "untagged_share",
    }


def test_the_tags_of_the_queries_are_those_of_the_schema() -> None:
    asked = set(re.findall(r"element_at\(resource_tags, '(\w+)'\)", BY_NAME["top_resources"].saved(table="t")))
    assert asked == {tag_key(key) for key in MANDATORY}


def test_the_keys_of_estimates() -> None:
    assert list(ESTIMATES) == ["project", "environment", "service", "monthly_cost"]
