"""The Lambda functions that components deploy; they import nothing of the rest."""
