"""Ages of the live sources, and road closures still to be cut: read from direct.gpkg, standard library only (the desktop asks too)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, NamedTuple, Optional

from shared.espace import Espace
from shared.gpkg.geometry import parse
from shared.gpkg.read import rows
from shared.gpkg.values import parse_instant

COUPURES = ("coupure_point", "coupure_ligne", "coupure_zone")
INCONNUE = "heure inconnue"
ORIGINE = "Bison Futé, évènement {identifiant}"


class Etat(NamedTuple):
    """One source as people read it. sur: it may be trusted now."""

    source: str
    libelle: str
    sur: bool
    age: str
    message: str


class Fermeture(NamedTuple):
    """One road said closed. emprise: (minx, maxx, miny, maxy) or None when it could not be placed."""

    identifiant: str
    titre: str
    detail: str
    sur: bool
    age: str
    emprise: Optional[tuple]


def etats(espace: Espace, now: Optional[dt.datetime] = None) -> List[Etat]:
    """One row a source ever asked; empty before the first update. Raises DdtmError when the file is damaged."""
    now = now or maintenant()
    if not espace.direct_gpkg.is_file():
        return []
    return [
        Etat(row["source"], row["libelle"], est_sur(row, now), age(row["heure_validite"], now), row["message"] or "")
        for row in rows(espace.direct_gpkg, "direct_source", order="libelle")
    ]


def fermetures(espace: Espace, now: Optional[dt.datetime] = None) -> List[Fermeture]:
    """Events that close a road and that no cut of the situation answers yet; trusted ones first."""
    now = now or maintenant()
    if not espace.direct_gpkg.is_file():
        return []
    done = deja_coupes(espace)
    found = []
    for row in rows(espace.direct_gpkg, "direct_evenement_route", {"effet": "fermee"}):
        if ORIGINE.format(identifiant=row["identifiant"]) in done:
            continue
        title = f"{row['route'] or 'Route'} : {row['nature'].lower()}"
        where = " à ".join(post for post in (row["pr_debut"], row["pr_fin"]) if post)
        detail = " · ".join(part for part in (where, row["description"], row["gestionnaire"]) if part)
        box = parse(row["geom"])[2] if row["geom"] else None
        found.append(Fermeture(row["identifiant"], title, detail, est_sur(row, now), age(row["heure_validite"], now), box))
    return sorted(found, key=lambda one: (not one.sur, one.titre))


def evenement(espace: Espace, identifiant: str) -> Optional[Dict[str, Any]]:
    """The row of one event, None when it is not (or no longer) there."""
    if not espace.direct_gpkg.is_file():
        return None
    return next(iter(rows(espace.direct_gpkg, "direct_evenement_route", {"identifiant": identifiant})), None)


def est_sur(row: Dict[str, Any], now: dt.datetime) -> bool:
    """True while the answer may be trusted: its service did not fail since, and its time has not run out."""
    return row["etat"] == "a_jour" and bool(row["perime_le"]) and parse_instant(row["perime_le"]) > now


def age(text: Optional[str], now: dt.datetime) -> str:
    """ "il y a 12 min", "il y a 5 h", "il y a 3 jours", "heure inconnue"."""
    if not text:
        return INCONNUE
    minutes = int((now - parse_instant(text)).total_seconds() // 60)
    if minutes < 1:
        return "à l'instant"
    if minutes < 120:
        return f"il y a {minutes} min"
    return f"il y a {minutes // 60} h" if minutes < 2880 else f"il y a {minutes // 1440} jours"


def deja_coupes(espace: Espace) -> set:
    if not espace.travail_gpkg.is_file():
        return set()
    return {
        row["source"] for layer in COUPURES for row in rows(espace.travail_gpkg, layer, fields=("source",), geometry=False) if row["source"]
    }


def maintenant() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)
