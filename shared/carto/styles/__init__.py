"""Styles of the catalogue's layers: `apply(layer, layer_name)`.

Each module below holds a table `STYLES`: layer name -> function that styles a layer of that name. A style never depends
on the data: it is applied in milliseconds, whatever the layer weighs.
"""

from __future__ import annotations

from typing import Callable, Dict

from qgis.core import QgsMapLayer

from . import controle, danger, direct, drones, enjeux, fond, resultats, routes, situation, urbanisme

STYLES: Dict[str, Callable[[QgsMapLayer], None]] = {}
for _module in (situation, resultats, direct, danger, enjeux, routes, drones, controle, urbanisme, fond):
    STYLES.update(_module.STYLES)


def apply(layer: QgsMapLayer, layer_name: str) -> bool:
    """Style `layer` as the catalogue layer `layer_name` (or raster role "raster:hauteur_eau"...). False when no style is declared."""
    style = STYLES.get(layer_name)
    if style is None:
        return False
    style(layer)
    return True


__all__ = ["STYLES", "apply"]
