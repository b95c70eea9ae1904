-- What every device measured in every hour of its own clock. A reading that came late counts in the hour in which it was
-- made; values that are missing count in no average.
SELECT
    site,
    device_id,
    hour,
    count(*) AS readings,
    count(temperature) AS temperatures,
    avg(temperature) AS temperature_avg,
    min(temperature) AS temperature_min,
    max(temperature) AS temperature_max,
    avg(humidity) AS humidity_avg,
    min(battery) AS battery_min,
    count_if(delay_seconds > 3600) AS late_readings,
    day
FROM readings_clean
GROUP BY site, device_id, hour, day
