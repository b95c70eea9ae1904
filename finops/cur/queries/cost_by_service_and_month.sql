-- title: Cost by service and month
-- about: What each service has cost in each month. Net is what the invoice says: unblended cost with tax, less credits.
WITH lines AS (
${lines}
)
SELECT
  billing_period,
  service,
  ROUND(SUM(CASE WHEN kind = 'usage' THEN unblended_cost ELSE 0 END), 2) AS unblended_cost,
  ROUND(SUM(CASE WHEN kind = 'usage' THEN amortized_cost ELSE 0 END), 2) AS amortized_cost,
  ROUND(SUM(CASE WHEN kind = 'tax' THEN unblended_cost ELSE 0 END), 2) AS tax,
  ROUND(SUM(CASE WHEN kind = 'credit' THEN unblended_cost ELSE 0 END), 2) AS credits,
  ROUND(SUM(unblended_cost), 2) AS net
FROM lines
GROUP BY billing_period, service
ORDER BY billing_period, amortized_cost DESC, service
