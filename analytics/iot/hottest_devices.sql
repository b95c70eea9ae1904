-- The ten devices with the highest hourly average of the last seven days, today among them.
SELECT
    site,
    device_id,
    max(temperature_avg) AS hottest_hour,
    avg(temperature_avg) AS average
FROM readings_hourly
WHERE day >= date_format(date_add('day', -6, current_date), '%Y-%m-%d')
GROUP BY site, device_id
HAVING max(temperature_avg) IS NOT NULL
ORDER BY hottest_hour DESC, device_id
LIMIT 10
