"""The cost optimizer: what costs money and need not."""
