"""GeoPackages of the suite: create, read, write, check, back up and migrate, on the standard library's sqlite3.

Everything here but `bulk` (geopandas) may be imported in the QGIS process. Coordinates are EPSG:2154 metres; instants are UTC.
"""
