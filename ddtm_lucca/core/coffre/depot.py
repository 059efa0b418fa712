"""The store opened by an agent: records, search, journals. Every change is one transaction with its line in the operation log."""

from __future__ import annotations

import datetime as dt
import json
import uuid as uuids
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence

from shared.errors import BadInput
from shared.espace import Espace

from .. import modele
from . import base, cles, numeros, purge
from .pieces import Pieces

CLOCK_TOLERANCE_S = 300


class Depot:
    """`auteur`: identifier of the agent. Records come and go as dictionaries with "uuid", "genre", "affaire" and their fields."""

    def __init__(self, espace: Espace, key: bytes, auteur: str) -> None:
        self.espace, self.auteur = espace, auteur
        self.connection = base.connect(cles.folder(espace) / "coffre.db", key)
        self.pieces = Pieces(cles.folder(espace) / "pieces", key)
        self.appareil = numeros.device(espace)

    def close(self) -> None:
        self.connection.close()

    # -- records ---------------------------------------------------------------------------------------------------------
    def put(self, genre: str, values: Mapping[str, Any], affaire: Optional[str] = None, uuid: Optional[str] = None) -> str:
        """Add a record, or change the given fields of the one named by `uuid`; returns its uuid."""
        with base.transaction(self.connection):
            return self._put(genre, dict(values), affaire, uuid)

    def put_all(self, rows: Iterable[Mapping[str, Any]]) -> List[str]:
        """Rows {"genre", "affaire", "uuid", "valeurs"}: all or none."""
        with base.transaction(self.connection):
            return [self._put(row["genre"], dict(row["valeurs"]), row.get("affaire"), row.get("uuid")) for row in rows]

    def _put(self, genre: str, values: Dict[str, Any], affaire: Optional[str], uuid: Optional[str]) -> str:
        self._refuse_a_clock_set_back()
        moment = base.now()
        held = self._row(uuid) if uuid else None
        if held is None:
            uuid = uuid or str(uuids.uuid4())
            if genre == "affaire":
                values.setdefault("numero_provisoire", numeros.provisional(self, values))
                values.setdefault("etat", "ouverte")
                values.setdefault("ouverte_le", dt.date.today().isoformat())
                affaire = uuid
            elif genre in modele.OF_AFFAIR:
                self.affaire(affaire or "")
            checked = modele.check(genre, values)
            self.connection.execute(
                "INSERT INTO fiche (uuid, genre, affaire, donnees, cree_le, modifie_le) VALUES (?,?,?,?,?,?)",
                (uuid, genre, affaire, _dumps(checked), moment, moment),
            )
            before: Dict[str, Any] = {}
        else:
            if held["genre"] != genre:
                raise BadInput("Cet identifiant est celui d'une fiche d'un autre genre.")
            affaire, before = held["affaire"], json.loads(held["donnees"])
            checked = modele.check(genre, values, partial=True)
            after = {**before, **checked}
            if after != before:
                self.connection.execute("UPDATE fiche SET donnees = ?, modifie_le = ? WHERE uuid = ?", (_dumps(after), moment, uuid))
        for name, value in checked.items():
            if before.get(name) != value:
                self.operation(str(uuid), genre, affaire, name, before.get(name), value)
        if affaire:
            self._index(affaire)
        return str(uuid)

    def remove(self, uuid: str) -> None:
        """A deletion is a status; a closed report refuses it."""
        with base.transaction(self.connection):
            row = self._row(uuid)
            if row is None:
                raise BadInput("Cette fiche n'existe pas.")
            self.connection.execute("UPDATE fiche SET statut = 'supprime', modifie_le = ? WHERE uuid = ?", (base.now(), uuid))
            self.operation(uuid, row["genre"], row["affaire"], "suppression", "actif", "supprime")
            if row["affaire"]:
                self._index(row["affaire"])

    def get(self, uuid: str) -> Dict[str, Any]:
        row = self._row(uuid)
        if row is None:
            raise BadInput("Cette fiche n'existe pas ou plus.")
        return _record(row)

    def affaire(self, uuid_or_number: str) -> Dict[str, Any]:
        """An affair by its uuid or by one of its two numbers."""
        row = self._row(uuid_or_number)
        if row is None or row["genre"] != "affaire":
            row = self.connection.execute(
                "SELECT * FROM fiche WHERE genre = 'affaire' AND statut = 'actif' AND (json_extract(donnees, '$.numero_provisoire') = ?1 "
                "OR json_extract(donnees, '$.numero_officiel') = ?1)",
                (uuid_or_number,),
            ).fetchone()
        if row is None:
            raise BadInput("Cette affaire n'est pas dans le coffre : vérifiez son numéro.")
        return _record(row)

    def of(self, affaire: str, genre: Optional[str] = None) -> List[Dict[str, Any]]:
        """Records of an affair, oldest first."""
        sql, values = "SELECT * FROM fiche WHERE affaire = ? AND statut = 'actif'", [affaire]
        if genre:
            sql, values = sql + " AND genre = ?", [affaire, genre]
        return [_record(row) for row in self.connection.execute(sql + " ORDER BY id", values)]

    def all(self, genre: str) -> List[Dict[str, Any]]:
        rows = self.connection.execute("SELECT * FROM fiche WHERE genre = ? AND statut = 'actif' ORDER BY id", (genre,))
        return [_record(row) for row in rows]

    def search(self, text: str, limit: int = 50) -> List[Dict[str, Any]]:
        """Affairs whose records hold every word (a prefix is enough), best first."""
        rows = self.connection.execute(
            "SELECT fiche.* FROM recherche JOIN fiche ON fiche.id = recherche.rowid WHERE recherche MATCH ? AND fiche.statut = 'actif' LIMIT ?",
            (base.match(text), limit),
        )
        return [_record(row) for row in rows]

    def _row(self, uuid: Optional[str]) -> Any:
        return self.connection.execute("SELECT * FROM fiche WHERE uuid = ? AND statut = 'actif'", (uuid,)).fetchone()

    def _index(self, affaire: str) -> None:
        row = self.connection.execute("SELECT id FROM fiche WHERE uuid = ?", (affaire,)).fetchone()
        texts = [
            json.loads(held["donnees"])
            for held in self.connection.execute("SELECT donnees FROM fiche WHERE affaire = ? AND statut = 'actif'", (affaire,))
        ]
        self.connection.execute("DELETE FROM recherche WHERE rowid = ?", (row["id"],))
        self.connection.execute("INSERT INTO recherche (rowid, texte) VALUES (?, ?)", (row["id"], " ".join(_words(texts))))

    # -- journals --------------------------------------------------------------------------------------------------------
    def operation(self, uuid: str, genre: str, affaire: Optional[str], champ: str, ancien: Any, nouveau: Any) -> None:
        self.connection.execute(
            "INSERT INTO operation (heure, appareil, origine, auteur, uuid, genre, affaire, champ, ancien, nouveau) "
            "VALUES (?1,?2,(SELECT max(coalesce(max(origine), 0), ?10) + 1 FROM operation WHERE appareil = ?2),?3,?4,?5,?6,?7,?8,?9)",
            (base.now(), self.appareil, self.auteur, uuid, genre, affaire, champ, _dumps(ancien), _dumps(nouveau), self._floor()),
        )

    def _floor(self) -> int:
        return purge.floor(self.connection, purge.ORIGIN)

    def note(self, action: str, motif: str, reference: str = "", destinataire: str = "") -> None:
        """A line of the access journal: author, hour, reason, reference, recipient."""
        if not (motif or "").strip():
            raise BadInput("Dites pourquoi : le motif est inscrit au journal des accès.")
        with base.transaction(self.connection):
            self.connection.execute(
                "INSERT INTO acces (heure, auteur, action, motif, reference, destinataire) VALUES (?,?,?,?,?,?)",
                (base.now(), self.auteur, action, motif.strip(), reference, destinataire),
            )

    def journal(self, limit: int = 200) -> List[Dict[str, Any]]:
        return [dict(row) for row in self.connection.execute("SELECT * FROM acces ORDER BY seq DESC LIMIT ?", (limit,))]

    def history(self, affaire: str) -> List[Dict[str, Any]]:
        return [dict(row) for row in self.connection.execute("SELECT * FROM operation WHERE affaire = ? ORDER BY seq", (affaire,))]

    def _refuse_a_clock_set_back(self) -> None:
        row = self.connection.execute("SELECT max(heure) FROM (SELECT heure FROM operation WHERE seq = (SELECT max(seq) FROM operation) UNION ALL SELECT heure FROM acces WHERE seq = (SELECT max(seq) FROM acces))").fetchone()  # fmt: skip
        if row[0] and (_moment(row[0]) - dt.datetime.now(dt.timezone.utc)).total_seconds() > CLOCK_TOLERANCE_S:
            raise BadInput(
                f"L'horloge de l'appareil a reculé : la dernière écriture est du {row[0][:16].replace('T', ' à ')} (UTC). Remettez-la à l'heure."
            )


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.timezone.utc)


def _record(row: Any) -> Dict[str, Any]:
    return {
        "uuid": row["uuid"], "genre": row["genre"], "affaire": row["affaire"], "clos": bool(row["close"]), "cree_le": row["cree_le"], **json.loads(row["donnees"]),
    }  # fmt: skip


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _words(value: Any) -> List[str]:
    """Every text and number under a record, for the search."""
    if isinstance(value, Mapping):
        return [word for item in value.values() for word in _words(item)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [word for item in value for word in _words(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
