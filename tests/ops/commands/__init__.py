"""Its commands, one module each."""
