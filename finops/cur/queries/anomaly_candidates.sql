-- title: Anomaly candidates
-- about: Days on which a service has cost at least USD 10 and three standard deviations more than on average in the 28 days before. A day without cost counts as zero; a service needs 14 days of history.
WITH lines AS (
${lines}
),
days AS (
  SELECT DISTINCT usage_date FROM lines
),
services AS (
  SELECT service, MIN(usage_date) AS first_date FROM lines WHERE kind = 'usage' GROUP BY service
),
spent AS (
  SELECT service, usage_date, SUM(amortized_cost) AS cost
  FROM lines
  WHERE kind = 'usage' AND line_type NOT IN ('Fee', 'RIFee')
  GROUP BY service, usage_date
),
daily AS (
  SELECT services.service, days.usage_date, COALESCE(spent.cost, 0) AS cost
  FROM services
  JOIN days ON days.usage_date >= services.first_date
  LEFT JOIN spent ON spent.service = services.service AND spent.usage_date = days.usage_date
),
compared AS (
  SELECT
    service,
    usage_date,
    cost,
    AVG(cost) OVER before_it AS usual,
    STDDEV_POP(cost) OVER before_it AS deviation,
    COUNT(*) OVER before_it AS history
  FROM daily
  WINDOW before_it AS (PARTITION BY service ORDER BY usage_date ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)
)
SELECT
  usage_date,
  service,
  ROUND(cost, 2) AS amortized_cost,
  ROUND(usual, 2) AS usual_cost,
  ROUND(cost - usual, 2) AS above_usual
FROM compared
WHERE history >= 14 AND cost - usual >= 10 AND cost - usual > 3 * deviation
ORDER BY above_usual DESC, usage_date, service
