-- How many readings of each site and day came later than an hour after they were made, and how late the latest was.
SELECT
    site,
    day,
    count(*) AS readings,
    count_if(delay_seconds > 3600) AS late_readings,
    max(delay_seconds) AS longest_delay_seconds
FROM readings_clean
GROUP BY site, day
ORDER BY day, site
