"""Hourly aggregates of device readings: the days of the last few, made anew from the raw zone.

`hourly` is all there is to the numbers: a function from one table to another, which the tests run without Spark. `main`
reads and writes the folders; only there is something of Glue. A run replaces whole days, so it can be repeated, and
readings that come late are counted by the next run for as long as `days` reaches.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f

LATE_SECONDS = 3600
"""Delay from the device's clock to our receipt above which a reading is late."""


def hourly(readings: DataFrame) -> DataFrame:
    """Return what every device measured in every hour of its own clock.

    A reading that stands there twice counts once, as it was received first; one without a name, a device or a time
    does not count.
    """
    first = f.row_number().over(Window.partitionBy("day", "reading_id").orderBy("received_at"))
    clean = (
        readings.where(
            f.col("reading_id").isNotNull() & f.col("device_id").isNotNull() & f.col("recorded_at").isNotNull()
        )
        .withColumn("copy", first)
        .where(f.col("copy") == 1)
        .withColumn("hour", f.date_trunc("hour", f.col("recorded_at")))
        .withColumn("delay", f.unix_timestamp(f.col("received_at")) - f.unix_timestamp(f.col("recorded_at")))
        .withColumn("late", f.when(f.col("delay") > LATE_SECONDS, 1).otherwise(0))
    )
    return (
        clean.groupBy("site", "device_id", "hour", "day")
        .agg(
            f.count("reading_id").alias("readings"),
            f.count("temperature").alias("temperatures"),
            f.avg("temperature").alias("temperature_avg"),
            f.min("temperature").alias("temperature_min"),
            f.max("temperature").alias("temperature_max"),
            f.avg("humidity").alias("humidity_avg"),
            f.min("battery").alias("battery_min"),
            f.sum("late").cast("bigint").alias("late_readings"),
        )
        .select(
            "site",
            "device_id",
            "hour",
            "readings",
            "temperatures",
            "temperature_avg",
            "temperature_min",
            "temperature_max",
            "humidity_avg",
            "battery_min",
            "late_readings",
            "day",
        )
    )


def first_day(days: int, now: datetime) -> str:
    """Return the first of the last `days` days, today among them, such as 2026-01-31."""
    return (now - timedelta(days=days - 1)).strftime("%Y-%m-%d")


def main() -> None:
    """Read the readings of the last days, and replace these days of the hourly table."""
    # Only Glue has these: what stands above runs anywhere.
    from awsglue.context import GlueContext  # noqa: PLC0415
    from awsglue.job import Job  # noqa: PLC0415
    from awsglue.utils import getResolvedOptions  # noqa: PLC0415
    from pyspark.context import SparkContext  # noqa: PLC0415

    options = getResolvedOptions(sys.argv, ["JOB_NAME", "readings", "device_hours", "days"])
    glue = GlueContext(SparkContext.getOrCreate())
    job, spark = Job(glue), glue.spark_session
    job.init(options["JOB_NAME"], options)
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")  # a day stays a text
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")  # days that are not written stay
    since = first_day(int(options["days"]), datetime.now(UTC))
    # The folders, not the catalogue: Spark does not know partitions that Athena computes.
    readings = spark.read.parquet(options["readings"]).where(f"day >= '{since}'")
    hourly(readings).repartition("day").write.mode("overwrite").partitionBy("day").parquet(options["device_hours"])
    job.commit()


if __name__ == "__main__":
    main()
