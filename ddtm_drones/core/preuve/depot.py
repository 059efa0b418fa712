"""The store of originals: one read-only file per content, named by its SHA-256, under <espace>/photos.

photos/ab/abcd....jpg        originals
photos/manifestes/           what each import brought, signed
photos/imports/              journals of imports not finished yet
photos/.partiel/             copies under way; swept when an import starts
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path
from typing import Iterator

from shared.espace import Espace
from shared.fichiers import graver_dossier

_SHA = re.compile(r"[0-9a-f]{64}\Z")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}\Z")


class Depot:
    def __init__(self, espace: Espace) -> None:
        self.root = espace.root / "photos"
        self.manifests, self.journals, self.partial, self.keys = (
            self.root / name for name in ("manifestes", "imports", ".partiel", "cles")
        )

    def prepare(self) -> None:
        for folder in (self.manifests, self.journals, self.partial):
            folder.mkdir(parents=True, exist_ok=True)

    def sweep(self) -> None:
        """Remove copies that a killed import left."""
        for leftover in self.partial.glob("*.part"):
            with contextlib.suppress(OSError):
                leftover.unlink()

    def path_of(self, sha256: str, name: str) -> Path:
        if not _SHA.match(sha256):
            raise ValueError(sha256)
        extension = Path(name).suffix.lower()
        return self.root / sha256[:2] / (sha256 + (extension if _EXTENSION.match(extension) else ""))

    def relative(self, sha256: str, name: str) -> str:
        return self.path_of(sha256, name).relative_to(self.root.parent).as_posix()

    def files(self) -> Iterator[Path]:
        """Every original."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path for path in folder.iterdir() if _SHA.match(path.stem))

    def adopt(self, temporary: Path, sha256: str, name: str) -> Path:
        """Put a complete, verified copy in its place, read-only."""
        target = self.path_of(sha256, name)
        target.parent.mkdir(exist_ok=True)
        os.chmod(temporary, stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        os.replace(temporary, target)
        return target

    def sync(self) -> None:
        """Make the names of the originals durable: once, before the manifest that lists them."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            graver_dossier(folder)
        graver_dossier(self.root)
