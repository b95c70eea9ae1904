"""The `quoin` command."""
