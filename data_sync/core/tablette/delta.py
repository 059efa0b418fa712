"""A QFieldCloud delta file (version 1.0): what a tablet did since its project left, as creations, patches and deletions.

Each delta is applied once, in order, upon what the tablet was given; its layer and its row are recognised by what was written down
when the project left. A deletion deletes nothing: it is told, and the row is left as it is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from shared import catalogue
from shared.errors import BadInput
from shared.gpkg.connection import open_ro
from shared.gpkg.ddl import quote
from shared.gpkg.values import utc_now
from shared.gpkg.write import geometry_blob

from ..journal.depot import Depot
from ..journal.travail import Colonne, Couche, canonical, couches
from . import retour, suivi
from .depart import PERSONNES, PHOTOS, SAISIE

MAX_BYTES = 256 * 2**20
ABIME = "Ce fichier de changements QFieldCloud est incomplet ou abîmé : rien n'a été pris ; téléchargez-le de nouveau."
_TABLES = (
    "CREATE TABLE IF NOT EXISTS tablette_couche (id TEXT PRIMARY KEY, tablette TEXT NOT NULL, couche TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tablette_rang (tablette TEXT, couche TEXT, rang TEXT, uuid TEXT NOT NULL, PRIMARY KEY (tablette, couche, rang))",
    "CREATE TABLE IF NOT EXISTS tablette_delta (uuid TEXT PRIMARY KEY, pris_le TEXT)",
)


def preparer(depot: Depot) -> None:
    for sql in _TABLES:
        depot.db.execute(sql)


def partir(depot: Depot, identifier: str, folder: Path) -> None:
    """Remember the project's layer ids and the rows' numbers; inside a transaction, once the folder is whole."""
    preparer(depot)
    text = (folder / "terrain.qgs").read_text(encoding="utf-8")
    for block in re.findall(r"<maplayer\b.*?</maplayer>", text, re.S):
        found, layer = (
            re.search(r"<id>([^<]+)</id>", block),
            re.search(r'name="ddtm/couche"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="ddtm/couche"', block),
        )
        if found and layer and (layer.group(1) or layer.group(2)) in SAISIE:
            depot.db.execute(
                "INSERT OR REPLACE INTO tablette_couche VALUES (?, ?, ?)", (found.group(1), identifier, layer.group(1) or layer.group(2))
            )
    with open_ro(folder / "travail" / "travail.gpkg") as db:
        for name in SAISIE:
            for fid, uuid in db.execute(f"SELECT fid, uuid FROM {quote(name)}").fetchall():
                depot.db.execute("INSERT OR REPLACE INTO tablette_rang VALUES (?, ?, ?, ?)", (identifier, name, str(fid), uuid))


def reprendre(depot: Depot, path: Path) -> Tuple[str, Dict[str, int]]:
    """(name of the tablet, counts as `retour.reprendre`, plus "deja" and "suppressions"). Raises BadInput; then nothing is taken."""
    deltas = _lire(path)
    layers = {layer.name: layer for layer in couches(depot.espace.travail_gpkg)[0]}
    counts = {"ajouts": 0, "modifications": 0, "absentes": 0, "photos_absentes": 0, "deja": 0, "suppressions": 0}
    names: List[str] = []
    with depot.ecriture():
        suivi.preparer(depot)
        preparer(depot)
        for item in deltas:
            row = depot.db.execute("SELECT tablette, couche FROM tablette_couche WHERE id = ?", (_text(item, "sourceLayerId"),)).fetchone()
            if row is None:
                raise BadInput(
                    "Ces changements viennent d'un projet parti d'un autre poste, ou d'une autre couche : rapportez-les sur ce poste."
                )
            names.append(suivi.nom(depot, row[0]) or "Tablette")
            if not depot.db.execute("INSERT OR IGNORE INTO tablette_delta VALUES (?, ?)", (_text(item, "uuid"), utc_now())).rowcount:
                counts["deja"] += 1
                continue
            try:
                _one(depot, layers[row[1]], row[0], names[-1], item, counts, path.parent)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise BadInput(ABIME, repr(error)) from error
        for name in {
            row[0] for row in depot.db.execute("SELECT tablette FROM tablette_couche WHERE id = ?", (_text(deltas[0], "sourceLayerId"),))
        }:
            depot.db.execute("UPDATE tablette SET revenue_le = ? WHERE id = ?", (utc_now(), name))
    return names[-1], counts


def est_delta(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() == ".json"


def _lire(path: Path) -> List[Dict[str, Any]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("size")
        data = json.loads(path.read_bytes())
        deltas = data["deltas"]
        if str(data["version"]) != "1.0" or not isinstance(deltas, list) or not all(isinstance(item, dict) for item in deltas):
            raise ValueError("version")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(ABIME, repr(error)) from error
    if not deltas:
        raise BadInput("Ce fichier QFieldCloud ne contient aucun changement.")
    return deltas


def _one(depot: Depot, layer: Couche, tablet: str, nom: str, item: Dict[str, Any], counts: Dict[str, int], folder: Path) -> None:
    method = _text(item, "method")
    new, old = item.get("new") or {}, item.get("old") or {}
    attributes = dict(new.get("attributes") or {})
    local = "local:" + str(item.get("localPk"))
    uuid = attributes.pop("uuid", None) or (old.get("attributes") or {}).get("uuid") if method != "patch" else None
    uuid = uuid or _row(depot, tablet, layer.name, (str(item.get("sourcePk")), local))
    if method == "delete":
        counts["suppressions"] += 1
        return
    if method not in ("create", "patch"):
        raise ValueError("method")
    if not isinstance(uuid, str) or not uuid or len(uuid) > 200:
        raise BadInput(f"Couche « {layer.title} » : un changement ne dit pas à quel objet il tient ; rien n'a été pris.")
    given = suivi.donne(depot, tablet, layer.name)
    now = dict(given.get(uuid, ({}, {}))[0])
    known = {column.name: column for column in layer.colonnes if column.name not in PERSONNES and column.kind != "geom"}
    for name, value in attributes.items():
        if name in known:
            now[name] = canonical(known[name], _value(known[name], value))
    if new.get("geometry"):
        geometry = next(column for column in layer.colonnes if column.kind == "geom")
        now[geometry.name] = canonical(geometry, _geometry(layer.name, new["geometry"]))
    for column in layer.colonnes:
        if column.name not in PERSONNES:
            now.setdefault(column.name, column.default)
    if layer.name == PHOTOS:
        retour.digest(folder, now, given.get(uuid, ({}, {}))[0], counts)
    retour.ranger(depot, layer, tablet, nom, uuid, now, given, counts)
    depot.db.execute("INSERT OR REPLACE INTO tablette_rang VALUES (?, ?, ?, ?)", (tablet, layer.name, local, uuid))


def _row(depot: Depot, tablet: str, couche: str, ranks: Tuple[str, ...]) -> Optional[str]:
    for rank in ranks:
        row = depot.db.execute(
            "SELECT uuid FROM tablette_rang WHERE tablette = ? AND couche = ? AND rang = ?", (tablet, couche, rank)
        ).fetchone()
        if row:
            return row[0]
    return None


def _value(column: Colonne, value: Any) -> Any:
    """A JSON value as the column stores it. Raises ValueError when it cannot be."""
    if value is None:
        return None
    declared = column.declared.upper()
    if declared in ("BOOLEAN", "INTEGER") and isinstance(value, (bool, int, float)) and int(value) == value:
        return int(value)
    if declared == "REAL" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if declared in ("TEXT", "DATETIME", "DATE") and isinstance(value, str) and "\x00" not in value:
        return value
    raise ValueError(f"value of {column.name}")


def _geometry(couche: str, text: Any) -> bytes:
    import shapely

    try:
        wkb = shapely.from_wkt(str(text)).wkb
    except shapely.errors.ShapelyError as error:
        raise ValueError("geometry") from error
    return geometry_blob(catalogue.LAYERS[couche], wkb)[0] or b""


def _text(item: Dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value or len(value) > 500:
        raise BadInput(ABIME, name)
    return value
