"""Zones that can be chosen by a click: what lies under the finger, named as people name it."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Optional

from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsPointXY, QgsRectangle

from shared.catalogue import domaines

from .poste import Poste

HAUTEURS = dict(domaines.CLASSE_HAUTEUR.values)
REGLEMENTS = dict(domaines.TYPE_REGLEMENT.values)
TYPES = dict(domaines.TYPE_SITUATION.values)


EXERCICE = " (EXERCICE)"  # screen, sheet and map are stamped already


class Zone(NamedTuple):
    """A candidate: its name, its geometry (EPSG:2154), the layer it comes from and, for a whole commune, its INSEE code."""

    nom: str
    forme: QgsGeometry
    couche: str
    code: str = ""


def _text(feature: QgsFeature, name: str) -> str:
    value = feature[name]
    return "" if value is None or str(value) == "NULL" else str(value)


def _zip(feature: QgsFeature) -> str:
    """The scenario names river, station and stage when the pack says it; else the station and its stage."""
    where = (_text(feature, "station") or _text(feature, "cours_d_eau")).replace(EXERCICE, "")
    which = _text(feature, "scenario").replace(EXERCICE, "")
    return ", ".join(["Zone inondée potentielle", *([where] if where not in which else []), *([which] if which else [])])


def _ppr(feature: QgsFeature) -> str:
    rule = REGLEMENTS.get(_text(feature, "type_reglement"), "")
    return f"PPR zone {_text(feature, 'code_zone')}" + (f" ({rule.lower()})" if rule else "")


# In the order they are offered: what people drew, then water, then the plan, then the commune, then what was counted before.
NOMMER: Dict[str, Callable[[QgsFeature], str]] = {
    "situation_zone": lambda f: f"Dessin : {_text(f, 'libelle') or TYPES.get(_text(f, 'type_situation'), 'zone')}",
    "zone_inondee_potentielle": _zip,
    "emprise_crue": lambda f: f"Crue connue {_text(f, 'nom')} {_text(f, 'annee')}".strip(),
    "zone_reglementaire_ppr": _ppr,
    "zone_alea": lambda f: f"Aléa {_text(f, 'niveau_alea')}",
    "commune": lambda f: f"Commune de {_text(f, 'nom')}",
    "evacuation": lambda f: f"Zone déjà calculée : {_text(f, 'libelle')}",
}


def sous_le_doigt(poste: Poste, point: QgsPointXY) -> List[Zone]:
    """Zones of the map (EPSG:2154 point) that hold it; checked layers only, except the commune, which always answers."""
    found: List[Zone] = []
    root = poste.iface.layerTreeView().layerTreeModel().rootGroup()
    for name, title in NOMMER.items():
        layer = poste.couche(name)
        node = root.findLayer(layer.id()) if layer is not None else None
        if layer is None or not (name == "commune" or (node is not None and node.isVisible())):
            continue
        spot = QgsGeometry.fromPointXY(point)
        request = QgsFeatureRequest().setFilterRect(QgsRectangle(point, point))
        for feature in layer.getFeatures(request):
            if feature.geometry().contains(spot):
                zone = Zone(
                    title(feature).replace(EXERCICE, ""),
                    feature.geometry(),
                    name,
                    _text(feature, "code_insee") if name == "commune" else "",
                )
                found.append(_whole(layer, feature, zone) if name == "zone_inondee_potentielle" else zone)
    return _once(found)


def _whole(layer: Any, feature: QgsFeature, zone: Zone) -> Zone:
    """A flood scenario is drawn by depth classes: the zone is all of them together."""
    keys = {name: _text(feature, name) for name in ("code_station", "scenario", "hauteur_echelle") if _text(feature, name)}
    if not keys:
        return zone
    quoted = " AND ".join("\"{}\" = '{}'".format(name, value.replace("'", "''")) for name, value in keys.items())
    request = QgsFeatureRequest().setFilterExpression(quoted).setSubsetOfAttributes([])
    parts = [other.geometry() for other in layer.getFeatures(request)]
    shape = QgsGeometry.unaryUnion(parts) if len(parts) > 1 else zone.forme
    return zone._replace(forme=shape if not shape.isNull() else zone.forme)


def _once(zones: List[Zone]) -> List[Zone]:
    """One line a name."""
    seen: Dict[str, Zone] = {}
    for zone in zones:
        seen.setdefault(zone.nom, zone)
    return list(seen.values())


def meilleure(zones: List[Zone]) -> Optional[Zone]:
    return zones[0] if zones else None
