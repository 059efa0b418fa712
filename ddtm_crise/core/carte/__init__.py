"""Maps asked from outside QGIS: the command line, and jobs that put a map in a document."""
