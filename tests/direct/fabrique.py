"""Answers made for the tests in the documented shape of each service: invented values, places of the Hérault."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Dict, Iterable, List, Optional

from .serveur import Reponse

UTC = dt.timezone.utc


def il_y_a(minutes: float) -> dt.datetime:
    return dt.datetime.now(UTC) - dt.timedelta(minutes=minutes)


def iso(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def donnees(value: Any, **more: Any) -> Reponse:
    return Reponse(json.dumps(value).encode("utf-8"), **more)


# Vigicrues -------------------------------------------------------------------------------------------------------------


def troncon(code: str, niveau: Any, nom: str = "Hérault aval", place: Iterable[float] = (3.45, 43.4)) -> Dict[str, Any]:
    lon, lat = place
    return {
        "type": "Feature",
        "properties": {"CdEntCru": code, "lbentcru": nom, "acroentcru": code, "cdensup_1": "21", "NivInfViCr": niveau},
        "geometry": {"type": "MultiLineString", "coordinates": [[[lon, lat], [lon + 0.02, lat + 0.03]]]},
    }


def carte_vigicrues(*features: Dict[str, Any], heure: Optional[dt.datetime] = None, **more: Any) -> Dict[str, Any]:
    made = {"type": "FeatureCollection", "features": list(features), **more}
    if heure is not None:
        made["DtHrInfoVigiCru"] = heure.isoformat()
    return made


# Hub'Eau ---------------------------------------------------------------------------------------------------------------


def station_hubeau(code: str = "Y232201001", nom: str = "L'Hérault à Agde", **more: Any) -> Dict[str, Any]:
    return {
        "code_station": code, "libelle_station": nom, "libelle_cours_eau": "L'Hérault",
        "longitude_station": 3.4669, "latitude_station": 43.3117, "en_service": True, **more,
    }  # fmt: skip


def mesure(code: str, grandeur: str, when: dt.datetime, value: Any) -> Dict[str, Any]:
    return {
        "code_station": code, "grandeur_hydro": grandeur, "date_obs": iso(when), "resultat_obs": value,
        "libelle_qualification_obs": "Non qualifiée",
    }  # fmt: skip


# Météo-France ----------------------------------------------------------------------------------------------------------


def vigilance(domains: Dict[str, Dict[int, Any]], heure: dt.datetime, fin: Optional[dt.datetime] = None) -> Dict[str, Any]:
    """domains: {"34": {phenomenon: colour}}; the highest colour is the domain's."""
    fin = fin or heure + dt.timedelta(hours=18)

    def period(code: str, start: dt.datetime, end: dt.datetime) -> Dict[str, Any]:
        return {
            "echeance": code, "begin_validity_time": iso(start), "end_validity_time": iso(end),
            "timelaps": {
                "domain_ids": [
                    {
                        "domain_id": name,
                        "max_color_id": max((c for c in colours.values() if isinstance(c, int)), default=None),
                        "phenomenon_items": [
                            {
                                "phenomenon_id": str(kind), "phenomenon_max_color_id": colour,
                                "timelaps_items": [{"begin_time": iso(start), "end_time": iso(end), "color_id": colour}] if kind != 4 else [],
                            }
                            for kind, colour in colours.items()
                        ],
                    }
                    for name, colours in domains.items()
                ]
            },
        }  # fmt: skip

    return {"product": {"update_time": iso(heure), "periods": [period("J", heure, fin), period("J1", fin, fin + dt.timedelta(days=1))]}}


def pluie(code: str, when: dt.datetime, amount: Any, lon: float = 3.96, lat: float = 43.58) -> Dict[str, Any]:
    return {
        "lat": lat,
        "lon": lon,
        "geo_id_insee": code,
        "reference_time": iso(when),
        "validity_time": iso(when),
        "rr_per": amount,
        "t": 290.1,
    }


# DATEX II --------------------------------------------------------------------------------------------------------------

