"""What a stack file may say: one validated model per section. Never imports pulumi_aws."""
