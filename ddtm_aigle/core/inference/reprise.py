"""What a run has done so far, on disk after each batch: killed at any moment, it goes on at the last finished tile."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Iterable, Iterator, List, Optional, Tuple

import numpy as np

from shared.errors import BadInput
from shared.gpkg.connection import french_errors

from .fusion import ORDER
from .grille import Grid

BUSY = "Cette image est déjà en cours d'analyse dans cet espace de travail, avec ce modèle et ces réglages : attendez la fin de ce passage."


class Progress:
    """`<espace>/travail/detections/<passage>.sqlite`: one row a finished tile, with its boxes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with french_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._open()
            except sqlite3.DatabaseError as error:
                if "locked" in str(error):
                    self._db.close()
                    raise BadInput(BUSY, str(error)) from error
                if "full" in str(error):
                    raise
                path.unlink()  # damaged by a power cut: the tiles are read again, nothing else depends on it
                self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(str(self.path), timeout=1.0, isolation_level=None)
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")  # held until the end; a killed process lets it go
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS tuile (ordre INTEGER PRIMARY KEY, largeur INTEGER NOT NULL, boites BLOB NOT NULL, trous BLOB)"
        )
        self._db.execute("BEGIN EXCLUSIVE")
        self._db.execute("COMMIT")
        self._db.execute("SELECT count(*), max(length(trous)) FROM tuile").fetchone()

    def done(self) -> np.ndarray:
        """Numbers of the finished tiles, sorted."""
        with french_errors(self.path):
            return np.fromiter((row[0] for row in self._db.execute("SELECT ordre FROM tuile ORDER BY ordre")), dtype=np.int64)

    def save(self, tiles: Iterable[Tuple[int, np.ndarray, Optional[bytes]]]) -> None:
        """Record finished tiles, all or none."""
        rows = [(int(order), boxes.shape[1], np.ascontiguousarray(boxes, dtype="<f8").tobytes(), hole) for order, boxes, hole in tiles]
        with french_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany("INSERT OR REPLACE INTO tuile VALUES (?, ?, ?, ?)", rows)
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def rows(self, grid: Grid) -> Iterator[np.ndarray]:
        """Boxes row of tiles by row of tiles, in the grid's order whatever the order of the work."""
        held: List[np.ndarray] = []
        for _, width, blob in self._db.execute("SELECT ordre, largeur, boites FROM tuile WHERE length(boites) > 0 ORDER BY ordre"):
            boxes = np.frombuffer(blob, dtype="<f8").reshape(-1, width)
            if held and int(held[0][0, ORDER]) // grid.columns != int(boxes[0, ORDER]) // grid.columns:
                yield np.concatenate(held)
                held = []
            held.append(boxes)
        if held:
            yield np.concatenate(held)

    def holes(self) -> Iterator[Tuple[int, bytes]]:
        """(tile, holes) of the tiles that have some, in the grid's order."""
        yield from self._db.execute("SELECT ordre, trous FROM tuile WHERE trous IS NOT NULL ORDER BY ordre")

    def close(self, finished: bool = False) -> None:
        """finished: nothing is left to resume, the file goes."""
        self._db.close()
        if finished:
            with contextlib.suppress(OSError):
                os.unlink(self.path)
