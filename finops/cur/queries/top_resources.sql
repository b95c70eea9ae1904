-- title: Top resources
-- about: The fifty resources that cost most in the chosen months, and who answers for them.
WITH lines AS (
${lines}
)
SELECT
  resource_id,
  service,
  MAX(project) AS project,
  MAX(environment) AS environment,
  MAX(owner) AS owner,
  ROUND(SUM(amortized_cost), 2) AS amortized_cost,
  COUNT(DISTINCT usage_date) AS days
FROM lines
WHERE kind = 'usage' AND resource_id IS NOT NULL
GROUP BY resource_id, service
ORDER BY SUM(amortized_cost) DESC, resource_id
LIMIT 50
