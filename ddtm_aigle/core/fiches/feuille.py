"""Sheets for the field: one an object or one a parcel, with the vintages, a plan, the facts and the reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Sequence, Tuple

import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext
from shared.report.base import Document

from ..histoire import regles
from ..lieux import reference
from ..modeles.service import notice
from ..mots import lisible, nombre
from .faits import day, facts, touched
from .liste import LABELS
from .plan import plan
from .vignettes import thumbnail

CAUTION = "Une détection n'est pas une infraction : seul un constat sur place l'établit. L'image montre une présence, pas un achèvement de travaux."
NOT_YET = "Non appréciée : croisez les millésimes."
PLAN_MM = (178.0, 48.0)
Images = Sequence[Tuple[int, str]]


def sheets_of(rows: List[Dict[str, Any]], by_parcel: bool) -> List[List[Dict[str, Any]]]:
    """The rows of each sheet: one, or all those of a parcel (an object without a parcel has its own)."""
    if not by_parcel:
        return [[row] for row in rows]
    groups: Dict[str, List[Dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["parcelle"] or row["uuid"], []).append(row)
    return list(groups.values())


def document(espace: Espace, groups: List[List[Dict[str, Any]]], images: Images, exercise: bool, place: str, ctx: JobContext) -> Document:
    from reportlab.platypus import PageBreak

    count = sum(len(group) for group in groups)
    doc = Document(
        "Fiches de détection",
        subtitle=f"{place} : {nombre(count, 'objet')}" + (f" sur {nombre(len(groups), 'parcelle')}" if count > len(groups) else ""),
        exercise=exercise,
        subject="Détections sur photographies aériennes",
    )
    for number, group in enumerate(groups):
        ctx.progress(number / len(groups), f"Fiche {number + 1} sur {len(groups)}")
        if number:
            doc.add(lambda styles: [PageBreak()])
        _sheet(doc, espace, group, images)
    return doc


def _sheet(doc: Document, espace: Espace, group: List[Dict[str, Any]], images: Images) -> None:
    first = group[0]
    where = " — ".join(part for part in (first["commune"], f"parcelle {first['parcelle']}" if first["parcelle"] else None) if part)
    shapes = [shapely.from_wkb(row["geom"]) for row in group]
    whole = shapely.MultiPolygon([part for shape in shapes for part in shapely.get_parts(shape)])
    if len(group) == 1:
        doc.heading(f"{LABELS[first['classe']]}{' — ' + where if where else ''}")
        doc.sentence(lisible(f"{LABELS.get(first['prescription'], 'Prescription non appréciée')}. {first['phrase'] or ''}"))
    else:
        doc.heading(where or "Parcelle inconnue")
        kinds = sorted({LABELS[row["classe"]].lower() for row in group})
        doc.sentence(f"{len(group)} objets : {', '.join(kinds)}.")
    pictures = []
    for year, file in images:
        data = thumbnail(file, shapes)
        if data is not None:
            seen = sum(_holds(row["millesimes"], year) for row in group)
            missing = "absent, vérifié" if _holds(first["absences_vues"], year) else "non vu par le modèle"
            told = ("vu" if seen else missing) if len(group) == 1 else f"{nombre(seen, 'objet vu', 'objets vus')} sur {len(group)}"
            pictures.append((data, f"{_flown(espace, year, whole)} — {told}"))
    if pictures:
        doc.photos(pictures, per_row=min(3, len(pictures)), max_height=50)
    parcel = _parcel(espace, first, whole)
    _plan(doc, espace, whole if parcel is None else shapely.union(parcel, whole), shapes, parcel)
    if len(group) > 1:
        table = [
            (
                number,
                LABELS[row["classe"]],
                LABELS.get(row["prescription"], ""),
                _reasons(row),
                f"{row['priorite'] or 0:.0f}",
            )
            for number, row in enumerate(group, 1)
        ]
        doc.table(
            ("N°", "Objet", "Prescription pénale", "Raison", "Priorité"),
            table,
            widths=(0.4, 1.2, 1.2, 4, 0.8),
            title="Objets de la parcelle",
        )
    ground = facts(espace, whole if parcel is None else parcel)
    doc.table(
        ("Sujet", "Ce que dit le paquet de données"),
        ground if len(group) == 1 else [*ground, ("Centre des objets", _place(whole))],
        widths=(1, 3),
    )
    if len(group) == 1:
        doc.table(
            ("Sujet", "Ce qui est su de l'objet"), _facts(first, shapes[0], _source(espace, first), parcel is not None), widths=(1, 3)
        )
    doc.note(f"{notice(espace.travail_gpkg)} {CAUTION}".strip())


def _reasons(row: Dict[str, Any]) -> str:
    """Why the criminal prescription, then the civil one in a word."""
    told = row["prescription_motif"] or NOT_YET
    civil = LABELS.get(row["prescription_civile"] or "", "")
    return lisible(f"{told} Action civile : {civil.lower()}." if civil else told)


def _flown(espace: Espace, year: int, shape: Any) -> str:
    """The day of the flight that looked at this place that year, or its interval; the year alone when no flight is known."""
    layer = espace.travail_gpkg, "detection_couverture", {"millesime": year}
    looked = [
        (row["date_vol_debut"], row["date_vol_fin"] or row["date_vol_debut"])
        for row in read.rows(*layer, bbox=shape.bounds)
        if row["date_vol_debut"]
    ]
    if not looked:
        return str(year)
    low, high = min(first for first, _ in looked), max(last for _, last in looked)
    if (low[5:10], high[5:10]) == ("01-01", "12-31"):  # nobody said the day
        return str(year)
    return lisible(low[:10] if low == high else f"entre le {low[:10]} et le {high[:10]}")


def _parcel(espace: Espace, row: Dict[str, Any], whole: Any) -> Optional[Any]:
    path, present = reference(espace)
    if path is None or "parcelle" not in present or not row["parcelle"]:
        return None
    held = [one for one in touched(path, "parcelle", whole) if one["idu"] == row["parcelle"]]
    return shapely.make_valid(shapely.from_wkb(held[0]["geom"])) if held else None


def _plan(doc: Document, espace: Espace, subject: Any, shapes: List[Any], parcel: Optional[Any]) -> None:
    from reportlab.lib.units import mm

    try:
        _, legend = plan(espace, subject, shapes, PLAN_MM[0] * mm, PLAN_MM[1] * mm, parcel)
    except BadInput:
        return
    doc.add(lambda styles: [plan(espace, subject, shapes, PLAN_MM[0] * mm * styles.scale, PLAN_MM[1] * mm * styles.scale, parcel)[0]])
    doc.note(legend + " Le plan n'est pas une pièce cadastrale.")


def _source(espace: Espace, row: Dict[str, Any]) -> Optional[str]:
    """Where the rule applied comes from; nothing when the table cannot be read any more."""
    try:
        rules = regles.load(espace, dt.date.fromisoformat(str(row["prescription_le"] or dt.date.today())[:10]))
    except (BadInput, ValueError):
        return None
    rule = rules.get(row["classe"])
    return rule.source if rule else None


def _appreciation(state: Optional[str], why: Optional[str]) -> str:
    return " — ".join(part for part in (LABELS.get(state or ""), why) if part) or NOT_YET


def _to_check(row: Dict[str, Any]) -> Optional[str]:
    if not row["a_revoir"]:
        return None
    if not row["a_verifier"]:
        return "Un ancien millésime ne montre pas l'objet : à vérifier sur l'image."
    return f"Regardez l'image de {row['a_verifier'].replace(', ', ' et de ')} : le modèle n'y voit pas l'objet, ou ne fait que le deviner."


def _holds(years: Optional[str], year: int) -> bool:
    return str(year) in (years or "").split(", ")


def _facts(row: Dict[str, Any], shape: Any, source: Optional[str], told: bool) -> List[Tuple[str, str]]:
    at = f" au {day(row['prescription_le'])}" if row["prescription_le"] else ""
    facts = [
        (f"Prescription pénale{at}", _appreciation(row["prescription"], row["prescription_motif"])),
        ("Action civile", _appreciation(row["prescription_civile"], row["prescription_civile_motif"])),
        ("Validation, contrôle", f"{LABELS[row['validation']]}, {LABELS[row['controle']].lower()}"),
        ("Zones", None if told else row["zones"]),  # the pack has just told them at length
        ("Permis sur la parcelle", row.get("permis")),
        ("Vu aussi comme", row["classes_vues"] if "," in (row["classes_vues"] or "") else None),
        ("Millésimes", row["millesimes"]),
        ("Règle", source),
        ("À relire", _to_check(row)),
        ("Priorité", f"{row['priorite']:.0f} sur 100 : {row['priorite_motif']}" if row["priorite"] is not None else None),
        ("Surface, centre", (f"{row['surface_m2']:.0f} m² ; " if row["surface_m2"] is not None else "") + _place(shape)),
        ("Commentaire", row["commentaire"]),
        ("Identifiant", row["uuid"]),
    ]
    return [(name, lisible(str(value))) for name, value in facts if value]


def _place(shape: Any) -> str:
    """Where to go, for a map and for a telephone."""
    import pyproj

    centre = shape.centroid
    lon, lat = pyproj.Transformer.from_crs(2154, 4326, always_xy=True).transform(centre.x, centre.y)
    return f"Lambert 93 : {centre.x:.0f}, {centre.y:.0f} ; GPS : {lat:.5f}, {lon:.5f}"
