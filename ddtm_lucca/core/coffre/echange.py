"""Two devices of one store meet: the operation log travels in an encrypted file, and is merged field by field.

Both devices hold the same master key (the second one starts from a backup of the first): whoever has access to the store can
read the exchange file, nobody else. A value that changed on both sides is a conflict that a person settles; a deletion never
beats an edit; a closed report never changes. Nothing is written unless the whole file can be.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Set, Tuple

from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext, Params

from .. import modele
from . import base, numeros, partage, purge, session

OPERATION = ("heure", "appareil", "origine", "auteur", "uuid", "genre", "affaire", "champ", "ancien", "nouveau")
SEAL = ("appareil", "seq", "pv", "affaire", "scelle_le", "auteur", "precedent", "contenu_sha256", "pdf_sha256", "pages", "empreinte")


def envoyer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: sortie, sans_pieces. Writes what this device knows: operations, seals and pieces."""
    target = Path(params.get("sortie") or "")
    if not params.get("sortie") or target.exists():
        raise BadInput("Donnez un fichier d'échange qui n'existe pas encore (--sortie).")
    with session.depot(params) as depot:
        operations, seals = _rows(depot.connection, "operation", OPERATION), _rows(depot.connection, "scelle", SEAL)
        digests = {row["sha256"] for genre in ("piece", "signature") for row in depot.all(genre)} | {
            row[name] for row in seals for name in ("contenu_sha256", "pdf_sha256")
        }
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(base.connect(temporary, session.key_of(depot.espace), create=True)) as out, base.transaction(out):
                for table, names, rows in (("operation", OPERATION, operations), ("scelle", SEAL, seals)):
                    out.execute(f"CREATE TABLE {table} ({', '.join(names)})")
                    out.executemany(
                        f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", [[row[name] for name in names] for row in rows]
                    )
                out.execute("CREATE TABLE purgee (affaire)")
                out.executemany("INSERT INTO purgee VALUES (?)", [(uuid,) for uuid in sorted(purge.gone(depot.connection))])
                out.execute("CREATE TABLE piece (sha256, octets)")
                for rank, digest in enumerate(sorted(digests) if not params.get("sans_pieces") else ()):
                    ctx.progress(rank / len(digests), "pièces")
                    if depot.pieces.path(digest).is_file():
                        out.execute("INSERT INTO piece VALUES (?, ?)", (digest, depot.pieces.read(digest)))
            os.replace(temporary, target)
        except OSError as error:
            raise DdtmError(
                "Le fichier d'échange n'a pas pu être écrit : disque plein ou dossier protégé.", type(error).__name__
            ) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        depot.note("echange", "envoi aux autres appareils", target.name)
    return {
        "phrase": f"Fichier d'échange chiffré écrit : {len(operations)} modifications.",
        "sortie": str(target),
        "operations": len(operations),
    }


