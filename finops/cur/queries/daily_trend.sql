-- title: Daily trend
-- about: Cost of each day and the average of the seven days that end with it. Tax, credits and the fees of a whole month are left out: they fall on single days.
WITH lines AS (
${lines}
),
daily AS (
  SELECT usage_date, SUM(amortized_cost) AS cost
  FROM lines
  WHERE kind = 'usage' AND line_type NOT IN ('Fee', 'RIFee')
  GROUP BY usage_date
)
SELECT
  usage_date,
  ROUND(cost, 2) AS amortized_cost,
  ROUND(AVG(cost) OVER (ORDER BY usage_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 2) AS seven_day_average
FROM daily
ORDER BY usage_date
