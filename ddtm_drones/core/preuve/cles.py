"""The workstation's signing key (Ed25519). Without the `cryptography` module manifests are written unsigned, and say so."""

from __future__ import annotations

import hashlib
import os
from typing import Any, Dict, Optional, Tuple

from shared.errors import BadInput
from shared.fichiers import ecrire_entier

from .depot import Depot

PASSWORD = "DDTM_DRONES_MOT_DE_PASSE"
LOCKED = (
    "La clé de signature de ce poste est protégée par un mot de passe : déverrouillez-la (menu DDTM Drones, « Clé de signature »), "
    f"ou donnez-le dans la variable {PASSWORD}. Rien n'a été importé."
)
WRONG = "Ce mot de passe n'ouvre pas la clé de signature : réessayez."
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
    return (known_key(depot) or _public(_key(depot).public_key())) if available() else None


def known_key(depot: Depot) -> Optional[str]:
    """The public key already there, if any: verifying never makes one, and needs no passphrase."""
    path, beside = depot.keys / "poste.key", depot.keys / "poste.pub"
    if not path.is_file():
        return None
    if is_protected(depot):
        text = beside.read_text(encoding="ascii").strip() if beside.is_file() else ""
        return text if len(text) == 64 else _public(_key(depot).public_key())
    return _public(_key(depot).public_key()) if available() else None


def is_protected(depot: Depot) -> bool:
    """Whether the private key is encrypted under a passphrase."""
    path = depot.keys / "poste.key"
    return path.is_file() and b"ENCRYPTED PRIVATE KEY" in path.read_bytes()


def unlock(depot: Depot, password: Any) -> None:
    """Remember the passphrase in this process only. Raises BadInput when it does not open the key."""
    if not is_protected(depot):
        raise BadInput("La clé de signature n'a pas de mot de passe : il n'y a rien à déverrouiller.")
    _load(depot, str(password or ""))
    _UNLOCKED[str(depot.keys)] = str(password)


def protect(depot: Depot, password: Any, new: str) -> None:
    """Encrypt the key under `new`, or leave it in clear when empty; made first when absent. Raises BadInput when `password` is not the present one."""
    if is_protected(depot):
        key = _load(depot, str(password or ""))
    else:
        key = _key(depot)
    _store(depot, key, new)
    _UNLOCKED.pop(str(depot.keys), None)
    if new:
        _UNLOCKED[str(depot.keys)] = new


def ready(depot: Depot) -> None:
    """Raises BadInput, before anything is copied, when the key is there and cannot be opened."""
    if available() and (depot.keys / "poste.key").is_file():
        _key(depot)


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


_UNLOCKED: Dict[str, str] = {}  # folder of the keys -> passphrase; dies with the process


def _key(depot: Depot) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if (depot.keys / "poste.key").is_file():
        return _load(depot, _UNLOCKED.get(str(depot.keys)) or os.environ.get(PASSWORD, ""))
    depot.keys.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    _store(depot, key, "")
    return key


def _load(depot: Depot, password: str) -> Any:
    from cryptography.hazmat.primitives import serialization

    protected = is_protected(depot)
    if protected and not password:
        raise BadInput(LOCKED)
    try:
        return serialization.load_pem_private_key((depot.keys / "poste.key").read_bytes(), password.encode("utf-8") if protected else None)
    except (ValueError, TypeError) as error:
        if protected and "password" in str(error).lower():
            raise BadInput(WRONG) from error
        raise BadInput(
            "La clé de signature du poste est illisible : reprenez une sauvegarde de « photos/cles ».", type(error).__name__
        ) from error


def _store(depot: Depot, key: Any, password: str) -> None:
    from cryptography.hazmat.primitives import serialization

    how = serialization.BestAvailableEncryption(password.encode("utf-8")) if password else serialization.NoEncryption()
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    ecrire_entier(depot.keys / "poste.pub", (_public(key.public_key()) + "\n").encode("ascii"))
    ecrire_entier(depot.keys / "poste.key", data, 0o600)


def _public(key) -> str:
    from cryptography.hazmat.primitives import serialization

    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
