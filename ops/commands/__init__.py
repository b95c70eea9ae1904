"""AWS architectures and their costs: estimates before deployment, reports and help after it."""
