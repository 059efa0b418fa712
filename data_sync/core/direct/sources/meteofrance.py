"""Météo-France: vigilance of the department and its coast (JSON of the API, or the older XML map), and rain of the last six minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Tuple
from zoneinfo import ZoneInfo

from shared.errors import BadInput
from shared.gpkg.read import rows

from ..client import Reponse
from ..contexte import Contexte, Ligne, Recolte, ligne, maintenant, perime_le
from ..geometrie import contour, dans, point_l93
from ..lecture import Illisible, instant, lire_json, lire_xml, liste, nombre, objet, texte

VIGILANCE = "Vigilance Météo-France"
PLUIE = "Pluie Météo-France"
CLE = "meteofrance"
SANS_CLE = (
    "Météo-France demande une clé : créez-la sur le portail de ses API, enregistrez-la dans l'authentification de QGIS, "
    "puis choisissez-la dans « Actualiser »."
)
NIVEAUX: Dict[Optional[float], str] = {1: "vert", 2: "jaune", 3: "orange", 4: "rouge", 5: "violet"}
PHENOMENES: Dict[Optional[float], str] = {
    1: "vent", 2: "pluie_inondation", 3: "orages", 4: "crues", 5: "neige_verglas",
    6: "canicule", 7: "grand_froid", 8: "avalanches", 9: "vagues_submersion",
}  # fmt: skip
DELAI_VIGILANCE_S = 20 * 3600  # published at 6 h and 16 h at least
DELAI_PLUIE_S = 45 * 60
PAS = dt.timedelta(minutes=6)
PARIS = ZoneInfo("Europe/Paris")
Periode = Tuple[Optional[dt.datetime], Optional[dt.datetime]]


def vigilance(ctx: Contexte) -> Recolte:
    """Colours of today and tomorrow, by phenomenon and for all of them."""
    answer = ctx.client.get(
        "meteofrance", "DPVigilance/v1/cartevigilance/encours", entetes=_key(ctx), accepte="application/json, application/xml"
    )
    try:
        hour, found = (_xml if answer.corps.lstrip()[:1] == b"<" else _json)(answer, ctx.departement)
    except Illisible:
        ctx.client.oublier(answer)
        raise
    if not found:
        ctx.client.oublier(answer)
        raise Illisible(f"{VIGILANCE} : le département {ctx.departement} est absent de la carte.")
    outline = contour(ctx.espace, ctx.departement)
    lines = [_ligne(answer, hour, outline, ctx.departement, *one) for one in found]
    until = max((row["perime_le"] for row in lines if row["perime_le"]), default=None)
    unknown = sum(row["niveau"] == "inconnu" for row in lines)
    message = next(
        (
            f"{ctx.departement} : {row['niveau']}"
            for row in lines
            if (row["domaine"], row["phenomene"], row["echeance"]) == (ctx.departement, "tous", "J")
        ),
        "couleur du jour absente",
    )
    return Recolte({"direct_vigilance": lines}, hour, until, message + (f" ; {unknown} couleurs illisibles" if unknown else ""))


def _key(ctx: Contexte) -> Dict[str, str]:
    """The header that carries the key; a relay of the house, named as the service's address, may do without."""
    key = ctx.cles.get(CLE)
    if key:
        return {"apikey": key}
    if not ctx.client.services["meteofrance"].configuree:
        raise BadInput(SANS_CLE)
    return {}


def _concerne(domain: Optional[str], departement: str) -> bool:
    """The department itself, or its coast ("34", "3410")."""
    return domain in (departement, departement + "10")


def _json(answer: Reponse, departement: str) -> Tuple[Optional[dt.datetime], List[tuple]]:
    product = objet(objet(lire_json(answer.corps, VIGILANCE), VIGILANCE).get("product"), VIGILANCE)
    hour = instant(product.get("update_time"))
    found: List[tuple] = []
    for period in liste(product.get("periods"), VIGILANCE):
        code = period.get("echeance") if isinstance(period, dict) else None
        if code not in ("J", "J1"):
            continue
        span = (instant(period.get("begin_validity_time")), instant(period.get("end_validity_time")))
        domains = liste(objet(period.get("timelaps"), VIGILANCE).get("domain_ids"), VIGILANCE)
        for domain in domains:
            name = texte(domain.get("domain_id"), 8) if isinstance(domain, dict) else None
            if not _concerne(name, departement):
                continue
            found.append((name, code, "tous", domain.get("max_color_id"), span))
            for item in domain.get("phenomenon_items") or ():
                if isinstance(item, dict):
                    kind = PHENOMENES.get(nombre(item.get("phenomenon_id")), "autre")
                    found.append((name, code, kind, item.get("phenomenon_max_color_id"), _span(item, span)))
    return hour, found


def _span(item: dict, period: Periode) -> Periode:
    """Hours of the highest colour of a phenomenon, else those of the period (floods come without hours)."""
    top = nombre(item.get("phenomenon_max_color_id"))
    slots = item.get("timelaps_items")
    chosen = [one for one in slots if isinstance(one, dict) and nombre(one.get("color_id")) == top] if isinstance(slots, list) else []
    begins = [when for when in (instant(one.get("begin_time")) for one in chosen) if when]
    ends = [when for when in (instant(one.get("end_time")) for one in chosen) if when]
    return (min(begins), max(ends)) if begins and ends else period


