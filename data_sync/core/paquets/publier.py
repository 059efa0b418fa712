"""Office side: the generation in use becomes a pack in a folder that any carrier may copy.

<folder>/manifeste.paq, <folder>/objets/<sha256>, <folder>/historique/<version>.paq. Objects are immutable; those that none of the
last manifests names are swept. The manifest is written last, so a copy taken in the middle is the earlier pack, whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.values import format_instant, utc_now
from shared.jobs import JobContext

from . import blocs, lignes
from .manifeste import BLOCS, LIGNES, NOM, Fichier, Manifeste, lire, nom_sur, signer
from .source import OBJETS

FICHE = "paquet.paq"  # the manifest kept in an installed generation
HISTORIQUE = "historique"
ANCIENS = 3  # earlier packs from which a delta is offered
PART_UTILE = 0.5  # a delta larger than this part of the file is not worth its complication


def publier(espace: Espace, dossier: Path, cle: Ed25519PrivateKey, jours: int, ctx: JobContext) -> Tuple[Manifeste, int]:
    """(manifest published, bytes of its deltas). Raises BadInput when the folder holds somebody else's pack, or nothing changed."""
    generation = espace.generation
    objects = dossier / OBJETS
    objects.mkdir(parents=True, exist_ok=True)
    (dossier / HISTORIQUE).mkdir(exist_ok=True)
    earlier = _earlier(dossier)
    entries: List[Dict[str, Any]] = []
    names = sorted(path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file() and path.name != FICHE)
    for position, name in enumerate(names):
        ctx.progress(position / len(names), f"Mise en paquet de {name}")
        if not nom_sur(name):
            raise BadInput(f"Le fichier « {name} » de la génération porte un nom qu'un autre système refuserait : renommez-le.")
        entries.append(_entry(generation / name, name, objects, earlier))
    pack = espace.pack
    now = dt.datetime.now(dt.timezone.utc)
    body = {
        "version": 1 + max([item.version for item in earlier], default=0),
        "cree_le": utc_now(),
        "expire_le": format_instant(now + dt.timedelta(days=jours)),
        "titre": str(pack.get("titre") or "Paquet de données"),
        "exercice": bool(pack.get("exercice")),
        "fichiers": entries,
    }
    octets = signer(cle, body)
    made = lire(octets)
    ecrire_entier(dossier / HISTORIQUE / f"{made.version}.paq", octets)
    ecrire_entier(dossier / NOM, octets)
    _sweep(dossier, [made, *earlier[:ANCIENS]])
    return made, sum(delta.taille for item in made.fichiers for delta in item.deltas)


def empreinte(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for data in iter(lambda: stream.read(1 << 20), b""):
            digest.update(data)
    return digest.hexdigest()


def _entry(path: Path, name: str, objects: Path, earlier: List[Manifeste]) -> Dict[str, Any]:
    gpkg = name.endswith(".gpkg")
    if gpkg and any(Path(f"{path}{suffix}").exists() for suffix in ("-wal", "-journal")):
        raise BadInput(f"« {name} » est ouvert en écriture ailleurs : fermez-le, puis recommencez.")
    logical = lignes.logique(path) if gpkg else ""
    sha, size = empreinte(path), path.stat().st_size
    before = [item for item in (manifest.fichier(name) for manifest in earlier[:ANCIENS]) if item is not None]
    if before and logical and before[0].logique == logical and (objects / before[0].sha256).exists():
        sha, size = before[0].sha256, before[0].taille  # exported anew, but it says the same: nothing to carry
    elif not (objects / sha).exists():
        _store(path, objects / sha)
    deltas, seen = [], set()
    for old in before:
        key = old.logique or old.sha256
        if key in seen or key == (logical or sha) or not (objects / old.sha256).exists():
            continue
        seen.add(key)
        found = _delta(objects / old.sha256, path, name, old, size)
        if found is not None:
            genre, of, octets = found
            digest = hashlib.sha256(octets).hexdigest()
            if not (objects / digest).exists():
                ecrire_entier(objects / digest, octets)
            deltas.append({"genre": genre, "de": of, "objet": digest, "taille": len(octets)})
    return {"nom": name, "taille": size, "sha256": sha, "logique": logical, "deltas": deltas}


def _delta(base: Path, new: Path, name: str, old: Fichier, size: int) -> Optional[Tuple[str, str, bytes]]:
    limit = int(size * PART_UTILE)
    if old.logique:
        octets = lignes.calculer(base, new)
        if octets is not None and len(octets) <= limit:
            return LIGNES, old.logique, octets
    octets = blocs.calculer(base, new, blocs.taille_bloc(name), limit)
    return None if octets is None else (BLOCS, old.sha256, octets)


def _store(path: Path, target: Path) -> None:
    """Copy a large file whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        with open(path, "rb") as source, open(part, "wb") as stream:
            for data in iter(lambda: source.read(1 << 20), b""):
                stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _earlier(dossier: Path) -> List[Manifeste]:
    """Manifests published here, latest first; damaged ones are left out, but the version never goes back."""
    out = []
    for path in (dossier / HISTORIQUE).glob("*.paq"):
        try:
            out.append(lire(path.read_bytes()))
        except BadInput:
            continue
    return sorted(out, key=lambda item: -item.version)


def _sweep(dossier: Path, kept: List[Manifeste]) -> None:
    wanted = {name for m in kept for item in m.fichiers for name in (item.sha256, *(delta.objet for delta in item.deltas))}
    for path in (dossier / OBJETS).iterdir():
        if path.name not in wanted:
            path.unlink()
