"""Building blocks: one ComponentResource per file."""
