"""The journal of a workstation: <espace>/travail/journal.sqlite, and the lock that lets one job at a time use it.

Tables: `op` (every operation ever known), `lot` (the signed batches, as bytes), `base:<layer>` (each row as last compared
with the work file), `tete` (which operations wrote what the work file shows), `attente` (rows to fold again), `application`
(a merge being written), `conflit`, `poste` (keys known), `etat`. One transaction a step, synchronous=EXTRA.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.connection import french_errors
from shared.gpkg.ddl import quote

from ..verrou import seul
from .operation import ALL, Ids, Operation, dumps

VERSION = 1
OCCUPE = "Un autre échange est en cours sur ce poste : attendez sa fin, puis recommencez."
_TABLES = (
    "CREATE TABLE IF NOT EXISTS etat (cle TEXT PRIMARY KEY, valeur TEXT)",
    "CREATE TABLE IF NOT EXISTS poste (nom TEXT PRIMARY KEY, cle TEXT NOT NULL UNIQUE, accepte_le TEXT, revoque_le TEXT, dernier_lot INTEGER)",
    "CREATE TABLE IF NOT EXISTS lot (poste TEXT, numero INTEGER, precedent INTEGER, octets BLOB NOT NULL, recu_le TEXT, PRIMARY KEY (poste, numero))",
    "CREATE TABLE IF NOT EXISTS op (poste TEXT, hlc INTEGER, lot INTEGER, couche TEXT, uuid TEXT, texte TEXT NOT NULL, PRIMARY KEY (poste, hlc))",
    "CREATE INDEX IF NOT EXISTS op_ligne ON op (couche, uuid)",
    "CREATE INDEX IF NOT EXISTS op_sans_lot ON op (lot) WHERE lot IS NULL",
    "CREATE TABLE IF NOT EXISTS tete (couche TEXT, uuid TEXT, texte TEXT NOT NULL, PRIMARY KEY (couche, uuid))",
    "CREATE TABLE IF NOT EXISTS attente (couche TEXT, uuid TEXT, motif TEXT, PRIMARY KEY (couche, uuid))",
    "CREATE TABLE IF NOT EXISTS application (numero INTEGER PRIMARY KEY, texte TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS conflit (id TEXT PRIMARY KEY, couche TEXT, uuid TEXT, champ TEXT, genre TEXT, texte TEXT NOT NULL, vu_le TEXT)",
    "CREATE INDEX IF NOT EXISTS conflit_ligne ON conflit (couche, uuid)",
)


def journal_path(espace: Espace) -> Path:
    return espace.travail_gpkg.with_name("journal.sqlite")


@contextlib.contextmanager
def ouvrir(espace: Espace) -> Iterator[Depot]:
    """The journal of this work space, made if need be, alone. Raises BadInput when another job has it or nothing can be written."""
    path = journal_path(espace)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"Le dossier de travail « {espace.root} » n'est pas accessible en écriture : choisissez-en un autre.", str(error)
        ) from error
    with seul(path.with_name(".journal.verrou"), OCCUPE), french_errors(path):
        connection = sqlite3.connect(path.absolute().as_uri(), uri=True, timeout=5.0, isolation_level=None)
        with contextlib.closing(connection):
            yield Depot(espace, connection)


class Depot:
    """An open journal. Methods that write are called inside `with depot.ecriture():`."""

    def __init__(self, espace: Espace, connection: sqlite3.Connection) -> None:
        self.espace, self.db = espace, connection
        self._columns: Dict[str, List[str]] = {}
        self._clock: Optional[int] = None  # what the transaction under way will note
        self.db.execute("PRAGMA synchronous=EXTRA")
        with self.ecriture():
            for sql in _TABLES:
                self.db.execute(sql)
            if self.etat("version") is None:
                self.noter("version", str(VERSION))
        if int(self.etat("version") or 0) > VERSION:
            raise BadInput("Le journal de ce poste vient d'une version plus récente des extensions : mettez-les à jour.")

    @contextlib.contextmanager
    def ecriture(self) -> Iterator[None]:
        """One transaction of the journal."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            if self._clock is not None:
                self.noter("horloge", str(self._clock))
            self.db.execute("COMMIT")
            self._clock = None
        except BaseException:
            self._columns.clear()
            self._clock = None
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    # State -------------------------------------------------------------------------------------------------------------

    def etat(self, cle: str) -> Optional[str]:
        row = self.db.execute("SELECT valeur FROM etat WHERE cle = ?", (cle,)).fetchone()
        return row[0] if row else None

    def noter(self, cle: str, valeur: Optional[str]) -> None:
        self.db.execute("INSERT OR REPLACE INTO etat VALUES (?, ?)", (cle, valeur))

    @property
    def poste(self) -> str:
        """Name of this workstation. Raises BadInput before it has one."""
        nom = self.etat("poste")
        if not nom:
            raise BadInput("Ce poste n'a pas encore d'identité : lancez « data_sync poste --nom NOM ».")
        return nom

    def heure_logique(self) -> int:
        """The next instant of the hybrid clock: after this workstation's hour and after everything it has read."""
        self.avancer(max(int(time.time() * 1000), self._heure() + 1))
        return self._heure()

    def avancer(self, hlc: int) -> None:
        if hlc > self._heure():
            self._clock = hlc
            if not self.db.in_transaction:
                self.noter("horloge", str(hlc))

    def _heure(self) -> int:
        return self._clock if self._clock is not None else int(self.etat("horloge") or 0)

    # Operations --------------------------------------------------------------------------------------------------------

    def ajouter(self, operations: Iterable[Operation], lot: Optional[int] = None) -> int:
        """Keep operations; those known already are left as they are. Returns how many were new; their rows are to be folded again."""
        new = 0
        for op in operations:
            if self.garder(op, lot):
                new += 1
                self.attendre(op.couche, op.uuid)
        return new

    def garder(self, op: Operation, lot: Optional[int] = None) -> bool:
        """Keep one operation; False when it is known already."""
        row = (op.poste, op.hlc, lot, op.couche, op.uuid, dumps(op.data()))
        return bool(self.db.execute("INSERT OR IGNORE INTO op VALUES (?, ?, ?, ?, ?, ?)", row).rowcount)

    def operations(self, couche: str, uuid: str) -> List[Operation]:
        sql = "SELECT poste, texte FROM op WHERE couche = ? AND uuid = ? ORDER BY hlc, poste"
        return [Operation.read(poste, json.loads(text)) for poste, text in self.db.execute(sql, (couche, uuid))]

    def sans_lot(self) -> List[Operation]:
        sql = "SELECT poste, texte FROM op WHERE lot IS NULL ORDER BY hlc"
        return [Operation.read(poste, json.loads(text)) for poste, text in self.db.execute(sql)]

    def attendre(self, couche: str, uuid: str, motif: Optional[str] = None) -> None:
        self.db.execute("INSERT OR REPLACE INTO attente VALUES (?, ?, ?)", (couche, uuid, motif))

    # Heads -------------------------------------------------------------------------------------------------------------

    def tetes(self, couche: str, uuid: str) -> Dict[str, Ids]:
        """field -> operations that wrote the value the work file shows; "*" for the fields not named."""
        row = self.db.execute("SELECT texte FROM tete WHERE couche = ? AND uuid = ?", (couche, uuid)).fetchone()
        return {name: tuple((h, p) for h, p in ids) for name, ids in json.loads(row[0]).items()} if row else {}

    def poser_tetes(self, couche: str, uuid: str, tetes: Mapping[str, Ids]) -> None:
        common: Dict[Ids, int] = {}
        for name, ids in tetes.items():
            common[ids] = common.get(ids, 0) + (1 if name != ALL else 0)
        if len(common) == 1:
            tetes = {ALL: ids}
        elif tetes:
            most = tetes.get(ALL) or max(common, key=lambda ids: (common[ids], ids))
            tetes = {ALL: most, **{name: ids for name, ids in tetes.items() if ids != most}}
        self.db.execute("INSERT OR REPLACE INTO tete VALUES (?, ?, ?)", (couche, uuid, dumps(tetes)))

    # Base --------------------------------------------------------------------------------------------------------------

    def colonnes_base(self, couche: str) -> List[str]:
        """Columns of the layer's base, uuid first; empty before the layer was first compared."""
        if not self._columns.get(couche):
            self._columns[couche] = [row[1] for row in self.db.execute(f"PRAGMA main.table_info({base_table(couche)})")]
        return self._columns[couche]

    def preparer_base(self, couche: str, colonnes: Iterable[Tuple[str, str, Any]]) -> None:
        """Make the layer's base, or add its new columns (name, declared type, constant), filled as the work file filled them."""
        known = self.colonnes_base(couche)
        if not known:
            self.db.execute(f"CREATE TABLE main.{base_table(couche)} (uuid TEXT PRIMARY KEY NOT NULL)")
            known = ["uuid"]
            self._columns.pop(couche, None)
        for name, declared, default in colonnes:
            if name not in known:
                self._columns.pop(couche, None)
                self.db.execute(f"ALTER TABLE main.{base_table(couche)} ADD COLUMN {quote(name)} {quote(declared) if declared else ''}")
                if default is not None:
                    self.db.execute(f"UPDATE main.{base_table(couche)} SET {quote(name)} = ?", (default,))

    def couches_base(self) -> List[str]:
        rows = self.db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name LIKE 'base:%'")
        return [row[0][len("base:") :] for row in rows]

    def ligne_base(self, couche: str, uuid: str) -> Optional[Dict[str, Any]]:
        names = self.colonnes_base(couche)
        if not names:
            return None
        row = self.db.execute(f"SELECT {', '.join(map(quote, names))} FROM main.{base_table(couche)} WHERE uuid = ?", (uuid,)).fetchone()
        return dict(zip(names, row)) if row else None

    def poser_base(self, couche: str, uuid: str, ligne: Mapping[str, Any]) -> None:
        columns = ["uuid", *(name for name in ligne if name != "uuid")]
        sql = (
            f"INSERT OR REPLACE INTO main.{base_table(couche)} ({', '.join(map(quote, columns))}) VALUES ({', '.join('?' * len(columns))})"
        )
        self.db.execute(sql, [uuid, *(ligne[name] for name in columns[1:])])

    def remplir_base(self, couche: str, source: str) -> None:
        """Make the layer's empty base equal to the table `source` in one go."""
        columns = ", ".join(map(quote, self.colonnes_base(couche)))
        self.db.execute(f"INSERT INTO main.{base_table(couche)} ({columns}) SELECT {columns} FROM {source} ORDER BY uuid")

    def retirer_base(self, couche: str, uuid: str) -> None:
        self.db.execute(f"DELETE FROM main.{base_table(couche)} WHERE uuid = ?", (uuid,))

    def oublier_base(self) -> None:
        """Compare everything anew: for a work file that is not the one this journal followed."""
        for couche in self.couches_base():
            self.db.execute(f"DROP TABLE main.{base_table(couche)}")
        self._columns.clear()
        self.db.execute("DELETE FROM tete")
        self.db.execute("DELETE FROM application")
        self.db.execute("INSERT OR REPLACE INTO attente SELECT DISTINCT couche, uuid, NULL FROM op")


def base_table(couche: str) -> str:
    return quote(f"base:{couche}")
