"""Cost and usage as AWS bills it: the columns of CUR 2.0, the queries on them, and what runs these without Athena."""
