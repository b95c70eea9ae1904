"""Buckets that must not be public."""
