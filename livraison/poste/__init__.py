"""What runs on the laptop, started by the kit's .bat files with QGIS's own Python: standard library only, Python 3.9."""
