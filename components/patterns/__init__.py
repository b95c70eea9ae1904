"""Architecture patterns: one per file, made of blocks."""