NS = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def _coordinates(lon: float, lat: float) -> str:
    return f"<pointCoordinates><latitude>{lat}</latitude><longitude>{lon}</longitude></pointCoordinates>"


def _post(name: str, dep_post: str, along: float) -> str:
    return (
        f'<{name} xsi:type="DistanceFromLinearElementReferent"><distanceAlong>{along}</distanceAlong><fromReferent>'
        f"<referentIdentifier>{dep_post}</referentIdentifier><referentType>referenceMarker</referentType></fromReferent></{name}>"
    )


def point(lon: float, lat: float, route: str = "A0075", repere: str = "", abscisse: float = 0.0) -> str:
    along = (
        f"<pointAlongLinearElement><linearElement><roadNumber>{route}</roadNumber></linearElement>"
        f"{_post('distanceAlongLinearElement', repere, abscisse) if repere else ''}</pointAlongLinearElement>"
    )
    where = f'<tpegPointLocation xsi:type="TpegSimplePoint"><point xsi:type="TpegNonJunctionPoint">{_coordinates(lon, lat)}</point></tpegPointLocation>'
    return f'<groupOfLocations xsi:type="Point">{where}{along}</groupOfLocations>'


def section(debut: str, d: float, fin: str, f: float, route: str = "A0075", coordonnees: Optional[List[float]] = None) -> str:
    tpeg = ""
    if coordonnees:
        a, b, c, e = coordonnees
        tpeg = f"<tpegLinearLocation><to>{_coordinates(c, e)}</to><from>{_coordinates(a, b)}</from></tpegLinearLocation>"
    posts = _post("fromPoint", debut, d) + _post("toPoint", fin, f)
    return (
        f'<groupOfLocations xsi:type="Linear">{tpeg}<linearWithinLinearElement><linearElement><roadNumber>{route}</roadNumber></linearElement>'
        f"{posts}</linearWithinLinearElement></groupOfLocations>"
    )


def situation(
    identifiant: str,
    genre: str,
    contenu: str,
    lieu: str,
    version: int = 1,
    fin: bool = False,
    statut: str = "real",
    debut: str = "",
    terme: str = "",
) -> str:
    life = "<management><lifeCycleManagement><end>true</end></lifeCycleManagement></management>" if fin else ""
    until = f"<overallEndTime>{terme}</overallEndTime>" if terme else ""
    start = debut or iso(il_y_a(60))
    return (
        f'<situation id="{identifiant}" version="{version}"><overallSeverity>high</overallSeverity><headerInformation>'
        f"<informationStatus>{statut}</informationStatus></headerInformation>"
        f'<situationRecord xsi:type="{genre}" id="{identifiant}-1" version="{version}"><source><sourceIdentification>DIR Massif Central'
        f"</sourceIdentification></source><validity><validityTimeSpecification><overallStartTime>{start}</overallStartTime>{until}"
        f'</validityTimeSpecification></validity><generalPublicComment><comment><values><value lang="fr">De Pézenas vers Clermont</value></values>'
        f"</comment></generalPublicComment>{lieu}{life}{contenu}</situationRecord></situation>"
    )


FERMEE = "<roadOrCarriagewayOrLaneManagementType>roadClosed</roadOrCarriagewayOrLaneManagementType>"
INONDEE = "<environmentalObstructionType>flooding</environmentalObstructionType>"


def publication(*situations: str, heure: Optional[dt.datetime] = None, suite: Optional[int] = None) -> Reponse:
    feed = f"<feedType>{suite}</feedType>" if suite is not None else ""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><d2LogicalModel {NS} modelBaseVersion="2"><exchange>{feed}</exchange>'
        f'<payloadPublication xsi:type="SituationPublication" lang="fr"><publicationTime>{iso(heure or il_y_a(5))}</publicationTime>'
        f"{''.join(situations)}</payloadPublication></d2LogicalModel>"
    )
    return Reponse(text.encode("utf-8"), type="application/xml")
