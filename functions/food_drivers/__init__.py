"""Drivers of the food delivery: found, sent, released."""
