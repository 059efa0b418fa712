"""Hub'Eau v2 hydrometry: stages (mm) and flows (l/s) of the department's stations, in metres and cubic metres a second."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from ..client import Reponse
from ..contexte import Contexte, Ligne, Recolte, ligne
from ..geometrie import point_l93
from ..lecture import Illisible, instant, lire_json, liste, nombre, objet, texte
from .hydro import tendance

QUOI = "Hub'Eau"
DELAI_S = 3 * 3600  # measures come 15 to 75 minutes late
PAGE = 5000
LOT = 50
JOUR_S = 86_400
PAGES_MAX = 40
UNITES = {"H": 1000.0, "Q": 1000.0}  # millimetres, litres a second


def lire(ctx: Contexte) -> Recolte:
    """The last `heures` (6) hours of each station in service of the department."""
    known = _stations(ctx)
    if not known:
        raise Illisible(f"{QUOI} : aucune station dans le département {ctx.departement}.")
    since = dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=float(ctx.options.get("heures") or 6))
    since = since.replace(minute=0, second=0, microsecond=0)
    series: Dict[str, Dict[str, Dict[dt.datetime, float]]] = {code: {"H": {}, "Q": {}} for code in known}
    quality: Dict[str, str] = {}
    answer, dropped, cut = None, 0, False
    codes = sorted(known)
    for start in range(0, len(codes), LOT):
        ctx.job.progress(start / len(codes), f"Hub'Eau, {len(codes)} stations")
        params = {
            "code_entite": ",".join(codes[start : start + LOT]),
            "grandeur_hydro": "H,Q",
            "date_debut_obs": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "size": PAGE,
            "fields": "code_station,grandeur_hydro,date_obs,resultat_obs,libelle_qualification_obs",
        }
        for page, rows, whole in _pages(ctx, "observations_tr", params):
            answer = page
            cut |= not whole
            for one in rows:
                code, kind = (texte(one.get("code_station"), 20), one.get("grandeur_hydro")) if isinstance(one, dict) else (None, None)
                when, value = (instant(one.get("date_obs")), nombre(one.get("resultat_obs"))) if code else (None, None)
                if code not in series or kind not in UNITES or when is None or value is None:
                    dropped += 1
                    continue
                series[code][kind][when] = value / UNITES[kind]
                quality[code] = texte(one.get("libelle_qualification_obs"), 40) or quality.get(code, "")
    stations, observations = [], []
    for code, values in series.items():
        row, seen = _rows(code, known[code], values, quality.get(code), answer)
        stations.append(row)
        observations += seen
    hours = [row["heure_validite"] for row in stations if row["heure_validite"]]
    silent = len(stations) - len(hours)
    message = f"{len(hours)} stations à jour"
    message += f" ; {silent} sans mesure récente" if silent else ""
    message += f" ; {dropped} mesures illisibles laissées" if dropped else ""
    message += " ; suite de la liste non reçue" if cut else ""
    return Recolte(
        {"direct_station": stations, "direct_observation": observations},
        max(hours, default=None),
        max((row["perime_le"] for row in stations if row["perime_le"]), default=None),
        message,
        {"direct_observation": 24.0},
    )


def _stations(ctx: Contexte) -> Dict[str, dict]:
    params = {"code_departement": ctx.departement, "en_service": "true", "size": 1000}
    found: Dict[str, dict] = {}
    for _, rows, _ in _pages(ctx, "referentiel/stations", params, rythme_s=JOUR_S):
        for one in rows:
            code = texte(one.get("code_station"), 20) if isinstance(one, dict) else None
            if code and one.get("en_service", True):
                found[code] = one
    return found


def _pages(ctx: Contexte, chemin: str, params: Mapping[str, Any], **more: Any) -> Iterator[Tuple[Reponse, list, bool]]:
    """(answer, rows, whether the list went to its end), page after page: 206 says that there are others, `next` where."""
    where: str = chemin
    asked: Any = params
    for _ in range(PAGES_MAX):
        answer = ctx.client.get("hubeau", where, asked, **more)
        try:
            told = objet(lire_json(answer.corps, QUOI), QUOI)
            rows = liste(told.get("data"), QUOI)
        except Illisible:
            ctx.client.oublier(answer)
            raise
        following = told.get("next") if isinstance(told.get("next"), str) else None
        yield answer, rows, not (answer.statut == 206 and rows and not following)
        if not following or not rows:
            return
        where, asked = following, None
    yield answer, [], False


def _rows(code: str, sheet: dict, values: Dict[str, Dict[dt.datetime, float]], quality: Any, answer: Any) -> Tuple[Ligne, List[Ligne]]:
    stages, flows = sorted(values["H"].items()), sorted(values["Q"].items())
    stage: Tuple[Any, Any] = stages[-1] if stages else (None, None)
    flow: Tuple[Any, Any] = flows[-1] if flows else (None, None)
    slope, trend = tendance(stages)
    hour = max((when for when in (stage[0], flow[0]) if when), default=None)
    place = point_l93(nombre(sheet.get("longitude_station")), nombre(sheet.get("latitude_station")))
    row = ligne(
        "hubeau", code, answer, hour, DELAI_S,
        code_station=code, nom=texte(sheet.get("libelle_station"), 120) or code, cours_d_eau=texte(sheet.get("libelle_cours_eau"), 120),
        hauteur=stage[1], heure_hauteur=stage[0], debit=flow[1], heure_debit=flow[0], variation=slope, tendance=trend, qualite=quality or None, geom=place,
    )  # fmt: skip
    series = [
        ligne("hubeau", f"{code}/{kind}/{when:%Y%m%d%H%M%S}", answer, when, DELAI_S, code_station=code, grandeur=kind, valeur=value)
        for kind, found in (("H", stages), ("Q", flows))
        for when, value in found
    ]
    return row, series
