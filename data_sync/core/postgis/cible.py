"""The database as the place where the relay's merges are written: capture of its users' edits, compare-and-set of merged rows.

Operations and base are in the relay's journal; the database keeps the edits not yet taken. An edit is first recorded in the
journal (with its number), then marked as taken: a crash in between is seen at the next capture, and nothing is told twice.
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Optional, Sequence, Set, Tuple

from shared.errors import BadInput

from ..fusion.appliquer import Moved, Plan, Refused
from ..journal.capture import ecrire as nouvelle_operation
from ..journal.capture import operation_de
from ..journal.depot import Depot
from ..journal.operation import ALL, INSERT, UPDATE, Change, Ids
from ..journal.travail import Couche, canonical
from .base import couches_suivies, etat, noter, sensibles
from .schema import PARAMETRE
from .valeurs import donner, heure, lire, montrer, nom_sql, recevoir

_TAKEN = "CREATE TABLE IF NOT EXISTS postgis_edition (id INTEGER PRIMARY KEY)"
AILLEURS = (
    "Cette base PostGIS est suivie par un autre relais (« {poste} »), ou a été reprise d'une sauvegarde : rien n'a été changé ; "
    "relancez avec « reprendre » pour la comparer en entier et la suivre d'ici."
)
Key = Tuple[str, str]


class CiblePostgis:
    """Same gestures as fusion.appliquer.FichierDeTravail."""

    def __init__(self, depot: Depot, db: Any, schema: str) -> None:
        self.depot, self.db, self.schema = depot, db, schema
        self.derives: Set[Key] = set()  # rows found otherwise than any edit told
        with depot.ecriture():
            depot.db.execute(_TAKEN)

    def couches(self) -> Dict[str, Couche]:
        return couches_suivies()

    def pret(self) -> None:
        """A database is always ready: rows are locked one by one."""

    def numero_ecrit(self) -> Optional[str]:
        return etat(self.db, self.schema, "application") if etat(self.db, self.schema, "relais") == self.depot.poste else None

    # Capture -----------------------------------------------------------------------------------------------------------

    def capturer(self, auteur: str = "", reprendre: bool = False) -> int:
        """Add to the journal what people changed in the database. Raises BadInput when another relay follows it."""
        depot = self.depot
        with depot.ecriture():
            depot.db.executemany("DELETE FROM attente WHERE couche = ?", [(name,) for name in sensibles()])
        if reprendre or depot.etat("application") is None:
            return self._tout()
        if self.numero_ecrit() != (depot.etat("application") or "0"):
            raise BadInput(AILLEURS.format(poste=etat(self.db, self.schema, "relais") or "aucun"))
        with self.db.transaction():
            self.db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            sql = f"SELECT id, couche, uuid, genre, champs, auteur, heure FROM {self._t('sync_edition')} WHERE prise_le IS NULL ORDER BY id"
            editions = self.db.execute(sql).fetchall()
            derived = {key: self._lignes(key[0], [key[1]]).get(key[1]) for key in self.derives}
        known = {row[0] for row in depot.db.execute("SELECT id FROM postgis_edition")}
        count = 0
        with depot.ecriture():
            for number, couche, uuid, genre, champs, who, when in editions:
                if number not in known:
                    count += self._prendre(couche, uuid, genre, champs, who, heure(when))
                    depot.db.execute("INSERT INTO postgis_edition VALUES (?)", (number,))
            for (couche, uuid), row in derived.items():
                count += self._comparer(couche, uuid, row)
        self.derives.clear()
        self._marquer([edition[0] for edition in editions])
        return count

    def _prendre(self, couche: str, uuid: str, genre: str, champs: Dict[str, Sequence[Any]], auteur: str, when: str) -> int:
        """One line of the edition log, as an operation that had read what the database showed."""
        layer = couches_suivies().get(couche)
        if layer is None:
            return 0
        depot = self.depot
        self._preparer(layer)
        base = depot.ligne_base(couche, uuid)
        heads = depot.tetes(couche, uuid)
        fields: Dict[str, Change] = {}
        after = dict(base) if base else {column.name: None for column in layer.colonnes}
        after.pop("uuid", None)
        for column in layer.colonnes:
            if column.name not in champs:
                continue
            old, new = (lire(column, value) for value in champs[column.name])
            after[column.name] = new
            wanted = type(old) is not type(new) or old != new if base is not None else new is not None or column.default is not None
            if wanted:
                fields[column.name] = Change(old, new, _heads(heads, column.name))
        depot.poser_base(couche, uuid, after)
        if not fields and base is not None:
            return 0
        op = nouvelle_operation(depot, couche, uuid, fields, INSERT if base is None else UPDATE, auteur, heads, heure=when)
        self._garder(op)
        return 1

    def _comparer(self, couche: str, uuid: str, row: Optional[Dict[str, Any]]) -> int:
        """A row as the database holds it, against the base: what differs is an edit nobody signed."""
        layer, depot = couches_suivies()[couche], self.depot
        self._preparer(layer)
        base = depot.ligne_base(couche, uuid)
        names = [column.name for column in layer.colonnes]
        before = None if base is None else [base[name] for name in names]
        after = None if row is None else [row[name] for name in names]
        if before is None and after is None:
            return 0
        op = operation_de(depot, layer, uuid, before, after, "")
        if row is None:
            depot.retirer_base(couche, uuid)
            depot.attendre(couche, uuid)
        else:
            depot.poser_base(couche, uuid, row)
        if op is None:
            return 0
        self._garder(op)
        return 1

    def _tout(self) -> int:
        """The first time, or after a restored backup: every row is told, as for a work file never seen."""
        depot, s = self.depot, self._t("sync_edition")
        with self.db.transaction():
            self.db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            pending = [row[0] for row in self.db.execute(f"SELECT id FROM {s} WHERE prise_le IS NULL").fetchall()]
            held = {name: self._lignes(name) for name in couches_suivies()}
            previous = etat(self.db, self.schema, "application")
        numero = str(max(int(depot.etat("application") or 0), int(previous or 0)) + 1)
        count = 0
        with depot.ecriture():
            depot.oublier_base()
            depot.noter("application", numero)
            for name, rows in held.items():
                self._preparer(couches_suivies()[name])
                for uuid, row in rows.items():
                    count += self._comparer(name, uuid, row)
            depot.db.executemany("INSERT OR IGNORE INTO postgis_edition VALUES (?)", [(number,) for number in pending])
        with self.db.transaction():
            noter(self.db, self.schema, "relais", depot.poste)
            noter(self.db, self.schema, "application", numero)
        self._marquer(pending)
        return count

    def _garder(self, op: Any) -> None:
        self.depot.garder(op)
        disputed = "SELECT 1 FROM conflit WHERE couche = ?1 AND uuid = ?2 UNION ALL SELECT 1 FROM attente WHERE couche = ?1 AND uuid = ?2"
        if self.depot.db.execute(disputed, (op.couche, op.uuid)).fetchone():
            self.depot.attendre(op.couche, op.uuid)

    def _marquer(self, numbers: List[int]) -> None:
        if numbers:
            self.db.execute(f"UPDATE {self._t('sync_edition')} SET prise_le = now() WHERE id = ANY(%s) AND prise_le IS NULL", (numbers,))
        with self.depot.ecriture():
            self.depot.db.execute("DELETE FROM postgis_edition")

    def _preparer(self, layer: Couche) -> None:
        if len(self.depot.colonnes_base(layer.name)) != len(layer.colonnes) + 1:
            self.depot.preparer_base(layer.name, [(c.name, c.declared, c.default) for c in layer.colonnes])

    # Write -------------------------------------------------------------------------------------------------------------

    def ecrire(self, layers: Dict[str, Couche], plan: Plan, numero: int) -> None:
        """Compare and set, in one transaction. Raises Moved when somebody edited in between, Refused for rows that cannot be held."""
        import psycopg

        by_layer: Dict[str, List[str]] = {}
        for couche, uuid in plan.writes:
            by_layer.setdefault(couche, []).append(uuid)
        try:
            with self.db.transaction():
                self.db.execute("SELECT set_config(%s, 'on', true)", (PARAMETRE,))
                moved = False
                for couche, uuids in by_layer.items():
                    moved |= self._bouge(couche, uuids, plan)
                if moved:
                    raise Moved()
                refused: Dict[Key, str] = {}
                for couche, uuids in by_layer.items():
                    refused.update(self._poser(layers[couche], uuids, plan))
                if refused:
                    raise Refused(refused)
                noter(self.db, self.schema, "application", str(numero))
        except psycopg.errors.UniqueViolation as error:  # the same object was created here meanwhile
            raise Moved() from error

    def _bouge(self, couche: str, uuids: List[str], plan: Plan) -> bool:
        """Lock the rows; do they differ from what the plan was made for?"""
        held = self._lignes(couche, uuids, " FOR UPDATE")
        sql = f"SELECT count(*) FROM {self._t('sync_edition')} WHERE prise_le IS NULL AND couche = %s AND uuid = ANY(%s)"
        pending = self.db.execute(sql, (couche, uuids)).fetchone()[0]
        columns = couches_suivies()[couche].colonnes
        moved = bool(pending)
        for uuid in uuids:
            base, row = plan.bases[couche, uuid], held.get(uuid)
            if (base is None) != (row is None) or (
                base is not None and row is not None and any(not _same(canonical(c, base[c.name]), row[c.name]) for c in columns)
            ):
                moved = True
                self.derives.add((couche, uuid))
        return moved

    def _poser(self, layer: Couche, uuids: List[str], plan: Plan) -> Dict[Key, str]:
        refused: Dict[Key, str] = {}
        groups: Dict[Tuple[str, ...], List[Tuple[str, List[Any]]]] = {}
        for uuid in uuids:
            base, values = plan.bases[layer.name, uuid], plan.writes[layer.name, uuid]
            changed = [c for c in layer.colonnes if base is None or not _same(canonical(c, base[c.name]), canonical(c, values[c.name]))]
            try:
                params = [donner(column, values[column.name]) for column in changed]
            except ValueError as error:
                refused[layer.name, uuid] = str(error)
                continue
            if changed or base is None:
                groups.setdefault(("" if base is None else "u", *(c.name for c in changed)), []).append((uuid, params))
        columns = {column.name: column for column in layer.colonnes}
        for (kind, *names), rows in groups.items():
            refused.update(self._groupe(layer, bool(kind), [columns[name] for name in names], rows, plan))
        return refused

    def _groupe(self, layer: Couche, update: bool, columns: Sequence[Any], rows: List[Tuple[str, List[Any]]], plan: Plan) -> Dict[Key, str]:
        """The rows that change the same columns, in one go; one by one when one of them is refused."""
        import psycopg

        table = self._t(layer.name)
        shown = ", ".join(["uuid", *(montrer(column) for column in columns)])
        if update:
            sets = ", ".join(f"{nom_sql(column.name)} = {recevoir(column)}" for column in columns)
            sql = f"UPDATE {table} SET {sets} WHERE uuid = %s RETURNING {shown}"
        else:
            names = ", ".join(["uuid", *(nom_sql(column.name) for column in columns)])
            sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s', *map(recevoir, columns)])}) RETURNING {shown}"

        def given(uuid: str, params: List[Any]) -> List[Any]:
            return [*params, uuid] if update else [uuid, *params]

        def faithful(row: Sequence[Any]) -> bool:
            wanted = plan.writes[layer.name, row[0]]
            return all(_same(lire(c, value), canonical(c, wanted[c.name])) for c, value in zip(columns, row[1:]))

        try:
            with self.db.transaction(), self.db.cursor() as cursor:
                cursor.executemany(sql, [given(*row) for row in rows], returning=True)
                while True:
                    if not faithful(cursor.fetchone()):
                        raise psycopg.DataError()
                    if not cursor.nextset():
                        return {}
        except psycopg.errors.UniqueViolation:
            raise
        except (psycopg.DataError, psycopg.IntegrityError):
            pass
        refused: Dict[Key, str] = {}
        for row in rows:
            try:
                with self.db.transaction():
                    answer = self.db.execute(sql, given(*row)).fetchone()
                    if not faithful(answer):
                        raise psycopg.DataError("la base ne garde pas cette valeur telle quelle")
            except (psycopg.DataError, psycopg.IntegrityError) as error:
                refused[layer.name, row[0]] = str(error).partition("\n")[0]
        return refused

    # Reading -----------------------------------------------------------------------------------------------------------

    def _lignes(self, couche: str, uuids: Optional[Iterable[str]] = None, suffix: str = "") -> Dict[str, Dict[str, Any]]:
        columns = couches_suivies()[couche].colonnes
        sql = f"SELECT uuid, {', '.join(montrer(column) for column in columns)} FROM {self._t(couche)}"
        params: Tuple[Any, ...] = ()
        if uuids is not None:
            sql, params = sql + " WHERE uuid = ANY(%s) ORDER BY uuid", (list(uuids),)
        return {
            row[0]: {column.name: lire(column, value) for column, value in zip(columns, row[1:])}
            for row in self.db.execute(sql + suffix, params)
        }

    def _t(self, table: str) -> str:
        return f"{nom_sql(self.schema)}.{nom_sql(table)}"


def _heads(heads: Dict[str, Ids], name: str) -> Ids:
    return heads.get(name, heads.get(ALL, ()))


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


__all__ = ["CiblePostgis"]
