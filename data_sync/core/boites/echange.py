"""An exchange with a folder (USB key, share, synchronised folder): our batches and all we know go there, the unknown come back.

<folder>/<workstation>/poste.json and <folder>/<workstation>/<number>.lot. Batches are immutable, so copying one twice, late,
in any order or through a third workstation changes nothing; a damaged copy is left aside and replaced when we have a sound one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

from shared.errors import BadInput
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..depart import faits
from ..journal.depot import Depot
from ..journal.operation import dumps
from ..paquets.installer import version_en_service
from . import age, chiffres, cles, limites, postes
from .lot import MAX_BYTES, cle_annoncee, lire, nom_valide, sceller

SUFFIXE = ".lot"
RELUS = 200  # latest batches whose copies in the folder are compared byte by byte; the older ones by their size
LOT_MAX = 5_000  # operations: what a slow key or a poor network carries in one go


class Reception(NamedTuple):
    """lots: accepted; operations: new; refuses: (place, French sentence); inconnus: workstations nobody accepted yet; gardes: encrypted
    batches kept without being readable here."""

    lots: int
    operations: int
    refuses: Tuple[Tuple[str, str], ...]
    inconnus: Tuple[Dict[str, str], ...]
    gardes: int = 0
    remarques: Tuple[str, ...] = ()


def mettre_en_lots(depot: Depot) -> Tuple[str, ...]:
    """Seal the operations that are in no batch yet; sentences about what waits. A batch says which batches of the others were read."""
    everything, secret = depot.sans_lot(), chiffres.sensibles()
    waiting = [op for op in everything if op.couche not in secret]
    remarks = chiffres.mettre_en_lots(depot, [op for op in everything if op.couche in secret])
    mine = cles.la_notre(depot)
    key = dumps(age.annonce(mine)) if mine else ""
    renewed = mine is not None and mine.numero > 1 and key != depot.etat("age_publie")
    told = faits.publies(depot.espace)
    renewed = renewed or (bool(told) and dumps(told) != depot.etat("faits_publies"))
    if not waiting and not _news(depot) and not renewed:
        return tuple(remarks)
    cle, poste = postes.cle_privee(depot), depot.poste
    extra = {"vu_chiffre": chiffres.vecteur(depot), "faits": told, **({"age": age.annonce(mine)} if mine else {})}
    with depot.ecriture():
        for start in range(0, max(1, len(waiting)), LOT_MAX):
            part = waiting[start : start + LOT_MAX]
            numero = depot.heure_logique()
            before = depot.db.execute("SELECT max(numero) FROM lot WHERE poste = ?", (poste,)).fetchone()[0] or 0
            octets = sceller(cle, poste, numero, before, vecteur(depot), part, {"paquet": version_en_service(depot.espace)}, extra)
            depot.db.execute("INSERT INTO lot VALUES (?, ?, ?, ?, ?)", (poste, numero, before, octets, utc_now()))
            depot.db.executemany("UPDATE op SET lot = ? WHERE poste = ? AND hlc = ?", [(numero, poste, op.hlc) for op in part])
        depot.noter("vu_publie", _read(depot))
        depot.noter("age_publie", key)
        depot.noter("faits_publies", dumps(told))
    return tuple(remarks)


def _read(depot: Depot) -> str:
    return dumps([vecteur(depot, others=True), chiffres.vecteur(depot)])


def vecteur(depot: Depot, others: bool = False) -> Dict[str, int]:
    """For each workstation, the last batch up to which nothing is missing here."""
    out: Dict[str, int] = {}
    for poste, numero, precedent in depot.db.execute("SELECT poste, numero, precedent FROM lot ORDER BY poste, numero"):
        if out.get(poste, 0) == precedent:
            out[poste] = numero
    if others:
        out.pop(depot.poste, None)
    return out


def _news(depot: Depot) -> bool:
    """Have batches of others arrived that we have not acknowledged?"""
    vector = _read(depot)
    return vector != "[{},{}]" and vector != depot.etat("vu_publie") and _has_operations(depot)


def _has_operations(depot: Depot) -> bool:
    """Acknowledging an acknowledgement would never end: only batches with operations are news."""
    known = depot.etat("accuse") or "0"
    newest = depot.db.execute("SELECT coalesce(max(rowid), 0) FROM op WHERE poste <> ?", (depot.poste,)).fetchone()[0]
    if str(newest) == known:
        return False
    with depot.ecriture():
        depot.noter("accuse", str(newest))
    return True


def publier(depot: Depot, dossier: Path) -> int:
    """Put into the folder every batch we know that it lacks or has damaged; how many were written."""
    written = 0
    _write_card(depot, dossier / depot.poste)
    present: Dict[str, Dict[str, int]] = {}
    rows = depot.db.execute("SELECT poste, numero, length(octets) FROM lot ORDER BY numero").fetchall()
    for position, (poste, numero, size) in enumerate(rows):
        if poste not in present:
            present[poste] = _sizes(dossier / poste)
        name = f"{numero}{SUFFIXE}"
        folder = dossier / poste
        recent = position >= len(rows) - RELUS
        if present[poste].get(name) != size or recent:
            (octets,) = depot.db.execute("SELECT octets FROM lot WHERE poste = ? AND numero = ?", (poste, numero)).fetchone()
            if present[poste].get(name) == size and (folder / name).read_bytes() == octets:
                continue
            folder.mkdir(parents=True, exist_ok=True)
            ecrire_entier(folder / name, octets)
            written += 1
    return written + chiffres.publier(depot, dossier)


def recevoir(depot: Depot, dossier: Path) -> Reception:
    """Take in every batch of the folder that is not known yet. Nothing in the folder can stop the others from being read."""
    held = {(poste, numero) for poste, numero in depot.db.execute("SELECT poste, numero FROM lot")}
    lots = operations = 0
    refused: List[Tuple[str, str]] = []
    unknown: Dict[str, Dict[str, str]] = {}
    revoked = {row[0] for row in depot.db.execute("SELECT nom FROM poste WHERE revoque_le IS NOT NULL")}
    for path in sorted(_files(dossier), key=lambda one: one.parent.name in revoked):  # what others say they read of them comes first
        place = f"{path.parent.name}/{path.name}"
        if (path.parent.name, int(path.stem)) in held:
            continue
        try:
            if path.stat().st_size > MAX_BYTES:
                raise BadInput("Un lot est trop gros pour en être un : il est laissé de côté.")
            octets = path.read_bytes()
            new = _accept(depot, octets, path, unknown)
            if new is not None:
                lots, operations = lots + 1, operations + new
        except OSError as error:
            refused.append((place, f"« {place} » est illisible : vérifiez la clé ou le partage ({error.strerror})."))
        except BadInput as error:
            refused.append((place, error.message))
    for folder in _folders(dossier):
        _meet(depot, folder, unknown)
    secret = chiffres.recevoir(depot, _folders(dossier))
    refused += secret.refuses
    return Reception(
        lots + secret.lots, operations + secret.operations, tuple(refused), tuple(unknown.values()), secret.gardes, secret.remarques
    )


def _accept(depot: Depot, octets: bytes, path: Path, unknown: Dict[str, Dict[str, str]]) -> Any:
    cle = cle_annoncee(octets)
    row = depot.db.execute("SELECT nom, revoque_le, dernier_lot FROM poste WHERE cle = ?", (cle,)).fetchone()
    if row is None:
        name = path.parent.name
        unknown.setdefault(cle, {"poste": name, "empreinte": postes.empreinte(cle), "carte": str(path.parent / postes.CARTE)})
        return None
    lot = lire(octets)
    if lot.poste != row[0] or lot.poste != path.parent.name or str(lot.numero) != path.stem:
        raise BadInput(f"Un lot de « {lot.poste} » porte un autre nom que le sien : il est laissé de côté.")
    if row[1] and lot.numero > (row[2] or 0) and lot.numero > limites.limite(depot, row[0], row[2] or 0):
        raise BadInput(f"La clé de « {lot.poste} » a été révoquée : son lot est refusé.")
    with depot.ecriture():
        if not depot.db.execute(
            "INSERT OR IGNORE INTO lot VALUES (?, ?, ?, ?, ?)", (lot.poste, lot.numero, lot.precedent, octets, utc_now())
        ).rowcount:
            return None
        new = depot.ajouter(lot.operations, lot.numero)
        depot.avancer(max([lot.numero, *(op.hlc for op in lot.operations)]))
        if not row[1]:
            cles.apprendre(depot, lot.poste, lot.age)
    return new


def _meet(depot: Depot, folder: Path, unknown: Dict[str, Dict[str, str]]) -> None:
    """Tell of a workstation that has shown its card and that nobody has accepted."""
    card = folder / postes.CARTE
    if not card.is_file():
        return
    try:
        found = postes.lire_carte(card)
    except BadInput:
        return
    row = depot.db.execute("SELECT nom, revoque_le FROM poste WHERE cle = ?", (found["cle"],)).fetchone()
    if row is not None:
        if row == (found["poste"], None):
            cles.apprendre(depot, row[0], found["age"])
    else:
        unknown[found["cle"]] = {"poste": found["poste"], "empreinte": postes.empreinte(found["cle"]), "carte": str(card)}


def _write_card(depot: Depot, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    octets = (dumps(postes.carte(depot)) + "\n").encode()
    path = folder / postes.CARTE
    if not path.is_file() or path.read_bytes() != octets:
        ecrire_entier(path, octets)


def _folders(dossier: Path) -> List[Path]:
    return [path for path in sorted(dossier.iterdir()) if nom_valide(path.name) and path.is_dir() and not path.is_symlink()]


def _files(dossier: Path) -> List[Path]:
    out: List[Tuple[int, str, Path]] = []
    for folder in _folders(dossier):
        for entry in os.scandir(folder):
            stem = entry.name[: -len(SUFFIXE)]
            if (
                entry.name.endswith(SUFFIXE)
                and stem.isascii()
                and stem.isdigit()
                and len(stem) < 20
                and entry.is_file(follow_symlinks=False)
            ):
                out.append((int(stem), folder.name, Path(entry.path)))
    return [path for _, _, path in sorted(out)]


def _sizes(folder: Path) -> Dict[str, int]:
    return {entry.name: entry.stat().st_size for entry in os.scandir(folder) if entry.is_file()} if folder.is_dir() else {}
