"""Windows of the data plugin: thin callers of its algorithms."""
