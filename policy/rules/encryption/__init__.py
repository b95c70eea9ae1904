"""Data at rest and in transit."""
