"""Where is that? A place given by coordinates, commune, establishment or exit."""

from __future__ import annotations

import re
from typing import Any, List, NamedTuple, Optional, Tuple

from pyproj import Transformer

from shared.errors import BadInput

from .numeros import exit_key, plain, road_key
from .reference import Reference, Site

NUMBER = r"[-+]?\d+(?:[.]\d+)?"
COORDINATES = re.compile(rf"^\s*({NUMBER})\s*[,; ]\s*({NUMBER})\s*$")
EXIT = re.compile(r"(?i)^\s*(?:sortie\s*:)?\s*([ANDM]\s?\d+[A-Z0-9]*)\s*(?:/|sortie|échangeur|echangeur|,)\s*(\d+\w*)\s*$")


class Place(NamedTuple):
    """A named point, EPSG:2154."""

    label: str
    x: float
    y: float


def place(spec: Any, what: str, reference: Optional[Reference]) -> Place:
    """The place `spec`: "X,Y" (Lambert 93, or longitude,latitude), [x, y], {"x", "y", "label"}, "A9/32", "commune:Lattes",
    "etablissement:CHU Lapeyronie", or a bare name. `what` names the place in refusals ("départ", "arrivée"). Raises BadInput.
    """
    label = ""
    if isinstance(spec, dict):
        label, spec = str(spec.get("label") or ""), (spec.get("x"), spec.get("y"))
    if isinstance(spec, (list, tuple)) and len(spec) == 2:
        spec = f"{spec[0]},{spec[1]}"
    text = str(spec or "").strip()
    if not text:
        raise BadInput(f"Le {what} manque : cliquez sur la carte, ou donnez X,Y, une commune, un établissement ou une sortie.")
    found = COORDINATES.match(text)
    if found:
        x, y = _lambert(float(found.group(1)), float(found.group(2)), what)
        return Place(label or f"{x:.0f}, {y:.0f}", x, y)
    if reference is None:
        raise BadInput(f"Le {what} « {text} » n'est pas une position X,Y et le paquet de données est absent.")
    found = EXIT.match(text)
    if found:
        points = reference.exits.at(found.group(1), found.group(2))
        name = f"{road_key(found.group(1))} sortie {exit_key(found.group(2))}"
        return Place(name, sum(one.x for one in points) / len(points), sum(one.y for one in points) / len(points))
    kind, _, name = text.partition(":")
    return _named(text if not name else name, kind if name else "", what, reference)


def _lambert(x: float, y: float, what: str) -> Tuple[float, float]:
    if -10.0 <= x <= 15.0 and 38.0 <= y <= 55.0:
        x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(x, y)
    if not (0.0 < x < 1_400_000.0 and 5_900_000.0 < y < 7_300_000.0):
        raise BadInput(f"La position du {what} ({x:g}, {y:g}) est hors de France : donnez X,Y en Lambert 93 ou longitude,latitude.")
    return x, y


def _named(name: str, kind: str, what: str, reference: Reference) -> Place:
    wanted = plain(name)
    lists = {"commune": [reference.communes], "etablissement": [reference.etablissements]}.get(
        plain(kind), [reference.communes, reference.etablissements]
    )
    for match in (
        lambda site: plain(site.nom) == wanted,
        lambda site: f" {wanted} " in f" {plain(site.nom)} ",
        lambda site: wanted in plain(site.nom),
    ):
        for sites in lists:
            found = [site for site in sites if match(site)]
            if len(found) == 1 or (found and found[0].kind == "commune" and plain(found[0].nom) == wanted):
                return Place(found[0].nom, found[0].x, found[0].y)
            if found:
                raise BadInput(f"Plusieurs lieux répondent à « {name} » pour le {what} : {_few(found)}. Précisez.")
    raise BadInput(
        f"Le lieu « {name} » ({what}) est introuvable dans le paquet : donnez X,Y, une commune, un établissement ou une sortie (A9/32)."
    )


def _few(sites: List[Site]) -> str:
    names = [f"{site.nom} ({site.commune})" if site.commune and site.kind != "commune" else site.nom for site in sites]
    return ", ".join(names[:5]) + (f" et {len(names) - 5} autres" if len(names) > 5 else "")
