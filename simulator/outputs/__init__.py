"""What AWS would answer after a create, an update or a read: ids, ARNs, endpoints, defaults, tags."""
