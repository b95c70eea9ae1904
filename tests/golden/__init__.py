"""Inventories of the stacks, for review: what a change of the code changes in a stack shows in their difference."""
