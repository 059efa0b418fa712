"""Drone missions: import of the cards, proof of integrity, footprints, crisis mosaic, register."""

from __future__ import annotations


def classFactory(iface):
    """QGIS's entry point; the plugin is imported only when QGIS asks for it."""
    from .plugin import DronesPlugin

    return DronesPlugin(iface)
