"""DATEX II (version 2) situations, whatever prefixes the publication uses: what happens, where, until when, and does it close the road."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

from .lecture import Illisible, contenu, instant, lire_xml, nombre, premier, texte

QUOI = "Bison Futé"
TYPE = "type"  # xsi:type, read by its local name

# What the record's own type is called; the more precise field that may follow it, and its words.
NATURES = {
    "Accident": "Accident",
    "AbnormalTraffic": "Trafic anormal",
    "VehicleObstruction": "Véhicule arrêté",
    "AnimalPresenceObstruction": "Animaux sur la chaussée",
    "GeneralObstruction": "Obstacle",
    "EnvironmentalObstruction": "Obstacle naturel",
    "InfrastructureDamageObstruction": "Ouvrage ou chaussée endommagé",
    "EquipmentOrSystemFault": "Équipement en panne",
    "PoorEnvironmentConditions": "Mauvaises conditions",
    "WeatherRelatedRoadConditions": "Chaussée glissante",
    "NonWeatherRelatedRoadConditions": "État de la chaussée",
    "MaintenanceWorks": "Travaux",
    "ConstructionWorks": "Travaux",
    "RoadOrCarriagewayOrLaneManagement": "Gestion de la circulation",
    "SpeedManagement": "Vitesse réglementée",
    "ReroutingManagement": "Déviation",
    "GeneralNetworkManagement": "Gestion du trafic",
    "PublicEvent": "Manifestation",
    "DisturbanceActivity": "Manifestation",
    "AuthorityOperation": "Opération des autorités",
}
PRECISIONS = {
    "flooding": "Inondation",
    "flashFloods": "Crue soudaine",
    "fallenTrees": "Arbre tombé",
    "rockfalls": "Chute de pierres",
    "landslips": "Glissement de terrain",
    "mudSlide": "Coulée de boue",
    "avalanches": "Avalanche",
    "stormDamage": "Dégâts de tempête",
    "seriousFire": "Feu",
    "forestFire": "Feu de forêt",
    "grassFire": "Feu de végétation",
    "subsidence": "Affaissement",
    "roadClosed": "Route fermée",
    "carriagewayClosures": "Chaussée fermée",
    "laneClosures": "Voie fermée",
    "roadworks": "Travaux",
    "brokenDownVehicle": "Véhicule en panne",
    "bridgeDamage": "Pont endommagé",
    "snow": "Neige",
    "ice": "Verglas",
}
PRECIS = (
    "environmentalObstructionType",
    "roadOrCarriagewayOrLaneManagementType",
    "vehicleObstructionType",
    "obstructionType",
    "accidentType",
    "roadMaintenanceType",
    "weatherRelatedRoadConditionType",
    "infrastructureDamageType",
)
FERMETURES = frozenset({"roadClosed", "carriagewayClosures", "closed", "closedPermanentlyForTheWinter"})
BLOCAGES = frozenset({"roadBlocked", "carriagewayBlocked"})
TOUTE_LA_CHAUSSEE = frozenset({"allLanesCompleteCarriageway"})
DANGERS = frozenset(
    {
        "Accident", "VehicleObstruction", "AnimalPresenceObstruction", "GeneralObstruction", "EnvironmentalObstruction",
        "InfrastructureDamageObstruction", "PoorEnvironmentConditions", "WeatherRelatedRoadConditions", "AbnormalTraffic",
    }
)  # fmt: skip
SENS = {"bothWays": "les deux sens", "aligned": "sens des PR croissants", "opposite": "sens des PR décroissants"}
REPERE = re.compile(r"^(?:(?P<dep>\d[\dAB]))?PR(?P<numero>\d+)(?P<cote>[DGU]?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Repere:
    """A place along a road: post `numero` of department `departement`, side `cote`, and metres after it."""

    departement: str
    numero: int
    cote: str
    abscisse: float

    @property
    def dit(self) -> str:
        return f"PR {self.numero}+{round(self.abscisse):03d}" + (f" ({self.cote})" if self.cote else "")


@dataclass
class Evenement:
    """One record of a situation."""

    situation: str
    identifiant: str
    version: int
    nature: str
    nature_source: str
    effet: str
    fini: bool
    reel: bool
    gravite: Optional[str] = None
    gestionnaire: Optional[str] = None
    route: Optional[str] = None
    sens: Optional[str] = None
    debut: Optional[dt.datetime] = None
    fin: Optional[dt.datetime] = None
    observe: Optional[dt.datetime] = None
    description: str = ""
    points: List[Tuple[float, float]] = field(default_factory=list)  # longitude, latitude, in the order of the traffic
    reperes: List[Repere] = field(default_factory=list)


@dataclass
class Publication:
    heure: Optional[dt.datetime]
    suite: Optional[int]  # number of the last increment that a snapshot already holds
    evenements: List[Evenement]
    ecartes: int = 0


def lire(body: bytes) -> Publication:
    """A snapshot or an increment. Raises Illisible when it is no publication of situations."""
    root = lire_xml(body, QUOI)
    payload = premier(root, "payloadPublication")
    if payload is None or contenu(payload, "publicationTime") is None:
        raise Illisible(f"{QUOI} : la réponse n'est pas une publication DATEX II.", root.tag[:60])
    feed = re.search(r"(\d+)\s*$", contenu(root, "feedType") or "")
    found, refused = [], 0
    for situation in payload.iter("situation"):
        for record in situation.iter("situationRecord"):
            one = _event(situation, record)
            if one is None:
                refused += 1
            else:
                found.append(one)
    return Publication(instant(contenu(payload, "publicationTime")), int(feed.group(1)) if feed else None, found, refused)


def fusionner(publications: List[Publication]) -> Dict[str, Evenement]:
    """Events in force by identifier: snapshot first, increments after; a higher version replaces, an end takes away."""
    held: Dict[str, Evenement] = {}
    for publication in publications:
        for one in publication.evenements:
            known = held.get(one.identifiant)
            if known is None or one.version >= known.version:
                held[one.identifiant] = one
    return {key: one for key, one in held.items() if not one.fini}


def _event(situation: ET.Element, record: ET.Element) -> Optional[Evenement]:
    where = texte(situation.get("id"), 80)
    identifier = texte(record.get("id"), 80)
    kind = (record.get(TYPE) or "").rpartition(":")[2]
    if not where or not identifier or not kind:
        return None
    precise = next((value for value in (contenu(record, name) for name in PRECIS) if value), None)
    life = premier(record, "lifeCycleManagement")
    status = contenu(situation, "informationStatus")
    made = Evenement(
        situation=where,
        identifiant=identifier,
        version=int(nombre(record.get("version")) or nombre(situation.get("version")) or 0),
        nature=PRECISIONS.get(precise or "", NATURES.get(kind, "Évènement")),
        nature_source=f"{kind}/{precise}" if precise else kind,
        effet=_effect(record, kind, precise),
        fini=life is not None and "true" in (contenu(life, "end"), contenu(life, "cancel")),
        reel=status in (None, "real"),
        gravite=contenu(situation, "overallSeverity"),
        gestionnaire=(contenu(record, "sourceIdentification") or "").rpartition("/")[2] or None,
        debut=instant(contenu(record, "overallStartTime")),
        fin=instant(contenu(record, "overallEndTime")),
        observe=instant(contenu(record, "situationRecordVersionTime")) or instant(contenu(record, "situationRecordObservationTime")),
        description=_description(record),
    )
    _place(record, made)
    return made


def _effect(record: ET.Element, kind: str, precise: Optional[str]) -> str:
    """Closed only when the publication says so in one of its fields; a flood without a closure is a danger, not a closure."""
    impact = premier(record, "impact")
    restricted, lanes = nombre(contenu(impact, "numberOfLanesRestricted")), nombre(contenu(impact, "originalNumberOfLanes"))
    open_lanes = nombre(contenu(impact, "numberOfOperationalLanes"))
    all_lanes = contenu(record, "lane") in TOUTE_LA_CHAUSSEE
    managed = kind == "RoadOrCarriagewayOrLaneManagement"
    if (
        (managed and (precise in FERMETURES or (precise == "laneClosures" and all_lanes)))
        or contenu(impact, "trafficConstrictionType") in BLOCAGES
        or (lanes and restricted is not None and restricted >= lanes)
        or (open_lanes == 0 and lanes)
    ):
        return "fermee"
    if restricted or precise == "laneClosures" or kind in ("MaintenanceWorks", "ConstructionWorks"):
        return "reduite"
    return "danger" if kind in DANGERS else "information"


def _description(record: ET.Element) -> str:
    parts = []
    for comment in record.iter("generalPublicComment"):
        said = contenu(comment, "value", longueur=300)
        if said and said not in parts:
            parts.append(said)
    for name in record.iter("alertCLocationName"):
        said = contenu(name, "value", longueur=120)
        if said and not any(said in part for part in parts):
            parts.append(said)
    return " | ".join(parts)[:1000]


def _place(record: ET.Element, made: Evenement) -> None:
    for group in [*record.iter("groupOfLocations"), *record.iter("locationContainedInGroup")]:
        made.points = made.points or _points(group)
        made.reperes = made.reperes or _posts(group)
        made.route = made.route or _road(group)
        way = contenu(group, "directionRelativeAtPoint") or contenu(group, "directionRelativeOnLinearSection")
        both = contenu(group, "tpegDirection") == "bothWays" or contenu(group, "alertCDirectionCoded") == "both" or way == "both"
        made.sens = made.sens or SENS.get("bothWays" if both else way or "")


def _points(group: ET.Element) -> List[Tuple[float, float]]:
    """From where to where; linear locations list `to` before `from`."""
    linear = premier(group, "tpegLinearLocation")
    if linear is not None:
        ends = [_coordinates(premier(linear, name)) for name in ("from", "to")]
        return [place for place in ends if place]
    found = [_coordinates(one) for one in group.iter("pointCoordinates")]
    return [place for place in found if place][:1]


def _coordinates(element: Optional[ET.Element]) -> Optional[Tuple[float, float]]:
    lat, lon = nombre(contenu(element, "latitude")), nombre(contenu(element, "longitude"))
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0, 0):
        return None
    return lon, lat


def _posts(group: ET.Element) -> List[Repere]:
    """Posts in the order from, to (or the single one)."""
    linear = premier(group, "linearWithinLinearElement")
    places = (
        [premier(linear, name) for name in ("fromPoint", "toPoint")] if linear is not None else [premier(group, "pointAlongLinearElement")]
    )
    return [post for post in (_post(place) for place in places) if post]


def _post(place: Optional[ET.Element]) -> Optional[Repere]:
    named = REPERE.match((contenu(place, "referentIdentifier") or "").replace(" ", ""))
    if named is None:
        return None
    along = nombre(contenu(place, "distanceAlong")) or 0.0
    return Repere(named["dep"] or "", int(named["numero"]), named["cote"].upper(), max(0.0, min(along, 20_000.0)))


def _road(group: ET.Element) -> Optional[str]:
    """ "N0020" -> "N20"; else the name of the link ("A55")."""
    number = contenu(group, "roadNumber", longueur=30)
    if not number:
        for name in group.iter("name"):
            if contenu(name, "tpegOtherPointDescriptorType") == "linkName":
                number = contenu(name, "value", longueur=30)
    found = re.match(r"^R?([A-Z])0*(\d.*)$", (number or "").replace(" ", "").upper())
    return found.group(1) + found.group(2) if found else number
