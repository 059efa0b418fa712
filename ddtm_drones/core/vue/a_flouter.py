"""Photographs of a mission that wait for their blurred copy. Standard library only: the viewer asks it in the QGIS process too."""

from __future__ import annotations

import struct
from typing import Any, Dict, List, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

BLURRED = "photos/floutees/"  # where `flouter` puts its copies


def missions(espace: Espace) -> List[Tuple[str, str, int]]:
    """(uuid, « number, title », photographs waiting) of the missions that require blurring and are not done with it, the fullest first."""
    path = espace.travail_gpkg
    if not path.exists() or not {"drone_mission", "drone_media"} <= set(layer_names(path)):
        return []
    asked = rows(path, "drone_mission", {"floutage_requis": True}, geometry=False)
    found = [(row["uuid"], f"{row['numero']} · {row['titre']}", len(_waiting(espace, row["uuid"]))) for row in asked]
    return sorted((one for one in found if one[2]), key=lambda one: (-one[2], one[1]))


def photos(espace: Espace, mission: str) -> List[Dict[str, Any]]:
    """Rows as of `vue.point.photos_at`, in the order of the flight; `emprise` is "" where the photograph has no footprint."""
    path = espace.travail_gpkg
    hashes = _waiting(espace, mission)
    if not hashes:
        return []
    areas = {row["sha256"]: row for row in rows(path, "drone_emprise", {"mission_uuid": mission})}
    out = []
    for photo in rows(path, "drone_photo", {"sha256": hashes}):
        try:
            where = str(espace.piece(photo["fichier"]))
        except BadInput:  # a row that leads elsewhere is nobody's photograph
            continue
        area = areas.get(photo["sha256"])
        place = struct.unpack_from("<2d", photo["geom"], 5) if photo["geom"] else (None, None)
        kept = {name: photo[name] for name in ("nom", "sha256", "fichier", "heure_locale", "cap", "inclinaison")}
        seen = {name: area[name] if area else None for name in ("pixel_cm", "incertitude_m", "tronquee")}
        shape = area["geom"].hex() if area and area["geom"] else ""
        out.append({**kept, **seen, "x": place[0], "y": place[1], "emprise": shape, "chemin": where})
    return sorted(out, key=lambda row: (row["heure_locale"] or "", row["nom"]))


def _waiting(espace: Espace, mission: str) -> List[str]:
    """Hashes of the photographs without a blurred copy."""
    medias = rows(espace.travail_gpkg, "drone_media", {"mission_uuid": mission, "nature": ["photo", "derive"]}, geometry=False)
    done = {row["parent_sha256"] for row in medias if row["nature"] == "derive" and str(row["fichier"]).startswith(BLURRED)}
    return [row["sha256"] for row in medias if row["nature"] == "photo" and row["sha256"] not in done]
