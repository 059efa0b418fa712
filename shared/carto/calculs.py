"""What computations wrote: the map shows the last one of each kind; the earlier ones are kept, and come back on demand."""

from __future__ import annotations

from typing import Any, Dict

from qgis.core import QgsVectorLayer

_ALIVE = "\"statut\" = 'actif'"
_LAST = "SELECT {key} FROM {table} d WHERE d.statut = 'actif' ORDER BY d.fid DESC LIMIT 1"

# layer -> (column that names its calculation, which one is the last)
CALCULS: Dict[str, tuple] = {
    "evacuation": ("uuid", _LAST.format(key="d.uuid", table="evacuation")),
    "evacuation_etablissement": ("evacuation_uuid", _LAST.format(key="d.uuid", table="evacuation")),
    # the last that found a way: one without a way still writes the official S routes it met
    "itineraire": (
        "calcul_uuid",
        _LAST.format(key="d.calcul_uuid", table="itineraire").replace("d.fid DESC", "d.type_itineraire = 'calcule' DESC, d.fid DESC"),
    ),
    "isolement": ("calcul_uuid", _LAST.format(key="d.calcul_uuid", table="isolement")),
}


def filtre(name: str, tous: bool = False, calcul: str = "") -> str:
    """Subset of a result layer: the last calculation, the one named `calcul`, or all of them (`tous`)."""
    if tous or name not in CALCULS:
        return _ALIVE
    column, last = CALCULS[name]
    chosen = "'{}'".format(calcul.replace("'", "''")) if calcul else f"({last})"
    return f'{_ALIVE} AND "{column}" IS {chosen}'


def montrer(layer: Any, name: str, tous: bool = False, calcul: str = "") -> bool:
    """Apply `filtre` to a map layer (nothing is erased); False when QGIS refuses it (a layer being edited)."""
    if not isinstance(layer, QgsVectorLayer):
        return False
    return filtrer(layer, filtre(name, tous, calcul))


def filtrer(layer: Any, subset: str) -> bool:
    """Filter a layer of a GeoPackage by opening it anew: QgsVectorLayer.setSubsetString opens the file for writing, after which the other
    layers of this file no longer tell their extent. False when the layer is being edited, or when QGIS refuses the filter."""
    before = layer.subsetString()
    if before == subset:
        return True
    if layer.isEditable():
        return False
    base = layer.source().split("|subset=")[0]
    for tried in (subset, before):
        layer.setDataSource(base + (f"|subset={tried}" if tried else ""), layer.name(), layer.providerType())
        if layer.isValid() and layer.subsetString() == tried and layer.featureCount() >= 0:
            break
    return bool(layer.subsetString() == subset)
