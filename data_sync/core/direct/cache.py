"""What services answered, kept on disk with its ETag and dates, and how long a service asked to be left alone."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional

MAX_OCTETS = 128 * 1024 * 1024


@dataclass(frozen=True)
class Garde:
    """One kept answer. `recu`: seconds since the epoch, this workstation's clock."""

    corps: bytes
    entetes: Dict[str, str]
    recu: float
    url: str
    statut: int = 200


class Cache:
    """A folder; a damaged or half-written entry is as if it were absent. Secrets are never written: neither keys nor request headers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def lire(self, url: str) -> Optional[Garde]:
        meta, body = self._paths(url)
        try:
            told = json.loads(meta.read_text(encoding="utf-8"))
            data = body.read_bytes()
            if told["url"] != url or hashlib.sha256(data).hexdigest() != told["sha256"]:
                return None
            return Garde(data, dict(told["entetes"]), float(told["recu"]), told["adresse"], int(told["statut"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def ecrire(self, url: str, kept: Garde) -> None:
        meta, body = self._paths(url)
        told = {
            "url": url,
            "adresse": kept.url,
            "entetes": kept.entetes,
            "recu": kept.recu,
            "statut": kept.statut,
            "sha256": hashlib.sha256(kept.corps).hexdigest(),
        }
        _ecrire(body, kept.corps)
        _ecrire(meta, json.dumps(told).encode("utf-8"))

    def oublier(self, url: str) -> None:
        """An answer that could not be read must not be given again."""
        for path in self._paths(url):
            path.unlink(missing_ok=True)

    def elaguer(self, keep: int = MAX_OCTETS) -> None:
        """Oldest answers away until the folder weighs less than `keep` bytes."""
        found = sorted(self.folder.glob("*.rep"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for path in found:
            total += path.stat().st_size
            if total > keep:
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)

    # Silence asked for by a service (429, Retry-After), remembered from one update to the next -------------------------

    def silence(self, service: str) -> float:
        """Seconds during which the service asked not to be called."""
        until = self._silences().get(service, 0)
        left = float(until) - time.time() if isinstance(until, (int, float)) else 0.0
        return left if 0 < left <= 86_400 else 0.0  # a clock put back does not silence a service for years

    def faire_silence(self, service: str, seconds: float) -> None:
        told = self._silences()
        told[service] = time.time() + seconds
        _ecrire(self.folder / "silences.json", json.dumps(told).encode("utf-8"))

    def _silences(self) -> Dict[str, Any]:
        try:
            told = json.loads((self.folder / "silences.json").read_text(encoding="utf-8"))
            return told if isinstance(told, dict) else {}
        except (OSError, ValueError):
            return {}

    def _paths(self, url: str):
        name = hashlib.sha256(url.encode("utf-8")).hexdigest()[:40]
        return self.folder / f"{name}.json", self.folder / f"{name}.rep"


def _ecrire(path: Path, octets: bytes) -> None:
    """Renamed into place but not flushed to the disk: an entry is checked when it is read, and a lost one is only asked for again."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(octets)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
