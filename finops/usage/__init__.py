"""Documented usage figures of resource types, with the sizes of the profiles small, medium and large."""
