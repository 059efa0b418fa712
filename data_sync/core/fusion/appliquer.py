"""Merging into the work file: every row with news is folded, and what differs is written there in one transaction.

Two files change (the work file, the journal), so a merge is announced in the journal, written into the work file together
with its number, then closed in the journal. After a crash the number in the work file says which of the two happened.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple

from shared import catalogue
from shared.errors import DdtmError
from shared.gpkg.connection import open_rw
from shared.gpkg.ddl import NOW, quote
from shared.gpkg.geometry import blob_envelope
from shared.gpkg.write import touch

from ..journal.capture import capturer
from ..journal.depot import Depot
from ..journal.operation import ALL, dumps, from_json, to_json
from ..journal.travail import Couche, canonical, complete, couches, marquer, not_in_edit, numero_ecrit
from . import conflits
from .plier import VALEUR, Row, fold

ESSAIS = 4
BOUGE = "Le fichier de travail change sans cesse : enregistrez vos modifications dans QGIS, puis recommencez l'échange."
Key = Tuple[str, str]


class Fusion(NamedTuple):
    """ecrites: rows changed in the work file; attente: rows whose beginning has not arrived; inconnus: what this version cannot show."""

    ecrites: int
    conflits: int
    attente: int
    inconnus: Tuple[str, ...]
    remarques: Tuple[str, ...]


class Moved(Exception):
    """The work file changed between capture and merge."""


class Refused(Exception):
    """The work file cannot hold these rows: reasons, by row."""

    def __init__(self, reasons: Dict[Key, str]) -> None:
        super().__init__("; ".join(reasons.values()))
        self.reasons = reasons


class Plan(NamedTuple):
    rows: Dict[Key, Row]  # folded
    writes: Dict[Key, Dict[str, Any]]  # whole rows to write
    waiting: Dict[Key, str]  # rows left for later, and why
    unknown: Tuple[str, ...]
    bases: Dict[Key, Optional[Dict[str, Any]]]  # rows to write, as the work file held them
    heads: Dict[Key, Dict[str, Any]]


class FichierDeTravail:
    """Where a workstation's merge is written: its work file. A PostGIS database offers the same five gestures."""

    def __init__(self, depot: Depot) -> None:
        self.depot = depot

    def capturer(self, auteur: str, reprendre: bool) -> int:
        """Add what changed there to the journal; how many operations."""
        return capturer(self.depot, auteur, reprendre).operations

    def pret(self) -> None:
        """Raise DdtmError when nothing can be written now."""
        not_in_edit(self.depot.espace.travail_gpkg)

    def couches(self) -> Dict[str, Couche]:
        return {layer.name: layer for layer in couches(self.depot.espace.travail_gpkg)[0]}

    def ecrire(self, layers: Dict[str, Couche], plan: Plan, numero: int) -> None:
        """Write the plan's rows and the merge's number in one transaction. Raises Moved or Refused; then nothing is written."""
        _write(self.depot, layers, plan, numero)

    def numero_ecrit(self) -> Optional[str]:
        """The number of the last merge written there by this workstation."""
        return numero_ecrit(self.depot.espace.travail_gpkg, self.depot.poste)


def relever(depot: Depot, cible: Any = None) -> None:
    """Close or forget the merge that a crash interrupted."""
    row = depot.db.execute("SELECT numero, texte FROM application").fetchone()
    if row is None:
        return
    done = (cible or FichierDeTravail(depot)).numero_ecrit() == str(row[0])
    with depot.ecriture():
        if done:
            for couche, uuid, values, heads in json.loads(row[1]):
                depot.poser_base(couche, uuid, {name: from_json(value) for name, value in values.items()})
                depot.poser_tetes(couche, uuid, {name: tuple((h, p) for h, p in ids) for name, ids in heads.items()})
            depot.noter("application", str(row[0]))
        depot.db.execute("DELETE FROM application")


