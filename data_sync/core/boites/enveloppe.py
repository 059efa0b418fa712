"""A sealed envelope: what it is and for whom is readable and signed (Ed25519), what it holds is encrypted (age).

Bytes: b"DDTMENV1", public key (32), signature of magic + key + rest (64), length of the head (4, big endian), head (JSON),
age ciphertext. The content repeats its head, so that nobody can put another's ciphertext in an envelope of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.values import utc_now

from ..journal.operation import dumps
from . import age
from .lot import nom_valide, public_bytes

MAGIC = b"DDTMENV1"
_START = len(MAGIC) + 32 + 64
MAX_TETE = 65_536
MAX_BYTES = 300 * 2**20
ABIMEE = "Un envoi chiffré est incomplet ou abîmé : il est laissé de côté ; sa copie saine sera reprise au prochain échange."


@dataclass(frozen=True)
class Enveloppe:
    """pour: workstation -> number of the key it was encrypted to. remplace: earlier envelopes of the same genre are of no more use."""

    cle: str
    poste: str
    genre: str
    numero: int
    precedent: int
    cree_le: str
    pour: Mapping[str, int]
    remplace: bool
    octets: bytes


def sceller(
    cle: Ed25519PrivateKey,
    poste: str,
    genre: str,
    numero: int,
    precedent: int,
    destinataires: Mapping[str, age.Cle],
    contenu: bytes,
    remplace: bool = False,
) -> bytes:
    """The bytes of an envelope for `destinataires` (workstation -> key)."""
    head = dumps(
        {
            "poste": poste,
            "genre": genre,
            "numero": numero,
            "precedent": precedent,
            "cree_le": utc_now(),
            "pour": {name: found.numero for name, found in sorted(destinataires.items())},
            "remplace": remplace,
        }
    ).encode("utf-8")
    sized = len(head).to_bytes(4, "big") + head
    body = sized + age.chiffrer(sized + contenu, [found.cle for found in destinataires.values()])
    start = MAGIC + public_bytes(cle)
    return start + cle.sign(start + body) + body


def cle_annoncee(octets: bytes) -> str:
    """The public key it claims, in hexadecimal (nothing is verified). Raises BadInput when it is no envelope."""
    if len(octets) <= _START + 4 or octets[: len(MAGIC)] != MAGIC:
        raise BadInput(ABIMEE, "no envelope")
    return octets[len(MAGIC) : len(MAGIC) + 32].hex()


def lire(octets: bytes) -> Enveloppe:
    """The verified outside of an envelope. Raises BadInput when it is damaged, truncated or forged."""
    cle = cle_annoncee(octets)
    start, signature, body = octets[: len(MAGIC) + 32], octets[len(MAGIC) + 32 : _START], octets[_START:]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(signature, start + body)
        size = int.from_bytes(body[:4], "big")
        if size > MAX_TETE:
            raise ValueError("head")
        head = json.loads(body[4 : 4 + size])
        pour = {str(name): _entier(number) for name, number in head["pour"].items()}
        if not all(map(nom_valide, [head["poste"], *pour])) or not isinstance(head["genre"], str) or len(head["genre"]) > 80:
            raise ValueError("names")
        return Enveloppe(
            cle, head["poste"], head["genre"], _entier(head["numero"]), _entier(head["precedent"]), str(head["cree_le"]), pour,
            head.get("remplace") is True, octets,
        )  # fmt: skip
    except (InvalidSignature, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(ABIMEE, repr(error)) from error


def ouvrir(enveloppe: Enveloppe, espace: Espace) -> bytes:
    """The clear content. Raises BadInput when it is for others or was put into a foreign envelope, DdtmError without the library."""
    body = enveloppe.octets[_START:]
    size = 4 + int.from_bytes(body[:4], "big")
    clear = age.dechiffrer(body[size:], espace)
    if clear[:size] != body[:size]:
        raise BadInput("Un contenu chiffré n'est pas celui de son enveloppe : il est laissé de côté.", enveloppe.poste)
    return clear[size:]


def _entier(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise ValueError("number")
    return value


__all__ = ["ABIMEE", "Enveloppe", "MAX_BYTES", "cle_annoncee", "lire", "ouvrir", "sceller"]
