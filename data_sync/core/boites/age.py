"""Encryption to workstations (age, X25519): each has an identity beside its signing key; what is public of it travels in signed batches.

<espace>/travail/poste.age is an age identity file, readable by this user alone: one secret key a line, the last one in use, the
earlier ones kept to read what was encrypted before a renewal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier

SANS_OUTIL = (
    "Le chiffrement n'est pas installé sur ce poste (bibliothèque « pyrage ») : ce qui est chiffré est gardé tel quel, sans être lu ; "
    "installez-la puis échangez de nouveau."
)
PAS_POUR_NOUS = "Ce contenu chiffré n'est pas destiné à ce poste : il est gardé tel quel pour les autres."
_PREMIER = "# premier numero :"


class Cle(NamedTuple):
    """A public key: `numero` counts the renewals, `depuis` is the first number this workstation can still read."""

    cle: str
    numero: int
    depuis: int


def outil() -> Any:
    """The age library. Raises DdtmError when it is not installed."""
    try:
        import pyrage
    except ImportError as error:
        raise DdtmError(SANS_OUTIL, str(error)) from error
    return pyrage


def fichier(espace: Espace) -> Path:
    return espace.travail_gpkg.with_name("poste.age")


def publique(espace: Espace, dernier: int = 0) -> Cle:
    """The public key of this workstation, made at the first call. dernier: the last number it is known by, if its file was lost."""
    first, secrets = _lire(fichier(espace))
    if not secrets:
        return _ajouter(espace, dernier + 1, [])
    return _cle(first, secrets)


def renouveler(espace: Espace) -> Cle:
    """A new key; the earlier ones are kept to read what is under way."""
    first, secrets = _lire(fichier(espace))
    return _ajouter(espace, first, secrets)


def chiffrer(octets: bytes, cles: Sequence[str]) -> bytes:
    """Encrypt to every key of `cles`. Raises BadInput when one of them is none."""
    age = outil()
    try:
        return age.encrypt(octets, [age.x25519.Recipient.from_str(cle) for cle in cles])
    except (age.RecipientError, age.EncryptError) as error:
        raise BadInput("Une clé de chiffrement est illisible : demandez à ce poste d'échanger de nouveau.", str(error)) from error


def dechiffrer(octets: bytes, espace: Espace) -> bytes:
    """The clear bytes. Raises BadInput when they are damaged or meant for others, DdtmError without the library."""
    age = outil()
    _, secrets = _lire(fichier(espace))
    try:
        return age.decrypt(octets, [age.x25519.Identity.from_str(secret) for secret in secrets])
    except age.IdentityError as error:
        raise BadInput(
            f"La clé de chiffrement de ce poste ({fichier(espace).name}) est illisible : reprenez-la d'une sauvegarde."
        ) from error
    except age.DecryptError as error:
        text = str(error)
        raise BadInput(PAS_POUR_NOUS if "matching keys" in text else "Un contenu chiffré est incomplet ou abîmé.", text) from error


def identites(espace: Espace) -> List[Any]:
    """The secret identities of this workstation, for the library's own calls on files."""
    age = outil()
    try:
        return [age.x25519.Identity.from_str(secret) for secret in _lire(fichier(espace))[1]]
    except age.IdentityError as error:
        raise BadInput(
            f"La clé de chiffrement de ce poste ({fichier(espace).name}) est illisible : reprenez-la d'une sauvegarde."
        ) from error


def valide(cle: Any) -> bool:
    """Is it the text of a public key? (Its checksum is verified when the library is there.)"""
    return isinstance(cle, str) and len(cle) == 62 and cle.startswith("age1") and cle.isalnum() and cle.islower()


def lire_annonce(data: Any) -> Optional[Cle]:
    """The key a workstation announces, None when it announces none. Raises ValueError when it is badly written."""
    if data is None:
        return None
    cle, numero, depuis = data["cle"], data["numero"], data["depuis"]
    for value in (numero, depuis):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
            raise ValueError("number")
    if not valide(cle) or depuis > numero:
        raise ValueError("key")
    return Cle(cle, numero, depuis)


def _ajouter(espace: Espace, first: int, secrets: List[str]) -> Cle:
    age = outil()
    secrets = [*secrets, str(age.x25519.Identity.generate())]
    path = fichier(espace)
    path.parent.mkdir(parents=True, exist_ok=True)
    ecrire_entier(path, "\n".join([f"{_PREMIER} {first}", *secrets, ""]).encode("ascii"), mode=0o600)
    return _cle(first, secrets)


def _cle(first: int, secrets: List[str]) -> Cle:
    age = outil()
    try:
        public = str(age.x25519.Identity.from_str(secrets[-1]).to_public())
    except age.IdentityError as error:
        raise BadInput("La clé de chiffrement de ce poste (poste.age) est illisible : reprenez-la d'une sauvegarde.") from error
    return Cle(public, first + len(secrets) - 1, first)


def _lire(path: Path) -> Tuple[int, List[str]]:
    try:
        lines = path.read_text(encoding="ascii").split("\n")
    except FileNotFoundError:
        return 1, []
    except (OSError, ValueError) as error:
        raise BadInput(
            f"La clé de chiffrement de ce poste ({path.name}) est illisible : reprenez-la d'une sauvegarde.", str(error)
        ) from error
    first = next((line[len(_PREMIER) :] for line in lines if line.startswith(_PREMIER)), "1")
    secrets = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if not first.strip().isdigit() or not secrets:
        raise BadInput(f"La clé de chiffrement de ce poste ({path.name}) est illisible : reprenez-la d'une sauvegarde.")
    return int(first), secrets


def annonce(cle: Cle) -> Dict[str, Any]:
    return {"cle": cle.cle, "numero": cle.numero, "depuis": cle.depuis}


__all__ = [
    "Cle",
    "PAS_POUR_NOUS",
    "SANS_OUTIL",
    "annonce",
    "chiffrer",
    "dechiffrer",
    "fichier",
    "identites",
    "lire_annonce",
    "outil",
    "publique",
    "renouveler",
    "valide",
]
