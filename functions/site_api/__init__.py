"""The sample API of the static-site pattern."""
