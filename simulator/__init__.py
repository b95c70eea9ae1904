"""AWS without an account: a Pulumi resource provider that checks, remembers and refuses as AWS would, and creates nothing."""
