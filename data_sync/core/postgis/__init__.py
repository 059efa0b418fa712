"""The office's PostGIS as one more workstation: the same operations, the same merge, its users' edits captured by triggers."""
