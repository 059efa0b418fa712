"""Job of `registre`: the register of a year and its statistics, or the sheet of one mission, as PDF or CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.catalogue import LAYERS
from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.gpkg.values import parse_instant
from shared.jobs import JobContext, Params

from ..importer import travail
from ..meta.heures import paris_from_utc
from . import regles
from .inscription import LAYER

_FIELDS = LAYERS[LAYER].fields
MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, annee (this year by default), mission (one sheet instead), sortie (.pdf or .csv)."""
    espace = Espace.at(params["espace"])
    path = travail.ready(espace)
    one = travail.mission(espace, params.get("mission"))
    year = int(params.get("annee") or dt.date.today().year)
    found = [one] if one else [row for row in rows(path, LAYER, geometry=False, order="numero") if _year(row) == year]
    if not found:
        raise BadInput(f"Aucune mission au registre de {year}.")
    medias = Counter(row["mission_uuid"] for row in rows(path, "drone_media", fields=["mission_uuid"]))
    figures = statistics(found, medias)
    name = f"mission_{one['numero']}" if one else f"registre_drones_{year}"
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"{name.replace('/', '-')}.pdf"
    if target.suffix.lower() == ".csv":
        _csv(target, found, medias)
    elif target.suffix.lower() == ".pdf":
        exercise = travail.is_exercise(espace)
        _sheet(target, one, path, medias[one["uuid"]], exercise) if one else _register(target, year, found, medias, figures, exercise)
    else:
        raise BadInput("Le registre s'écrit en PDF ou en CSV : donnez un nom qui finit par .pdf ou .csv.")
    return {
        "phrase": _sentence(figures, year) if not one else f"Fiche de la mission {one['numero']}.",
        **figures,
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def statistics(missions: Sequence[Mapping[str, Any]], medias: Mapping[str, int]) -> Dict[str, Any]:
    """Counts of a list of missions."""
    flown = [row for row in missions if row["decollage"] and row["etat"] in ("vol", "livraison")]
    minutes = sum(row["duree_min"] or 0 for row in flown)
    return {
        "missions": len(missions),
        "vols": len(flown),
        "minutes": round(minutes, 1),
        "urgences": sum(bool(row["urgence"]) for row in missions),
        "incidents": sum(bool(row["incidents"]) for row in missions),
        "fichiers_importes": sum(medias.get(row["uuid"], 0) for row in missions),
        "par_objet": dict(Counter(row["objet"] for row in missions)),
        "par_etat": dict(Counter(row["etat"] for row in missions)),
        "par_drone": dict(Counter(row["drone"] or "non renseigné" for row in flown)),
        "par_service": dict(Counter(row["service"] or "non renseigné" for row in missions)),
        "par_mois": [sum(_paris(row["decollage"]).month == month for row in flown) for month in range(1, 13)],
    }


def _paris(text: str) -> dt.datetime:
    """A stored instant in French time, whatever the workstation's zone."""
    return paris_from_utc(parse_instant(text))


def _year(row: Mapping[str, Any]) -> int:
    text = row["decollage"] or row["cree_le"]
    return _paris(text).year if text else 0


def _sentence(figures: Mapping[str, Any], year: int) -> str:
    hours, minutes = divmod(int(round(figures["minutes"])), 60)
    return f"{figures['missions']} mission(s) en {year}, {figures['vols']} vol(s), {hours} h {minutes:02d} de vol, {figures['incidents']} incident(s)."


def _label(name: str, value: Any) -> str:
    field = next(item for item in _FIELDS if item.name == name)
    if value is None or value == "":
        return ""
    if field.domain:
        return dict(field.domain.values).get(value, str(value))
    if field.type == "horodatage":
        return f"{_paris(value):%d/%m/%Y %H:%M}"
    if field.type == "date":
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y")
    if field.type == "booleen":
        return "oui" if value else "non"
    if field.type == "reel":
        return f"{value:g} {field.unit}".strip().replace(".", ",")
    return str(value)


def _register(
    target: Path, year: int, found: Sequence[Mapping[str, Any]], medias: Mapping[str, int], figures: Mapping[str, Any], exercise: bool
) -> None:
    from shared.report.base import Document

    document = Document(f"Registre des vols de drone {year}", subtitle=f"{len(found)} mission(s)", landscape=True, exercise=exercise)
    document.sentence(_sentence(figures, year))
    tables: Tuple[Tuple[str, str, str], ...] = (
        ("Objet", "objet", "par_objet"),
        ("Drone", "drone", "par_drone"),
        ("Service demandeur", "service", "par_service"),
    )
    for title, name, key in tables:
        counts = sorted(figures[key].items(), key=lambda item: -item[1])
        document.table((title, "Missions"), [(_label(name, value) or value, count) for value, count in counts], widths=(5, 1), numeric=(1,))
    document.table(MONTHS, [[str(count) if count else "" for count in figures["par_mois"]]], title="Vols par mois")
    lines = [
        (
            row["numero"], row["titre"], _label("objet", row["objet"]), row["cadre_juridique"], row["communes"], row["telepilotes"], row["drone"],
            _label("decollage", row["decollage"]), f"{row['duree_min']:g}".replace(".", ",") if row["duree_min"] is not None else "",
            str(medias.get(row["uuid"], 0) or ""), _label("etat", row["etat"]),
        )
        for row in found
    ]  # fmt: skip
    document.table(
        ("N°", "Titre", "Objet", "Cadre juridique", "Communes", "Télépilotes", "Drone", "Décollage", "Min", "Fichiers", "État"),
        lines,
        widths=(1.5, 3, 2, 2.6, 2.4, 2, 1.6, 2, 0.8, 1.2, 1.5),
        title="Missions",
    )
    document.note("Heures de Paris. La durée est celle du vol, du décollage à l'atterrissage.")
    document.build(target)


def _sheet(target: Path, mission: Mapping[str, Any], path: str, count: int, exercise: bool) -> None:
    from shared.report.base import Document

    document = Document(f"Mission {mission['numero']}", subtitle=mission["titre"], exercise=exercise)
    document.paragraph(f"Cadre juridique : {mission['cadre_juridique']}")
    shown = [
        (field.label, _label(field.name, mission[field.name]))
        for field in _FIELDS
        if field.name not in ("numero", "titre", "cadre_juridique", "liste_controle")
    ]
    document.table(("Rubrique", "Valeur"), [line for line in shown if line[1]], widths=(2, 4))
    ticked = set(regles.checked(mission))
    document.table(
        ("Liste avant vol", ""), [(label, "fait" if code in ticked else "À FAIRE") for code, label in regles.CHECKLIST], widths=(6, 1)
    )
    files = rows(path, "drone_media", {"mission_uuid": mission["uuid"]}, order="chemin")
    if files:
        document.table(
            ("Fichier", "Heure (UTC)", "Empreinte SHA-256"),
            [(row["chemin"] or row["nom"], (row["heure_utc"] or "")[:19].replace("T", " "), row["sha256"]) for row in files],
            widths=(2.4, 1.9, 6.6),
            title=f"{count} fichier(s) au dépôt",
        )
    document.build(target)


def _csv(target: Path, found: Sequence[Mapping[str, Any]], medias: Mapping[str, int]) -> None:
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    names: List[str] = [field.name for field in _FIELDS]
    table.writerow([*names, "fichiers"])
    for row in found:
        table.writerow([*(_label(name, row[name]) for name in names), medias.get(row["uuid"], 0)])
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, ("\ufeff" + stream.getvalue()).encode("utf-8"))
