"""Laptop side: a pack is trusted, fetched, assembled apart, verified, then taken into use in one step; the earlier one is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.backup import backup
from shared.gpkg.check import check
from shared.jobs import JobContext

from .. import generation as generations
from ..journal.depot import Depot
from . import blocs, lignes
from .manifeste import LIGNES, Delta, Fichier, Manifeste, lire
from .publier import FICHE, empreinte
from .source import Source, prendre

RECEPTION = ".reception"
VU = "paquet_vu"
MARGE = 64 * 2**20


@dataclass
class Installation:
    """octets: carried; facons: how each file was made ("inchangé", "lignes", "blocs", "entier")."""

    manifeste: Manifeste
    generation: str
    octets: int
    facons: dict
    nouvelle: bool


def examiner(depot: Depot, source: Source) -> Tuple[bytes, Manifeste]:
    """The manifest, when its signer is trusted, it has not expired and it is not older than what this workstation has seen.

    Raises BadInput with the reason otherwise.
    """
    octets = source.manifeste()
    found = lire(octets)
    row = depot.db.execute("SELECT nom, revoque_le FROM poste WHERE cle = ?", (found.cle,)).fetchone()
    if row is None:
        raise BadInput("Le paquet est signé par un poste inconnu ici : acceptez d'abord la carte du bureau (« Ce poste et les autres »).")
    if row[1]:
        raise BadInput(f"Le paquet est signé par « {row[0]} », dont la clé a été révoquée : rien n'a été changé.")
    if found.expire:
        raise BadInput(f"Le paquet est périmé depuis le {found.expire_le[:10]} : demandez-en un récent au bureau.")
    seen = max(int(depot.etat(VU) or 0), version_en_service(depot.espace))
    if found.version < seen:
        raise BadInput(f"Le paquet (version {found.version}) est plus ancien que celui déjà vu ici (version {seen}) : rien n'a été changé.")
    return octets, found


def version_en_service(espace: Espace) -> int:
    """Version of the pack in use, 0 when the generation was not installed from one."""
    found = fiche(espace)
    return found.version if found else 0


def fiche(espace: Espace) -> Optional[Manifeste]:
    """The manifest of the generation in use, None when it was not installed from a pack."""
    try:
        return lire((espace.generation / FICHE).read_bytes())
    except (OSError, BadInput):
        return None


def installer(depot: Depot, source: Source, ctx: JobContext) -> Installation:
    """Take the pack into use. Raises BadInput (refused) or DdtmError (cut, disk full): then the generation in use is as before,
    and what was fetched is kept for the next attempt."""
    espace = depot.espace
    octets, found = examiner(depot, source)
    if found.version == version_en_service(espace):
        return Installation(found, espace.generation_name or "", 0, {}, False)
    with contextlib.suppress(OSError):
        espace.referentiel_dir.mkdir(parents=True, exist_ok=True)
    carried = [0]
    total = sum(item.taille for item in found.fichiers) or 1

    def progress(count: int) -> None:
        carried[0] += count
        ctx.progress(min(0.9, 0.9 * carried[0] / total), "Réception du paquet")

    ways = {}
    with generations.staged_generation(espace) as staging:
        reception = espace.referentiel_dir / RECEPTION
        reception.mkdir(exist_ok=True)
        current = _current(espace)
        _room(espace, found)
        for item in found.fichiers:
            target = staging / item.nom
            target.parent.mkdir(parents=True, exist_ok=True)
            ways[item.nom] = _make(item, target, current, source, reception, progress)
        ctx.progress(0.92, "Vérification du paquet")
        for item in found.fichiers:
            if item.nom.endswith(".gpkg"):
                report = check(staging / item.nom)
                if not report.ok:
                    raise BadInput(f"Le paquet contient un GeoPackage inutilisable : rien n'a été changé. {report.sentence}", report.text())
        (staging / FICHE).write_bytes(octets)
    with depot.ecriture():
        depot.noter(VU, str(max(found.version, int(depot.etat(VU) or 0))))
    shutil.rmtree(reception, ignore_errors=True)
    return Installation(found, espace.generation_name or "", carried[0], ways, True)


def revenir(espace: Espace) -> str:
    """Take the other generation kept here back into use; its name. Raises BadInput when there is none."""
    now = espace.generation_name
    root = espace.referentiel_dir
    others: List[int] = []
    for path in root.glob("gen-*") if root.is_dir() else ():
        number = path.name[len("gen-") :]
        if number.isdigit() and path.name != now and (path / "referentiel.gpkg").is_file() and (path / "pack.json").is_file():
            others.append(int(number))
    if not others:
        raise BadInput("Aucune génération précédente n'est gardée sur ce poste : réinstallez un paquet.")
    name = f"gen-{max(others)}"
    with generations._locked(root, espace.root), generations._plain_disk_errors():
        ecrire_entier(root / "CURRENT", f"{name}\n".encode())
    return name


def _current(espace: Espace) -> Optional[Path]:
    try:
        return espace.generation
    except BadInput:
        return None


def _room(espace: Espace, found: Manifeste) -> None:
    needed = sum(item.taille for item in found.fichiers) + MARGE
    free = shutil.disk_usage(espace.referentiel_dir).free
    if free < needed:
        raise DdtmError(
            f"Il manque {(needed - free) / 2**20:.0f} Mo sur le disque pour ce paquet : libérez de la place puis relancez ; "
            "les données en service sont inchangées."
        )


def _make(item: Fichier, target: Path, current: Optional[Path], source: Source, reception: Path, progress) -> str:
    old = current / item.nom if current is not None else None
    if old is not None and old.is_file():
        if _is(item, old):
            _link(old, target)
            return "inchangé"
        for delta in sorted(item.deltas, key=lambda one: one.taille):
            if delta.de == (lignes.logique(old) if delta.genre == LIGNES else empreinte(old)):
                if _try_delta(item, delta, old, target, source, reception, progress):
                    return delta.genre
    whole = prendre(source, item.sha256, item.taille, reception, progress)
    os.replace(whole, target)
    return "entier"


def _is(item: Fichier, path: Path) -> bool:
    if item.logique:
        return lignes.logique(path) == item.logique
    return path.stat().st_size == item.taille and empreinte(path) == item.sha256


def _try_delta(item: Fichier, delta: Delta, old: Path, target: Path, source: Source, reception: Path, progress) -> bool:
    """Make the file from its delta; False when the result is not what was announced: the whole file is then fetched."""
    octets = prendre(source, delta.objet, delta.taille, reception, progress)
    try:
        if delta.genre == LIGNES:
            backup(old, target)
            os.chmod(target, 0o644)
            lignes.appliquer(target, octets.read_bytes())
        else:
            blocs.appliquer(old, octets.read_bytes(), target, item.taille)
        if _is(item, target):
            return True
    except BadInput:
        pass
    target.unlink(missing_ok=True)
    return False


def _link(old: Path, target: Path) -> None:
    """Generations are never written again, so the same file may serve two of them."""
    try:
        os.link(old, target)
    except OSError:
        shutil.copyfile(old, target)
