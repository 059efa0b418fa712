"""The one declaration of every layer of the suite.

`LAYERS` maps a layer's name to its `Layer`; each plugin's layers stand in a module of their own here, so that the
GeoPackage's tables, the QGIS and tablet forms, the checks, PostGIS and docs/couches.md all come from the same lines.
"""

from __future__ import annotations

from typing import Dict, Tuple

from . import aigle, crise, direct, drones, lucca, referentiel, urbanisme
from .model import CRS_EPSG, Domain, Field, Layer

SCHEMA_VERSION = 1
LAYERS: Dict[str, Layer] = {layer.name: layer for module in (referentiel, urbanisme, crise, aigle, drones, lucca, direct) for layer in module.LAYERS}


def layers(role: str) -> Tuple[Layer, ...]:
    """Layers of one role: "reference", "travail" or "direct"."""
    return tuple(layer for layer in LAYERS.values() if layer.role == role)


__all__ = ["CRS_EPSG", "Domain", "Field", "LAYERS", "Layer", "SCHEMA_VERSION", "layers"]
