"""The main courante as a table for the archives: CSV (Excel reads it) or PDF."""

from __future__ import annotations

import csv
import io
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Sequence

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace

from .main_courante import CATEGORIES, Ligne, lire

COLONNES = ("Date et heure", "Auteur", "Catégorie", "Texte")


def exporter(espace: Espace, path: os.PathLike[str] | str | None = None) -> Dict[str, Any]:
    """Write every line, the oldest first. path: .csv or .pdf; None names it in sorties/. Returns {"fichier", "lignes"}."""
    lines = list(reversed(lire(espace)))
    target = Path(path) if path else espace.sorties / f"{datetime.now():%Y%m%d_%H%M}_main_courante.pdf"
    writers = {".csv": _csv, ".pdf": _pdf}
    if target.suffix.lower() not in writers:
        raise BadInput(f"La main courante s'exporte en .pdf ou en .csv, pas en « {target.suffix} ».")
    writers[target.suffix.lower()](lines, target, espace)
    return {"fichier": str(target), "lignes": len(lines)}


def _rows(lines: Sequence[Ligne]) -> List[List[str]]:
    return [[line.heure, line.auteur, CATEGORIES.get(line.categorie, line.categorie), line.texte] for line in lines]


def _csv(lines: Sequence[Ligne], target: Path, espace: Espace) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLONNES)
    # A text that begins like a formula must stay a text when the file is opened in a spreadsheet.
    writer.writerows([["'" + cell if cell[:1] in "=+-@\t" else cell for cell in row] for row in _rows(lines)])
    write_whole(target, b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))


def _pdf(lines: Sequence[Ligne], target: Path, espace: Espace) -> None:
    from shared.report.base import Document  # reportlab lives in the engine only

    try:
        exercise = espace.is_exercise
    except BadInput:  # no pack: the main courante of the duty is still worth printing
        exercise = False
    doc = Document("Main courante", subtitle=f"{len(lines)} lignes", exercise=exercise, subject="Main courante de crise")
    doc.table(COLONNES, _rows(lines), widths=(1.6, 1.5, 1.4, 6), empty="Aucune ligne.")
    doc.note("Une ligne n'est jamais réécrite : une correction est une ligne de plus.")
    doc.build(target)
