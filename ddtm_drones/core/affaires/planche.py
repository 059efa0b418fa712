"""The photo sheet of an affair: where, which photographs, their hour, heading and full hash."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.catalogue.lucca import NATURE_AFFAIRE
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

from ..inventaire import croquis

BLUE, RED, GREY = "#0063CB", "#C9191E", "#777777"
AROUND_M = 60.0
CLOCK = (
    "Heures de l'appareil, en heure locale : elles n'ont pas de valeur certaine. Chaque original a été relu avant l'édition et son empreinte "
    "SHA-256 recalculée ; les originaux et les manifestes signés d'importation sont au dépôt. Les contours bleus sont le sol vu par chaque photo, "
    "avec l'incertitude indiquée ; le point rouge est le lieu de l'affaire."
)


def place_of(affair: Mapping[str, Any]) -> Tuple[float, float]:
    x, y = struct.unpack_from("<2d", affair["geom"], 5)
    return float(x), float(y)


def write(target: Path, espace: Espace, path: str, affair: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], exercise: bool) -> str:
    """Write the PDF; returns its path."""
    from shared.report.base import Document

    hashes = [row["sha256"] for row in kept]
    photos = {row["sha256"]: row for row in rows(path, "drone_photo", {"sha256": hashes})}
    areas = {row["sha256"]: row for row in rows(path, "drone_emprise", {"sha256": hashes})}
    missions = {row["uuid"]: row for row in rows(path, "drone_mission", geometry=False)}
    title = f"Affaire {affair['numero']}"
    document = Document("Planche photographique", subtitle=title, subject="Preuve", exercise=exercise)
    nature = dict(NATURE_AFFAIRE.values).get(affair["nature"], affair["nature"])
    document.sentence(
        f"{title} : {nature.lower()}{', ' + affair['lieu'] if affair['lieu'] else ''}. {len(kept)} photographie(s) prise(s) par drone."
    )
    for mission in {row["mission_uuid"]: missions[row["mission_uuid"]] for row in kept if row["mission_uuid"] in missions}.values():
        pilot = f" Télépilote : {mission['telepilotes']}." if mission["telepilotes"] else ""
        document.paragraph(f"Mission {mission['numero']} ({mission['titre']}). Cadre juridique : {mission['cadre_juridique']}.{pilot}")
    document.image(
        croquis.draw(_items(espace, affair, kept, areas)),
        caption="Lieu de l'affaire et sol vu par chaque photo ; nord en haut.",
        max_height=95,
    )
    pictures = [
        (found, caption(rank, row, photos.get(row["sha256"]), areas.get(row["sha256"])))
        for rank, row in enumerate(kept, 1)
        for found in [croquis.reduce(str(espace.piece(row["fichier"])))]
        if found is not None
    ]
    document.photos(pictures, per_row=2, max_height=66)
    lines = [(str(rank), row["nom"], row["sha256"]) for rank, row in enumerate(kept, 1)]
    document.table(("N°", "Photo", "Empreinte SHA-256 de l'original"), lines, widths=(0.6, 2.6, 7), title="Originaux")
    manifests = sorted({row["manifeste"] for row in kept if row["manifeste"]})
    if manifests:
        document.note(f"Manifeste(s) d'importation : {', '.join(manifests)}.")
    document.note(CLOCK)
    document.build(target)
    return str(target)


def caption(rank: int, row: Mapping[str, Any], photo: Any, area: Any) -> str:
    parts = [f"Photo {rank} : {row['nom']}"]
    if row["legende"]:
        parts.append(row["legende"])
    if photo:
        if photo["heure_locale"]:
            parts.append(f"le {dt.datetime.fromisoformat(photo['heure_locale']):%d/%m/%Y à %H:%M:%S}")
        if photo["cap"] is not None:
            parts.append(f"cap {photo['cap']:.0f}°")
        if photo["inclinaison"] is not None:
            parts.append(f"inclinaison {photo['inclinaison']:.0f}°".replace("-", "−"))
        if photo["hauteur_decollage"] is not None:
            parts.append(f"à {photo['hauteur_decollage']:.0f} m au-dessus du décollage")
    if area:
        if area["incertitude_m"] is not None:
            parts.append(f"position au sol à ± {area['incertitude_m']:.0f} m")
        if area["parcelles"]:
            parts.append("parcelles " + ", ".join(short(idu) for idu in area["parcelles"].split(" ; ")[:4]))
    return ", ".join(parts) + "."


def short(idu: str) -> str:
    """Section and number, as people name a parcel."""
    return f"{idu[8:10].lstrip('0')} {idu[10:].lstrip('0')}" if len(idu) == 14 else idu


def _items(espace: Espace, affair: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], areas: Mapping[str, Any]) -> List[Dict[str, Any]]:
    import shapely

    point = shapely.Point(place_of(affair))
    frame = shapely.box(point.x - AROUND_M, point.y - AROUND_M, point.x + AROUND_M, point.y + AROUND_M)
    items = [
        {"geom": shapely.from_wkb(areas[row["sha256"]]["geom"]), "couleur": BLUE, "texte": str(rank)}
        for rank, row in enumerate(kept, 1)
        if row["sha256"] in areas
    ]
    whole = shapely.union_all([frame, *(item["geom"] for item in items)])
    return [*_parcels(espace, whole), *items, {"geom": point, "couleur": RED, "texte": ""}]


def _parcels(espace: Espace, whole: Any) -> List[Dict[str, Any]]:
    """Outlines of the parcels around, clipped; none without cadastre."""
    import shapely

    try:
        path = espace.referentiel_gpkg
        if "parcelle" not in layer_names(path):
            return []
    except BadInput:
        return []
    frame = shapely.box(*whole.bounds)
    found = [
        (shapely.make_valid(shapely.from_wkb(row["geom"])), row["idu"]) for row in rows(path, "parcelle", bbox=whole.bounds) if row["geom"]
    ]
    if len(found) > 60:
        return []
    return [
        {"geom": clipped, "couleur": GREY, "texte": short(idu), "fond": False}
        for shape, idu in found
        for clipped in [shape.intersection(frame)]
        if clipped.area > 0
    ]
