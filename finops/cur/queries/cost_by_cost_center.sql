-- title: Cost by cost center
-- about: Who pays, month by month, by the CostCenter tag. Without taxes and credits, which carry no tags.
WITH lines AS (
${lines}
),
by_center AS (
  SELECT
    billing_period,
    COALESCE(cost_center, '(untagged)') AS cost_center,
    SUM(amortized_cost) AS cost
  FROM lines
  WHERE kind = 'usage'
  GROUP BY billing_period, COALESCE(cost_center, '(untagged)')
)
SELECT
  billing_period,
  cost_center,
  ROUND(cost, 2) AS amortized_cost,
  ROUND(100 * cost / NULLIF(SUM(cost) OVER (PARTITION BY billing_period), 0), 1) AS percent
FROM by_center
ORDER BY billing_period, cost DESC, cost_center
