"""Parcels of the other plugins (shared.colis): each leaves as an envelope encrypted to the accepted workstations, and is opened there.

<folder>/<workstation>/<number>.colis; every workstation passes on what it holds, readable or not, from <espace>/colis/transit.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

from shared import colis as contrat
from shared.errors import BadInput, DdtmError
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..journal.depot import Depot
from ..journal.operation import dumps
from . import age, cles, enveloppe, limites, postes
from .lot import nom_valide

SUFFIXE = ".colis"
GENRE = "colis:"
_TABLE = "CREATE TABLE IF NOT EXISTS colis (poste TEXT, numero INTEGER, service TEXT, remplace INTEGER, ouvert_le TEXT, PRIMARY KEY (poste, numero))"


class Bilan(NamedTuple):
    """partis: parcels sealed here; recus: opened here; gardes: held for others, or for the day this workstation can read them."""

    partis: int
    recus: int
    gardes: int
    refuses: Tuple[Tuple[str, str], ...]
    remarques: Tuple[str, ...]


def echanger(depot: Depot, dossier: Path) -> Bilan:
    """Seal what waits, take in what the folder has, open what is ours, put into the folder what it lacks."""
    depot.db.execute(_TABLE)
    remarks: List[str] = []
    refused: List[Tuple[str, str]] = []
    _receive(depot, dossier, refused)
    received = _open(depot, refused, remarks)
    sent = _seal(depot, remarks)
    _thin(depot)
    _publish(depot, dossier)
    here = depot.poste
    kept = depot.db.execute("SELECT count(*) FROM colis WHERE ouvert_le IS NULL AND poste <> ?", (here,)).fetchone()[0]
    return Bilan(sent, received, kept, tuple(refused), tuple(remarks))


def _seal(depot: Depot, remarks: List[str]) -> int:
    waiting = [item for service in contrat.services(depot.espace) for item in contrat.lister(contrat.depart(depot.espace, service))]
    if not waiting:
        return 0
    to = cles.destinataires(depot)
    if cles.la_notre(depot) is None:
        remarks.append(f"{len(waiting)} colis à envoyer attendent. {age.SANS_OUTIL}")
        return 0
    if len(to) < 2:
        remarks.append(f"{len(waiting)} colis à envoyer attendent qu'un autre poste accepté ait montré sa clé de chiffrement.")
        return 0
    sent = 0
    for item in waiting:
        try:
            octets = contrat.lire(item)
        except BadInput as error:
            remarks.append(error.message)
            continue
        head = dumps({"nom": item.nom, "sha256": item.sha256}).encode("utf-8")
        with depot.ecriture():
            number = depot.heure_logique()
        sealed = enveloppe.sceller(
            postes.cle_privee(depot),
            depot.poste,
            GENRE + item.service,
            number,
            0,
            to,
            len(head).to_bytes(4, "big") + head + octets,
            item.remplace,
        )
        _store(depot, enveloppe.lire(sealed))
        contrat.ranger(item)
        sent += 1
    return sent


def _store(depot: Depot, found: enveloppe.Enveloppe) -> None:
    """Keep the envelope whole before it is written down as held."""
    folder = _transit(depot) / found.poste
    folder.mkdir(parents=True, exist_ok=True)
    ecrire_entier(folder / f"{found.numero}{SUFFIXE}", found.octets)
    with depot.ecriture():
        row = (found.poste, found.numero, found.genre[len(GENRE) :], int(found.remplace), utc_now() if found.poste == depot.poste else None)
        depot.db.execute("INSERT OR IGNORE INTO colis VALUES (?, ?, ?, ?, ?)", row)


def _receive(depot: Depot, dossier: Path, refused: List[Tuple[str, str]]) -> None:
    held = set(depot.db.execute("SELECT poste, numero FROM colis").fetchall())
    for folder in sorted(dossier.iterdir()):
        if not nom_valide(folder.name) or not folder.is_dir() or folder.is_symlink():
            continue
        for number, path in sorted(numerotes(folder).items()):
            if (folder.name, number) in held:
                continue
            place = f"{folder.name}/{path.name}"
            try:
                if path.stat().st_size > enveloppe.MAX_BYTES:
                    raise BadInput("Un colis est trop gros pour en être un : il est laissé de côté.")
                found = accepter(depot, path.read_bytes(), folder.name, number)
                if found is not None and not _superseded(depot, found):
                    _store(depot, found)
            except OSError as error:
                refused.append((place, f"« {place} » est illisible : vérifiez la clé ou le partage ({error.strerror})."))
            except BadInput as error:
                refused.append((place, error.message))


def accepter(depot: Depot, octets: bytes, nom: str, numero: int) -> enveloppe.Enveloppe | None:
    """The verified envelope of an accepted workstation, None when nobody accepted it. Raises BadInput when it is spoilt or revoked."""
    cle = enveloppe.cle_annoncee(octets)
    row = depot.db.execute("SELECT nom, revoque_le, dernier_lot FROM poste WHERE cle = ?", (cle,)).fetchone()
    if row is None:
        return None
    found = enveloppe.lire(octets)
    if not found.poste == row[0] == nom or found.numero != numero:
        raise BadInput(f"Un envoi chiffré de « {found.poste} » porte un autre nom que le sien : il est laissé de côté.")
    if row[1] and found.numero > (row[2] or 0) and found.numero > limites.limite(depot, row[0], row[2] or 0, chiffre=True):
        raise BadInput(f"La clé de « {found.poste} » a été révoquée : son envoi chiffré est refusé.")
    return found


def _superseded(depot: Depot, found: enveloppe.Enveloppe) -> bool:
    sql = "SELECT 1 FROM colis WHERE poste = ? AND service = ? AND remplace = 1 AND numero > ?"
    return found.remplace and depot.db.execute(sql, (found.poste, found.genre[len(GENRE) :], found.numero)).fetchone() is not None


def _open(depot: Depot, refused: List[Tuple[str, str]], remarks: List[str]) -> int:
    opened = 0
    rows = depot.db.execute("SELECT poste, numero, service FROM colis WHERE ouvert_le IS NULL ORDER BY numero").fetchall()
    for poste, number, service in rows:
        path = _transit(depot) / poste / f"{number}{SUFFIXE}"
        try:
            found = enveloppe.lire(path.read_bytes())
            if depot.poste not in found.pour or not found.genre.startswith(GENRE):
                continue
            clear = enveloppe.ouvrir(found, depot.espace)
            size = int.from_bytes(clear[:4], "big")
            head = json.loads(clear[4 : 4 + size])
            name = str(head["nom"])[:200]
            card = {"nom": name, "poste": poste, "cree_le": found.cree_le, "remplace": found.remplace}
            contrat.ecrire(contrat.arrivee(depot.espace, service), clear[4 + size :], card)
            with depot.ecriture():
                depot.db.execute("UPDATE colis SET ouvert_le = ? WHERE poste = ? AND numero = ?", (utc_now(), poste, number))
            opened += 1
        except BadInput as error:
            refused.append((f"{poste}/{path.name}", error.message))
        except DdtmError as error:
            remarks.append(error.message)
            break
        except (OSError, ValueError, KeyError, TypeError):
            with depot.ecriture():  # our own copy is gone or spoilt: it is taken again at the next exchange
                depot.db.execute("DELETE FROM colis WHERE poste = ? AND numero = ?", (poste, number))
    return opened


def _thin(depot: Depot) -> None:
    """Drop the envelopes that a later one replaces."""
    sql = (
        "SELECT c.poste, c.numero FROM colis c WHERE c.remplace = 1 AND EXISTS "
        "(SELECT 1 FROM colis d WHERE d.poste = c.poste AND d.service = c.service AND d.remplace = 1 AND d.numero > c.numero)"
    )
    for poste, number in depot.db.execute(sql).fetchall():
        with contextlib.suppress(FileNotFoundError):
            (_transit(depot) / poste / f"{number}{SUFFIXE}").unlink()


def _publish(depot: Depot, dossier: Path) -> None:
    root = _transit(depot)
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        held, target = numerotes(folder), dossier / folder.name
        there = numerotes(target) if target.is_dir() else {}
        for number, path in held.items():
            if number not in there or there[number].stat().st_size != path.stat().st_size:
                target.mkdir(parents=True, exist_ok=True)
                ecrire_entier(target / path.name, path.read_bytes())
        if folder.name == depot.poste:  # one writer a mailbox: only its owner clears it
            for number, path in there.items():
                if number not in held:
                    with contextlib.suppress(OSError):
                        path.unlink()


def numerotes(folder: Path, suffixe: str = SUFFIXE) -> Dict[int, Path]:
    """The files of a mailbox named by a number."""
    out = {}
    for path in folder.glob(f"*{suffixe}"):
        if path.stem.isascii() and path.stem.isdigit() and len(path.stem) < 20 and path.is_file() and not path.is_symlink():
            out[int(path.stem)] = path
    return out


def _transit(depot: Depot) -> Path:
    return depot.espace.root / "colis" / "transit"
