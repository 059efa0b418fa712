"""The data layer in motion: import, exercise pack, sync."""

from __future__ import annotations


def classFactory(iface):
    """QGIS's entry point; the plugin is imported only when QGIS asks for it."""
    from .plugin import DataSyncPlugin

    return DataSyncPlugin(iface)
