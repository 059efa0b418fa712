"""Vigicrues: the level of each reach, and its stations with their last stage, flow and reference flood."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Tuple

import shapely

from ..client import HorsLigne, Refuse, Reponse
from ..contexte import Contexte, Ligne, Recolte, ligne, perime_le
from ..entetes import http_date
from ..geometrie import dans, forme_l93, lignes_wkb, point_l93
from ..lecture import Illisible, instant, lire_json, liste, nombre, objet, texte
from .hydro import tendance

QUOI = "Vigicrues"
NIVEAUX: Dict[float, str] = {1: "vert", 2: "jaune", 3: "orange", 4: "rouge"}
DELAI_CARTE_S = 20 * 3600  # published at 10 h and 16 h at least
DELAI_MESURE_S = 3 * 3600
SEMAINE_S = 7 * 86_400


def troncons(ctx: Contexte) -> Recolte:
    """The vigilance map: reaches that meet the area. A level that is not 1 to 4 is unknown."""
    answer = ctx.client.get("vigicrues", "InfoVigiCru.geojson", accepte="application/geo+json, application/json")
    try:
        told, features = _carte(answer)
        hour, until = _hours(told, answer)
        rows = [row for row in (_troncon(one, answer, hour, until) for one in features) if row]
    except Illisible:
        ctx.client.oublier(answer)
        raise
    if not rows:
        ctx.client.oublier(answer)
        raise Illisible(f"{QUOI} : aucun tronçon lisible dans la réponse.")
    near = [row for row in rows if dans(row["geom"], ctx.emprise)]
    unknown = sum(row["niveau"] == "inconnu" for row in near)
    message = f"{len(near)} tronçon{'s' if len(near) > 1 else ''} dans la zone" + (
        f", dont {unknown} de niveau illisible" if unknown else ""
    )
    if hour is None:
        message += " ; heure de la carte absente : tous sont montrés inconnus"
    return Recolte({"direct_troncon_vigicrues": near}, hour, until, message)


def _carte(answer: Reponse) -> Tuple[dict, list]:
    told = objet(lire_json(answer.corps, QUOI), QUOI)
    if "error_msg" in told or "features" not in told:  # errors come with the status of a success
        raise Illisible(f"{QUOI} : le service répond par une erreur ({texte(told.get('error_msg'), 120) or 'sans détail'}).")
    return told, liste(told["features"], QUOI)


def _hours(told: dict, answer: Reponse) -> Tuple[Optional[dt.datetime], Optional[dt.datetime]]:
    """Hour of the map, and until when it holds: the announced next one with two hours of grace, else twenty hours."""
    hour = instant(told.get("DtHrInfoVigiCru")) or http_date(answer.entetes.get("last-modified"))
    due = instant(told.get("DtHrSuivInfoVigiCru"))
    delay = DELAI_CARTE_S if hour is None or due is None or due <= hour else min(DELAI_CARTE_S, (due - hour).total_seconds() + 7200)
    return hour, perime_le(answer, hour, delay)


def _troncon(feature: Any, answer: Reponse, hour: Optional[dt.datetime], until: Optional[dt.datetime]) -> Optional[Ligne]:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return None
    told = {str(key).lower(): value for key, value in feature["properties"].items()}  # their spelling has changed over the years
    code, shape = texte(told.get("cdentcru"), 20), lignes_wkb(forme_l93(feature.get("geometry")))
    if code is None or shape is None:
        return None
    level = nombre(told.get("nivinfvicr"))
    row = ligne(
        "vigicrues", code, answer, hour, DELAI_CARTE_S,
        code=code, nom=texte(told.get("lbentcru"), 120) or code, territoire=texte(told.get("cdensup_1"), 20),
        niveau=NIVEAUX.get(level, "inconnu") if level is not None else "inconnu", niveau_source=texte(told.get("nivinfvicr"), 20), geom=shape,
    )  # fmt: skip
    row["perime_le"] = until
    if row["niveau"] == "inconnu":
        row["etat"] = "illisible"
    return row


def stations(ctx: Contexte) -> Recolte:
    """Stations of the reaches of the area. One that does not answer is told of, the others are kept."""
    answer = ctx.client.get("vigicrues", "InfoVigiCru.geojson", accepte="application/geo+json, application/json")
    _, features = _carte(answer)
    reaches = [row for row in (_troncon(one, answer, None, None) for one in features) if row and dans(row["geom"], ctx.emprise)]
    codes = {code: reach["nom"] for reach in reaches for code in _stations_of(ctx, reach["code"])}
    stations_: List[Ligne] = []
    series: List[Ligne] = []
    failed = 0
    for rank, (code, reach) in enumerate(sorted(codes.items())):
        ctx.job.progress(rank / len(codes), f"Vigicrues, station {rank + 1} sur {len(codes)}")
        try:
            row, values = _station(ctx, code, reach)
        except (HorsLigne, Refuse, Illisible):
            failed += 1
            continue
        stations_.append(row)
        series += values
    if failed and not stations_:
        raise Illisible(f"{QUOI} : aucune des {failed} stations n'a pu être lue.")
    hours = [row["heure_validite"] for row in stations_ if row["heure_validite"]]
    message = f"{len(stations_)} stations" + (f" ; {failed} n'ont pas répondu" if failed else "")
    return Recolte(
        {"direct_station": stations_, "direct_observation": series},
        max(hours, default=None),
        max((row["perime_le"] for row in stations_ if row["perime_le"]), default=None),
        message,
        {"direct_observation": 24.0},
    )


def _stations_of(ctx: Contexte, reach: str) -> List[str]:
    params = {"CdEntVigiCru": reach, "TypEntVigiCru": 8}
    answer = ctx.client.get("vigicrues", "TronEntVigiCru.json", params, rythme_s=SEMAINE_S)
    told = objet(lire_json(answer.corps, QUOI), QUOI).get("ListEntVigiCru")
    below = [
        one for entity in liste(told, QUOI) if isinstance(entity, dict) for one in entity.get("aNMoinsUn") or () if isinstance(one, dict)
    ]
    return [code for code in (texte(one.get("CdEntVigiCruInferieur"), 20) for one in below) if code]


def _station(ctx: Contexte, code: str, reach: str) -> Tuple[Ligne, List[Ligne]]:
    sheet_answer = ctx.client.get("vigicrues", "station.json/index.php", {"CdStationHydro": code}, rythme_s=SEMAINE_S)
    sheet = objet(lire_json(sheet_answer.corps, QUOI), QUOI)
    told: Any = sheet.get("CoordStationHydro")
    place: Dict[str, Any] = told if isinstance(told, dict) else {}
    values: Dict[str, List[Tuple[dt.datetime, float]]] = {}
    for kind in ("H", "Q"):
        params = {"CdStationHydro": code, "GrdSerie": kind, "FormatDate": "iso"}
        answer = ctx.client.get("vigicrues", "observations.json/index.php", params)
        try:
            values[kind] = _serie(objet(lire_json(answer.corps, QUOI), QUOI))
        except Illisible:
            ctx.client.oublier(answer)
            if kind == "H":
                raise
            values[kind] = []
        last = answer
    stage: Tuple[Any, Any] = values["H"][-1] if values["H"] else (None, None)
    flow: Tuple[Any, Any] = values["Q"][-1] if values["Q"] else (None, None)
    slope, trend = tendance(values["H"])
    flood = _reference(sheet)
    hour = stage[0] or flow[0]
    row = ligne(
        "vigicrues_stations", code, last, hour, DELAI_MESURE_S,
        code_station=code, nom=texte(sheet.get("LbStationHydro"), 120) or code, cours_d_eau=texte(sheet.get("LbCoursEau"), 120), troncon=reach,
        hauteur=stage[1], heure_hauteur=stage[0], debit=flow[1], heure_debit=flow[0], variation=slope, tendance=trend,
        crue_reference=flood[0], hauteur_reference=flood[1],
        geom=_place(place),
    )  # fmt: skip
    kept = last.recu - dt.timedelta(hours=24)
    series = [
        ligne(
            "vigicrues_stations",
            f"{code}/{kind}/{when:%Y%m%d%H%M%S}",
            last,
            when,
            DELAI_MESURE_S,
            code_station=code,
            grandeur=kind,
            valeur=value,
        )
        for kind, found in values.items()
        for when, value in found
        if when >= kept
    ]
    return row, series


def _serie(told: dict) -> List[Tuple[dt.datetime, float]]:
    """(hour, metres or cubic metres a second), oldest first, each hour once."""
    serie = objet(told.get("Serie"), QUOI)
    found = {}
    for one in liste(serie.get("ObssHydro"), QUOI):
        if isinstance(one, dict):
            when, value = instant(one.get("DtObsHydro")), nombre(one.get("ResObsHydro"))
            if when is not None and value is not None:
                found[when] = value
    return sorted(found.items())


def _reference(sheet: dict) -> Tuple[Optional[str], Optional[float]]:
    """The highest flood the station remembers."""
    told = sheet.get("VigilanceCrues")
    floods = told.get("CruesHistoriques") if isinstance(told, dict) else None
    best: Tuple[Optional[str], Optional[float]] = (None, None)
    for one in floods if isinstance(floods, list) else ():
        stage = nombre(one.get("ValHauteur")) if isinstance(one, dict) else None
        if stage is not None and stage > 0 and (best[1] is None or stage > best[1]):
            best = (texte(one.get("LbUsuel"), 120), stage)
    return best


def _place(told: dict) -> Optional[bytes]:
    """Coordinates of a station: Lambert-93 metres."""
    x, y = nombre(told.get("CoordXStationHydro")), nombre(told.get("CoordYStationHydro"))
    if x is None or y is None:
        return None
    if abs(x) <= 180 and abs(y) <= 90:
        return point_l93(x, y)
    return shapely.to_wkb(shapely.Point(x, y)) if 0 < x < 1_300_000 and 6_000_000 < y < 7_200_000 else None
