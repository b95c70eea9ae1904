"""The rules, one per file, in a folder per topic."""
