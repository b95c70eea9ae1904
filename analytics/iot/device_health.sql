-- How every device did in the last 30 days: when it was last heard of, what it leaves out, how often it is late, its
-- last known battery.
SELECT
    site,
    device_id,
    count(*) AS readings,
    max(recorded_at) AS last_reading,
    max_by(battery, recorded_at) FILTER (WHERE battery IS NOT NULL) AS battery_last,
    CAST(count_if(temperature IS NULL) AS double) / count(*) AS missing_share,
    CAST(count_if(delay_seconds > 3600) AS double) / count(*) AS late_share
FROM readings_clean
WHERE day >= date_format(date_add('day', -30, current_date), '%Y-%m-%d')
GROUP BY site, device_id
