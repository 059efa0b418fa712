"""The job « tournee »: objects to go and see, shared out between days and teams over the roads of the pack that are open that day."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..fiches.choix import chosen
from ..mots import nombre
from ..travail import existing_work_file
from . import demande
from .jours import closed
from .planning import share_out
from .reseaux import Roads
from .sorties import Day, PutOff, Visit, documents, label, write_layers

MOST = 40  # stops in all
MARGIN = 500.0  # metres around the stops: the sector of the tablet
TOO_FAR = "trop loin pour tenir dans les horaires"


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids), or commune, classes, prescrits, limite (20); depart ("X,Y" Lambert 93, default: the first stop), equipes (further
    starts, "Nom=X,Y ; X,Y"), sans_retour, jour (ISO), horaires ("09:00-17:00"), pause (minutes), durees ("construction=40, caravane=15"),
    sans_coupures, nom, sortie (folder). Result: phrase, visites, jours, objets (in order), reportees ({objet, libelle, motif}), longueur_km,
    duree_min (driving), tournee, tournees, secteur ("xmin,ymin,xmax,ymax" for the tablet), fichiers, notes. Raises BadInput."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    first = demande.read_day(params.get("jour"))
    hours = demande.read_hours(params.get("horaires"), params.get("pause"))
    durations = demande.read_durations(params.get("durees"))
    teams = demande.read_teams(params.get("depart"), params.get("equipes"))
    rows = _objects(path, params)
    places = [shapely.from_wkb(row["geom"]).centroid for row in rows]
    points = np.array([[p.x, p.y] for p in [place for _, place in teams] + places])
    ctx.progress(0.1, "Routes entre les visites")
    one_way, free = bool(params.get("sans_retour")), bool(params.get("sans_coupures"))
    roads = Roads(espace, path, points, first, hours, len(teams), one_way, free, ctx.step(0.1, 0.7))
    horizon, offset = roads.horizon, roads.offset
    count = max(1, len(teams))
    visits = np.array([0.0] * count + [float(durations[row["classe"]]) for row in rows])
    weights = np.array([0.0] * count + [float(row["priorite"] or 0) for row in rows])
    ctx.progress(0.75, "Ordre des visites")
    routes, left = share_out(roads.cost, visits, count, hours, weights, horizon)
    if not routes:
        raise BadInput(f"Aucune visite n'est possible {_when(roads, horizon)} : {_why(roads, left[0])}. Changez d'horaires ou de jour.")
    ctx.progress(0.85, "Écriture de la tournée")
    name = str(params.get("nom") or "").strip()[:80] or f"Tournée du {first:%d/%m/%Y}"
    days = []
    for route in routes:
        network = roads.legs(route.day)
        home = route.team if teams else None
        stops, before = [], home
        for place, arrival in zip(route.stops, route.arrivals):
            here = place - offset
            stops.append(
                Visit(
                    rows[here - len(teams)], places[here - len(teams)], arrival, float(visits[place]),
                    None if before is None else network.km(before, here), None if before is None else float(network.minutes[before, here]),
                    None if before is None else network.line(before, here),
                )
            )  # fmt: skip
            before = here
        back = home is not None and not params.get("sans_retour")
        way = (network.km(before, home), float(network.minutes[before, home]), network.line(before, home)) if back else None  # type: ignore[arg-type]
        title = teams[route.team][0] if len(teams) > 1 else ""
        days.append(Day(roads.date(route.day), title, hours.start, route.end, stops, way))
    put_off = [PutOff(rows[p - count], places[p - count], _why(roads, p)) for p in left]
    notes = roads.notes(sorted({route.day for route in routes}))
    for route in routes:
        notes += [
            f"{label(rows[p - count])} : {_why(roads, p)} le {roads.date(0):%d/%m/%Y}, visite le {roads.date(route.day):%d/%m/%Y}."
            for p in route.stops
            if route.day and not math.isfinite(float(roads.cost(0)[:count, p].min()))
        ]
    when = _when(roads, horizon)
    tours = write_layers(path, name, days, put_off, notes)
    files = documents(espace, params.get("sortie"), name, days, put_off, notes, when)
    box = shapely.total_bounds(np.array(places)) + np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])
    km, minutes = sum(day.km for day in days), sum(day.minutes for day in days)
    return {
        "phrase": _sentence(name, days, put_off, km, minutes, bool(teams) and not one_way, when, closed(first)),
        "visites": sum(len(day.visits) for day in days),
        "jours": len({day.date for day in days}),
        "objets": [visit.row["uuid"] for day in days for visit in day.visits],
        "reportees": [{"objet": one.row["uuid"], "libelle": one.label, "motif": one.why} for one in put_off],
        "longueur_km": round(km, 2),
        "duree_min": round(minutes, 1),
        "tournee": tours[0],
        "tournees": tours,
        "secteur": ",".join(f"{value:.0f}" for value in box),
        "fichiers": files,
        "notes": notes,
    }


def _objects(path: Path, params: Dict[str, Any]) -> List[Dict[str, Any]]:
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
    return rows


def _when(roads: Roads, horizon: int) -> str:
    return "ce jour-là" if horizon == 1 else f"d'ici au {roads.date(horizon - 1):%d/%m/%Y}"


def _why(roads: Roads, place: int) -> str:
    """Why one cannot go there on the first day."""
    network, here = roads.legs(0), place - roads.offset
    if here in network.held:
        return f"dans une zone coupée, {network.held[here]}"
    for start in range(roads.teams or len(network.minutes)):
        told = network.shut.get((start, here)) or network.shut.get((here, start))
        if told:
            return f"accès coupé, {told}"
    return TOO_FAR if math.isfinite(float(roads.cost(0)[: max(1, roads.teams), place].min())) else "accès coupé"


def _sentence(
    name: str, days: List[Day], put_off: List[PutOff], km: float, minutes: float, back: bool, when: str, off: Optional[str]
) -> str:
    count, dates = sum(len(day.visits) for day in days), len({day.date for day in days})
    length = f"{km:.1f} km".replace(".", ",")
    text = f"{name} : {nombre(count, 'visite')}, {length}, {demande.lasting(minutes)} de trajet" + (", retour compris" if back else "")
    on_site = sum(visit.minutes for day in days for visit in day.visits)
    text += f", {demande.lasting(on_site)} sur place"
    text += f", sur {dates} jours" if dates > 1 else f", de {demande.clock(days[0].start)} à {demande.clock(max(day.end for day in days))}"
    if put_off:
        text += f". {nombre(len(put_off), 'visite impossible', 'visites impossibles')} {when} : " + " ; ".join(
            f"{one.label} ({one.why})" for one in put_off[:3]
        )
        text += " ; …" if len(put_off) > 3 else ""
    if off:
        text += f". Le jour demandé est {off}"
    return text + "."