def fusionner(depot: Depot, auteur: str = "", reprendre: bool = False, cible: Any = None) -> Tuple[int, Fusion]:
    """Capture, then bring the work file (or `cible`) to the fold of all operations. Returns (operations captured, Fusion).

    Raises DdtmError when QGIS has the file in edit mode or it cannot be written: what was captured stays in the journal.
    """
    cible = cible or FichierDeTravail(depot)
    relever(depot, cible)
    captured = 0
    refused: Dict[Key, str] = {}
    for _ in range(ESSAIS):
        captured += cible.capturer(auteur, reprendre)
        reprendre = False
        cible.pret()
        layers = cible.couches()
        try:
            while True:
                plan = _plan(depot, layers, refused)
                try:
                    _apply(depot, cible, layers, plan)
                    return captured, _summary(depot, plan, refused, layers)
                except Refused as error:
                    with depot.ecriture():
                        depot.db.execute("DELETE FROM application")
                    refused.update(error.reasons)
        except Moved:
            with depot.ecriture():
                depot.db.execute("DELETE FROM application")
    raise DdtmError(BOUGE)


def _plan(depot: Depot, layers: Dict[str, Couche], refused: Dict[Key, str]) -> Plan:
    folded: Dict[Key, Row] = {}
    writes: Dict[Key, Dict[str, Any]] = {}
    waiting: Dict[Key, str] = {}
    unknown: Set[str] = set()
    bases: Dict[Key, Optional[Dict[str, Any]]] = {}
    heads: Dict[Key, Dict[str, Any]] = {}
    for couche, uuid in depot.db.execute("SELECT couche, uuid FROM attente ORDER BY 1, 2").fetchall():
        key = (couche, uuid)
        row = _asked(couche, fold(depot.operations(couche, uuid)))
        layer = layers.get(couche)
        if key in refused:
            waiting[key] = refused[key]
        elif layer is None:
            unknown.add(couche)
            waiting[key] = "couche inconnue"
        elif not row.whole:
            waiting[key] = "début manquant"
        else:
            folded[key] = row
            known = {column.name for column in layer.colonnes}
            missing = sorted(set(row.valeurs) - known)
            if missing:
                unknown.update(f"{couche}.{name}" for name in missing)
                waiting[key] = "champ inconnu"
            heads[key] = _full_heads(depot, couche, uuid, row)
            base = depot.ligne_base(couche, uuid)
            target = _target(layer, base, row)
            if target is not None:
                writes[key], bases[key] = target, base
    return Plan(folded, writes, waiting, tuple(sorted(unknown)), bases, heads)


def _asked(couche: str, row: Row) -> Row:
    """The row without the conflicts that nobody can settle better than the next calculation does."""
    layer = catalogue.LAYERS.get(couche)
    if layer is None or not row.conflits:
        return row
    computed = {field.name for field in layer.all_fields if field.computed}
    return row._replace(conflits=tuple(one for one in row.conflits if one.genre != VALEUR or one.champ not in computed))


def _target(layer: Couche, base: Optional[Dict[str, Any]], row: Row) -> Optional[Dict[str, Any]]:
    """The whole row as it must be in the work file, None when it is so already."""
    if base is None:
        return complete(layer, row.valeurs)
    changed = {}
    for column in layer.colonnes:
        if column.name in row.valeurs:
            old, new = canonical(column, base[column.name]), row.valeurs[column.name]
            if type(old) is not type(new) or old != new:
                changed[column.name] = new
    if not changed:
        return None
    held = {column.name: base[column.name] for column in layer.colonnes}
    return complete(layer, {**held, **changed})


