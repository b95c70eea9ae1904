"""Cost governance: one ComponentResource per file."""
