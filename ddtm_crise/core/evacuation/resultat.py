"""The answer as rows of the work layers and as JSON."""

from __future__ import annotations

import uuid
from typing import Any, Dict, List

import numpy as np
import shapely

from shared.catalogue import LAYERS, layers
from shared.espace import Espace
from shared.gpkg import write
from shared.gpkg.create import create

from .compte import EMPTY, Count
from .etablissements import Places
from .etablissements import people as people_of

ZONE_FIELDS = ("libelle", "phrase", "calcule_le", "methode", "millesime", "tampon_m", "exercice")


def place_rows(places: Places, which: Dict[int, str], heights: Dict[str, np.ndarray], order: List[int]) -> List[Dict[str, Any]]:
    """Rows of evacuation_etablissement (geom as hexadecimal WKB), plus code_insee. which: row -> acces; heights: aligned on order."""
    out = []
    wkb = shapely.to_wkb(shapely.points(places.points[np.array(order, dtype=np.int64)]), hex=True)
    for rank, i in enumerate(order):
        row = places.rows[i]
        day, night = people_of(row)
        out.append(
            {
                "etablissement_uuid": row["uuid"], "nature": row["nature"], "nom": row["nom"], "commune": row["commune"],
                "telephone": row["telephone"], "capacite": row["capacite"], "effectif_jour": day, "effectif_nuit": night, "acces": which[i],
                **{name: None if np.isnan(values[rank]) else round(float(values[rank]), 2) for name, values in heights.items()},
                "code_insee": row["code_insee"], "geom": wkb[rank],
            }
        )  # fmt: skip
    return out


def commune_rows(parts: list[tuple[int, Count]], arrays: Any, places: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Rows of evacuation_commune; people of the establishments inside are added to the day."""
    rows = [{"code_insee": str(arrays.codes_insee[i]), "nom": str(arrays.noms[i]), **count.row()} for i, count in parts]
    by_code = {row["code_insee"]: row for row in rows}
    for place in places:
        code = str(place.get("code_insee") or "")
        if place["acces"] != "dans_zone" or not place["effectif_jour"]:
            continue
        if code not in by_code:
            by_code[code] = {"code_insee": code, "nom": str(place.get("commune") or "Commune inconnue"), **EMPTY.row()}
            rows.append(by_code[code])
        add_day(by_code[code], place["effectif_jour"])
    return [_tidy(row) for row in rows]


def whole_row(count: Count, places: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The fields `_POP` of the whole zone."""
    row = count.row()
    add_day(row, sum(place["effectif_jour"] or 0 for place in places if place["acces"] == "dans_zone"))
    return _tidy(row)


def add_day(row: Dict[str, Any], people: float) -> None:
    """Add the people of an establishment to the day, range included (its number is taken as known)."""
    for name in ("pop_jour", "pop_jour_bas", "pop_jour_haut"):
        row[name] += people


def _tidy(row: Dict[str, Any]) -> Dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()}


def record(espace: Espace, result: Dict[str, Any], zone: shapely.MultiPolygon, author: Any) -> str:
    """Write the three layers in one transaction; travail.gpkg is made if absent. Returns the uuid of the evacuation."""
    path = espace.travail_gpkg
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, layers("travail"), exercise=espace.is_exercise)
    return write.insert_together(path, rows_for_layers(result, zone), author)["evacuation"][0]


def rows_for_layers(result: Dict[str, Any], zone: shapely.MultiPolygon) -> Dict[str, List[Dict[str, Any]]]:
    """{layer: rows} of evacuation, evacuation_commune and evacuation_etablissement, tied by a fresh uuid."""
    identifier = str(uuid.uuid4())
    whole = {**result["population"], **{name: result[name] for name in ZONE_FIELDS}, "uuid": identifier, "geom": zone.wkb}
    rows = {"evacuation": [whole], "evacuation_commune": result["communes"], "evacuation_etablissement": result["etablissements"]}
    return {layer: [_fields(layer, row, identifier) for row in group] for layer, group in rows.items() if group}


def _fields(layer: str, row: Dict[str, Any], identifier: str) -> Dict[str, Any]:
    names = {field.name for field in LAYERS[layer].all_fields} | {"geom"}
    kept = {name: value for name, value in row.items() if name in names}
    if "evacuation_uuid" in names:
        kept["evacuation_uuid"] = identifier
    if isinstance(kept.get("geom"), str):
        kept["geom"] = bytes.fromhex(kept["geom"])
    return kept
