-- title: Reserved Instances
-- about: How much of each reservation was used, what the unused part has cost, and what the reservation saved against on-demand.
WITH lines AS (
${lines}
),
by_reservation AS (
  SELECT
    billing_period,
    reservation_arn,
    MAX(service) AS service,
    SUM(CASE WHEN line_type = 'DiscountedUsage' THEN usage_amount ELSE 0 END) AS used_hours,
    SUM(CASE WHEN line_type = 'RIFee' THEN reservation_unused_quantity ELSE 0 END) AS unused_hours,
    SUM(CASE WHEN line_type = 'DiscountedUsage' THEN on_demand_cost ELSE 0 END) AS on_demand_cost,
    SUM(CASE WHEN line_type = 'DiscountedUsage' THEN reservation_effective_cost ELSE 0 END) AS effective_cost,
    SUM(CASE WHEN line_type = 'RIFee' THEN reservation_unused_cost ELSE 0 END) AS unused_cost
  FROM lines
  WHERE reservation_arn IS NOT NULL AND line_type IN ('DiscountedUsage', 'RIFee')
  GROUP BY billing_period, reservation_arn
)
SELECT
  billing_period,
  reservation_arn,
  service,
  ROUND(100 * used_hours / NULLIF(used_hours + unused_hours, 0), 1) AS utilization_percent,
  ROUND(unused_cost, 2) AS unused_cost,
  ROUND(on_demand_cost - effective_cost - unused_cost, 2) AS net_saving
FROM by_reservation
ORDER BY billing_period, utilization_percent, reservation_arn
