"""Rules over money."""
