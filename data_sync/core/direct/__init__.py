"""Online services, when there is a network: one polite client, one module a source, one file `direct/direct.gpkg`."""
