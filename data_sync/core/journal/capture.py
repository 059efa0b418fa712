"""Capture: what the work file has that its last known state has not, row by row and field by field, as operations.

The state last known (`base:<layer>`) is in the journal itself, so that operations and base change in one transaction: a
capture that dies at any byte has happened whole or not at all, and is simply run again. The work file is only read.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

from shared.errors import BadInput
from shared.gpkg.ddl import quote
from shared.gpkg.values import utc_now

from .depot import Depot, base_table
from .operation import ALL, INSERT, STATUT, SUPPRIME, UPDATE, Change, Ids, Operation
from .travail import Couche, canonical, couches, first_mark, must_be_followed

WORK = "travail"
_AUTHOR = ("modifie_par", "cree_par")


class Capture(NamedTuple):
    """par_couche: layer -> number of rows changed; ignorees: layers without uuid, which cannot travel."""

    operations: int
    par_couche: Dict[str, int]
    ignorees: Tuple[str, ...]


def capturer(depot: Depot, auteur: str = "", reprendre: bool = False) -> Capture:
    """Add to the journal what changed in the work file. Raises BadInput when the file is not the one that was followed,
    when a uuid is missing or double, DdtmError when it cannot be read; then nothing is recorded.

    reprendre: compare a replaced work file in full; what it lacks comes back, what only it has is kept.
    """
    path = depot.espace.travail_gpkg
    layers, ignored = couches(path)
    first = depot.etat("application") is None
    if reprendre or first:
        with depot.ecriture():
            depot.oublier_base()
            depot.noter("application", depot.etat("application") or "0")
            first_mark(depot, path)
    must_be_followed(depot, path)
    counts: Dict[str, int] = {}
    with _attached(depot.db, path), depot.ecriture():
        for layer in layers:
            disputed = _disputed(depot, layer.name)
            for op in _layer(depot, layer, auteur):
                depot.garder(op)
                if op.uuid in disputed:
                    depot.attendre(op.couche, op.uuid)
                counts[layer.name] = counts.get(layer.name, 0) + 1
    return Capture(sum(counts.values()), counts, tuple(ignored))


def _disputed(depot: Depot, couche: str) -> Set[str]:
    """Rows whose fold is not simply what the work file shows: an edit of theirs must be folded with what others did."""
    sql = "SELECT uuid FROM conflit WHERE couche = ?1 UNION SELECT uuid FROM attente WHERE couche = ?1"
    return {row[0] for row in depot.db.execute(sql, (couche,))}


@contextlib.contextmanager
def _attached(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):
        uri = "file:////" + uri[len("file://") :]
    db.execute(f"ATTACH ? AS {WORK}", (uri + "?mode=ro",))
    try:
        yield
    finally:
        db.execute(f"DETACH {WORK}")


def _layer(depot: Depot, layer: Couche, auteur: str) -> Iterator[Operation]:
    db, table = depot.db, f"{WORK}.{quote(layer.name)}"
    unique = any(
        row[2] and [column[2] for column in db.execute(f"PRAGMA {WORK}.index_info({quote(row[1])})")] == ["uuid"]
        for row in db.execute(f"PRAGMA {WORK}.index_list({quote(layer.name)})").fetchall()
    )
    test = f"SELECT count(*) FROM {table} WHERE coalesce(uuid, '') = ''" if unique else ""
    fault = db.execute(test or f"SELECT count(*) - count(DISTINCT nullif(uuid, '')) FROM {table}").fetchone()[0]
    if fault:
        raise BadInput(
            f"Couche « {layer.title} » : {fault} objet(s) sans identifiant ou en double ; rien n'a été enregistré. "
            "Videz leur champ « uuid » dans QGIS pour qu'il soit refait, puis recommencez."
        )
    old_columns = depot.colonnes_base(layer.name)
    names = [column.name for column in layer.colonnes]
    vanished = set(old_columns) - {"uuid", *names}
    if vanished:
        raise BadInput(
            f"Couche « {layer.title} » : le champ « {min(vanished)} » a disparu ; reprenez une sauvegarde du fichier de travail."
        )
    depot.preparer_base(layer.name, [(column.name, column.declared, column.default) for column in layer.colonnes])
    base = f"main.{base_table(layer.name)}"
    seen = f"SELECT EXISTS (SELECT 1 FROM {base}) OR EXISTS (SELECT 1 FROM tete WHERE couche = ?)"
    new = not db.execute(seen, (layer.name,)).fetchone()[0]
    changed = _changed(db, table, base, names)
    if new:  # everything is new: the base is filled at once, and nothing had been read
        depot.remplir_base(layer.name, table)
        for uuid, before, after in changed:
            op = operation_de(depot, layer, uuid, before, after, auteur, {})
            if op is not None:
                yield op
        return
    for uuid, before, after in changed:
        op = operation_de(depot, layer, uuid, before, after, auteur)
        if after is None:
            depot.retirer_base(layer.name, uuid)
            depot.attendre(layer.name, uuid)  # the merge puts the row back, as deleted
        else:
            depot.poser_base(layer.name, uuid, dict(zip(names, after)))
        if op is not None:
            yield op


_Pair = Tuple[str, Optional[Sequence[Any]], Optional[Sequence[Any]]]


def _changed(db: sqlite3.Connection, table: str, base: str, names: List[str]) -> List[_Pair]:
    """(uuid, row before or None, row after or None) of every row that differs."""
    ours = ", ".join(f"w.{quote(name)}" for name in names)
    theirs = ", ".join(f"b.{quote(name)}" for name in names)
    n = len(names)
    out: List[_Pair] = []
    if names:
        differ = " OR ".join(f"w.{quote(name)} IS NOT b.{quote(name)}" for name in names)
        for row in db.execute(f"SELECT w.uuid, {theirs}, {ours} FROM {base} b CROSS JOIN {table} w ON w.uuid = b.uuid WHERE {differ}"):
            out.append((row[0], row[1 : 1 + n], row[1 + n :]))
    counts = [
        db.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
        for source in (table, base, f"{table} w JOIN {base} b ON b.uuid = w.uuid")
    ]
    if counts[0] == counts[1] == counts[2]:
        return out
    prefix = "w.uuid" + (", " + ours if names else "")
    for row in db.execute(f"SELECT {prefix} FROM {table} w WHERE NOT EXISTS (SELECT 1 FROM {base} b WHERE b.uuid = w.uuid)"):
        out.append((row[0], None, row[1:]))
    prefix = "b.uuid" + (", " + theirs if names else "")
    for row in db.execute(f"SELECT {prefix} FROM {base} b WHERE NOT EXISTS (SELECT 1 FROM {table} w WHERE w.uuid = b.uuid)"):
        out.append((row[0], row[1:], None))
    return out


def operation_de(
    depot: Depot, layer: Couche, uuid: str, before, after, auteur: str, heads: Optional[Dict[str, Ids]] = None
) -> Optional[Operation]:
    """The operation that turns the row `before` into `after` (None: absent), None when they say the same.

    heads: what the row's writer had read (default: what the journal says).
    """
    heads = depot.tetes(layer.name, uuid) if heads is None else heads
    fields: Dict[str, Change] = {}
    if after is None:  # erased in QGIS: here a deletion is a status, and the merge puts the row back as deleted
        columns = {column.name: value for column, value in zip(layer.colonnes, before)}
        if STATUT not in columns or columns[STATUT] == SUPPRIME:
            return None
        fields[STATUT] = Change(columns[STATUT], SUPPRIME, _heads(heads, STATUT))
    else:
        for position, column in enumerate(layer.colonnes):
            new = canonical(column, after[position])
            old = None if before is None else canonical(column, before[position])
            if before is None:
                wanted = new is not None or column.default is not None
            else:
                wanted = type(new) is not type(old) or new != old
            if wanted:
                fields[column.name] = Change(old, new, _heads(heads, column.name))
        if not fields and before is not None:
            return None
    author = next((str(fields[name].new) for name in _AUTHOR if name in fields and fields[name].new), auteur)
    return ecrire(depot, layer.name, uuid, fields, INSERT if before is None else UPDATE, author, heads)


def ecrire(
    depot: Depot,
    couche: str,
    uuid: str,
    fields: Dict[str, Change],
    kind: str,
    auteur: str,
    heads: Optional[Dict[str, Ids]] = None,
    seen: Optional[Dict[str, Ids]] = None,
    heure: Optional[str] = None,
) -> Operation:
    """The operation of this workstation that changes `fields`, having read `heads`; a deletion has read `seen` (default: heads).

    heure: when it was done (default: now).
    """
    heads = depot.tetes(couche, uuid) if heads is None else heads
    deletes = STATUT in fields and fields[STATUT].new == SUPPRIME
    op = Operation(
        depot.poste,
        depot.heure_logique(),
        couche,
        uuid,
        kind,
        fields,
        auteur,
        heure or utc_now(),
        _heads(heads, STATUT),
        dict(heads if seen is None else seen) if deletes else {},
    )
    depot.poser_tetes(couche, uuid, {**heads, **({ALL: (op.id,)} if not heads else {}), **{name: (op.id,) for name in fields}})
    return op


def _heads(heads: Dict[str, Ids], name: str) -> Ids:
    return heads.get(name, heads.get(ALL, ()))
