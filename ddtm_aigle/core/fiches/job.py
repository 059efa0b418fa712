"""The job « fiches »: a sheet an object (three vintages, facts, prescription and why) as one PDF, and the list as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import shapely

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, PRESCRIPTION, VALIDATION
from shared.documents import file_stem, free_path, write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext
from shared.report.base import Document

from ..inference.mosaique import as_one, sheets
from ..travail import existing_work_file
from ..vols import vintage
from .choix import chosen
from .vignettes import thumbnail

MOST = 200  # sheets a document
LABELS = {**dict(CLASSE_DETECTION.values), **dict(PRESCRIPTION.values), **dict(VALIDATION.values), **dict(CONTROLE.values)}
COLUMNS = (
    ("commune", "Commune"), ("code_insee", "Code INSEE"), ("parcelle", "Parcelle"), ("classe", "Classe"), ("score", "Score"),
    ("priorite", "Priorité"), ("priorite_motif", "Raisons"), ("validation", "Validation"), ("controle", "Contrôle"), ("phrase", "Histoire"),
    ("prescription", "Prescription pénale"), ("prescription_motif", "Motif"), ("prescription_civile", "Action civile"),
    ("prescription_civile_motif", "Motif (action civile)"), ("millesimes", "Millésimes"), ("zones", "Zones"),
    ("permis", "Permis sur la parcelle"), ("surface_m2", "Surface (m²)"),
    ("uuid", "Identifiant"),
)  # fmt: skip
CAUTION = "Une détection n'est pas une infraction : seul un constat sur place l'établit. L'image montre une présence, pas un achèvement de travaux."


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids), or commune, classes, prescrits, revus, limite; images (files or folders, one a vintage); sortie (file .pdf or
    .csv, or a folder; default sorties/: both). Result: phrase, objets, fichiers, notes."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties
    if target.suffix.lower() not in ("", ".pdf", ".csv"):
        raise BadInput(f"Format de sortie inconnu : « {target.suffix} » ; formats possibles : .pdf, .csv, ou un dossier.")
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
    if target.suffix.lower() != ".csv":
        if len(rows) > MOST:
            notes.append(f"Les {MOST} premières fiches seulement sont imprimées ; la liste est entière.")
        file = target if target.suffix else free_path(target / f"{stem}_a4.pdf")
        _document(rows[:MOST], images, exercise, place, ctx).build(file)
        files.append(str(file))
    if target.suffix.lower() != ".pdf":
        file = target if target.suffix else free_path(target / f"{stem}.csv")
        write_whole(file, table(rows, exercise).encode("utf-8-sig"))
        files.append(str(file))
    return {
        "phrase": f"{len(rows)} objet(s) : {' et '.join(os.path.basename(f) for f in files)}.",
        "objets": len(rows),
        "fichiers": files,
        "notes": notes,
    }


def _images(value: Any, path: Path) -> List[Tuple[int, str]]:
    """(year, file) of the pictures given, oldest first."""
    items: Sequence[str] = [value] if isinstance(value, str) else list(value or [])
    out = []
    for item in items:
        files = sheets([item])
        name = os.path.basename(os.path.normpath(item))
        out.append((vintage(None, None, name), as_one(files, path.parent / "detections")))
    return sorted(out)


def _document(rows: List[Dict[str, Any]], images: List[Tuple[int, str]], exercise: bool, place: str, ctx: JobContext) -> Document:
    from reportlab.platypus import PageBreak

    doc = Document(
        "Fiches de détection",
        subtitle=f"{place} : {len(rows)} objet(s)",
        exercise=exercise,
        subject="Détections sur photographies aériennes",
    )
    for number, row in enumerate(rows):
        ctx.progress(number / len(rows), f"Fiche {number + 1} sur {len(rows)}")
        if number:
            doc.add(lambda styles: [PageBreak()])
        where = " — ".join(part for part in (row["commune"], f"parcelle {row['parcelle']}" if row["parcelle"] else None) if part)
        doc.heading(f"{LABELS[row['classe']]}{' — ' + where if where else ''}")
        doc.sentence(f"{LABELS.get(row['prescription'], 'Prescription non appréciée')}. {row['phrase'] or ''}")
        shape = shapely.from_wkb(row["geom"])
        seen = (row["millesimes"] or "").split(", ")
        pictures = []
        for year, file in images:
            data = thumbnail(file, shape)
            if data is not None:
                pictures.append((data, f"{year} — {'vu' if str(year) in seen else 'non vu par le modèle'}"))
        if pictures:
            doc.photos(pictures, per_row=min(3, len(pictures)), max_height=62)
        doc.table(("Sujet", "Ce qui est su"), _facts(row, shape), widths=(1, 3))
        doc.note(CAUTION)
    return doc


def _facts(row: Dict[str, Any], shape: Any) -> List[Tuple[str, str]]:
    centre = shape.centroid
    facts = [
        ("Prescription pénale", f"{LABELS.get(row['prescription'], '')} — {row['prescription_motif']}"),
        ("Action civile", f"{LABELS.get(row['prescription_civile'], '')} — {row['prescription_civile_motif']}"),
        ("Apprécié au", row["prescription_le"]),
        ("Validation, contrôle", f"{LABELS[row['validation']]}, {LABELS[row['controle']].lower()}"),
        ("Zones", row["zones"]),
        ("Permis sur la parcelle", row.get("permis")),
        ("Vu aussi comme", row["classes_vues"] if "," in (row["classes_vues"] or "") else None),
        ("Millésimes", row["millesimes"]),
        ("À relire", "Un ancien millésime ne montre pas l'objet : à vérifier sur l'image." if row["a_revoir"] else None),
        ("Priorité", f"{row['priorite']:.0f} sur 100 : {row['priorite_motif']}" if row["priorite"] is not None else None),
        ("Surface du cadre", f"{row['surface_m2']:.0f} m²" if row["surface_m2"] is not None else None),
        ("Centre (Lambert 93)", f"{centre.x:.0f}, {centre.y:.0f}"),
        ("Commentaire", row["commentaire"]),
        ("Identifiant", row["uuid"]),
    ]
    return [(name, str(value)) for name, value in facts if value]


def table(rows: Sequence[Dict[str, Any]], exercise: bool) -> str:
    """CSV text for a French spreadsheet: « ; », decimal commas, labels; no cell can be taken for a formula."""
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
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    text = (
        str(LABELS.get(value, value)) if name in ("classe", "validation", "controle", "prescription", "prescription_civile") else str(value)
    )
    return "'" + text if text[:1] in "=+-@\t\r" else text
