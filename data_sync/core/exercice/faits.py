"""The public facts the pack is made from: small tables of resources/exercice, read and projected to EPSG:2154."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import pyproj

from shared.errors import BadInput

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "exercice"
POPULATION_YEAR = 2023
_TO_L93 = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)


@dataclass(frozen=True)
class Place:
    """A commune of Hérault, or a town beyond its border (`outside`), with the point its streets grow from."""

    code: str
    name: str
    population: int
    surface_km2: float
    centroid: Tuple[float, float]
    centre: Tuple[float, float]
    epci_code: str = ""
    epci: str = ""
    district: str = ""
    outside: bool = False


@dataclass(frozen=True)
class River:
    name: str
    importance: int
    basin_km2: float
    width: float
    points: np.ndarray  # (k, 2) from the source to the mouth


@dataclass(frozen=True)
class Motorway:
    axis: str
    toll: bool
    speed: int
    start: str  # the motorway it leaves at its first point, "" when it ends at an exit
    end: str
    points: np.ndarray  # (k, 2)


@dataclass(frozen=True)
class MotorwayExit:
    axis: str
    number: str
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class MainRoad:
    number: str
    importance: int
    places: Tuple[object, ...]  # names of places, or (x, y)


@dataclass(frozen=True)
class Gauge:
    code: str
    name: str
    river: str
    x: float
    y: float
    basin_km2: float
    zero: float
    bankfull: float  # reading when the river leaves its bed, m
    stages: Tuple[float, ...]


@dataclass(frozen=True)
class Facts:
    places: List[Place]
    rivers: List[River]
    motorways: List[Motorway]
    exits: List[MotorwayExit]
    roads: List[MainRoad]
    gauges: List[Gauge]
    coast: np.ndarray  # (k, 2) from west to east
    lagoons: Dict[str, Tuple[str, np.ndarray]]  # name -> (nature, ring)
    heights: np.ndarray  # (k, 3) x, y, altitude of the general relief
    summits: np.ndarray  # (k, 4) x, y, altitude, radius
    by_name: Dict[str, Place] = field(default_factory=dict)


def load() -> Facts:
    """Read every table. Raises BadInput when one is missing or damaged."""
    try:
        return _load()
    except (OSError, KeyError, ValueError) as error:
        raise BadInput(
            "Les tables du paquet d'exercice sont absentes ou abîmées : réinstallez le greffon data_sync.", str(error)
        ) from error


def _load() -> Facts:
    centres = {row["nom"]: _point(row) for row in _rows("villes")}
    places = [
        Place(
            row["code_insee"], row["nom"], int(row["population_2023"]), float(row["surface_km2"]), (float(row["x"]), float(row["y"])),
            centres.get(row["nom"], (float(row["x"]), float(row["y"]))), row["code_epci"], row["nom_epci"], row["arrondissement"],
        )
        for row in _rows("communes")
    ]  # fmt: skip
    for row in _rows("lieux_voisins"):
        point = _point(row)
        places.append(Place(row["code_insee"], row["nom"], int(row["population"]), 0.0, point, point, outside=True))
    by_name = {place.name: place for place in places}
    littoral = [(row["nom"], row["nature"], _line(row["points"])) for row in _rows("littoral")]
    relief = [(row["nature"], *_point(row), float(row["altitude"]), float(row["rayon_m"] or 0)) for row in _rows("relief")]
    return Facts(
        places=places,
        rivers=[
            River(row["nom"], int(row["importance"]), float(row["bassin_km2"]), float(row["largeur_m"]), _line(row["points"]))
            for row in _rows("cours_d_eau")
        ],
        motorways=[
            Motorway(row["axe"], row["peage"] == "oui", int(row["vitesse"]), row["debut"], row["fin"], _line(row["points"]))
            for row in _rows("autoroutes")
        ],
        exits=[MotorwayExit(row["axe"], row["numero"], row["nom"], *_point(row)) for row in _rows("sorties")],
        roads=[
            MainRoad(row["numero"], int(row["importance"]), tuple(_step(step, by_name) for step in row["par"].split(">")))
            for row in _rows("routes")
        ],
        gauges=[
            Gauge(
                row["code"], row["nom"], row["cours_d_eau"], *_point(row), float(row["bassin_km2"]), float(row["zero"]),
                float(row["plein_bord"]), tuple(float(stage) for stage in row["stages"].split(",")),
            )
            for row in _rows("stations")
        ],
        coast=next(line for _, nature, line in littoral if nature == "cote"),
        lagoons={name: (nature, line) for name, nature, line in littoral if nature != "cote"},
        heights=np.array([row[1:4] for row in relief if row[0] == "point"]),
        summits=np.array([row[1:5] for row in relief if row[0] == "sommet"]),
        by_name=by_name,
    )  # fmt: skip


def _step(text: str, places: Dict[str, Place]) -> object:
    parts = text.split()
    if len(parts) == 2 and parts[0][0].isdigit():
        return tuple(_project(float(parts[0]), float(parts[1])))
    if text not in places:
        raise ValueError(f"unknown place {text}")
    return text


def _rows(name: str) -> List[Dict[str, str]]:
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _point(row: Dict[str, str]) -> Tuple[float, float]:
    return _project(float(row["lon"]), float(row["lat"]))


def _line(text: str) -> np.ndarray:
    return np.array([_project(*map(float, pair.split())) for pair in text.split(",")])


def _project(lon: float, lat: float) -> Tuple[float, float]:
    x, y = _TO_L93.transform(lon, lat)
    return round(x, 1), round(y, 1)
