"""Answers as rows of the layer `itineraire` and as JSON."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import shapely

from shared.catalogue import layers
from shared.espace import Espace
from shared.gpkg import write
from shared.gpkg.create import create

from .chemin import Leg, line
from .mots import sentence, steps
from .plans import Official
from .question import Question


def computed(
    question: Question, legs: List[Leg], kind: str, rank: int, libelle: str, free: Optional[List[Leg]], warnings: List[str]
) -> Dict[str, Any]:
    """A computed route as a JSON-able row. `free`: the route without cuts, for the difference. geom: hexadecimal WKB, EPSG:2154."""
    seconds, metres = sum(one.cost for one in legs) / 1000.0, sum(one.length for one in legs)
    roads = steps(question.network, question.state, legs, question.exits)
    return {
        "libelle": libelle, "type_itineraire": kind, "rang": rank, "profil": question.vehicle.code, "longueur_m": round(metres, 1), "duree_s": round(seconds, 1),
        "ecart_s": round(seconds - sum(one.cost for one in free) / 1000.0, 1) if free else None,
        "ecart_m": round(metres - sum(one.length for one in free), 1) if free else None,
        "description": sentence(roads), "avertissement": " ; ".join(warnings), "etapes": roads, "geom": shapely.to_wkb(line(question.network, legs), hex=True),
    }  # fmt: skip


def official(question: Question, one: Official, rank: int) -> Dict[str, Any]:
    """An official S route as a JSON-able row of the same shape."""
    return {
        "libelle": f"Itinéraire {one.label}", "type_itineraire": "substitution", "rang": rank, "profil": question.vehicle.code,
        "longueur_m": round(one.length, 1), "duree_s": round(one.seconds, 1), "ecart_s": None, "ecart_m": None,
        "description": f"{one.numero} : {one.plan or 'plan de gestion de trafic'}", "avertissement": " ; ".join(one.warnings), "etapes": [],
        "geom": shapely.to_wkb(shapely.force_2d(one.geometry), hex=True), "numero": one.numero, "section": f"{one.axe} {one.sortie_debut}-{one.sortie_fin}", "utilisable": not one.warnings,
    }  # fmt: skip


def record(espace: Espace, layer: str, rows: List[Dict[str, Any]], author: Optional[str] = None) -> List[str]:
    """Write rows (geom as hexadecimal WKB) in travail.gpkg in one transaction; the file is made if absent. Returns the uuids."""
    if not rows:
        return []
    path = espace.travail_gpkg
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, layers("travail"), exercise=espace.is_exercise)
    names = {field.name for field in write.layer_named(layer).all_fields} | {"geom"}
    stored = []
    for row in rows:
        kept = {name: value for name, value in row.items() if name in names}
        if isinstance(kept.get("geom"), str):
            kept["geom"] = bytes.fromhex(kept["geom"])
        stored.append(kept)
    return write.insert_rows(path, layer, stored, author)
