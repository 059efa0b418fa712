"""What a round leaves: layers for the map and the tablet, a sheet, a list for a spreadsheet, a track a day."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.documents import file_stem, free_path, write_whole
from shared.espace import Espace
from shared.gpkg import write
from shared.report.base import Document

from ..fiches.liste import plain
from ..mots import nombre
from .demande import clock, lasting
from .gpx import track
from .jours import WEEK

LABELS = dict(CLASSE_DETECTION.values)
AUTHOR = "ddtm_aigle"
COLUMNS = (
    "Jour", "Équipe", "Rang", "Arrivée", "Départ", "Durée (min)", "Trajet (km)", "Trajet (min)", "À voir", "Commune", "Parcelle", "Zones",
    "État", "Identifiant", "X Lambert 93", "Y Lambert 93",
)  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """arrival: minutes of the day; km, leg, line: from the stop before (None for the first of a round without a start)."""

    row: Dict[str, Any]
    place: Any
    arrival: float
    minutes: float
    km: Optional[float]
    leg: Optional[float]
    line: Any

    @property
    def label(self) -> str:
        return label(self.row)


@dataclass(frozen=True)
class PutOff:
    """A visit that cannot be made, and why."""

    row: Dict[str, Any]
    place: Any
    why: str

    @property
    def label(self) -> str:
        return label(self.row)


@dataclass(frozen=True)
class Day:
    """One team's day. back: (km, minutes, line) of the way home."""

    date: dt.date
    team: str
    start: int
    end: float
    visits: List[Visit]
    back: Optional[Tuple[float, float, Any]]

    @property
    def km(self) -> float:
        return sum(visit.km or 0.0 for visit in self.visits) + (self.back[0] if self.back else 0.0)

    @property
    def minutes(self) -> float:
        """On the road."""
        return sum(visit.leg or 0.0 for visit in self.visits) + (self.back[1] if self.back else 0.0)

    @property
    def lines(self) -> List[Any]:
        return [visit.line for visit in self.visits if visit.line is not None] + ([self.back[2]] if self.back else [])

    @property
    def title(self) -> str:
        return f"{WEEK[self.date.weekday()]} {self.date:%d/%m/%Y}" + (f", {self.team}" if self.team else "")


def label(row: Dict[str, Any]) -> str:
    return f"{LABELS[row['classe']]} {row['parcelle'] or row['commune'] or ''}".strip()


def write_layers(path: Path, name: str, days: Sequence[Day], put_off: Sequence[PutOff], notes: Sequence[str]) -> List[str]:
    """All the rounds and their visits, or nothing; the identifiers of the rounds."""
    told = [*notes, *(f"{one.label} : {one.why}." for one in put_off)]
    tours: List[Dict[str, Any]] = []
    visits: List[Dict[str, Any]] = []
    for day in days:
        tour = str(uuid.uuid4())
        drawn = [line for line in day.lines if line.length > 0]
        tours.append(
            {
                "uuid": tour, "nom": _named(name, day, days), "jour": day.date.isoformat(), "equipe": day.team or None,
                "heure_depart": clock(day.start), "heure_retour": clock(day.end), "visites": len(day.visits), "longueur_km": round(day.km, 2),
                "duree_min": round(day.minutes, 1), "sur_place_min": round(sum(visit.minutes for visit in day.visits), 1),
                "notes": " ".join(told) or None, "geom": shapely.MultiLineString(drawn).wkb if drawn else None,
            }
        )  # fmt: skip
        for rank, visit in enumerate(day.visits, 1):
            visits.append(
                {
                    "tournee_uuid": tour, "rang": rank, "objet_uuid": visit.row["uuid"], "libelle": LABELS[visit.row["classe"]],
                    "jour": day.date.isoformat(), "heure_arrivee": clock(visit.arrival), "duree_min": visit.minutes,
                    "parcelle": visit.row["parcelle"], "commune": visit.row["commune"],
                    "depuis_km": None if visit.km is None else round(visit.km, 2), "depuis_min": None if visit.leg is None else round(visit.leg, 1),
                    "fait": False, "geom": visit.place.wkb,
                }
            )  # fmt: skip
    write.insert_together(path, {"tournee": tours, "visite": visits}, author=AUTHOR)
    return [tour["uuid"] for tour in tours]


def documents(
    espace: Espace, folder: Any, name: str, days: Sequence[Day], put_off: Sequence[PutOff], notes: Sequence[str], when: str
) -> List[str]:
    """The sheet, the list, then a track a day."""
    target = Path(folder) if folder else espace.sorties
    stem = file_stem(dt.datetime.now(), "tournee", name)
    pdf, table = free_path(target / f"{stem}_a4.pdf"), free_path(target / f"{stem}.csv")
    exercise = espace.generation_name is not None and espace.is_exercise
    write_whole(table, _csv(days, put_off, exercise).encode("utf-8-sig"))
    tracks = []
    for number, day in enumerate(days, 1):
        gpx = free_path(target / (f"{stem}.gpx" if len(days) == 1 else f"{stem}_{number}.gpx"))
        stops = [(f"{rank}. {visit.label}, {clock(visit.arrival)}", visit.place) for rank, visit in enumerate(day.visits, 1)]
        write_whole(gpx, track(_named(name, day, days), stops, day.lines).encode("utf-8"))
        tracks.append(str(gpx))
    _sheet(name, days, put_off, notes, exercise, when).build(pdf)
    return [str(pdf), str(table), *tracks]


