"""The `quoin` command: what a stack costs, what was deployed, what is wrong with it. Never imports pulumi_aws."""
