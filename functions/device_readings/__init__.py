"""The sample producer of the data-analytics pattern."""
