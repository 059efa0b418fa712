"""Job: a road event becomes a cut of the situation, with its origin."""

from __future__ import annotations

from typing import Any, Dict

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.values import to_local
from shared.jobs import JobContext

from ..routage import couper
from ..routage.numeros import road_key
from ..routage.reseau import Network, open_network
from . import etats

# What DATEX II calls the event (record type or its precision) -> cause of a cut
CAUSES = {
    "flooding": "inondation", "flashFloods": "inondation",
    "Accident": "accident",
    "MaintenanceWorks": "travaux", "ConstructionWorks": "travaux", "roadworks": "travaux",
    "fallenTrees": "eboulement", "rockfalls": "eboulement", "landslips": "eboulement", "mudSlide": "eboulement", "subsidence": "eboulement",
    "forestFire": "feu", "grassFire": "feu", "seriousFire": "feu",
    "snow": "neige_verglas", "ice": "neige_verglas", "avalanches": "neige_verglas", "WeatherRelatedRoadConditions": "neige_verglas",
    "InfrastructureDamageObstruction": "ouvrage", "bridgeDamage": "ouvrage",
    "PublicEvent": "manifestation", "DisturbanceActivity": "manifestation",
}  # fmt: skip
ABSENT = "Cet évènement n'est plus publié : actualisez les données en direct, ou coupez la route à la main."
SANS_LIEU = "Cet évènement n'a pas de position utilisable : coupez la route à la main, entre deux sorties ou sur la carte."
DEJA = "Cet évènement est déjà coupé sur la carte : rien n'a été ajouté."
COULOIR_M = 150.0  # half-width of the strip around the published places, at least
COULOIR_PART = 0.2  # and this share of the distance between the two ends: roads bend
ECART_MAX_M = 200.0  # an event farther than that from its road is not moved onto it


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Cut the road of one event, both ways: cutting too much lengthens a detour, cutting too little sends people into it.

    params: espace; evenement (its identifier); auteur; enregistrer. Returns what `routage.couper:run` returns, with `origine`.
    """
    espace = Espace.at(params.get("espace"))
    identifier = str(params.get("evenement") or "").strip()
    row = etats.evenement(espace, identifier) if identifier else None
    if row is None:
        raise BadInput(ABSENT)
    if row["geom"] is None:
        raise BadInput(SANS_LIEU)
    origin = etats.ORIGINE.format(identifiant=row["identifiant"])
    if params.get("enregistrer", True) and origin in etats.deja_coupes(espace):
        raise BadInput(DEJA)
    ctx.progress(0.1, "Lecture du réseau")
    shape = _shape(open_network(str(espace.reseau), ctx), row)
    sure = etats.est_sur(row, etats.maintenant())
    told = to_local(row["heure_validite"]).strftime("%d/%m à %H:%M") if row["heure_validite"] else "heure inconnue"
    comment = [row["nature"], row["description"], row["gestionnaire"], f"publié le {told}"]
    if row["sens"] and row["sens"] != "les deux sens":
        comment.append(f"publié dans le {row['sens']}, coupé dans les deux")
    result = couper.run(
        {
            "espace": str(espace.root),
            "axe": row["route"] or "",
            "geom": shapely.to_wkb(shape, hex=True),
            "sens": "double",
            "cause": _cause(row["nature_source"] or ""),
            "source": origin,
            "debut": row["debut"],
            "fin": row["fin"],
            "commentaire": " ; ".join(part for part in comment if part)[:1000],
            "auteur": params.get("auteur"),
            "enregistrer": params.get("enregistrer", True),
        },
        ctx,
    )
    caution = "" if sure else f" Attention : information périmée, publiée le {told} ; vérifiez-la."
    return {**result, "phrase": f"{result['phrase']} Origine : {origin}.{caution}", "origine": origin}


def _cause(nature: str) -> str:
    kind, _, precise = nature.partition("/")
    return CAUSES.get(precise) or CAUSES.get(kind) or "autre"


def _shape(network: Network, row: Dict[str, Any]) -> shapely.Geometry:
    """The segments of the road between the published ends; else its first place, brought onto its road when it is near."""
    places = shapely.get_coordinates(shapely.from_wkb(row["geom"]))
    if len(places) > 1:
        section = _section(network, places, row["route"] or "")
        if section is not None:
            return section
    return _onto(network, shapely.Point(places[0]), row["route"] or "")


def _named(network: Network, near: np.ndarray, route: str) -> np.ndarray:
    keys = np.array([road_key(word) for word in network.graph.numbers])
    return near[(keys == road_key(route))[network.graph.number[near]]] if route and len(near) else near[:0]


def _section(network: Network, places: np.ndarray, route: str) -> Any:
    """Segments of `route` whose middle lies in a flat-ended strip along the places; None when there is none."""
    line = shapely.LineString(places)
    if line.length == 0:
        return None
    width = max(COULOIR_M, COULOIR_PART * line.length / max(1, len(places) - 1))
    strip = shapely.buffer(line, width, cap_style="flat")
    near = _named(network, network.tree.query(strip, predicate="intersects"), route)
    inside = (
        near[shapely.intersects(strip, shapely.line_interpolate_point(network.lines[near], 0.5, normalized=True))] if len(near) else near
    )
    return shapely.MultiLineString(list(network.lines[inside])) if len(inside) else None


def _onto(network: Network, place: shapely.Point, route: str) -> shapely.Point:
    near = network.within((place.x - ECART_MAX_M, place.y - ECART_MAX_M, place.x + ECART_MAX_M, place.y + ECART_MAX_M))
    named = _named(network, near, route)
    if not len(named):
        return place
    distance = shapely.distance(network.lines[named], place)
    best = int(np.argmin(distance))
    if distance[best] > ECART_MAX_M:
        return place
    line = network.lines[named[best]]
    return shapely.line_interpolate_point(line, shapely.line_locate_point(line, place))
