"""Detection of illicit occupations over several vintages of aerial photographs, and their review."""

from __future__ import annotations


def classFactory(iface):
    """QGIS's entry point; the plugin is imported only when QGIS asks for it."""
    from .plugin import AiglePlugin

    return AiglePlugin(iface)
