"""Text tables: separator and encoding found by looking, rows of a wrong length reported, other departments left out."""

from __future__ import annotations

import csv
import io
import itertools
import os
import zipfile
import zlib
from pathlib import Path
from typing import List, Optional, Tuple

import pandas as pd

from shared.errors import BadInput

from . import encoding
from .model import Profile, normal
from .report import REFUSED, ImportReport

SEPARATORS = (";", ",", "\t", "|")


def read_csv(path: str, member: str, profile: Profile, report: ImportReport, department: str = "") -> pd.DataFrame:
    """All rows as text, empty cells as None. Raises BadInput when the file is empty or is no table.

    A row with another number of cells than the header is refused, unless the excess cells are empty. With `department`,
    rows whose code (profile.department columns) begins otherwise are counted and not kept: national files fit in memory.
    """
    text, used = encoding.decode(_bytes(path, member))
    if used != "utf-8":
        report.note(f"Fichier texte lu en {used}.")
    stream = io.StringIO(text, newline="")
    for _ in range(profile.csv.skip):
        next(stream, "")
    start = stream.tell()
    head = [line for line in itertools.islice(stream, 50) if line.strip()]
    if not head:
        raise BadInput(f"« {os.path.basename(path)} » est vide.")
    stream.seek(start)
    separator = profile.csv.separator or sniff(head)
    reader = csv.reader(stream, delimiter=separator)
    header = list(profile.csv.header) or _unique([cell.strip() for cell in next(reader)])
    if len(header) < 2:
        raise BadInput(f"« {os.path.basename(path)} » n'est pas un tableau lisible : aucun séparateur de colonnes reconnu.")
    rows, bad, aside = _rows(reader, header, _department_column(header, profile, department), department, profile.csv.ragged)
    report.start(len(rows), aside, f"hors du département {department}")
    frame = pd.DataFrame([row for _, row in rows], columns=header, dtype=object)
    report.add(
        REFUSED,
        "nombre de colonnes différent de l'en-tête",
        bad,
        [separator.join(cell or "" for cell in rows[position][1])[:120] for position in bad],
    )
    return frame.drop(index=bad) if bad else frame


def sniff(lines: List[str]) -> str:
    """The separator that cuts the first lines into the greatest steady number of cells."""

    def score(separator: str) -> Tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        usual = max(set(widths), key=widths.count) if widths else 0
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    return max(SEPARATORS, key=score)


def _rows(reader, header: List[str], column: Optional[int], department: str, ragged: bool):
    width = len(header)
    rows: List[Tuple[int, List[Optional[str]]]] = []
    bad: List[int] = []
    aside = 0
    for number, row in enumerate(reader):
        if not row or not any(cell.strip() for cell in row):
            continue
        if column is not None and column < len(row) and row[column].strip() and not row[column].strip().startswith(department):
            aside += 1
            continue
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            row = row[:width]
        if len(row) != width:
            if not ragged:
                bad.append(len(rows))
            row = (row + [""] * width)[:width]
        rows.append((number, [cell if cell.strip() else None for cell in row]))
    return rows, bad, aside


def _department_column(header: List[str], profile: Profile, department: str) -> Optional[int]:
    if not department:
        return None
    names = [normal(name) for name in header]
    return next((names.index(normal(name)) for name in profile.department if normal(name) in names), None)


def _unique(header: List[str]) -> List[str]:
    seen: dict = {}
    result = []
    for position, name in enumerate(header):
        name = name or f"colonne_{position + 1}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return result


def _bytes(path: str, member: str) -> bytes:
    if member:
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(member)
        except (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
            raise BadInput(f"L'archive « {os.path.basename(path)} » est abîmée, ou protégée par un mot de passe.", str(error)) from error
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"« {os.path.basename(path)} » est illisible.", str(error)) from error
