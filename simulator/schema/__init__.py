"""What pulumi_aws says of its types, read from its source text: nothing of it is imported."""
