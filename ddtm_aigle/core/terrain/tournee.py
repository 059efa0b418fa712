"""The job « tournee »: objects to go and see, in a good order over the roads of the pack, as layers, a GPX track and a sheet."""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.documents import file_stem, free_path, write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import write
from shared.jobs import JobContext
from shared.report.base import Document

from ..fiches.choix import chosen
from ..travail import existing_work_file
from .gpx import track
from .ordre import best_order
from .routes import Legs, legs

MOST = 40  # stops a round
LABELS = dict(CLASSE_DETECTION.values)
MARGIN = 500.0  # metres around the stops: the sector of the tablet


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids), or commune, classes, prescrits, limite (20); depart ("X,Y" Lambert 93, default: the first stop), sans_retour,
    jour (ISO), nom, sortie (folder). Result: phrase, visites, longueur_km, duree_min, tournee, secteur ("xmin,ymin,xmax,ymax" for the
    tablet), fichiers, notes. Raises BadInput."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    day = _day(params.get("jour"))
    if Path(str(params.get("sortie") or "")).suffix.lower() in (".pdf", ".gpx", ".csv"):
        raise BadInput("La tournée s'écrit en plusieurs fichiers : indiquez un dossier.")
    limit = int(params.get("limite") or (MOST if params.get("objets") else 20))
    if not 1 <= limit <= MOST:
        raise BadInput(f"Une tournée compte 1 à {MOST} visites : réduisez la sélection.")
    rows = chosen(path, {**params, "limite": limit})
    if not rows:
        raise BadInput("Aucun objet ne répond à ces choix : élargissez-les, ou croisez d'abord les millésimes.")
    if len(rows) > MOST:
        raise BadInput(f"{len(rows)} objets choisis : une tournée en compte {MOST} au plus.")
    places = [shapely.from_wkb(row["geom"]).centroid for row in rows]
    start = _start(params.get("depart"))
    points = np.array([[p.x, p.y] for p in ([start] if start is not None else []) + places])
    ctx.progress(0.1, "Routes entre les visites")
    network = legs(espace, points, ctx.step(0.1, 0.7))
    back = start is not None and not params.get("sans_retour")
    order = best_order(network.minutes, fixed_start=start is not None, back=back)
    ctx.progress(0.8, "Écriture de la tournée")
    stops = [rows[i - (start is not None)] for i in order if not (start is not None and i == 0)]
    path_of = [*order, order[0]] if back else list(order)
    name = str(params.get("nom") or "").strip()[:80] or f"Tournée du {day:%d/%m/%Y}"
    lines = [network.line(a, b) for a, b in zip(path_of, path_of[1:])]
    km = sum(network.km(a, b) for a, b in zip(path_of, path_of[1:]))
    minutes = sum(float(network.minutes[a, b]) for a, b in zip(path_of, path_of[1:]))
    tour = _write(path, name, day, stops, order, network, lines, km, minutes, start is not None)
    files = _documents(espace, params, name, day, stops, order, network, lines, km, minutes, start)
    box = shapely.total_bounds(np.array(places)) + np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])
    length = f"{km:.1f} km".replace(".", ",")
    sentence = f"{name} : {len(stops)} visite(s), {length}, {_time(minutes)} de conduite" + (", retour compris." if back else ".")
    return {
        "phrase": sentence,
        "visites": len(stops),
        "objets": [row["uuid"] for row in stops],
        "longueur_km": round(km, 2),
        "duree_min": round(minutes, 1),
        "tournee": tour,
        "secteur": ",".join(f"{value:.0f}" for value in box),
        "fichiers": files,
        "notes": network.notes,
    }


