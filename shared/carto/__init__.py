"""Maps: styles, themes, project builder, print layouts. Runs in QGIS's own process (PyQGIS and the standard library only)."""
