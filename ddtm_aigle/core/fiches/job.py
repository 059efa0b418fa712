"""The job « fiches »: a sheet an object or a parcel (vintages, plan, facts, prescription and why) as one PDF; the list as CSV or workbook."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from shared.documents import file_stem, free_path, write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..inference.mosaique import as_one, sheets
from ..travail import existing_work_file
from ..vols import vintage
from .choix import chosen
from .feuille import document, sheets_of
from .liste import book, table

MOST = 200  # sheets a document
KINDS = (".pdf", ".csv", ".xlsx")


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids), or commune, classes, prescrits, revus, limite; images (files or folders, one a vintage, or pairs of a year
    and a file); par ("objet" or "parcelle"); sortie (file .pdf, .csv or .xlsx, or a folder; default sorties/), format ("pdf", "csv" or "xlsx"
    when one is enough in that folder). Result: phrase, objets, fichiers, notes."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties
    kind = target.suffix.lower()
    if kind not in ("", *KINDS):
        raise BadInput(f"Format de sortie inconnu : « {target.suffix} » ; formats possibles : {', '.join(KINDS)}, ou un dossier.")
    by = str(params.get("par") or "objet")
    if by not in ("objet", "parcelle"):
        raise BadInput(f"« {by} » est inconnu : une fiche se fait par objet ou par parcelle.")
    only = f".{params['format']}" if params.get("format") else kind
    if only not in ("", *KINDS) or (kind and only != kind):
        raise BadInput(f"Format inconnu : « {params['format']} » ; formats possibles : pdf, csv, xlsx.")
    rows = chosen(path, params)
    if not rows:
        raise BadInput("Aucun objet ne répond à ces choix : élargissez-les, ou croisez d'abord les millésimes.")
    rows.sort(key=lambda row: (row["commune"] or "~", row["parcelle"] or "~", -(row["priorite"] or 0)))
    images = _images(params.get("images"), path)
    exercise = espace.generation_name is not None and espace.is_exercise
    notes: List[str] = []
    files: List[str] = []
    place = rows[0]["commune"] if len({row["commune"] for row in rows}) == 1 and rows[0]["commune"] else "plusieurs communes"
    stem = file_stem(dt.datetime.now(), "detections", place)
    for wanted in (only,) if only else KINDS:
        file = target if kind else free_path(target / f"{stem}{'_a4' if wanted == '.pdf' else ''}{wanted}")
        if wanted == ".pdf":
            groups = sheets_of(rows, by == "parcelle")
            if len(groups) > MOST:
                notes.append(f"Les {MOST} premières fiches seulement sont imprimées ; la liste est entière.")
            document(espace, groups[:MOST], images, exercise, place, ctx).build(file, one_page=len(groups) == 1)
        else:
            write_whole(file, table(rows, exercise).encode("utf-8-sig") if wanted == ".csv" else book(rows, exercise))
        files.append(str(file))
    return {
        "phrase": f"{len(rows)} objet(s) : {', '.join(os.path.basename(f) for f in files)}.",
        "objets": len(rows),
        "fichiers": files,
        "notes": notes,
    }


def _images(value: Any, path: Path) -> List[Tuple[int, str]]:
    """(year, file) of the pictures given, oldest first."""
    items: Sequence[Any] = [value] if isinstance(value, str) else list(value or [])
    out = []
    for item in items:
        year, item = (None, item) if isinstance(item, str) else item
        files = sheets([item])
        name = os.path.basename(os.path.normpath(item))
        out.append((vintage(year, None, name), as_one(files, path.parent / "detections")))
    return sorted(out)
