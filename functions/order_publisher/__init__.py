"""The sample producer of the messaging pattern."""
