"""Everything that a stack can be made of: settings, blocks, patterns, governance."""
