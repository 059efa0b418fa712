"""Job: who must leave a zone.

Central number = sum over inhabited buildings of the share of the footprint covered by the zone x people of the building; low and high
as `incertitude` says. Counting takes the union of all sources, so nobody is counted twice.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timezone
from typing import Any, Dict, List

import numpy as np
import shapely

from shared.catalogue.crise import CLASSES_AGE
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.jobs import JobContext

from . import eau, emprise, etablissements, regles, resultat
from .compte import Count, count
from .incertitude import rounded, step
from .phrase import sentence
from .recouvrement import covered, open_footprints, whole_communes
from .sorties import check_target
from .zones import Zone, gather


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Count the people of a zone and list its establishments.

    params: espace; the sources of `zones.gather` (zone, commune, couche + filtre, raster + hauteur, tampon, libelle); acces (True:
    also the establishments that the zone cuts off); enregistrer (True: rows in travail.gpkg); sortie (file .pdf, .csv, .json or .gpkg,
    a folder, or a list; "auto": the sheet and the table named and filed in sorties/); theme (for file names); auteur;
    geometrie (True: the zone itself in the result, hexadecimal WKB).
    Returns phrase, population, communes, etablissements, notes, fichiers and what says how it was computed. Raises BadInput.
    """
    started = time.perf_counter()
    espace = Espace.at(params.get("espace"))
    check_target(params.get("sortie"))
    ctx.progress(0.02, "Lecture de la zone")
    footprints = open_footprints(str(espace.population), ctx)
    zone = gather(params, espace, ctx)
    ctx.progress(0.2, "Compte des habitants")
    rows, share = whole_communes(zone.codes, footprints) if zone.codes else covered(zone.geometry, footprints)
    total, parts = count(footprints, rows, share, whole_communes=bool(zone.codes))
    outside = emprise.note(emprise.outside_share(zone.geometry, espace, ctx))
    counted = time.perf_counter() - started
    ctx.progress(0.4, "Établissements de la zone")
    places = _places(zone, espace, bool(params.get("acces", True)), ctx)
    communes = resultat.commune_rows(parts, footprints.arrays, places)
    answer = _answer(zone, total, communes, places, outside, footprints.arrays, params)
    answer["duree_compte_s"] = round(counted, 4)
    answer["fichiers"] = _deliver(answer, zone, espace, params, ctx)
    if params.get("geometrie"):
        answer["geom"] = shapely.to_wkb(zone.geometry, hex=True)
    ctx.progress(1.0, answer["phrase"])
    return answer


def _deliver(answer: Dict[str, Any], zone: Zone, espace: Espace, params: Dict[str, Any], ctx: JobContext) -> List[str]:
    """Write the documents, then the rows; documents are taken back when the rows cannot be written."""
    files: List[str] = []
    if params.get("sortie"):
        from .exports import export  # documents are costly to import and rarely asked for in the middle of a count

        ctx.progress(0.8, "Écriture des documents")
        files = export(params["sortie"], answer, zone.geometry, espace, str(params.get("theme") or "evacuation"))
    if params.get("enregistrer", True):
        ctx.progress(0.9, "Enregistrement")
        try:
            answer["evacuation_uuid"] = resultat.record(espace, answer, zone.geometry, params.get("auteur"))
        except DdtmError:
            for name in files:
                os.unlink(name)
            raise
    return files


def _places(zone: Zone, espace: Espace, access: bool, ctx: JobContext) -> List[Dict[str, Any]]:
    places = etablissements.open_places(espace, ctx)
    which = {int(i): "dans_zone" for i in etablissements.inside(places, zone.geometry)}
    if access and places.rows:
        ctx.progress(0.5, "Accès par la route")
        cut, note = etablissements.cut_off(places, zone.geometry, espace, ctx.step(0.5, 0.75))
        if note:
            zone.notes.append(note)
        for i in cut or ():
            which.setdefault(int(i), "coupe")
    rank = {nature: i for i, nature in enumerate(regles.ORDRE_D_ALERTE)}
    order = sorted(
        which, key=lambda i: (which[i] != "dans_zone", rank.get(places.rows[i]["nature"], len(rank)), str(places.rows[i]["nom"]))
    )
    grids = eau.grids(espace, ctx)
    depth = eau.choose(grids.depths, zone.label, zone.depth)
    points = places.points[np.array(order, dtype=np.int64)]
    try:
        heights = eau.heights(points, grids.ground, depth["fichier"] if depth else None)
    except BadInput as error:  # people are counted all the same: heights only say whom to call first
        zone.notes.append(f"Altitudes des établissements non lues : {error.message}")
        depth, heights = None, eau.heights(points, None, None)
    if depth and order:
        zone.notes.append(f"Hauteurs d'eau des établissements : {depth.get('nom') or depth['fichier']}.")
    return resultat.place_rows(places, which, heights, order)


def _answer(
    zone: Zone,
    total: Count,
    communes: List[Dict[str, Any]],
    places: List[Dict[str, Any]],
    outside: str,
    arrays: Any,
    params: Dict[str, Any],
) -> Dict[str, Any]:
    inside = [place for place in places if place["acces"] == "dans_zone"]
    central, low, high = rounded(total.night)
    unknown = sum(place["effectif_jour"] is None for place in inside)
    notes = [*zone.notes, *([outside] if outside else [])]
    if unknown:
        notes.append(f"{unknown} établissement(s) de la zone sans effectif connu : non compté(s) le jour.")
    return {
        "phrase": sentence(total, places, outside),
        "libelle": zone.label,
        "calcule_le": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "millesime": str(arrays.millesime),
        "exercice": bool(arrays.exercise),
        "tampon_m": float(params.get("tampon") or 0.0),
        "surface_km2": round(zone.geometry.area / 1e6, 4),
        "methode": f"{regles.METHODE_ZONE} {arrays.method} {regles.METHODE_JOUR}",
        "notes": notes,
        "population": resultat.whole_row(total, places),
        "arrondi": {"central": central, "bas": low, "haut": high, "pas": step(total.night)},
        "aux_etages": round(total.upper, 3),
        "etages_inconnus": round(total.unknown_floors, 3),
        "etablissements_jour": sum(place["effectif_jour"] or 0 for place in inside),
        "etablissements_nuit": sum(place["effectif_nuit"] or 0 for place in inside),
        "classes_age": [[name, label] for name, label, _ in CLASSES_AGE],
        "communes": communes,
        "etablissements": places,
    }
