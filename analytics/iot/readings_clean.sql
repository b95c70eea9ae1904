-- One row for each reading: streams deliver at least once, so a reading may stand in the files twice. The copy that was
-- received first counts. Readings without a name, a device or a time are of no use, and dropped. The day stands among what
-- is compared, so that a condition on it reaches the files: only these days are read.
SELECT
    reading_id,
    device_id,
    site,
    recorded_at,
    received_at,
    date_trunc('hour', recorded_at) AS hour,
    date_diff('second', recorded_at, received_at) AS delay_seconds,
    temperature,
    humidity,
    battery,
    day
FROM (
    SELECT
        reading_id,
        device_id,
        site,
        recorded_at,
        received_at,
        temperature,
        humidity,
        battery,
        day,
        row_number() OVER (PARTITION BY day, reading_id ORDER BY received_at) AS copy
    FROM readings
    WHERE reading_id IS NOT NULL AND device_id IS NOT NULL AND recorded_at IS NOT NULL
) AS copies
WHERE copy = 1
