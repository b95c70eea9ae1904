"""The tag schema on every resource that AWS can tag."""
