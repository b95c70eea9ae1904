"""The sample of ordered work of the messaging pattern: payments, in order for every customer."""
