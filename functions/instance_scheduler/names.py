"""Names that the deployment must know as well."""

SNAPSHOTS = "quoin-scheduler"
"""Beginning of the names of the snapshots: nothing else is ever deleted."""
