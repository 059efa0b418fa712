"""Photographs and documents, each in a small encrypted file of its own named by the SHA-256 of its content."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Any

from shared.errors import BadInput, DdtmError

from . import base

LARGEST = 300 * 2**20
ALTERED = "La pièce « {name} » ne correspond plus à son empreinte : elle a été altérée. Reprenez l'original et joignez-le de nouveau."


class Pieces:
    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key

    def path(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256 or ""):
            raise BadInput("L'empreinte d'une pièce compte 64 signes hexadécimaux.")
        return self._folder / sha256[:2] / f"{sha256}.piece"

    def add(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256. The same content twice is one file."""
        if len(data) > LARGEST:
            raise BadInput("La pièce dépasse 300 Mo : découpez-la ou joignez un extrait.")
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        temporary = target.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(base.connect(temporary, self._key, create=True)) as connection, base.transaction(connection):
                connection.execute("CREATE TABLE piece (octets BLOB NOT NULL)")
                connection.execute("INSERT INTO piece VALUES (?)", (data,))
            os.replace(temporary, target)
        except OSError as error:
            raise DdtmError("La pièce n'a pas pu être rangée : disque plein ou dossier protégé.", type(error).__name__) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        return digest

    def read(self, sha256: str, name: str = "") -> bytes:
        """The bytes, checked against their name. Raises DdtmError when they are absent or altered."""
        target = self.path(sha256)
        if not target.is_file():
            raise DdtmError(f"La pièce « {name or sha256[:12]} » n'est pas dans le coffre de cet appareil : recevez-la d'abord.")
        try:
            with contextlib.closing(base.connect(target, self._key)) as connection:
                data: Any = bytes(connection.execute("SELECT octets FROM piece").fetchone()[0])
        except Exception as error:
            raise DdtmError(ALTERED.format(name=name or sha256[:12]), type(error).__name__) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DdtmError(ALTERED.format(name=name or sha256[:12]))
        return data

    def is_whole(self, sha256: str) -> bool:
        try:
            return bool(self.read(sha256)) or True
        except DdtmError:
            return False

    def forget(self, sha256: str) -> None:
        with contextlib.suppress(OSError):
            self.path(sha256).unlink()
