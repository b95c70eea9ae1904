-- title: Estimate against actual
-- about: What a month was estimated to cost and what it has cost, by the tags Project and Environment and by service. Ratio is actual by estimate; empty where one side is missing. A month that is not over is short.
WITH lines AS (
${lines}
),
actual AS (
  SELECT billing_period, project, environment, service, SUM(amortized_cost) AS cost
  FROM lines
  WHERE kind = 'usage' AND project IS NOT NULL AND environment IS NOT NULL
  GROUP BY billing_period, project, environment, service
),
months AS (
  SELECT DISTINCT billing_period FROM lines
),
expected AS (
  SELECT months.billing_period, estimates.project, estimates.environment, estimates.service,
    SUM(estimates.monthly_cost) AS cost
  FROM ${estimates} AS estimates
  CROSS JOIN months
  GROUP BY months.billing_period, estimates.project, estimates.environment, estimates.service
)
SELECT
  COALESCE(actual.billing_period, expected.billing_period) AS billing_period,
  COALESCE(actual.project, expected.project) AS project,
  COALESCE(actual.environment, expected.environment) AS environment,
  COALESCE(actual.service, expected.service) AS service,
  ROUND(expected.cost, 2) AS estimated_cost,
  ROUND(actual.cost, 2) AS actual_cost,
  ROUND(actual.cost / NULLIF(expected.cost, 0), 2) AS ratio
FROM actual
FULL OUTER JOIN expected
  ON actual.billing_period = expected.billing_period
  AND actual.project = expected.project
  AND actual.environment = expected.environment
  AND actual.service = expected.service
WHERE EXISTS (
  SELECT 1 FROM ${estimates} AS known
  WHERE known.project = COALESCE(actual.project, expected.project)
    AND known.environment = COALESCE(actual.environment, expected.environment)
)
ORDER BY billing_period, project, environment, service
