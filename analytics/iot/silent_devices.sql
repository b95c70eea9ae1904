-- Devices that have said nothing for two hours, measured by the newest reading of all.
SELECT
    site,
    device_id,
    last_reading,
    date_diff('minute', last_reading, (SELECT max(last_reading) FROM device_health)) AS minutes_silent,
    battery_last
FROM device_health
WHERE date_diff('minute', last_reading, (SELECT max(last_reading) FROM device_health)) > 120
ORDER BY minutes_silent DESC, device_id
