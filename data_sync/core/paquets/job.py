"""The jobs of data_sync:publier_paquet, installer_paquet, verifier_paquet and revenir_paquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Dict

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..boites import postes
from ..journal.depot import ouvrir
from . import installer as installation
from . import publier as publication
from . import source as sources

JOURS = 60


def publier(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make a signed pack of the generation in use.

    params: "espace", "dossier" (where packs are published), "validite_jours" (default 60). Returns {"phrase", "version", "dossier",
    "octets", "octets_deltas", "expire_le"}. Raises BadInput when there is no generation or the folder cannot be written.
    """
    espace = Espace.at(params.get("espace"))
    folder = Path(_required(params, "dossier", "Dites dans quel dossier publier le paquet."))
    days = int(params.get("validite_jours") or JOURS)
    if not 1 <= days <= 400:
        raise BadInput("La validité d'un paquet va de 1 à 400 jours.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"Le dossier « {folder} » ne peut pas être écrit : choisissez-en un autre.", str(error)) from error
    with ouvrir(espace) as depot:
        postes.identite(depot)
        made, deltas = publication.publier(espace, folder, postes.cle_privee(depot), days, ctx)
    size = sum(item.taille for item in made.fichiers)
    return {
        "phrase": f"Paquet version {made.version} publié dans « {folder} » : {len(made.fichiers)} fichiers, {_mega(size)}, "
        f"différences {_mega(deltas)}, valable jusqu'au {made.expire_le[:10]}.",
        "version": made.version,
        "dossier": str(folder),
        "octets": size,
        "octets_deltas": deltas,
        "expire_le": made.expire_le,
    }


def installer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Take a pack into use.

    params: "espace", "source" (folder or http(s) address). Returns {"phrase", "version", "generation", "octets_recus", "facons",
    "nouvelle"}. Raises BadInput for a pack that is forged, older, expired, truncated or from an unknown office; DdtmError when the
    source stops or the disk is full. Nothing changes then, and what was fetched is kept.
    """
    where = _required(params, "source", "Dites où prendre le paquet : un dossier (clé, partage) ou une adresse.")
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        done = installation.installer(depot, sources.ouvrir(where), ctx)
    if not done.nouvelle:
        sentence = f"Le paquet version {done.manifeste.version} est déjà en service."
    else:
        sentence = (
            f"Paquet version {done.manifeste.version} en service ({done.manifeste.titre}) : {_mega(done.octets)} reçus ; "
            "la génération précédente est gardée."
        )
    return {
        "phrase": sentence,
        "version": done.manifeste.version,
        "generation": done.generation,
        "octets_recus": done.octets,
        "facons": done.facons,
        "nouvelle": done.nouvelle,
    }


def verifier(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Is the pack of a key or a share whole, trusted and current? Nothing is installed.

    params: "espace", "source". Returns {"phrase", "version", "expire_le", "octets", "exercice"}. Raises BadInput with what is wrong.
    """
    where = _required(params, "source", "Dites où est le paquet : un dossier (clé, partage) ou une adresse.")
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        found_at = sources.ouvrir(where)
        _, found = installation.examiner(depot, found_at)
    objects = {item.sha256: item.taille for item in found.fichiers}
    objects.update({delta.objet: delta.taille for item in found.fichiers for delta in item.deltas})
    with tempfile.TemporaryDirectory() as name:
        for position, (digest, size) in enumerate(sorted(objects.items())):
            ctx.progress(position / len(objects), "Vérification du paquet")
            sources.prendre(found_at, digest, size, Path(name), lambda _count: None).unlink()
    size = sum(item.taille for item in found.fichiers)
    return {
        "phrase": f"Paquet version {found.version} entier et signé : {found.titre}, {_mega(size)}, valable jusqu'au {found.expire_le[:10]}.",
        "version": found.version,
        "expire_le": found.expire_le,
        "octets": size,
        "exercice": found.exercice,
    }


def revenir(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Take the generation kept from before back into use. params: "espace". Returns {"phrase", "generation", "avant"}."""
    espace = Espace.at(params.get("espace"))
    before = espace.generation_name
    name = installation.revenir(espace)
    return {"phrase": f"La génération {name} est de nouveau en service (à la place de {before}).", "generation": name, "avant": before}


def _required(params: Dict[str, Any], key: str, sentence: str) -> str:
    value = str(params.get(key) or "").strip()
    if not value:
        raise BadInput(sentence)
    return value


def _mega(size: int) -> str:
    return f"{size / 1e6:.2f} Mo".replace(".", ",") if size < 10_000_000 else f"{size / 1e6:.0f} Mo"
