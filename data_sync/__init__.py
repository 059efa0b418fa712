"""The data layer in motion: import, exercise pack, sync."""
