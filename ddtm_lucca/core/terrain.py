"""What the shared layers say of a point: commune and PPR zones."""

from __future__ import annotations

import re
from typing import Any, Dict, List

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext, Params

STRICTNESS = ("interdiction_stricte", "interdiction", "expropriation", "delaissement", "prescription", "inconnu")


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, point "X,Y" (Lambert 93)."""
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*", str(params.get("point") or ""))
    if not found:
        raise BadInput("Le point s'écrit X,Y en Lambert 93, par exemple 772000,6275000.")
    x, y = (float(text) for text in found.groups())
    path = Espace.at(params["espace"]).referentiel_gpkg
    communes = _at(path, "commune", x, y)
    if not communes:
        raise BadInput("Ce point n'est dans aucune commune du paquet de données : vérifiez les coordonnées (Lambert 93).")
    zones = sorted(_at(path, "zone_reglementaire_ppr", x, y), key=lambda row: STRICTNESS.index(row.get("type_reglement") or "inconnu"))
    told = [" ".join(str(row[name]) for name in ("code_zone", "nom") if row.get(name)) or "zone sans code" for row in zones]
    place = communes[0]
    return {
        "phrase": f"{place['nom']} ({place['code_insee']})" + (f", PPR : {' ; '.join(told)}." if told else ", hors zone de PPR."),
        "x": x,
        "y": y,
        "commune": place["nom"],
        "code_insee": place["code_insee"],
        "zone_ppr": " ; ".join(told),
        "type_reglement_ppr": (zones[0].get("type_reglement") or "inconnu") if zones else "",
    }


def _at(path: Any, layer: str, x: float, y: float) -> List[Dict[str, Any]]:
    """Rows of a polygon layer that hold the point."""
    import shapely

    if layer not in read.layer_names(path):
        return []
    point = shapely.Point(x, y)
    return [row for row in read.rows(path, layer, bbox=(x, y, x, y)) if row["geom"] and shapely.from_wkb(row["geom"]).intersects(point)]