def recevoir(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: fichier. Merges what another device knows."""
    path = Path(params.get("fichier") or "")
    if not path.is_file():
        raise BadInput("Le fichier d'échange est introuvable.")
    with session.depot(params) as depot:
        try:
            with contextlib.closing(base.connect(path, session.key_of(depot.espace))) as source:
                operations, seals, erased = _rows(source, "operation", OPERATION), _rows(source, "scelle", SEAL), _erased(source)
                unwanted = purge.orphans(operations, seals, purge.gone(depot.connection))
                for row in source.execute("SELECT sha256, octets FROM piece"):
                    if row["sha256"] not in unwanted and depot.pieces.add(bytes(row["octets"])) != row["sha256"]:
                        raise BadInput("Une pièce du fichier d'échange est altérée : redemandez-le. Rien n'a été fusionné.")
        except (BadInput, DdtmError):
            raise
        except Exception as error:
            raise BadInput(
                "Ce fichier d'échange est abîmé ou vient d'un autre coffre. Rien n'a été fusionné.", type(error).__name__
            ) from error
        ctx.progress(0.5, "fichier lu")
        merge = _Merge(depot, operations, erased)
        with base.transaction(depot.connection):
            merge.run(seals)
        for uuid in merge.affairs:
            with contextlib.suppress(BadInput):
                partage.publish(depot, depot.affaire(uuid))
        depot.note("echange", "réception d'un autre appareil", path.name)
    plural = "s" if merge.conflicts > 1 else ""
    told = f" ; {merge.conflicts} conflit{plural} à trancher" if merge.conflicts else ""
    return {"phrase": f"{merge.applied} modifications reçues{told}.", "recues": merge.applied, "conflits": merge.conflicts}


class _Merge:
    """One reception, inside one transaction."""

    def __init__(self, depot: Any, operations: List[Dict[str, Any]], erased: Set[str]) -> None:
        self.depot, self.connection = depot, depot.connection
        known = {(row["appareil"], row["origine"]) for row in self.connection.execute("SELECT appareil, origine FROM operation")}
        self.purged = purge.gone(depot.connection)
        self.nameless = self.purged | erased  # affairs of which a seal may come alone: its hash keeps the chain whole
        self.sender_knew: Set[Tuple[str, int]] = {(row["appareil"], row["origine"]) for row in operations}
        self.news = sorted(
            (row for row in operations if (row["appareil"], row["origine"]) not in known and row["affaire"] not in self.purged),
            key=lambda row: (row["heure"], row["appareil"], row["origine"]),
        )
        self.applied = self.conflicts = 0
        self.affairs: Set[str] = set()
        self.created: Set[str] = set()

    def run(self, seals: Iterable[Mapping[str, Any]]) -> None:
        for row in self.news:
            names = ", ".join(OPERATION)
            self.connection.execute(
                f"INSERT INTO operation ({names}) VALUES ({', '.join('?' * len(OPERATION))})", [row[name] for name in OPERATION]
            )
            if row["affaire"]:
                self.affairs.add(row["affaire"])
            self._apply(row)
        for seal in seals:
            self._seal(seal)
        for uuid in self.created:
            record = self._fiche(uuid)
            modele.check(record["genre"], json.loads(record["donnees"]))
        for affair in self.affairs:
            if self._fiche(affair):
                self.depot._index(affair)

    def _fiche(self, uuid: str) -> Any:
        return self.connection.execute("SELECT * FROM fiche WHERE uuid = ?", (uuid,)).fetchone()

    def _apply(self, row: Mapping[str, Any]) -> None:
        if row["champ"] == "clos":
            return  # the seal itself tells it
        held = self._fiche(row["uuid"])
        if row["champ"] == "suppression":
            return self._delete(row, held)
        old, new = json.loads(row["ancien"]), json.loads(row["nouveau"])
        if held is None:
            sql = "INSERT INTO fiche (uuid, genre, affaire, donnees, cree_le, modifie_le) VALUES (?,?,?,?,?,?)"
            self.connection.execute(
                sql, (row["uuid"], row["genre"], row["affaire"], _dumps({row["champ"]: new}), row["heure"], row["heure"])
            )
            self.created.add(row["uuid"])
            self.applied += 1
            return
        data = json.loads(held["donnees"])
        here = data.get(row["champ"])
        if here == new:
            return
        if here == old and not held["close"]:
            data[row["champ"]] = new
            self._write(row["uuid"], data, row["heure"])
            self.applied += 1
            if held["statut"] == "supprime":  # an edit made without knowing of the deletion brings the record back
                self.connection.execute("UPDATE fiche SET statut = 'actif' WHERE uuid = ?", (row["uuid"],))
        else:
            self._conflict(row, here, new)

    def _delete(self, row: Mapping[str, Any], held: Any) -> None:
        if held is None or held["close"] or held["statut"] == "supprime":
            return
        others = self.connection.execute(
            "SELECT appareil, origine FROM operation WHERE uuid = ? AND champ <> 'suppression'", (row["uuid"],)
        )
        if any((item["appareil"], item["origine"]) not in self.sender_knew for item in others):
            self._conflict(row, "actif", "supprime")
            return
        self.connection.execute("UPDATE fiche SET statut = 'supprime' WHERE uuid = ?", (row["uuid"],))
        self.applied += 1

    def _conflict(self, row: Mapping[str, Any], here: Any, received: Any) -> None:
        values = (row["uuid"], row["champ"], row["appareil"])
        waiting = self.connection.execute(
            "SELECT id FROM conflit WHERE fiche = ? AND champ = ? AND appareil = ? AND choix IS NULL", values
        ).fetchone()
        if waiting:
            self.connection.execute("UPDATE conflit SET recu = ?, ici = ? WHERE id = ?", (_dumps(received), _dumps(here), waiting["id"]))
            return
        sql = "INSERT INTO conflit (heure, fiche, genre, affaire, champ, ici, recu, appareil) VALUES (?,?,?,?,?,?,?,?)"
        self.connection.execute(
            sql, (base.now(), row["uuid"], row["genre"], row["affaire"], row["champ"], _dumps(here), _dumps(received), row["appareil"])
        )
        self.conflicts += 1

    def _seal(self, seal: Mapping[str, Any]) -> None:
        if self.connection.execute("SELECT 1 FROM scelle WHERE empreinte = ?", (seal["empreinte"],)).fetchone():
            return
        if seal["affaire"] in self.nameless and self._fiche(seal["pv"]) is None:
            self._keep(seal)
            return
        frozen = json.loads(self.depot.pieces.read(seal["contenu_sha256"], "contenu scellé"))["pv"]
        held = self._fiche(seal["pv"])
        if held is None:
            raise BadInput("Le fichier d'échange cite un procès-verbal qu'il ne contient pas. Rien n'a été fusionné.")
        twice = bool(held["close"])
        origin = {"uuid": seal["pv"], "genre": "pv", "affaire": seal["affaire"], "appareil": seal["appareil"]}
        data = json.loads(held["donnees"])
        sealed = {name: value for name, value in frozen.items() if name in {field.nom for field in modele.GENRES["pv"]}}
        if twice:
            self._conflict({**origin, "champ": "clos"}, "clos ici", "clos aussi sur l'autre appareil")
        else:
            for name in sorted(set(data) | set(sealed)):
                if data.get(name) != sealed.get(name):  # what was typed here is not lost: it waits among the conflicts
                    self._conflict({**origin, "champ": name}, data.get(name), sealed.get(name))
            self.connection.execute(
                "UPDATE fiche SET donnees = ?, close = 1, statut = 'actif' WHERE uuid = ?", (_dumps(sealed), seal["pv"])
            )
        self._keep(seal)
        self.applied += 1
        self.affairs.add(seal["affaire"])

    def _keep(self, seal: Mapping[str, Any]) -> None:
        self.connection.execute(
            f"INSERT INTO scelle ({', '.join(SEAL)}) VALUES ({', '.join('?' * len(SEAL))})", [seal[name] for name in SEAL]
        )

    def _write(self, uuid: str, data: Mapping[str, Any], moment: str) -> None:
        self.connection.execute("UPDATE fiche SET donnees = ?, modifie_le = ? WHERE uuid = ?", (_dumps(data), moment, uuid))


def conflits(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """What changed on both sides and waits for a person."""
    with session.depot(params) as depot:
        rows = [dict(row) for row in depot.connection.execute("SELECT * FROM conflit WHERE choix IS NULL ORDER BY id")]
        numbers = {row["uuid"]: numeros.shown(row) for row in depot.all("affaire")}
    for row in rows:
        row["ici"], row["recu"] = json.loads(row["ici"]), json.loads(row["recu"])
        row["numero"] = numbers.get(row["affaire"], "")
    return {"phrase": f"{len(rows)} conflit{'s' if len(rows) > 1 else ''} à trancher.", "conflits": rows}


def trancher(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: conflit (number), choix ("ici" or "recu"). The other value stays in the history."""
    choice = params.get("choix")
    if choice not in ("ici", "recu"):
        raise BadInput("Choisissez « ici » ou « recu ».")
    with session.depot(params) as depot:
        row = depot.connection.execute("SELECT * FROM conflit WHERE id = ? AND choix IS NULL", (params.get("conflit"),)).fetchone()
        if row is None:
            raise BadInput("Ce conflit n'existe pas ou est déjà tranché.")
        held = depot.connection.execute("SELECT close FROM fiche WHERE uuid = ?", (row["fiche"],)).fetchone()
        if held is None:
            raise BadInput("La fiche de ce conflit a été purgée.")
        if not held["close"]:  # a closed report does not move: settling only files the other value
            if choice == "recu" and row["champ"] == "suppression":
                depot.remove(row["fiche"])
            elif row["champ"] != "suppression":
                value = json.loads(row[choice])
                depot.put(row["genre"], {row["champ"]: value}, uuid=row["fiche"])
                with base.transaction(depot.connection):
                    depot.operation(
                        row["fiche"],
                        row["genre"],
                        row["affaire"],
                        row["champ"],
                        json.loads(row["ici" if choice == "recu" else "recu"]),
                        value,
                    )
        with base.transaction(depot.connection) as connection:
            connection.execute("UPDATE conflit SET choix = ? WHERE id = ?", (f"{choice} {base.now()} {depot.auteur}", row["id"]))
    return {
        "phrase": f"Conflit n° {row['id']} tranché : {'la valeur reçue' if choice == 'recu' else 'la valeur de cet appareil'} est gardée."
    }


def _rows(connection: Any, table: str, names: Tuple[str, ...]) -> List[Dict[str, Any]]:
    order = "appareil, origine" if table == "operation" else "appareil, seq"
    return [dict(zip(names, row)) for row in connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}")]


def _erased(source: Any) -> Set[str]:
    """Affairs that the sender purged; a file of an older version says nothing of them."""
    if not source.execute("SELECT 1 FROM sqlite_master WHERE name = 'purgee'").fetchone():
        return set()
    return {str(row["affaire"]) for row in source.execute("SELECT affaire FROM purgee")}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
