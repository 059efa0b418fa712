"""Tables of rules that a service may edit: its own copy, among the work data, goes before the one of the plugin."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Tuple

from shared.documents import write_whole
from shared.espace import Espace


def in_force(espace: Espace, built_in: Path) -> Path:
    """The service's own table when there is one, else the plugin's."""
    own = _own(espace, built_in)
    return own if own.is_file() else built_in


def copy(espace: Espace, built_in: Path) -> Tuple[Path, bool]:
    """(the service's own table, whether it was written now): an existing one is left as it is."""
    path = _own(espace, built_in)
    if path.is_file():
        return path, False
    write_whole(path, b"\xef\xbb\xbf" + built_in.read_bytes())  # spreadsheets then read the accents
    return path, True


def lines(path: Path) -> csv.DictReader:
    """Its lines by column: in UTF-8, or as a French spreadsheet saves it."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=";")


def _own(espace: Espace, built_in: Path) -> Path:
    return espace.travail_gpkg.parent / built_in.name
