"""Encryption keys of the other workstations, as they announced them in what they signed; and to whom things are encrypted."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.errors import DdtmError
from shared.gpkg.values import utc_now

from ..journal.depot import Depot
from ..journal.operation import dumps
from . import age

_TABLE = "CREATE TABLE IF NOT EXISTS poste_age (nom TEXT PRIMARY KEY, cle TEXT NOT NULL, numero INTEGER NOT NULL, depuis INTEGER NOT NULL, vu_le TEXT)"
_SIGNED = b"DDTMAGE1"


def preparer(depot: Depot) -> None:
    depot.db.execute(_TABLE)


def la_notre(depot: Depot) -> Optional[age.Cle]:
    """The public key of this workstation (made at the first call), None without the library."""
    known = connue(depot, depot.poste)
    try:
        found = age.publique(depot.espace, known.numero if known else 0)
    except DdtmError as error:
        if error.message == age.SANS_OUTIL:
            return None
        raise
    if found != known:
        _keep(depot, depot.poste, found)
    return found


def connue(depot: Depot, nom: str) -> Optional[age.Cle]:
    preparer(depot)
    row = depot.db.execute("SELECT cle, numero, depuis FROM poste_age WHERE nom = ?", (nom,)).fetchone()
    return age.Cle(*row) if row else None


def apprendre(depot: Depot, nom: str, annonce: Any) -> None:
    """Keep the key that a verified workstation announces, when it is newer than what is known. What is badly written is ignored."""
    try:
        found = age.lire_annonce(annonce)
    except (KeyError, ValueError, TypeError):
        return
    known = connue(depot, nom)
    if found is not None and (known is None or (found.numero, found.depuis) > (known.numero, known.depuis)):
        _keep(depot, nom, found)


def destinataires(depot: Depot) -> Dict[str, age.Cle]:
    """Accepted workstations whose key is known and not revoked, this one included."""
    preparer(depot)
    la_notre(depot)
    sql = "SELECT p.nom, a.cle, a.numero, a.depuis FROM poste p JOIN poste_age a ON a.nom = p.nom WHERE p.revoque_le IS NULL ORDER BY p.nom"
    return {nom: age.Cle(cle, numero, depuis) for nom, cle, numero, depuis in depot.db.execute(sql)}


def sans_cle(depot: Depot) -> List[str]:
    """Accepted workstations that have shown no encryption key yet."""
    preparer(depot)
    sql = "SELECT nom FROM poste WHERE revoque_le IS NULL AND nom NOT IN (SELECT nom FROM poste_age) ORDER BY nom"
    return [row[0] for row in depot.db.execute(sql) if row[0] != depot.poste]


def signer(cle: Any, annonce: Dict[str, Any]) -> str:
    """Signature of an announcement, for a card."""
    return cle.sign(_SIGNED + dumps(annonce).encode()).hex()


def verifiee(cle: str, carte: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    """The announcement of a card, None when it has none or the signature is not that of `cle`."""
    try:
        annonce = {name: carte["age"][name] for name in ("cle", "numero", "depuis")}
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(
            bytes.fromhex(carte["age_signature"]), _SIGNED + dumps(annonce).encode()
        )
        return annonce
    except (KeyError, ValueError, TypeError, InvalidSignature):
        return None


def _keep(depot: Depot, nom: str, found: age.Cle) -> None:
    preparer(depot)
    depot.db.execute("INSERT OR REPLACE INTO poste_age VALUES (?, ?, ?, ?, ?)", (nom, *found, utc_now()))
