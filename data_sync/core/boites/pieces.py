"""Attachments: files named by their SHA-256 in <espace>/photos travel as they are, and are kept only when their name tells the truth."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Dict, List, Tuple

from shared.espace import Espace
from shared.fichiers import ecrire_entier

DOSSIER = "pieces"
_NAME = re.compile(r"([0-9a-f]{64})(\.[A-Za-z0-9]{1,8})?\Z")
MAX_BYTES = 512 * 2**20


def echanger(espace: Espace, dossier: Path) -> Tuple[int, int, List[str]]:
    """(files sent, files received, remarks). A damaged copy is never taken; a sound one replaces it."""
    ours, theirs = espace.root / "photos", dossier / DOSSIER
    sent, _ = _copy(ours, theirs)
    received, remarks = _copy(theirs, ours)
    return sent, received, remarks


def _copy(source: Path, target: Path) -> Tuple[int, List[str]]:
    copied, remarks = 0, []
    held = _files(target)
    for name, path in _files(source).items():
        try:
            size = path.stat().st_size
            if size > MAX_BYTES or (name in held and held[name].stat().st_size == size):
                continue
            octets = path.read_bytes()
            if hashlib.sha256(octets).hexdigest() != name[:64]:
                remarks.append(f"La pièce jointe {name[:12]}… est incomplète ou abîmée : elle est laissée de côté.")
                continue
            folder = target / name[:2]
            folder.mkdir(parents=True, exist_ok=True)
            ecrire_entier(folder / name, octets)
            copied += 1
        except OSError as error:
            remarks.append(f"La pièce jointe {name[:12]}… n'a pas pu être copiée ({error.strerror}) ; elle le sera au prochain échange.")
    return copied, remarks


def _files(folder: Path) -> Dict[str, Path]:
    """name -> path of every file named by a SHA-256, in the folder or one level below."""
    out: Dict[str, Path] = {}
    if not folder.is_dir():
        return out
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            inner = [item for item in os.scandir(entry.path) if item.is_file(follow_symlinks=False)]
        else:
            inner = [entry] if entry.is_file(follow_symlinks=False) else []
        out.update({item.name: Path(item.path) for item in inner if _NAME.match(item.name)})
    return out
