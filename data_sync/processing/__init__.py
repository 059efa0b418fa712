"""Processing algorithms of the data plugin."""
