"""What can be searched for, read once from the reference GeoPackage with the standard library."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from shared.catalogue import domaines
from shared.gpkg.connection import open_ro
from shared.gpkg.read import layer_names

Box = Tuple[float, float, float, float]
NATURES = {code: label for code, label in domaines.NATURE_ETABLISSEMENT.values}


class Lieu(NamedTuple):
    """A place: what it is, its name, what tells it apart, where (EPSG:2154) and how much it matters (0-10)."""

    sorte: str
    nom: str
    detail: str
    x: float
    y: float
    emprise: Optional[Box]
    poids: float
    cherche: str  # the words it answers to, beside its name


def read(path: Path) -> List[Lieu]:
    """Every place of `path` (referentiel.gpkg). Layers the pack lacks are skipped. Raises BadInput when the file is unreadable."""
    present = set(layer_names(path))
    with open_ro(path) as connection:
        names = _commune_names(connection) if "commune" in present else {}
        return [place for layer, reader in READERS.items() if layer in present for place in reader(connection, names)]


def _boxed(layer: str, fields: str, where: str = "1") -> str:
    return f"SELECT r.minx, r.maxx, r.miny, r.maxy, {fields} FROM {layer} t JOIN rtree_{layer}_geom r ON r.id = t.fid WHERE {where}"


def _commune_names(connection: sqlite3.Connection) -> Dict[str, str]:
    return dict(connection.execute("SELECT code_insee, nom FROM commune"))


def _communes(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    out = []
    sql = _boxed("commune", "t.nom, t.code_insee, t.population, t.x_chef_lieu, t.y_chef_lieu")
    for minx, maxx, miny, maxy, name, code, people, x, y in connection.execute(sql):
        x, y = (x, y) if x and y else ((minx + maxx) / 2, (miny + maxy) / 2)
        detail = f"Commune ({code})" + (f", {people:,} habitants".replace(",", " ") if people else "")
        out.append(Lieu("commune", name, detail, x, y, (minx, miny, maxx, maxy), 8 + min(2.0, (people or 0) / 100_000), str(code)))
    return out


def _roads(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    """Numbered roads of the whole department, and streets by commune."""
    roads: Dict[str, List[float]] = {}
    streets: Dict[Tuple[str, str], List[float]] = {}
    titles: Dict[str, str] = {}
    sql = _boxed(
        "troncon_de_route", "t.cpx_numero, t.nom_voie, t.insee_commune_gauche, t.cpx_toponyme", "t.cpx_numero <> '' OR t.nom_voie <> ''"
    )
    for minx, maxx, miny, maxy, number, street, code, title in connection.execute(sql):
        if number:
            for one in number.split("/"):
                _widen(roads, one.strip(), minx, miny, maxx, maxy)
                if title:
                    titles.setdefault(one.strip(), title)
        if street:
            _widen(streets, (street, code or ""), minx, miny, maxx, maxy)
    out = [
        Lieu(
            "route",
            number,
            titles.get(number, "Route"),
            *_middle(box),
            (box[0], box[1], box[2], box[3]),
            7.0 if number[:1] in "AN" else 6.0,
            "route autoroute",
        )
        for number, box in roads.items()
    ]
    for (street, code), box in streets.items():
        town = names.get(code, "")
        out.append(Lieu("voie", street, f"Voie{', ' + town if town else ''}", *_middle(box), (box[0], box[1], box[2], box[3]), 3.0, town))
    return out


def _exits(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    return [
        Lieu("sortie", f"{axis} sortie {number}", name or "Échangeur", x, y, None, 7.5, f"{axis} sortie {number} {name or ''} {pr or ''}")
        for x, _, y, _, axis, number, name, pr in connection.execute(_boxed("echangeur", "t.axe, t.numero, t.nom, t.pr"))
    ]


def _reference_points(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    return [
        Lieu("pr", f"{axis} PR {number}", "Point de repère" + (f" (côté {side})" if side else ""), x, y, None, 4.0, f"{axis} pr {number}")
        for x, _, y, _, axis, number, side in connection.execute(_boxed("point_de_repere", "t.axe, t.numero, t.cote"))
    ]


def _establishments(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    out = []
    for x, _, y, _, name, nature, town in connection.execute(_boxed("etablissement", "t.nom, t.nature, t.commune")):
        kind = NATURES.get(nature, "Établissement")
        weight = 5.5 if nature in ("hopital", "prefecture", "caserne") else 5.0
        out.append(Lieu("etablissement", name, f"{kind}{', ' + town if town else ''}", x, y, None, weight, f"{kind} {town or ''}"))
    return out


def _stations(connection: sqlite3.Connection, names: Dict[str, str]) -> List[Lieu]:
    return [
        Lieu("station", name, f"Station hydrométrique{', ' + river if river else ''}", x, y, None, 4.5, f"station {river or ''} {code}")
        for x, _, y, _, name, river, code in connection.execute(_boxed("station_hydrometrique", "t.nom, t.cours_d_eau, t.code_station"))
    ]


def _widen(boxes: Dict[Any, List[float]], key: Any, minx: float, miny: float, maxx: float, maxy: float) -> None:
    """Envelope of a road, and one segment of it near the middle of what was seen so far (a point that is on the road)."""
    box = boxes.get(key)
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    if box is None:
        boxes[key] = [minx, miny, maxx, maxy, x, y]
        return
    box[:4] = [min(box[0], minx), min(box[1], miny), max(box[2], maxx), max(box[3], maxy)]
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if abs(x - cx) + abs(y - cy) < abs(box[4] - cx) + abs(box[5] - cy):
        box[4:] = [x, y]


def _middle(box: List[float]) -> Tuple[float, float]:
    return box[4], box[5]


READERS: Dict[str, Callable[[sqlite3.Connection, Dict[str, str]], List[Lieu]]] = {
    "commune": _communes,
    "echangeur": _exits,
    "troncon_de_route": _roads,
    "point_de_repere": _reference_points,
    "etablissement": _establishments,
    "station_hydrometrique": _stations,
}
