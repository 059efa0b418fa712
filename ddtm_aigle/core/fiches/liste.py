"""The list of objects for a spreadsheet: CSV, or a workbook with one sheet a commune."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from typing import Any, Dict, List, Optional, Sequence

import shapely

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, PRESCRIPTION, VALIDATION

from .classeur import Table, workbook

LABELS = {**dict(CLASSE_DETECTION.values), **dict(PRESCRIPTION.values), **dict(VALIDATION.values), **dict(CONTROLE.values)}
COLUMNS = (
    ("commune", "Commune"), ("code_insee", "Code INSEE"), ("parcelle", "Parcelle"), ("classe", "Classe"), ("score", "Score"),
    ("priorite", "Priorité"), ("priorite_motif", "Raisons"), ("validation", "Validation"), ("controle", "Contrôle"), ("phrase", "Histoire"),
    ("absent_le", "Manque au vol du"), ("vu_le", "Vu au vol du"), ("dernier_vu_le", "Encore vu au vol du"), ("parti_le", "Disparu au vol du"),
    ("prescription", "Prescription pénale"), ("prescription_motif", "Motif"), ("prescription_civile", "Action civile"),
    ("prescription_civile_motif", "Motif (action civile)"), ("prescription_le", "Apprécié au"),
    ("millesimes", "Millésimes"), ("zones", "Zones"),
    ("permis", "Permis sur la parcelle"), ("surface_m2", "Surface (m²)"), ("commentaire", "Commentaire"),
    ("uuid", "Identifiant"),
)  # fmt: skip
DATES = ("absent_le", "vu_le", "dernier_vu_le", "parti_le", "prescription_le")
CODED = ("classe", "validation", "controle", "prescription", "prescription_civile")


def table(rows: Sequence[Dict[str, Any]], exercise: bool) -> str:
    """CSV text for a French spreadsheet: « ; », decimal commas, dates JJ/MM/AAAA, labels; no cell can be taken for a formula."""
    stream = io.StringIO(newline="")
    out = csv.writer(stream, delimiter=";")
    if exercise:
        out.writerow(["EXERCICE", "données non réelles"])
    out.writerow([title for _, title in COLUMNS] + ["X Lambert 93", "Y Lambert 93"])
    for row in rows:
        centre = shapely.from_wkb(row["geom"]).centroid
        out.writerow(
            [_cell(name, row.get(name)) for name, _ in COLUMNS] + [f"{centre.x:.1f}".replace(".", ","), f"{centre.y:.1f}".replace(".", ",")]
        )
    return stream.getvalue()


def _cell(name: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",") if math.isfinite(value) else ""
    day = _day(name, value)
    return f"{day:%d/%m/%Y}" if day else plain(_value(name, value))


def plain(value: Any) -> str:
    """The text of a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def book(rows: Sequence[Dict[str, Any]], exercise: bool) -> bytes:
    """The workbook: a summary, then one sheet a commune, each by falling priority."""
    columns = [title for _, title in COLUMNS] + ["X Lambert 93", "Y Lambert 93"]
    by_commune: Dict[str, List[Dict[str, Any]]] = {}
    for row in rows:
        by_commune.setdefault(row["commune"] or "Commune inconnue", []).append(row)
    kinds = [code for code in CLASSE_DETECTION.codes if any(row["classe"] == code for row in rows)]
    summary: List[List[Any]] = []
    tables: List[Table] = []
    for commune, held in sorted(by_commune.items()):
        summary.append(
            [commune, held[0]["code_insee"], len(held), *(sum(row["classe"] == code for row in held) for code in kinds),
             sum(row["prescription"] == "non_prescrit" for row in held), max((row["priorite"] or 0) for row in held)]
        )  # fmt: skip
        lines = []
        for row in sorted(held, key=lambda row: -(row["priorite"] or 0)):
            centre = shapely.from_wkb(row["geom"]).centroid
            lines.append([_value(name, row.get(name)) for name, _ in COLUMNS] + [round(centre.x, 1), round(centre.y, 1)])
        tables.append((commune, columns, lines))
    titles = ["Commune", "Code INSEE", "Objets", *(LABELS[code] for code in kinds), "Non prescrits", "Plus forte priorité"]
    if exercise:
        summary.append(["EXERCICE : données non réelles"])
        summary[-1] += [None] * (len(titles) - 1)
    return workbook([("Récapitulatif", titles, summary), *tables])


def _value(name: str, value: Any) -> Any:
    return _day(name, value) or (LABELS.get(value, value) if name in CODED else value)


def _day(name: str, value: Any) -> Optional[dt.date]:
    try:
        return dt.date.fromisoformat(str(value)[:10]) if name in DATES and value else None
    except ValueError:
        return None  # told as it is written
