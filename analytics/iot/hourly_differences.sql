-- Hours in which the table that the job made and the view over the raw readings do not say the same. Hours since the
-- job's last run are of course among them; older ones should not be.
SELECT
    coalesce(made.site, seen.site) AS site,
    coalesce(made.device_id, seen.device_id) AS device_id,
    coalesce(made.hour, seen.hour) AS hour,
    made.readings AS readings_made,
    seen.readings AS readings_seen
FROM device_hours AS made
FULL OUTER JOIN readings_hourly AS seen
    ON made.site = seen.site
    AND made.device_id = seen.device_id
    AND made.hour = seen.hour
WHERE made.readings IS DISTINCT FROM seen.readings
    OR made.temperatures IS DISTINCT FROM seen.temperatures
    OR abs(made.temperature_avg - seen.temperature_avg) > 0.000001
    OR made.late_readings IS DISTINCT FROM seen.late_readings
ORDER BY hour, device_id