def _apply(depot: Depot, cible: Any, layers: Dict[str, Couche], plan: Plan) -> None:
    numero = int(depot.etat("application") or 0) + 1
    if plan.writes:
        announced = [
            (
                couche,
                uuid,
                {name: to_json(value) for name, value in values.items()},
                plan.heads[couche, uuid],
            )
            for (couche, uuid), values in plan.writes.items()
        ]
        with depot.ecriture():
            depot.db.execute("INSERT OR REPLACE INTO application VALUES (?, ?)", (numero, dumps(announced)))
        cible.ecrire(layers, plan, numero)
    with depot.ecriture():
        for (couche, uuid), values in plan.writes.items():
            depot.poser_base(couche, uuid, values)
        if plan.writes:
            depot.noter("application", str(numero))
            depot.db.execute("DELETE FROM application")
        disputed = set(depot.db.execute("SELECT couche, uuid FROM conflit").fetchall())
        for (couche, uuid), row in plan.rows.items():
            depot.poser_tetes(couche, uuid, plan.heads[couche, uuid])
            if row.conflits or (couche, uuid) in disputed:
                conflits.poser(depot, couche, uuid, row)
            depot.db.execute("DELETE FROM attente WHERE couche = ? AND uuid = ?", (couche, uuid))
        for (couche, uuid), reason in plan.waiting.items():
            depot.attendre(couche, uuid, reason)


def _full_heads(depot: Depot, couche: str, uuid: str, row: Row) -> Dict[str, Any]:
    """The fold's heads, and for fields nobody wrote, the insertion."""
    first = depot.tetes(couche, uuid).get(ALL)
    return {**({ALL: first} if first else {}), **row.tetes}


def _write(depot: Depot, layers: Dict[str, Couche], plan: Plan, numero: int) -> None:
    path = depot.espace.travail_gpkg
    touched: Dict[str, List[Any]] = {}
    with open_rw(path) as db:
        for (couche, uuid), values in plan.writes.items():
            layer = layers[couche]
            names = [column.name for column in layer.colonnes]
            base = plan.bases[couche, uuid]
            held = db.execute(f"SELECT {', '.join(map(quote, names))} FROM {quote(couche)} WHERE uuid = ?", (uuid,)).fetchone()
            if (held is None) != (base is None) or (
                held is not None and base is not None and any(not _same(base[name], value) for name, value in zip(names, held))
            ):
                raise Moved()
            try:
                if held is None:
                    columns = ", ".join(map(quote, ["uuid", *names]))
                    db.execute(
                        f"INSERT INTO {quote(couche)} ({columns}) VALUES ({', '.join('?' * (len(names) + 1))})",
                        [uuid, *(values[n] for n in names)],
                    )
                else:
                    changed = [name for name, value in zip(names, held) if not _same(values[name], value)]
                    sets = ", ".join(f"{quote(name)} = ?" for name in changed)
                    if changed:
                        db.execute(f"UPDATE {quote(couche)} SET {sets} WHERE uuid = ?", [*(values[name] for name in changed), uuid])
            except (sqlite3.IntegrityError, sqlite3.DataError) as error:
                raise Refused({(couche, uuid): str(error)}) from error
            envelopes = touched.setdefault(couche, [])
            envelopes += [box for c in layer.colonnes if c.kind == "geom" for box in [blob_envelope(values[c.name])] if box]
        for couche, envelopes in touched.items():
            if couche in catalogue.LAYERS:
                touch(db, catalogue.LAYERS[couche], envelopes)
            else:
                db.execute(f"UPDATE gpkg_contents SET last_change = {NOW} WHERE table_name = ?", (couche,))
        marquer(db, depot.poste, str(numero))


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _summary(depot: Depot, plan: Plan, refused: Dict[Key, str], layers: Dict[str, Couche]) -> Fusion:
    notes = [
        f"Couche « {layers[couche].title if couche in layers else couche} » : l'objet {uuid} n'a pas pu être écrit ({reason}) ; il reste au journal."
        for (couche, uuid), reason in refused.items()
    ]
    if plan.unknown:
        notes.append(
            "Des données reçues sont plus récentes que les extensions de ce poste et attendent leur mise à jour : "
            + ", ".join(plan.unknown)
            + "."
        )
    beginnings = sum(1 for reason in plan.waiting.values() if reason == "début manquant")
    if beginnings:
        notes.append(f"{beginnings} objet(s) attendent un lot qui n'est pas encore arrivé.")
    return Fusion(len(plan.writes), conflits.nombre(depot), len(plan.waiting), plan.unknown, tuple(notes))


__all__ = ["FichierDeTravail", "Fusion", "Moved", "Plan", "Refused", "fusionner", "relever"]
