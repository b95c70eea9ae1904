"""Rules that hold for every component, shown on every stack and on a sample of every block."""
