-- title: Savings Plans
-- about: How much of each commitment was used, what the unused part has cost, and what the plan saved against on-demand.
WITH lines AS (
${lines}
),
by_plan AS (
  SELECT
    billing_period,
    savings_plan_arn,
    SUM(CASE WHEN line_type = 'SavingsPlanRecurringFee' THEN savings_plan_commitment ELSE 0 END) AS commitment,
    SUM(CASE WHEN line_type = 'SavingsPlanRecurringFee' THEN savings_plan_used_commitment ELSE 0 END) AS used,
    SUM(CASE WHEN line_type = 'SavingsPlanCoveredUsage' THEN on_demand_cost ELSE 0 END) AS on_demand_cost
  FROM lines
  WHERE savings_plan_arn IS NOT NULL
  GROUP BY billing_period, savings_plan_arn
)
SELECT
  billing_period,
  savings_plan_arn,
  ROUND(commitment, 2) AS commitment,
  ROUND(100 * used / NULLIF(commitment, 0), 1) AS utilization_percent,
  ROUND(commitment - used, 2) AS unused_cost,
  ROUND(on_demand_cost - commitment, 2) AS net_saving
FROM by_plan
ORDER BY billing_period, utilization_percent, savings_plan_arn
