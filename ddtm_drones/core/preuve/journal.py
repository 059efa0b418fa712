"""The journal of an import: a line per file that is safe, so that an interrupted import takes up where it stopped."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from pathlib import Path
from typing import Any, Dict, Optional

from .depot import Depot

SYNC_EVERY = 20


class Journal:
    def __init__(self, path: Path, import_id: str, done: Dict[str, Dict[str, Any]]) -> None:
        self.path, self.import_id, self.done = path, import_id, done
        cut = path.is_file() and not path.read_bytes().endswith(b"\n")  # a line that a crash cut short
        self._file = open(path, "a", encoding="utf-8")
        if cut:
            self._file.write("\n")
        self._since = 0

    @classmethod
    def open(cls, depot: Depot, source: Path) -> Journal:
        """The unfinished journal of this source, else a new one."""
        wanted = str(source.resolve())
        for path in sorted(depot.journals.glob("*.jsonl")):
            head, done = _read(path)
            if head and head.get("source") == wanted:
                return cls(path, str(head["import_id"]), done)
        import_id = str(uuid.uuid4())
        journal = cls(depot.journals / f"{import_id}.jsonl", import_id, {})
        journal._write({"import_id": import_id, "source": wanted})
        return journal

    def add(self, entry: Dict[str, Any]) -> None:
        self._write(entry)
        self.done[entry["chemin"]] = entry

    def known(self, chemin: str, size: int, mtime_ns: int, depot: Depot) -> Optional[Dict[str, Any]]:
        """The entry of a file that an interrupted run made safe, if neither it nor its copy changed since."""
        entry = self.done.get(chemin)
        if not entry or entry.get("taille") != size or entry.get("mtime_ns") != mtime_ns:
            return None
        try:
            kept = depot.path_of(entry["sha256"], entry["nom"]).stat().st_size == size
        except (OSError, ValueError, KeyError):
            return None
        return entry if kept else None

    def close(self) -> None:
        with contextlib.suppress(ValueError, OSError):
            self._sync()
        self._file.close()

    def remove(self) -> None:
        """The import is complete: its manifest says it all."""
        self._file.close()
        self.path.unlink()

    def _write(self, record: Dict[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
        self._file.flush()
        self._since += 1
        if self._since >= SYNC_EVERY:
            self._sync()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._since = 0


def _read(path: Path):
    """(first line, entries by path); a line cut short by a crash is left out."""
    head: Optional[Dict[str, Any]] = None
    done: Dict[str, Dict[str, Any]] = {}
    for line in path.read_bytes().splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if not isinstance(record, dict):
            continue
        if head is None and "import_id" in record:
            head = record
        elif "chemin" in record and "sha256" in record:
            done[str(record["chemin"])] = record
    return head, done
