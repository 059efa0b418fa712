"""Job: write a cut in the work file, from an axis and two exits or from a drawing."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Dict

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..evacuation.zones import gather
from .coupures import CAUSES, arcs_of, cut_from
from .exports import export
from .mots import distance
from .reference import open_reference
from .reseau import Network, open_network
from .resultat import record

ZONE_SOURCES = ("zone", "commune", "couche", "raster")
LAYERS = {0: "coupure_point", 1: "coupure_ligne", 2: "coupure_zone"}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Add one cut (coupure_point, coupure_ligne or coupure_zone) and say what it closes.

    params: espace; axe with sortie_debut and sortie_fin, or geom (hexadecimal WKB) / wkt / x and y, EPSG:2154, or a flood zone named as
    for the evacuation count (couche and filtre, raster and hauteur, zone, commune, tampon); sens, cause, source,
    debut, fin (ISO), vehicules ("tous" | "vl" | "pl"), commentaire, auteur, enregistrer, sortie (.gpx, .csv, .geojson). A section of axis is drawn along the
    carriageways it closes, in the order of growing exits. Returns phrase, couche, uuid, troncons, longueur_m, geom (segments closed).
    """
    ctx.progress(0.1, "Lecture du réseau")
    espace = Espace.at(params.get("espace"))
    network = open_network(str(espace.reseau), ctx)
    exits = open_reference(espace, ctx).exits
    drawing = bytes.fromhex(params["geom"]) if isinstance(params.get("geom"), str) else params.get("geom")
    wanted = {**params, "geom": drawing}
    if any(params.get(name) for name in ZONE_SOURCES):
        wanted = {**wanted, **_zone(params, espace, ctx)}
    cut = cut_from(wanted)
    if cut.cause not in CAUSES:
        raise BadInput(f"Cause inconnue : « {cut.cause} ». Causes possibles : {', '.join(CAUSES)}.")
    if cut.debut and cut.fin and cut.fin <= cut.debut:
        raise BadInput("La fin de la coupure précède son début : corrigez les heures.")
    ctx.progress(0.4, "Recherche des routes coupées")
    arcs = arcs_of(network, cut, exits)
    segments = np.unique(network.segment_of(arcs))
    geometry = shapely.from_wkb(cut.geometry) if cut.geometry else drawn(network, arcs, cut.sens)
    layer = LAYERS[shapely.get_dimensions(geometry)]
    length = float(network.graph.length[segments].sum())
    row = {
        "axe": cut.axe or None, "sortie_debut": cut.sortie_debut or None, "sortie_fin": cut.sortie_fin or None, "sens": cut.sens, "cause": cut.cause,
        "source": cut.source or None, "fin": cut.fin.isoformat() if cut.fin else None, "vehicules": cut.vehicules, "commentaire": cut.commentaire or None,
        "geom": shapely.to_wkb(geometry, hex=True),
    }  # fmt: skip
    if cut.debut:
        row["debut"] = cut.debut.isoformat()
    parts = [{**row, "geom": shapely.to_wkb(part, hex=True)} for part in shapely.get_parts(geometry)] if layer == "coupure_point" else [row]
    ctx.progress(0.8, "Enregistrement")
    uuids = record(espace, layer, parts, params.get("auteur")) if params.get("enregistrer", True) else []
    phrase = f"{distance(length)} de routes coupées ({len(segments)} tronçons) : {cut.label}."
    if not len(segments):
        phrase = f"Coupure notée, mais aucune route n'est dessous : {cut.label}. Vérifiez sa position."
    ctx.progress(1.0, phrase)
    closed = shapely.to_wkb(shapely.MultiLineString(list(network.lines[segments])), hex=True)
    result = {
        "phrase": phrase,
        "couche": layer,
        "uuid": uuids[0] if uuids else None,
        "troncons": len(segments),
        "longueur_m": round(length, 1),
        "geom": closed,
    }
    if params.get("sortie"):
        stamp = {"calcule_le": datetime.now(timezone.utc).isoformat(timespec="seconds"), "exercice": bool(network.graph.exercise)}
        result["fichiers"] = export(
            params["sortie"], {**stamp, "phrase": phrase}, [{**row, "libelle": cut.label, "description": phrase, "geom": closed}], "coupure"
        )
    return result


def _zone(params: Dict[str, Any], espace: Espace, ctx: JobContext) -> Dict[str, Any]:
    """The zone named by a layer, a commune, a file or a depth grid, as the geometry of a cut; its name when no comment is given."""
    zone = gather(params, espace, ctx)
    return {"geom": shapely.to_wkb(zone.geometry), "raster": "", "commentaire": params.get("commentaire") or zone.label}


def drawn(network: Network, arcs: np.ndarray, sens: str) -> shapely.Geometry:
    """The carriageways of a section as a MultiLineString.

    Lines run as the traffic does; for "inverse" they run against it, that is towards growing exits, so that the drawing alone
    still tells the direction (a cut line is "direct" along its own digitising).
    """
    lines = network.lines[network.segment_of(arcs)]
    back = (arcs >= network.segments) != (sens == "inverse")
    lines[back] = shapely.reverse(lines[back])
    return shapely.MultiLineString(list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(lines)), directed=True))))
