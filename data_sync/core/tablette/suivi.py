"""What each tablet was given: every row as it left, and the operations that had written it, kept in the journal."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from ..journal.depot import Depot
from ..journal.operation import Ids, dumps, from_json, to_json

_TABLES = (
    "CREATE TABLE IF NOT EXISTS tablette (id TEXT PRIMARY KEY, nom TEXT NOT NULL, partie_le TEXT, revenue_le TEXT)",
    "CREATE TABLE IF NOT EXISTS tablette_ligne (tablette TEXT, couche TEXT, uuid TEXT, valeurs TEXT NOT NULL, tetes TEXT NOT NULL, "
    "PRIMARY KEY (tablette, couche, uuid))",
)
Given = Tuple[Dict[str, Any], Dict[str, Ids]]


def preparer(depot: Depot) -> None:
    """Make the tables; inside a transaction of the journal."""
    for sql in _TABLES:
        depot.db.execute(sql)


def donner(depot: Depot, tablette: str, couche: str, uuid: str, valeurs: Mapping[str, Any], tetes: Mapping[str, Ids]) -> None:
    """Remember what the tablet holds of one row."""
    row = (tablette, couche, uuid, dumps({name: to_json(value) for name, value in valeurs.items()}), dumps(dict(tetes)))
    depot.db.execute("INSERT OR REPLACE INTO tablette_ligne VALUES (?, ?, ?, ?, ?)", row)


def donne(depot: Depot, tablette: str, couche: str) -> Dict[str, Given]:
    """uuid -> (values, heads) of the rows of a layer that the tablet was given or has already returned."""
    sql = "SELECT uuid, valeurs, tetes FROM tablette_ligne WHERE tablette = ? AND couche = ?"
    out = {}
    for uuid, values, heads in depot.db.execute(sql, (tablette, couche)):
        ids = {name: tuple((h, p) for h, p in found) for name, found in json.loads(heads).items()}
        out[uuid] = ({name: from_json(value) for name, value in json.loads(values).items()}, ids)
    return out


def partir(
    depot: Depot, identifiant: str, nom: str, heure: str, lignes: Iterable[Tuple[str, str, Mapping[str, Any], Mapping[str, Ids]]]
) -> None:
    depot.db.execute("INSERT INTO tablette VALUES (?, ?, ?, NULL)", (identifiant, nom, heure))
    for couche, uuid, values, heads in lignes:
        donner(depot, identifiant, couche, uuid, values, heads)


def nom(depot: Depot, identifiant: str) -> Optional[str]:
    row = depot.db.execute("SELECT nom FROM tablette WHERE id = ?", (identifiant,)).fetchone()
    return row[0] if row else None
