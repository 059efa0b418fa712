"""An encrypted copy of what is sent: one file a lot in the « age » format, for public keys or under a passphrase."""

from __future__ import annotations

import io
import os
import zipfile
from typing import Any, List, Sequence, Tuple

from shared.errors import BadInput, DdtmError
from shared.jobs import Params

VARIABLE = "DDTM_LUCCA_PHRASE_ENVOI"
SHORTEST = 12
MISSING = "Le chiffrement des envois demande « pyrage » : ajoutez-le au Python du moteur (voir requirements/runtime.txt)."


class Destinataires:
    """Who will be able to open the copy: public keys, or whoever knows the passphrase."""

    def __init__(self, keys: Sequence[str], phrase: str = "") -> None:
        self._recipients = [self._read(key) for key in keys]
        self._phrase = phrase

    @staticmethod
    def _read(key: str) -> Any:
        import pyrage

        try:
            return pyrage.x25519.Recipient.from_str(key)
        except Exception as error:
            raise BadInput(
                f"« {key[:16]}… » n'est pas une clé publique age (age1…) : redemandez-la à son destinataire.", type(error).__name__
            ) from error

    def encrypt(self, data: bytes) -> bytes:
        import pyrage

        return bytes(pyrage.encrypt(data, self._recipients) if self._recipients else pyrage.passphrase.encrypt(data, self._phrase))


def wanted(params: Params) -> Destinataires | None:
    """chiffrer_pour: public keys, as a list or separated by commas; chiffrer: under phrase_envoi. None when no copy is asked for."""
    given = params.get("chiffrer_pour") or []
    keys = [key.strip() for key in (given.split(",") if isinstance(given, str) else given) if key.strip()]
    if not keys and not params.get("chiffrer"):
        return None
    try:
        import pyrage  # noqa: F401
    except ImportError as error:
        raise DdtmError(MISSING, str(error)) from error
    phrase = str(params.get("phrase_envoi") or os.environ.get(VARIABLE, ""))
    if not keys and len(phrase) < SHORTEST:
        raise BadInput(f"La phrase de l'envoi compte au moins {SHORTEST} signes ; dites-la au destinataire par un autre moyen.")
    return Destinataires(keys, phrase)


def copies(who: Destinataires, lots: Sequence[Sequence[Tuple[str, bytes]]]) -> List[Tuple[str, bytes]]:
    """(name, encrypted archive) of each lot of (file name, content)."""
    out = []
    for rank, files in enumerate(lots, 1):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
        out.append((f"lot-{rank}.zip.age", who.encrypt(stream.getvalue())))
    return out
