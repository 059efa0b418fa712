"""The job « situer »: parcel, commune and zones of every detection and object, from the layers of the pack in use now."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Dict, List

import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .histoire.baisses import lowered
from .histoire.priorite import priority
from .lieux import PLACE_FIELDS, places
from .travail import existing_work_file

AUTHOR = "ddtm_aigle"


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: effacer (true: also forget what the pack no longer says), objets (uuids: these and their detections alone).

    Result: phrase, lignes, changees, sans_parcelle. Raises BadInput.
    """
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    if espace.generation_name is None:
        raise BadInput("Aucun paquet de données n'est installé : importez cadastre, PLU et PPR, puis recommencez.")
    total = changed = lost = 0
    wanted = list(params.get("objets") or [])
    for number, (layer, key) in enumerate((("detection", "objet_uuid"), ("objet_detecte", "uuid"))):
        step = ctx.step(0.5 * number, 0.5 * number + 0.45)
        rows = [row for row in read.rows(path, layer, {key: wanted} if wanted else None) if row["geom"]]
        shapes = shapely.from_wkb([row["geom"] for row in rows])
        found = places(espace, shapes, partial(step.progress, text="Comparaison aux couches"))
        changes = [change for row, place in zip(rows, found) if (change := _change(row, place, bool(params.get("effacer"))))]
        if layer == "objet_detecte":
            changes = _with_priority(espace, path, rows, changes)
        if changes:
            write.update_rows(path, layer, changes, author=AUTHOR)
        total, changed = total + len(rows), changed + len(changes)
        lost += sum(place["parcelle"] is None for place in found)
    if not total and not wanted:
        raise BadInput("Il n'y a aucune détection à situer : lancez d'abord la détection sur une image.")
    sentence = f"{total} ligne(s) comparée(s) au paquet « {espace.generation_name} » : {changed} mise(s) à jour"
    sentence += f", {lost} hors de toute parcelle connue." if lost else "."
    return {"phrase": sentence, "lignes": total, "changees": changed, "sans_parcelle": lost}


def _change(row: Dict[str, Any], place: Dict[str, Any], forget: bool) -> Dict[str, Any]:
    change = {name: place[name] for name in PLACE_FIELDS if place[name] != row[name] and (place[name] is not None or forget)}
    return {"uuid": row["uuid"], **change} if change else {}


def _with_priority(espace: Espace, path: Path, rows: List[Dict[str, Any]], changes: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The same changes, with the priority that the new place gives to each object."""
    held = {row["uuid"]: row for row in rows}
    moved = [{**held[change["uuid"]], **change} for change in changes]
    out = []
    for change, row, low in zip(changes, moved, lowered(espace, path, moved)):
        points, reasons = priority(row, low)
        out.append({**change, "priorite": points, "priorite_motif": reasons})
    return out
