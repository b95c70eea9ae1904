"""AWS without an account: a Pulumi provider that checks and refuses as AWS would, and creates nothing."""