def _sheet(name: str, days: Sequence[Day], put_off: Sequence[PutOff], notes: Sequence[str], exercise: bool, when: str) -> Document:
    count = sum(len(day.visits) for day in days)
    doc = Document(name, subtitle=f"{nombre(count, 'visite')}, {_dates(days)}", exercise=exercise, subject="Tournée de contrôle")
    way = f"{_km(sum(d.km for d in days))}, {lasting(sum(d.minutes for d in days))} de trajet, approche à pied comprise."
    doc.sentence(f"{nombre(count, 'visite')}, {way}")
    for day in days:
        on_site = lasting(sum(visit.minutes for visit in day.visits))
        rows = [
            (
                rank, clock(visit.arrival), "" if visit.km is None else f"{_km(visit.km)}, {lasting(visit.leg or 0)}",
                f"{LABELS[visit.row['classe']]}, {lasting(visit.minutes)}",
                " ".join(part for part in (visit.row["commune"], visit.row["parcelle"]) if part),
                visit.row["zones"] or "", f"{visit.place.x:.0f}, {visit.place.y:.0f}", "",
            )
            for rank, visit in enumerate(day.visits, 1)
        ]  # fmt: skip
        doc.table(
            ("N°", "Arrivée", "Trajet", "À voir", "Commune et parcelle", "Zones", "Lambert 93", "Constat"),
            rows,
            widths=(0.45, 1.0, 1.15, 1.5, 2.1, 1.9, 1.15, 1.9),
            title=f"{day.title[:1].upper()}{day.title[1:]} : {clock(day.start)} à {clock(day.end)}, {_km(day.km)}, "
            f"{lasting(day.minutes)} de trajet, {on_site} sur place",
        )
    if put_off:
        doc.table(
            ("À voir", "Commune et parcelle", "Pourquoi"),
            [(LABELS[one.row["classe"]], " ".join(filter(None, (one.row["commune"], one.row["parcelle"]))), one.why) for one in put_off],
            widths=(1.2, 2.2, 4.0),
            title=f"Impossibles {when}",
        )
    for note in notes:
        doc.note(note)
    if len({day.date for day in days}) > 1:
        doc.note("Chaque jour tient compte des coupures connues pour lui à cette heure : refaites la tournée si elles changent.")
    doc.note("Les heures sont prévues, sans les aléas : la durée d'une visite se règle par classe.")
    doc.note(
        "Une détection n'est pas une infraction : seul un constat sur place l'établit. Entrez avec l'accord de l'occupant ou par les voies de droit."
    )
    return doc


def _csv(days: Sequence[Day], put_off: Sequence[PutOff], exercise: bool) -> str:
    stream = io.StringIO(newline="")
    out = csv.writer(stream, delimiter=";")
    if exercise:
        out.writerow(["EXERCICE", "données non réelles"])
    out.writerow(COLUMNS)
    for day in days:
        for rank, visit in enumerate(day.visits, 1):
            out.writerow(
                [f"{day.date:%d/%m/%Y}", plain(day.team), rank, clock(visit.arrival), clock(visit.arrival + visit.minutes), _dec(visit.minutes, 0),
                 _dec(visit.km, 2), _dec(visit.leg, 1), *_place(visit.row), "prévue", visit.row["uuid"], _dec(visit.place.x), _dec(visit.place.y)]
            )  # fmt: skip
    for one in put_off:
        out.writerow(
            ["", "", "", "", "", "", "", "", *_place(one.row), plain(one.why), one.row["uuid"], _dec(one.place.x), _dec(one.place.y)]
        )
    return stream.getvalue()


def _named(name: str, day: Day, days: Sequence[Day]) -> str:
    """Of one day among others: only what tells it apart."""
    if len(days) == 1:
        return name
    return f"{name}, {day.title if len({one.date for one in days}) > 1 else day.team}"


def _place(row: Dict[str, Any]) -> List[str]:
    return [LABELS[row["classe"]], *(plain(row[name]) for name in ("commune", "parcelle", "zones"))]


def _dec(value: Optional[float], digits: int = 1) -> str:
    return "" if value is None else f"{value:.{digits}f}".replace(".", ",")


def _km(value: float) -> str:
    return f"{value:.1f} km".replace(".", ",")


def _dates(days: Sequence[Day]) -> str:
    dates = sorted({day.date for day in days})
    return f"le {dates[0]:%d/%m/%Y}" if len(dates) == 1 else f"du {dates[0]:%d/%m/%Y} au {dates[-1]:%d/%m/%Y}"
