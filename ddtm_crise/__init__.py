"""Crisis room plugin: population to evacuate, detours, one-click maps, simplified desktop."""

from __future__ import annotations


def classFactory(iface):
    """QGIS's entry point; the plugin is imported only when QGIS asks for it."""
    from .plugin import CrisePlugin

    return CrisePlugin(iface)
