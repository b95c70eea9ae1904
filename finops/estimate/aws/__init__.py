"""Price lists of AWS services: one small function per dimension of a resource type, one module per service."""