def _xml(answer: Reponse, departement: str) -> Tuple[Optional[dt.datetime], List[tuple]]:
    """The former public map (NXFR33): one colour a department, the phenomena that make it, hours of France."""
    root = lire_xml(answer.corps, VIGILANCE)
    head = root.find("EV")
    if root.tag != "CV" or head is None:
        raise Illisible(f"{VIGILANCE} : la réponse n'a pas la forme attendue.", root.tag[:60])
    hour, end = _heure(head.get("dateinsert")), _heure(head.get("dateprevue"))
    found: Dict[Tuple[Any, str], Any] = {}
    for entry in root.iter("DV"):
        name = entry.get("dep")
        if _concerne(name, departement):
            _highest(found, (name, "tous"), entry.get("coul"))
            for risk in entry.iter("risque"):
                _highest(found, (name, PHENOMENES.get(nombre(risk.get("val")), "autre")), entry.get("coul"))
    return hour, [(name, "J", kind, colour, (hour, end)) for (name, kind), colour in found.items()]


def _highest(found: Dict[Tuple[Any, str], Any], key: Tuple[Any, str], colour: Any) -> None:
    """A department may come several times. An unreadable colour stays unreadable, whatever the others say."""
    if key not in found:
        found[key] = colour
    elif nombre(colour) is None or nombre(found[key]) is None:
        found[key] = None
    else:
        found[key] = max(found[key], colour, key=lambda told: nombre(told) or 0.0)  # both are numbers here


def _heure(text: Optional[str]) -> Optional[dt.datetime]:
    try:
        return dt.datetime.strptime(text or "", "%Y%m%d%H%M%S").replace(tzinfo=PARIS).astimezone(dt.timezone.utc)
    except ValueError:
        return None


def _ligne(
    answer: Reponse, hour: Optional[dt.datetime], outline: Optional[bytes], departement: str,
    domain: str, echeance: str, kind: str, colour: Any, span: Periode,
) -> Ligne:  # fmt: skip
    level = nombre(colour)
    coast = domain != departement
    row = ligne(
        "meteofrance_vigilance", f"{domain}/{echeance}/{kind}", answer, hour, DELAI_VIGILANCE_S,
        domaine=domain, nom=f"Littoral du {departement}" if coast else f"Département {departement}", echeance=echeance, phenomene=kind,
        niveau=NIVEAUX.get(level, "inconnu") if level is not None else "inconnu", debut=span[0], fin=span[1], geom=None if coast else outline,
    )  # fmt: skip
    if row["niveau"] == "inconnu":
        row["etat"] = "illisible"
    if echeance == "J" and kind == "tous" and span[1] is not None:
        end = perime_le(answer, span[1], 0)  # today's colour is no longer that of the next day
        row["perime_le"] = min(row["perime_le"], end or span[1]) if row["perime_le"] else None
    return row


# Rain ------------------------------------------------------------------------------------------------------------------


def pluie(ctx: Contexte) -> Recolte:
    """The last slot published of every station of the area, and the sum of the slots of the last hour that this workstation saw."""
    headers = _key(ctx)
    answer = None
    for back in range(2, 8):  # a slot is published some minutes after its end
        slot = maintenant() - back * PAS
        slot = slot.replace(minute=slot.minute // 6 * 6, second=0, microsecond=0)
        params = {"date": slot.strftime("%Y-%m-%dT%H:%M:%SZ"), "format": "json"}
        answer = ctx.client.get_ou_rien("meteofrance", "DPPaquetObs/v1/paquet/stations/infrahoraire-6m", params, entetes=headers)
        if answer is not None:
            break
    if answer is None:
        raise Illisible(f"{PLUIE} : aucune mesure publiée depuis quarante minutes.")
    try:
        told = liste(lire_json(answer.corps, PLUIE), PLUIE)
    except Illisible:
        ctx.client.oublier(answer)
        raise
    measures: Dict[str, Tuple[dt.datetime, Optional[float], Optional[bytes]]] = {}
    for one in told:
        if not isinstance(one, dict):
            continue
        code, when = texte(one.get("geo_id_insee"), 20), instant(one.get("validity_time"))
        place = point_l93(nombre(one.get("lon")), nombre(one.get("lat")))
        if code and when and dans(place, ctx.emprise):
            amount = nombre(one.get("rr_per"))
            measures[code] = (when, amount if amount is None or 0 <= amount < 200 else None, place)
    if not measures:
        raise Illisible(f"{PLUIE} : aucune station de la zone dans la réponse.")
    return _recolte(ctx, answer, measures)


def _recolte(ctx: Contexte, answer: Reponse, measures: Dict[str, Tuple[dt.datetime, Optional[float], Optional[bytes]]]) -> Recolte:
    seen: Dict[str, Dict[Any, float]] = {}
    for row in rows(ctx.espace.direct_gpkg, "direct_pluie_mesure", {"source": "meteofrance_pluie"}):
        seen.setdefault(row["code_station"], {})[instant(row["heure_validite"])] = row["pluie_6min"]
    stations, kept = [], []
    for code, (when, amount, place) in sorted(measures.items()):
        if amount is not None:
            seen.setdefault(code, {})[when] = amount
            kept.append(
                ligne("meteofrance_pluie", f"{code}/{when:%Y%m%d%H%M}", answer, when, DELAI_PLUIE_S, code_station=code, pluie_6min=amount)
            )
        hour = [value for at, value in seen.get(code, {}).items() if at and when - dt.timedelta(hours=1) < at <= when]
        row = ligne(
            "meteofrance_pluie", code, answer, when, DELAI_PLUIE_S,
            code_station=code, nom=None, pluie_6min=amount, cumul_1h=round(sum(hour), 2) if hour else None, mesures_1h=len(hour), geom=place,
        )  # fmt: skip
        if amount is None:
            row["etat"] = "illisible"
        stations.append(row)
    last = max(when for when, _, _ in measures.values())
    until = perime_le(answer, last, DELAI_PLUIE_S)
    lines = {"direct_pluie": stations, "direct_pluie_mesure": kept}
    return Recolte(lines, last, until, f"{len(stations)} stations", {"direct_pluie_mesure": 3.0})
