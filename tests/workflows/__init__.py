"""The workflows and the services that they call, together, on moto."""
