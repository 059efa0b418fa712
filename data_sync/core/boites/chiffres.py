"""Batches of sensitive layers: sealed like the others, then encrypted to the accepted workstations, in a chain of their own.

<folder>/<workstation>/<number>.lotc. Whoever has no key for one keeps it untouched and passes it on. A workstation accepted later, or
that lost its key, is sent all our sensitive operations again in one batch that replaces the earlier ones (`remplace`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Set, Tuple

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..journal.depot import Depot
from ..journal.operation import Operation, dumps
from . import age, cles, enveloppe, postes
from .colis import accepter, numerotes
from .lot import lire, sceller

SUFFIXE = ".lotc"
GENRE = "lot"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS chiffre (poste TEXT, numero INTEGER, precedent INTEGER, remplace INTEGER, octets BLOB NOT NULL, "
    "ouvert_le TEXT, PRIMARY KEY (poste, numero))"
)


class Reception(NamedTuple):
    """lots: opened here; operations: new; gardes: batches of others that this workstation keeps without being able to read them."""

    lots: int
    operations: int
    gardes: int
    refuses: Tuple[Tuple[str, str], ...]
    remarques: Tuple[str, ...]


def preparer(depot: Depot) -> None:
    depot.db.execute(_TABLE)


def sensibles() -> Set[str]:
    """Names of the layers whose operations never leave in clear."""
    return {layer.name for layer in catalogue.LAYERS.values() if layer.sensible}


def mettre_en_lots(depot: Depot, waiting: Sequence[Operation]) -> List[str]:
    """Seal and encrypt sensitive operations, and those that a newcomer lacks; sentences about what has to wait."""
    preparer(depot)
    secret = sensibles()
    to = cles.destinataires(depot)
    sealed = _sealed(depot, secret)
    if not waiting and not sealed:
        return []
    if cles.la_notre(depot) is None:
        return [f"{len(waiting)} saisie(s) sensible(s) attendent. {age.SANS_OUTIL}"] if waiting else []
    if len(to) < 2:
        text = "saisie(s) sensible(s) restent sur ce poste : aucun autre poste accepté n'a encore montré sa clé de chiffrement."
        return [f"{len(waiting)} {text}"] if waiting else []
    covered: Dict[str, int] = json.loads(depot.etat("chiffre_couverts") or "{}")
    late = any(name not in covered or covered[name] < cle.depuis for name, cle in to.items() if name != depot.poste)
    operations = [*sealed, *waiting] if late else list(waiting)
    if operations:
        _seal(depot, to, operations, replace=late and bool(sealed))
    without = cles.sans_cle(depot)
    return (
        [f"Saisies sensibles : pas encore lisibles pour {', '.join(without)}, qui n'ont pas montré de clé de chiffrement."]
        if without and operations
        else []
    )


def _sealed(depot: Depot, secret: Set[str]) -> List[Operation]:
    marks = ", ".join("?" * len(secret))
    sql = f"SELECT texte FROM op WHERE poste = ? AND lot IS NOT NULL AND couche IN ({marks}) ORDER BY hlc"
    return [Operation.read(depot.poste, json.loads(row[0])) for row in depot.db.execute(sql, (depot.poste, *sorted(secret)))]


def _seal(depot: Depot, to: Dict[str, age.Cle], operations: List[Operation], replace: bool) -> None:
    cle, poste = postes.cle_privee(depot), depot.poste
    with depot.ecriture():
        number = depot.heure_logique()
        before = depot.db.execute("SELECT max(numero) FROM chiffre WHERE poste = ?", (poste,)).fetchone()[0] or 0
        inner = sceller(cle, poste, number, before, {}, operations)
        octets = enveloppe.sceller(cle, poste, GENRE, number, before, to, inner, replace)
        depot.db.execute("INSERT INTO chiffre VALUES (?, ?, ?, ?, ?, ?)", (poste, number, before, int(replace), octets, utc_now()))
        sql = "UPDATE op SET lot = ? WHERE poste = ? AND hlc = ? AND lot IS NULL"
        depot.db.executemany(sql, [(number, poste, op.hlc) for op in operations])
        depot.noter("chiffre_couverts", dumps({name: found.numero for name, found in to.items()}))


def publier(depot: Depot, dossier: Path) -> int:
    """Put into the folder every encrypted batch that it lacks or has damaged."""
    preparer(depot)
    written = 0
    present: Dict[str, Dict[int, Path]] = {}
    for poste, number, size in depot.db.execute("SELECT poste, numero, length(octets) FROM chiffre ORDER BY numero").fetchall():
        folder = dossier / poste
        there = present.setdefault(poste, numerotes(folder, SUFFIXE) if folder.is_dir() else {})
        if number not in there or there[number].stat().st_size != size:
            (octets,) = depot.db.execute("SELECT octets FROM chiffre WHERE poste = ? AND numero = ?", (poste, number)).fetchone()
            folder.mkdir(parents=True, exist_ok=True)
            ecrire_entier(folder / f"{number}{SUFFIXE}", octets)
            written += 1
    return written


def recevoir(depot: Depot, dossiers: Sequence[Path]) -> Reception:
    """Keep every new encrypted batch, and open those meant for this workstation."""
    preparer(depot)
    refused: List[Tuple[str, str]] = []
    held = set(depot.db.execute("SELECT poste, numero FROM chiffre").fetchall())
    for folder in dossiers:
        for number, path in sorted(numerotes(folder, SUFFIXE).items()):
            if (folder.name, number) in held:
                continue
            place = f"{folder.name}/{path.name}"
            try:
                if path.stat().st_size > enveloppe.MAX_BYTES:
                    raise BadInput("Un lot chiffré est trop gros pour en être un : il est laissé de côté.")
                found = accepter(depot, path.read_bytes(), folder.name, number)
                if found is not None:
                    if found.genre != GENRE:
                        raise BadInput(enveloppe.ABIMEE, found.genre)
                    row = (found.poste, number, found.precedent, int(found.remplace), found.octets, None)
                    with depot.ecriture():
                        depot.db.execute("INSERT OR IGNORE INTO chiffre VALUES (?, ?, ?, ?, ?, ?)", row)
            except OSError as error:
                refused.append((place, f"« {place} » est illisible : vérifiez la clé ou le partage ({error.strerror})."))
            except BadInput as error:
                refused.append((place, error.message))
    return _open(depot, refused)


def _open(depot: Depot, refused: List[Tuple[str, str]]) -> Reception:
    lots = operations = 0
    remarks: List[str] = []
    for poste, number, octets in depot.db.execute(
        "SELECT poste, numero, octets FROM chiffre WHERE ouvert_le IS NULL ORDER BY numero"
    ).fetchall():
        try:
            found = enveloppe.lire(octets)
            if depot.poste not in found.pour:
                continue
            inner = lire(enveloppe.ouvrir(found, depot.espace))
            if (inner.cle, inner.poste, inner.numero) != (found.cle, poste, number):
                raise BadInput("Un lot chiffré n'est pas de celui qui l'envoie : il est laissé de côté.", poste)
            with depot.ecriture():
                operations += depot.ajouter(inner.operations, number)
                depot.avancer(max([number, *(op.hlc for op in inner.operations)]))
                depot.db.execute("UPDATE chiffre SET ouvert_le = ? WHERE poste = ? AND numero = ?", (utc_now(), poste, number))
            lots += 1
        except BadInput as error:
            refused.append((f"{poste}/{number}{SUFFIXE}", error.message))
        except DdtmError as error:
            remarks.append(error.message)
            break
    here = depot.poste
    kept = depot.db.execute("SELECT count(*) FROM chiffre WHERE ouvert_le IS NULL AND poste <> ?", (here,)).fetchone()[0]
    return Reception(lots, operations, kept, tuple(refused), tuple(remarks))


def vecteur(depot: Depot) -> Dict[str, int]:
    """For each other workstation, the last of its encrypted batches up to which nothing is missing or unread here."""
    preparer(depot)
    out: Dict[str, int] = {}
    sql = "SELECT poste, numero, precedent, remplace FROM chiffre WHERE ouvert_le IS NOT NULL AND poste <> ? ORDER BY poste, numero"
    for poste, number, before, replaces in depot.db.execute(sql, (depot.poste,)):
        if replaces or out.get(poste, 0) == before:
            out[poste] = number
    return out


def seules_ici(depot: Depot, clair: int, chiffre: int) -> int:
    """Operations of this workstation in no batch up to `clair` (in clear) or `chiffre` (encrypted)."""
    preparer(depot)
    sealed = "EXISTS (SELECT 1 FROM chiffre c WHERE c.poste = op.poste AND c.numero = op.lot)"
    sql = f"SELECT count(*) FROM op WHERE poste = ? AND (lot IS NULL OR lot > CASE WHEN {sealed} THEN ? ELSE ? END)"
    return int(depot.db.execute(sql, (depot.poste, chiffre, clair)).fetchone()[0])
