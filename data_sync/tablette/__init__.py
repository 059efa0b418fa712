"""What QGIS itself must do for a tablet, in a child process without windows."""