def _write(
    path: Path, name: str, day: dt.date, stops: List[Dict[str, Any]], order: List[int], network: Legs, lines: List[Any], km: float,
    minutes: float, has_start: bool,
) -> str:  # fmt: skip
    drawn = [line for line in lines if line.length > 0]
    row: Dict[str, Any] = {
        "nom": name, "jour": day.isoformat(), "visites": len(stops), "longueur_km": round(km, 2), "duree_min": round(minutes, 1),
        "notes": " ".join(network.notes) or None, "geom": shapely.MultiLineString(drawn).wkb if drawn else None,
    }  # fmt: skip
    (tour,) = write.insert_rows(path, "tournee", [row], author="ddtm_aigle")
    visits = []
    before: Optional[int] = order[0] if has_start else None
    for rank, (index, stop) in enumerate(zip([i for i in order if not (has_start and i == 0)], stops), 1):
        centre = shapely.from_wkb(stop["geom"]).centroid
        visits.append(
            {
                "tournee_uuid": tour,
                "rang": rank,
                "objet_uuid": stop["uuid"],
                "libelle": LABELS[stop["classe"]],
                "parcelle": stop["parcelle"],
                "commune": stop["commune"],
                "depuis_km": None if before is None else round(network.km(before, index), 2),
                "depuis_min": None if before is None else round(float(network.minutes[before, index]), 1),
                "fait": False,
                "geom": centre.wkb,
            }  # fmt: skip
        )
        before = index
    write.insert_rows(path, "visite", visits, author="ddtm_aigle")
    return tour


def _documents(
    espace: Espace, params: Dict[str, Any], name: str, day: dt.date, stops: List[Dict[str, Any]], order: List[int], network: Legs,
    lines: List[Any], km: float, minutes: float, start: Any,
) -> List[str]:  # fmt: skip
    folder = Path(params["sortie"]) if params.get("sortie") else espace.sorties
    stem = file_stem(dt.datetime.now(), "tournee", name)
    gpx, pdf = free_path(folder / f"{stem}.gpx"), free_path(folder / f"{stem}_a4.pdf")
    titles = [f"{rank}. {LABELS[stop['classe']]} {stop['parcelle'] or ''}".strip() for rank, stop in enumerate(stops, 1)]
    centres = [shapely.from_wkb(stop["geom"]).centroid for stop in stops]
    write_whole(gpx, track(name, list(zip(titles, centres)), lines).encode("utf-8"))
    exercise = espace.generation_name is not None and espace.is_exercise
    doc = Document(name, subtitle=f"{len(stops)} visite(s), le {day:%d/%m/%Y}", exercise=exercise, subject="Tournée de contrôle")
    doc.sentence(f"{len(stops)} visite(s), {km:.1f} km, {_time(minutes)} de conduite.".replace(".", ",", 1))
    indices = [i for i in order if not (start is not None and i == 0)]
    before = order[0] if start is not None else None
    table = []
    for rank, (index, stop, centre) in enumerate(zip(indices, stops, centres), 1):
        leg = (
            ""
            if before is None
            else f"{network.km(before, index):.1f} km, {_time(float(network.minutes[before, index]))}".replace(".", ",")
        )
        place = " ".join(part for part in (stop["commune"], stop["parcelle"]) if part)
        table.append((rank, leg, LABELS[stop["classe"]], place, stop["zones"] or "", f"{centre.x:.0f}, {centre.y:.0f}", ""))
        before = index
    doc.table(
        ("N°", "Trajet", "À voir", "Commune et parcelle", "Zones", "Lambert 93", "Constat"),
        table,
        widths=(0.5, 1.3, 1.2, 2.2, 2.4, 1.5, 2.2),
    )
    for note in network.notes:
        doc.note(note)
    doc.note(
        "Une détection n'est pas une infraction : seul un constat sur place l'établit. Entrez avec l'accord de l'occupant ou par les voies de droit."
    )
    doc.build(pdf)
    return [str(pdf), str(gpx)]


def _time(minutes: float) -> str:
    whole = int(round(minutes))
    return f"{whole // 60} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"


def _day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value)) if value else dt.date.today()
    except ValueError:
        raise BadInput(f"Date « {value} » illisible : écrivez AAAA-MM-JJ.") from None


def _start(value: Any) -> Optional[Any]:
    if not value:
        return None
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*(?:\[[^\]]*\])?\s*", str(value))
    point: Tuple[float, float] = (float(found.group(1)), float(found.group(2))) if found else (math.nan, math.nan)
    if not (0 < point[0] < 1_300_000 and 6_000_000 < point[1] < 7_200_000):
        raise BadInput("Le départ s'écrit X,Y en Lambert 93, par exemple 772000,6275000.")
    return shapely.Point(point)
