"""Instances and what describes them."""
