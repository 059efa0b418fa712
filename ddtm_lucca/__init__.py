"""Offence reports (procès-verbaux) of planning and environment law: drafting, nullity check, sealing, follow-up."""

from __future__ import annotations


def classFactory(iface):
    """QGIS's entry point; the plugin is imported only when QGIS asks for it."""
    from .plugin import LuccaPlugin

    return LuccaPlugin(iface)
