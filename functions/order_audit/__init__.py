"""The sample Lambda subscriber of the messaging pattern."""
