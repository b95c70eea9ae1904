"""What AWS has billed: reports on cost and usage data, without Athena."""
