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
    wanted = filtre(name, tous, calcul)
    return layer.subsetString() == wanted or layer.setSubsetString(wanted)
