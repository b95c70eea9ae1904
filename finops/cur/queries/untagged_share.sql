-- title: Untagged share
-- about: How much of each service's cost lacks a mandatory tag, in the chosen months. What cannot be tagged counts as well: it cannot be charged to anybody.
WITH lines AS (
${lines}
)
SELECT
  service,
  ROUND(SUM(amortized_cost), 2) AS amortized_cost,
  ROUND(SUM(CASE WHEN environment IS NULL OR cost_center IS NULL OR project IS NULL OR owner IS NULL OR managed_by IS NULL
    THEN amortized_cost ELSE 0 END), 2) AS untagged_cost,
  ROUND(100 * SUM(CASE WHEN environment IS NULL OR cost_center IS NULL OR project IS NULL OR owner IS NULL OR managed_by IS NULL
    THEN amortized_cost ELSE 0 END) / NULLIF(SUM(amortized_cost), 0), 1) AS untagged_percent,
  ROUND(SUM(CASE WHEN cost_center IS NULL THEN amortized_cost ELSE 0 END), 2) AS without_cost_center,
  ROUND(SUM(CASE WHEN project IS NULL THEN amortized_cost ELSE 0 END), 2) AS without_project
FROM lines
WHERE kind = 'usage'
GROUP BY service
ORDER BY untagged_cost DESC, service
