"""Ground floor of the suite: what every plugin stands on, and nothing of any plugin."""
