"""The instance scheduler: turns tagged resources on and off by named schedules."""
