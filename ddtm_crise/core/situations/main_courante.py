"""The main courante: lines are added, never rewritten; a mistake is answered by a line that says so."""

from __future__ import annotations

import struct
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from shared.catalogue import domaines
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.gpkg.values import to_local, utc_now
from shared.gpkg.write import insert_rows

CATEGORIES = dict(domaines.CATEGORIE_MAIN_COURANTE.values)


class Ligne(NamedTuple):
    """One line as people read it. horodatage: UTC, ISO text; lie: (layer, uuid) of the object it speaks of."""

    uuid: str
    horodatage: str
    heure: str
    auteur: str
    categorie: str
    texte: str
    lie: Optional[Tuple[str, str]]
    xy: Optional[Tuple[float, float]]


def ajouter(
    espace: Espace,
    texte: str,
    categorie: str = "information",
    auteur: str = "",
    lie: Optional[Tuple[str, str]] = None,
    xy: Optional[Tuple[float, float]] = None,
) -> str:
    """Add one line, now, and return its uuid. Raises BadInput when the text is empty or the category unknown."""
    texte = " ".join(texte.split())
    if not texte:
        raise BadInput("Écrivez ce qui s'est passé avant d'ajouter la ligne à la main courante.")
    if categorie not in CATEGORIES:
        raise BadInput(f"Catégorie inconnue : « {categorie} » ; au choix : {', '.join(CATEGORIES)}.")
    row: Dict[str, Any] = {"horodatage": utc_now(), "auteur": auteur or None, "categorie": categorie, "texte": texte}
    row["couche_liee"], row["uuid_lie"] = lie or (None, None)
    row["geom"] = point_wkb(*xy) if xy else None
    return insert_rows(espace.travail_gpkg, "main_courante", [row], auteur or None)[0]


def lire(espace: Espace, limite: Optional[int] = None) -> List[Ligne]:
    """Lines, the latest first (all of them, or `limite`)."""
    found = rows(espace.travail_gpkg, "main_courante", order="horodatage desc", limit=limite, deleted=True)
    found.sort(key=lambda row: (row["horodatage"] or "", row["fid"]), reverse=True)
    return [_ligne(row) for row in found]


def point_wkb(x: float, y: float) -> bytes:
    """A point as little-endian WKB."""
    return struct.pack("<BIdd", 1, 1, x, y)


def _ligne(row: Dict[str, Any]) -> Ligne:
    moment = row["horodatage"] or ""
    lie = (row["couche_liee"], row["uuid_lie"]) if row["couche_liee"] and row["uuid_lie"] else None
    xy = struct.unpack("<dd", row["geom"][5:21]) if row["geom"] and row["geom"][0] == 1 else None
    hour = to_local(moment).strftime("%d/%m/%Y %H:%M") if moment else ""
    return Ligne(row["uuid"], moment, hour, row["auteur"] or row["cree_par"] or "", row["categorie"], row["texte"], lie, xy)
