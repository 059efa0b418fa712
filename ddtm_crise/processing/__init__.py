"""Processing algorithms of the crisis plugin."""
