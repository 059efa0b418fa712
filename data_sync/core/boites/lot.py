"""A batch: the operations of one workstation, sealed once, signed (Ed25519), never changed afterwards.

Bytes: b"DDTMLOT1", public key (32), signature of magic + key + body (64), body = zlib of one JSON object
{"poste", "numero", "precedent", "schema", "cree_le", "vu": {workstation: last batch read}, "ops": [...]}.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence, Tuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.catalogue import SCHEMA_VERSION
from shared.errors import BadInput
from shared.gpkg.values import utc_now

from ..journal.operation import Operation, dumps

MAGIC = b"DDTMLOT1"
_HEAD = len(MAGIC) + 32 + 64
MAX_BYTES = 64 * 2**20
MAX_PLAIN = 1024 * 2**20
ABIME = "Un lot est incomplet ou abîmé : il est laissé de côté ; sa copie saine sera reprise au prochain échange."


@dataclass(frozen=True)
class Lot:
    """vu: for each workstation, the last batch this one had read without a gap; etat: what it says of itself ("paquet": version).

    vu_chiffre: the same for encrypted batches; age: the encryption key it announces; faits: the state of its data, see depart.faits.
    """

    poste: str
    cle: str
    numero: int
    precedent: int
    schema: int
    cree_le: str
    vu: Mapping[str, int]
    operations: Tuple[Operation, ...]
    etat: Mapping[str, int]
    vu_chiffre: Mapping[str, int] = field(default_factory=dict)
    age: Any = None
    faits: Mapping[str, Any] = field(default_factory=dict)


def sceller(
    cle: Ed25519PrivateKey,
    poste: str,
    numero: int,
    precedent: int,
    vu: Mapping[str, int],
    operations: Sequence[Operation],
    etat: Optional[Mapping[str, int]] = None,
    annexes: Optional[Mapping[str, Any]] = None,
) -> bytes:
    """The bytes of a new batch. annexes: "age", "vu_chiffre", "faits", which older versions do not read."""
    body = {
        "poste": poste,
        "numero": numero,
        "precedent": precedent,
        "schema": SCHEMA_VERSION,
        "cree_le": utc_now(),
        "vu": dict(vu),
        "ops": [op.data() for op in operations],
        "etat": dict(etat or {}),
        **(annexes or {}),
    }
    head = MAGIC + public_bytes(cle)
    packed = zlib.compress(dumps(body).encode("utf-8"), 6)
    return head + cle.sign(head + packed) + packed


def cle_annoncee(octets: bytes) -> str:
    """The public key a batch claims, in hexadecimal (nothing is verified). Raises BadInput when it is no batch."""
    if len(octets) <= _HEAD or octets[: len(MAGIC)] != MAGIC:
        raise BadInput(ABIME, "no batch")
    return octets[len(MAGIC) : len(MAGIC) + 32].hex()


def lire(octets: bytes) -> Lot:
    """The batch of verified bytes. Raises BadInput when they are damaged, truncated, forged or from a later format."""
    cle = cle_annoncee(octets)
    head, signature, packed = octets[: len(MAGIC) + 32], octets[len(MAGIC) + 32 : _HEAD], octets[_HEAD:]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(signature, head + packed)
    except (InvalidSignature, ValueError) as error:
        raise BadInput(ABIME, "signature") from error
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, MAX_PLAIN)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("compressed body")
        body = json.loads(plain)
        poste, numero = _nom(body["poste"]), _entier(body["numero"])
        return Lot(
            poste,
            cle,
            numero,
            _entier(body["precedent"]),
            _entier(body["schema"]),
            str(body["cree_le"]),
            {_nom(name): _entier(value) for name, value in body["vu"].items()},
            tuple(Operation.read(poste, item) for item in body["ops"]),
            {str(name): _entier(value) for name, value in body.get("etat", {}).items()},
            {_nom(name): _entier(value) for name, value in body.get("vu_chiffre", {}).items()},
            body.get("age"),
            dict(body.get("faits", {})),
        )
    except (KeyError, ValueError, TypeError, AttributeError, zlib.error, RecursionError) as error:
        raise BadInput(ABIME, repr(error)) from error


def nom_valide(name: Any) -> bool:
    """Names of workstations are also names of folders on any system."""
    return isinstance(name, str) and 1 <= len(name) <= 40 and name.isascii() and all(c.isalnum() or c in "-_" for c in name)


def public_bytes(cle: Ed25519PrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return cle.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _nom(value: Any) -> str:
    if not nom_valide(value):
        raise ValueError("name")
    return value


def _entier(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise ValueError("number")
    return value


__all__ = ["ABIME", "Lot", "MAGIC", "MAX_BYTES", "cle_annoncee", "lire", "nom_valide", "public_bytes", "sceller"]
