"""What the journal knows, shown in the database: every operation with what became of it, and the conflicts to settle.

Both are derived from the journal and can be written again at will; the only thing read back is the choice of a conflict.
"""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.errors import BadInput
from shared.gpkg.geometry import split_blob

from ..fusion import conflits
from ..journal.depot import Depot
from ..journal.job import shown
from ..journal.operation import GEOM, dumps, from_json
from .base import etat, noter, sensibles
from .valeurs import nom_sql

PAQUET = 2_000
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_CONFLIT = ("id couche titre uuid nom champ libelle genre retenu retenu_auteur retenu_poste retenu_heure autre autre_auteur autre_poste "
            "autre_heure autres geom_retenu geom_autre vu_le").split()  # fmt: skip
_EXPRESSIONS = {
    "geom_retenu": "ST_SetSRID(ST_GeomFromWKB(%s), 2154)",
    "geom_autre": "ST_SetSRID(ST_GeomFromWKB(%s), 2154)",
    "autres": "%s::jsonb",
}


def deposer(depot: Depot, db: Any, schema: str) -> int:
    """Put into the inbox the operations it lacks; how many. One operation is there once, however often it arrives."""
    key = f"op_vues:{depot.poste}"
    seen = int(etat(db, schema, key) or 0)
    sql = (
        f"INSERT INTO {nom_sql(schema)}.sync_op (op_id, poste, hlc, couche, uuid, auteur, heure, op) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb) ON CONFLICT (op_id) DO NOTHING"
    )
    total, secret = 0, set(sensibles())
    while True:
        rows = depot.db.execute(
            "SELECT rowid, poste, hlc, couche, uuid, texte FROM op WHERE rowid > ? ORDER BY rowid LIMIT ?", (seen, PAQUET)
        ).fetchall()
        if not rows:
            return total
        with db.transaction(), db.cursor() as cursor:
            cursor.executemany(sql, [_op(*row[1:]) for row in rows if row[3] not in secret])
            total += max(0, cursor.rowcount)
            seen = rows[-1][0]
            noter(db, schema, key, str(seen))


def _op(poste: str, hlc: int, couche: str, uuid: str, texte: str) -> Tuple[Any, ...]:
    data = json.loads(texte)
    text = _NUL.sub(r"\1\\ufffd", texte)  # jsonb cannot hold it; the journal and the batches do
    clean = [value.replace("\0", "\ufffd") for value in (couche, uuid, str(data.get("a", "")), str(data.get("d", "")))]
    return (f"{hlc}-{poste}", poste, hlc, *clean, text)


def conclure(depot: Depot, db: Any, schema: str) -> None:
    """What became of every operation, and the table of conflicts as the journal has it now."""
    s = nom_sql(schema)
    waiting = depot.db.execute("SELECT couche, uuid, motif FROM attente").fetchall()
    opened = conflits.lister(depot)
    with db.transaction():
        db.execute(f"UPDATE {s}.sync_op SET resultat = 'appliquée' WHERE resultat IS DISTINCT FROM 'appliquée'")
        sql = f"UPDATE {s}.sync_op SET resultat = %s WHERE couche = %s AND uuid = %s"
        with db.cursor() as cursor:
            cursor.executemany(sql, [("en conflit", row["couche"], row["uuid"]) for row in opened])
            cursor.executemany(sql, [(f"en attente : {reason or 'à fusionner'}", couche, uuid) for couche, uuid, reason in waiting])
            db.execute(f"DELETE FROM {s}.sync_conflit WHERE NOT (id = ANY(%s))", ([row["id"] for row in opened],))
            holders = ", ".join(_EXPRESSIONS.get(name, "%s") for name in _CONFLIT)
            sql = f"INSERT INTO {s}.sync_conflit ({', '.join(_CONFLIT)}) VALUES ({holders}) ON CONFLICT (id) DO NOTHING"
            cursor.executemany(sql, [[_conflit(row)[name] for name in _CONFLIT] for row in opened])


def _conflit(row: Mapping[str, Any]) -> Dict[str, Any]:
    kept, others = row["retenu"], row["autres"]
    out = {name: row[name] for name in ("id", "couche", "uuid", "nom", "champ", "libelle", "genre", "vu_le")}
    out["titre"] = row["titre_couche"]
    for side, data in (("retenu", kept), ("autre", others[0])):
        value = from_json(data["valeur"])
        out.update({side: _clean(shown(value)), f"{side}_auteur": data["auteur"], f"{side}_poste": data["poste"]})
        out[f"{side}_heure"] = data["heure"] or None
        out[f"geom_{side}"] = _wkb(value) if row["champ"] == GEOM else None
    out["autres"] = _NUL.sub(r"\1\\ufffd", dumps(others))
    if row["champ"] != GEOM and row["geometrie"]:
        out["geom_retenu"] = _wkb(from_json(row["geometrie"]))
    return {name: _clean(value) for name, value in out.items()}


def _wkb(value: Any) -> Optional[bytes]:
    try:
        return split_blob(value)[1] if isinstance(value, bytes) else None
    except BadInput:
        return None


def _clean(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def choix(db: Any, schema: str) -> List[Tuple[str, str, str]]:
    """(conflict, choice, who) that people wrote in the table of conflicts."""
    sql = f"SELECT id, choix, coalesce(choix_par, '') FROM {nom_sql(schema)}.sync_conflit WHERE choix IS NOT NULL ORDER BY id"
    return db.execute(sql).fetchall()
