"""Parcels: files of any plugin that the exchange between workstations carries, encrypted to the other workstations.

    deposer(espace, "lucca", path)     leaves at the next exchange (data_sync:echanger)
    recus(espace, "lucca")             what arrived, oldest first
    ranger(colis)                      done with it: it will not come back

<espace>/colis/depart/<service>/<sha256>.bin + .json, <espace>/colis/arrivee/<service>/<sha256>.bin + .json. The carrier never looks
inside. The same bytes deposited or received twice are one parcel.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import List

from .errors import BadInput, DdtmError
from .espace import Espace
from .fichiers import ecrire_entier

MAX_BYTES = 256 * 2**20
_SERVICE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_SHA = re.compile(r"[0-9a-f]{64}\Z")
FAIT = ".pris"
PRIVE = 0o600  # what is in clear here is for this account alone


@dataclass(frozen=True)
class Colis:
    """fichier: the bytes in clear; nom: a name for people; poste: who sent it (empty before it leaves)."""

    fichier: Path
    service: str
    sha256: str
    nom: str
    poste: str = ""
    cree_le: str = ""
    remplace: bool = False
    rang: int = 0  # order of deposit among those that wait to leave


def depart(espace: Espace, service: str) -> Path:
    return _folder(espace, "depart", service)


def arrivee(espace: Espace, service: str) -> Path:
    return _folder(espace, "arrivee", service)


def services(espace: Espace, sens: str = "depart") -> List[str]:
    """Services that have a folder on that side ("depart" or "arrivee")."""
    root = espace.root / "colis" / sens
    return sorted(path.name for path in root.iterdir() if path.is_dir() and _SERVICE.match(path.name)) if root.is_dir() else []


def deposer(espace: Espace, service: str, source: Path, nom: str = "", remplace: bool = False) -> Colis:
    """Copy a file among those that leave at the next exchange. remplace: the earlier parcels of this service are of no more use.

    Raises BadInput when it is missing or too big, DdtmError when it cannot be written.
    """
    folder = depart(espace, service)
    try:
        if source.stat().st_size > MAX_BYTES:
            raise BadInput(f"« {source.name} » dépasse {MAX_BYTES // 2**20} Mio : c'est trop pour un échange entre postes.")
        octets = source.read_bytes()
    except OSError as error:
        raise BadInput(f"« {source.name} » est introuvable ou illisible : rien n'est déposé.", str(error)) from error
    waiting = lister(folder)
    left = ecrire(
        folder, octets, {"nom": nom or source.name, "remplace": remplace, "rang": max((one.rang for one in waiting), default=0) + 1}
    )
    for one in waiting if remplace else ():
        if one.remplace and one.sha256 != left.sha256:  # it has not left, and the new one says all that it said
            _drop(one)
    return left


def ecrire(folder: Path, octets: bytes, fiche: dict) -> Colis:
    """Put bytes and their card into a folder of parcels, whole; a parcel already there or done with is left as it is."""
    digest = hashlib.sha256(octets).hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / f"{digest}{FAIT}").exists() and not (folder / f"{digest}.json").exists():
            ecrire_entier(folder / f"{digest}.bin", octets, PRIVE)
            ecrire_entier(folder / f"{digest}.json", json.dumps(fiche, ensure_ascii=False).encode("utf-8"), PRIVE)
    except OSError as error:
        raise DdtmError("Le colis n'a pas pu être écrit : disque plein ou dossier protégé.", str(error)) from error
    return _colis(folder, digest, fiche)


def recus(espace: Espace, service: str) -> List[Colis]:
    """Parcels that arrived and are not put away yet, oldest first."""
    return lister(arrivee(espace, service))


def lister(folder: Path) -> List[Colis]:
    """Whole parcels of a folder; what is spoilt is left aside."""
    out: List[Colis] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            fiche = json.loads(path.read_bytes())
            if _SHA.match(path.stem) and path.with_suffix(".bin").is_file() and isinstance(fiche, dict):
                out.append(_colis(folder, path.stem, fiche))
        except (OSError, ValueError):
            continue
    return sorted(out, key=lambda item: (item.rang, item.cree_le, item.sha256))


def lire(colis: Colis) -> bytes:
    """The bytes. Raises BadInput when they are not those of the parcel any more."""
    try:
        octets = colis.fichier.read_bytes()
    except OSError as error:
        raise BadInput(f"Le colis « {colis.nom} » est illisible.", str(error)) from error
    if hashlib.sha256(octets).hexdigest() != colis.sha256:
        raise BadInput(f"Le colis « {colis.nom} » est abîmé : il est laissé de côté.")
    return octets


def ranger(colis: Colis) -> None:
    """Forget a parcel: its bytes go, and the same one received again will not come back."""
    ecrire_entier(colis.fichier.with_suffix(FAIT), b"", PRIVE)
    _drop(colis)


def _drop(colis: Colis) -> None:
    for suffix in (".json", ".bin"):
        with contextlib.suppress(FileNotFoundError):
            colis.fichier.with_suffix(suffix).unlink()


def _colis(folder: Path, digest: str, fiche: dict) -> Colis:
    text = {name: str(fiche.get(name) or "") for name in ("nom", "poste", "cree_le")}
    told = fiche.get("rang")
    rank = told if isinstance(told, int) else 0
    return Colis(
        folder / f"{digest}.bin", folder.name, digest, text["nom"], text["poste"], text["cree_le"], fiche.get("remplace") is True, rank
    )


def _folder(espace: Espace, sens: str, service: str) -> Path:
    if not _SERVICE.match(service):
        raise BadInput(f"« {service} » n'est pas un nom de service (lettres minuscules, chiffres, « _ »).")
    return espace.root / "colis" / sens / service
