"""Who may write here: the key of this workstation, and the keys of the others that a person has accepted or revoked."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from pathlib import Path
from typing import Any, Dict, List, Optional

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..journal.depot import Depot
from . import age, cles, limites
from .lot import nom_valide, public_bytes

CARTE = "poste.json"


def fichier_cle(espace: Espace) -> Path:
    """The private key: readable by this user alone, never copied anywhere."""
    return espace.travail_gpkg.with_name("poste.cle")


def identite(depot: Depot, nom: Optional[str] = None) -> str:
    """The name of this workstation, made with its key at the first call. Raises BadInput for a bad name, or a change of name."""
    known = depot.etat("poste")
    if known:
        if nom and nom != known:
            raise BadInput(f"Ce poste s'appelle déjà « {known} » : son nom signe ses lots et ne change pas.")
        return known
    if nom is not None and not nom_valide(nom):
        raise BadInput("Le nom d'un poste a 1 à 40 lettres sans accent, chiffres ou tirets : par exemple « COD-1 ».")
    path = fichier_cle(depot.espace)
    cle = Ed25519PrivateKey.from_private_bytes(_bytes(path)) if path.exists() else _make(path)
    public = public_bytes(cle).hex()
    if nom is None:
        host = re.sub(r"[^A-Za-z0-9-]+", "-", platform.node()).strip("-")[:24] or "poste"
        nom = f"{host}-{public[:4]}"
    with depot.ecriture():
        depot.noter("poste", nom)
        depot.db.execute("INSERT OR REPLACE INTO poste VALUES (?, ?, ?, NULL, NULL)", (nom, public, utc_now()))
    return nom


def cle_privee(depot: Depot) -> Ed25519PrivateKey:
    """Raises BadInput when the key's file is missing or is not the one this workstation is known by."""
    cle = Ed25519PrivateKey.from_private_bytes(_bytes(fichier_cle(depot.espace)))
    if public_bytes(cle).hex() != cle_de(depot, depot.poste):
        raise BadInput(
            "La clé de ce poste (poste.cle) n'est pas celle de son journal : reprenez le dossier de travail d'une même sauvegarde."
        )
    return cle


def cle_de(depot: Depot, nom: str) -> Optional[str]:
    row = depot.db.execute("SELECT cle FROM poste WHERE nom = ?", (nom,)).fetchone()
    return row[0] if row else None


def carte(depot: Depot) -> Dict[str, Any]:
    """What this workstation shows of itself; its encryption key is signed by the key that names it."""
    card: Dict[str, Any] = {"poste": depot.poste, "cle": cle_de(depot, depot.poste) or ""}
    found = cles.la_notre(depot)
    if found is not None:
        card["age"] = age.annonce(found)
        card["age_signature"] = cles.signer(cle_privee(depot), card["age"])
    return card


def empreinte(cle: str) -> str:
    """A key short enough to be read over the telephone."""
    digest = hashlib.sha256(bytes.fromhex(cle)).hexdigest()[:16].upper()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def lire_carte(path: Path) -> Dict[str, Any]:
    """The card another workstation wrote ("age": its verified encryption key, or None). Raises BadInput when it is none."""
    try:
        data = json.loads(path.read_bytes()[:4096])
        nom, cle = data["poste"], data["cle"]
        if not nom_valide(nom) or not isinstance(cle, str) or len(bytes.fromhex(cle)) != 32:
            raise ValueError("card")
        return {"poste": nom, "cle": cle.lower(), "age": cles.verifiee(cle, data)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(
            f"« {path.name} » n'est pas la carte d'un poste (poste.json) : redemandez-la au poste concerné.", repr(error)
        ) from error


def accepter(depot: Depot, path: Path) -> Dict[str, Any]:
    """Trust the workstation of this card. Raises BadInput when its name or its key is already somebody else's."""
    found = lire_carte(path)
    held = depot.db.execute("SELECT nom, cle, revoque_le FROM poste WHERE nom = ? OR cle = ?", (found["poste"], found["cle"])).fetchone()
    if held is not None:
        if (held[0], held[1]) != (found["poste"], found["cle"]):
            raise BadInput(
                f"Le nom « {found['poste']} » ou sa clé est déjà connu autrement ({held[0]}) : donnez un autre nom au nouveau poste."
            )
        if held[2]:
            raise BadInput(f"La clé de « {held[0]} » a été révoquée : refaites l'identité de ce poste sous un autre nom.")
        cles.apprendre(depot, found["poste"], found["age"])
        return found
    with depot.ecriture():
        depot.db.execute("INSERT INTO poste VALUES (?, ?, ?, NULL, NULL)", (found["poste"], found["cle"], utc_now()))
        cles.apprendre(depot, found["poste"], found["age"])
    return found


def revoquer(depot: Depot, nom: str) -> None:
    """Refuse every later batch of a workstation; what was received before stays. Raises BadInput when it is unknown or this one."""
    if nom == depot.poste:
        raise BadInput("Un poste ne se révoque pas lui-même : faites-le depuis un autre poste.")
    if cle_de(depot, nom) is None:
        raise BadInput(f"Aucun poste « {nom} » n'est connu ici.")
    with depot.ecriture():
        last = limites.connu(depot, nom)
        depot.db.execute(
            "UPDATE poste SET revoque_le = coalesce(revoque_le, ?), dernier_lot = coalesce(dernier_lot, ?) WHERE nom = ?",
            (utc_now(), last, nom),
        )


def lister(depot: Depot) -> List[Dict[str, Any]]:
    rows = depot.db.execute("SELECT nom, cle, accepte_le, revoque_le FROM poste ORDER BY nom")
    return [
        {
            "poste": nom,
            "empreinte": empreinte(cle),
            "ici": nom == depot.poste,
            "accepte_le": accepted,
            "revoque_le": revoked,
            "age": found.cle if (found := cles.connue(depot, nom)) else "",
        }
        for nom, cle, accepted, revoked in rows
    ]


def _make(path: Path) -> Ed25519PrivateKey:
    raw = os.urandom(32)
    ecrire_entier(path, raw.hex().encode() + b"\n", mode=0o600)
    return Ed25519PrivateKey.from_private_bytes(raw)


def _bytes(path: Path) -> bytes:
    try:
        raw = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(raw) != 32:
            raise ValueError("length")
        return raw
    except (OSError, ValueError) as error:
        raise BadInput(
            "La clé de ce poste (travail/poste.cle) manque ou est illisible : reprenez-la d'une sauvegarde du dossier de travail.",
            repr(error),
        ) from error
