"""The places of a pack, kept in a small file of the work space so that the first search of the day is immediate."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import List, Optional

from shared.espace import Espace

from .index import Index
from .lieux import Lieu, read

VERSION = 2


def index_of(espace: Espace) -> Index:
    """The search index of the pack in use. Raises BadInput when there is no pack or it is unreadable."""
    return Index(places_of(espace))


def places_of(espace: Espace) -> List[Lieu]:
    """From the side file when it is up to date, else from the GeoPackage (then the side file is written, if it can be)."""
    source = espace.referentiel_gpkg
    stat = source.stat()
    stamp: List[object] = [VERSION, espace.generation_name, stat.st_size, stat.st_mtime_ns]
    path = espace.root / "travail" / "recherche.json"
    kept = _load(path, stamp)
    if kept is not None:
        return kept
    places = read(source)
    _save(path, stamp, places)
    return places


def _load(path: Path, stamp: List[object]) -> Optional[List[Lieu]]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["stamp"] != stamp:
            return None
        return [Lieu(*row[:5], tuple(row[5]) if row[5] else None, *row[6:]) for row in held["lieux"]]  # type: ignore[call-arg]
    except (OSError, ValueError, KeyError, TypeError):  # absent, damaged or of another version: it is made again
        return None


def _save(path: Path, stamp: List[object], places: List[Lieu]) -> None:
    """A work space that cannot be written is still searched: the index is then made at each start."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".recherche", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"stamp": stamp, "lieux": places}, stream, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, path)
    except OSError:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
