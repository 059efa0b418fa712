"""The workstation's signing key (Ed25519). Without the `cryptography` module manifests are written unsigned, and say so."""

from __future__ import annotations

import hashlib
from typing import Optional, Tuple

from shared.errors import BadInput

from .depot import Depot, write_whole

UNSIGNED = "Manifeste non signé : le module « cryptography » manque sur ce poste. Les empreintes SHA-256 restent vérifiables."


def available() -> bool:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401
    except ImportError:
        return False
    return True


def sign(depot: Depot, data: bytes) -> Optional[Tuple[str, str]]:
    """(signature, public key) in hexadecimal; the key is made at the first use. None when signing is not available."""
    if not available():
        return None
    key = _key(depot)
    return key.sign(data).hex(), _public(key.public_key())


def public_key(depot: Depot) -> Optional[str]:
    """The workstation's public key, made when absent; None when signing is not available."""
    return _public(_key(depot).public_key()) if available() else None


def known_key(depot: Depot) -> Optional[str]:
    """The public key already there, if any: verifying never makes one."""
    path = depot.keys / "poste.key"
    return public_key(depot) if path.is_file() else None


def check(public: str, signature: str, data: bytes) -> Optional[bool]:
    """Whether the signature holds; None when it cannot be checked on this machine."""
    if not available():
        return None
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """What a person compares: 8 groups of 4 hexadecimal digits."""
    digest = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32].upper()
    return " ".join(digest[rank : rank + 4] for rank in range(0, 32, 4))


def _key(depot: Depot):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = depot.keys / "poste.key"
    if path.is_file():
        try:
            return serialization.load_pem_private_key(path.read_bytes(), None)
        except (ValueError, TypeError) as error:
            raise BadInput(
                "La clé de signature du poste est illisible : reprenez une sauvegarde de « photos/cles ».", str(error)
            ) from error
    depot.keys.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    encoding, layout, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    write_whole(path, key.private_bytes(encoding, layout, plain), 0o600)
    write_whole(depot.keys / "poste.pub", (_public(key.public_key()) + "\n").encode("ascii"))
    return key


def _public(key) -> str:
    from cryptography.hazmat.primitives import serialization

    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
