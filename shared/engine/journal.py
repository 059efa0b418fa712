"""The engine's log: a small rotating file in the work space, without the names of people's folders."""

from __future__ import annotations

import collections
import logging
import logging.handlers
import os
import threading
from pathlib import Path
from typing import IO, Deque, Optional

from ..espace import Espace
from .environment import package_name

FOLDER = "journaux"
_HOME = str(Path.home())


def log_path(espace: Optional[Espace] = None) -> Path:
    """`<espace>/journaux/moteur-<package>.log` (one file a plugin: two engines never rotate the same file)."""
    return (espace or Espace.at()).root / FOLDER / f"moteur-{package_name().partition('.')[0]}.log"


class Journal:
    """Drains the stderr of one engine process into the log file, and remembers its last lines for a crash report."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._last: Deque[str] = collections.deque(maxlen=40)
        self._thread = threading.Thread(target=self._drain, args=(stream,), daemon=True, name="ddtm-moteur-journal")
        self._thread.start()

    def last_lines(self) -> str:
        self._thread.join(0.5)  # the process is dead when this is asked: its last words are on their way
        return "\n".join(self._last)

    def _drain(self, stream: IO[bytes]) -> None:
        handler = _handler()
        for raw in iter(stream.readline, b""):
            line = raw.decode("utf-8", "replace").rstrip()
            line = line.replace(_HOME, "~") if len(_HOME) > 1 else line
            self._last.append(line)
            if handler is not None:
                handler.emit(logging.LogRecord("moteur", logging.INFO, "", 0, line, None, None))
        if handler is not None:
            handler.close()
        stream.close()


def _handler() -> Optional[logging.Handler]:
    """None when there is no writable work space: the engine works without a log."""
    path = log_path()
    if not path.parent.parent.is_dir():
        return None
    try:
        os.makedirs(path.parent, exist_ok=True)
        return _SilentFile(path, maxBytes=500_000, backupCount=2, encoding="utf-8")
    except OSError:
        return None


class _SilentFile(logging.handlers.RotatingFileHandler):
    """A full disk must not stop the reading of stderr, nor print on QGIS's own."""

    def handleError(self, record: logging.LogRecord) -> None:
        return
