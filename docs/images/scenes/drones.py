"""The photographs of a mission, and those that see a point."""
# ruff: noqa: F821 (iface and pump are given by tests.desktop.photo)
from qgis.utils import plugins

plugins["ddtm_drones"].show_layers()
plugins["ddtm_drones"].show_viewer()
pump(6.0)
