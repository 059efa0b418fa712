"""The signed manifest of a pack: its version, its expiry, and for each file what it is and every way to get it.

Bytes: b"DDTMPAQ1", public key (32), signature of magic + key + body (64), body = zlib of one JSON object
{"format", "version", "cree_le", "expire_le", "titre", "exercice", "fichiers": [{"nom", "taille", "sha256", "logique", "deltas":
[{"genre": "lignes" | "blocs", "de", "objet", "taille"}]}]}. Objects are files named by their SHA-256.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import BadInput
from shared.gpkg.values import parse_instant

from ..boites.lot import public_bytes
from ..journal.operation import dumps

MAGIC = b"DDTMPAQ1"
FORMAT = 1
NOM = "manifeste.paq"
LIGNES, BLOCS = "lignes", "blocs"
MAX_BYTES, MAX_PLAIN = 8 * 2**20, 64 * 2**20
_HEAD = len(MAGIC) + 96
_SHA = re.compile(r"[0-9a-f]{64}\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
FALSIFIE = "Le paquet est falsifié, tronqué ou abîmé : rien n'a été changé ; reprenez-le à sa source."


@dataclass(frozen=True)
class Delta:
    genre: str
    de: str
    objet: str
    taille: int


@dataclass(frozen=True)
class Fichier:
    """nom: relative path with "/"; logique: digest of a GeoPackage's rows, whatever its pages ("" for other files)."""

    nom: str
    taille: int
    sha256: str
    logique: str
    deltas: Tuple[Delta, ...]


@dataclass(frozen=True)
class Manifeste:
    cle: str
    version: int
    cree_le: str
    expire_le: str
    titre: str
    exercice: bool
    fichiers: Tuple[Fichier, ...]

    @property
    def expire(self) -> bool:
        return parse_instant(self.expire_le) < dt.datetime.now(dt.timezone.utc)

    def fichier(self, nom: str) -> Optional[Fichier]:
        return next((item for item in self.fichiers if item.nom == nom), None)


def signer(cle: Ed25519PrivateKey, body: Dict[str, Any]) -> bytes:
    """The bytes of a manifest."""
    head, packed = MAGIC + public_bytes(cle), zlib.compress(dumps({"format": FORMAT, **body}).encode("utf-8"), 9)
    return head + cle.sign(head + packed) + packed


def lire(octets: bytes) -> Manifeste:
    """The manifest of verified bytes. Raises BadInput when they are forged, truncated, of a later format, or name a path outside."""
    if len(octets) <= _HEAD or len(octets) > MAX_BYTES or octets[: len(MAGIC)] != MAGIC:
        raise BadInput(FALSIFIE, "no manifest")
    head, signature, packed = octets[: len(MAGIC) + 32], octets[len(MAGIC) + 32 : _HEAD], octets[_HEAD:]
    try:
        Ed25519PublicKey.from_public_bytes(head[len(MAGIC) :]).verify(signature, head + packed)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, MAX_PLAIN)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("compressed body")
        body = json.loads(plain)
        if body["format"] != FORMAT:
            raise BadInput("Le paquet vient d'une version plus récente des extensions : mettez-les à jour sur ce poste.")
        files = tuple(_file(item) for item in body["fichiers"])
        if len({item.nom.lower() for item in files}) != len(files):
            raise ValueError("two files of one name")
        parse_instant(body["expire_le"])
        return Manifeste(
            head[len(MAGIC) :].hex(),
            _count(body["version"]),
            str(body["cree_le"]),
            body["expire_le"],
            str(body["titre"]),
            bool(body["exercice"]),
            files,
        )
    except InvalidSignature as error:
        raise BadInput(FALSIFIE, "signature") from error
    except (KeyError, ValueError, TypeError, AttributeError, zlib.error, RecursionError, OverflowError) as error:
        raise BadInput(FALSIFIE, repr(error)) from error


def nom_sur(nom: Any) -> bool:
    """A relative path that stays in its folder on any system."""
    if not isinstance(nom, str) or not 0 < len(nom) <= 180:
        return False
    for part in nom.split("/"):
        if not part or part[0] in ". " or part[-1] in ". " or _RESERVED.match(part):
            return False
        if any(ord(c) < 32 or c in '\\:*?"<>|' for c in part):
            return False
    return True


def _file(data: Any) -> Fichier:
    if not nom_sur(data["nom"]):
        raise ValueError(f"path {data['nom']!r}")
    deltas: List[Delta] = []
    for item in data["deltas"]:
        if item["genre"] in (LIGNES, BLOCS):  # another kind comes from a later version: the whole file is always there
            deltas.append(Delta(item["genre"], _sha(item["de"]), _sha(item["objet"]), _count(item["taille"])))
    return Fichier(
        data["nom"], _count(data["taille"]), _sha(data["sha256"]), _sha(data["logique"]) if data["logique"] else "", tuple(deltas)
    )


def _sha(value: Any) -> str:
    if not isinstance(value, str) or not _SHA.match(value):
        raise ValueError("digest")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**50:
        raise ValueError("number")
    return value
