"""Which model serves: the one given, the department's own, or the demonstration model that comes with the plugin."""
