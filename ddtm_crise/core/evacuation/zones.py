"""Where a zone comes from, brought to one valid MultiPolygon in EPSG:2154 with the words to say of it."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import shapely

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from . import filtre, grille, lecture
from .formes import merged

NO_ZONE = "Aucune zone n'est donnée : dessinez-la, ou choisissez une couche, une commune ou une grille de hauteurs d'eau."
EMPTY = "La zone est vide : dessinez un polygone, ou choisissez un objet qui a une surface."
CORRECTED = "Le contour se recoupait : il a été corrigé sans perdre de surface dessinée."


@dataclass
class Zone:
    """geometry: valid MultiPolygon, EPSG:2154; label: what it is called; notes: French sentences; depth: raster used, if any.

    codes: INSEE codes when the zone is exactly these communes: their buildings are then all in, even one drawn across the limit.
    """

    geometry: shapely.MultiPolygon
    label: str
    notes: List[str] = field(default_factory=list)
    depth: Optional[str] = None
    codes: Tuple[str, ...] = ()


@dataclass
class _Gathered:
    shapes: List[shapely.Geometry] = field(default_factory=list)
    labels: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)
    depth: Optional[str] = None


def gather(params: Dict[str, Any], espace: Espace, ctx: JobContext) -> Zone:
    """The union of every source named in `params`, then the buffer.

    zone: a shape or file, or a list of them (see `lecture.shapes`); commune: INSEE codes; couche and filtre: a polygon layer of
    the catalogue; raster and hauteur: depth grid and threshold in metres; tampon: metres; libelle: name given by the user.
    Raises BadInput when there is none, when one is unreadable, or when nothing has a surface.
    """
    margin = _margin(params.get("tampon"))
    found = _Gathered()
    zones = params.get("zone")
    for item in zones if isinstance(zones, (list, tuple)) else [zones] if zones else []:
        shapes, label = lecture.shapes(item)
        found.shapes += shapes
        found.labels.append(label)
    codes = params.get("commune") or params.get("communes")
    if codes:
        _communes(found, _code_list(codes), espace)
    if params.get("couche"):
        _layer(found, str(params["couche"]), params.get("filtre"), espace)
    if params.get("raster"):
        _raster(found, str(params["raster"]), params.get("hauteur"), espace, ctx)
    if not found.labels:
        raise BadInput(NO_ZONE)
    zone = _zone(found, margin, params.get("libelle"))
    if margin == 0 and not (zones or params.get("couche") or params.get("raster")):
        zone.codes = _code_list(codes)
    return zone


def _zone(found: _Gathered, margin: float, label: Any) -> Zone:
    shapes = found.shapes
    if margin > 0:  # a line or a point with a margin is a zone; a crossed contour is put right first
        flat = [shape for shape in shapes if shape is not None and shapely.get_dimensions(shape) < 2 and not shape.is_empty]
        surface, changed = merged(shapes)
        shapes = [shapely.buffer(one, margin) for one in [*flat, surface] if not one.is_empty]
        geometry, _ = merged(shapes)
    else:
        geometry, changed = merged(shapes)
    if geometry.is_empty:
        raise BadInput(EMPTY)
    notes = found.notes + ([CORRECTED] if changed else [])
    name = str(label).strip() if label else " + ".join(dict.fromkeys(found.labels))
    return Zone(geometry, name[:200], notes, found.depth)


def _margin(value: Any) -> float:
    try:
        margin = float(value or 0.0)
    except (TypeError, ValueError):
        margin = math.nan
    if not 0.0 <= margin <= 50_000.0:
        raise BadInput(f"Le tampon « {value} » n'est pas utilisable : donnez un nombre de mètres entre 0 et 50 000.")
    return margin


def _code_list(codes: Any) -> Tuple[str, ...]:
    given = codes if isinstance(codes, (list, tuple)) else str(codes).replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(str(code).strip() for code in given))


def _communes(found: _Gathered, codes: Tuple[str, ...], espace: Espace) -> None:
    rows = {row["code_insee"]: row for row in read.rows(espace.referentiel_gpkg, "commune", {"code_insee": list(codes)})}
    missing = [code for code in codes if code not in rows]
    if missing:
        raise BadInput(f"Commune inconnue dans le paquet : {', '.join(missing)}. Donnez le code INSEE, par exemple 34129 pour Lattes.")
    for code in codes:
        if rows[code].get("geom") is not None:
            found.shapes.append(shapely.from_wkb(rows[code]["geom"]))
        found.labels.append(str(rows[code]["nom"]))


def _layer(found: _Gathered, name: str, conditions: Any, espace: Espace) -> None:
    layer = LAYERS.get(name)
    if layer is None or layer.geometry != "MultiPolygon":
        known = ", ".join(one.name for one in LAYERS.values() if one.geometry == "MultiPolygon")
        raise BadInput(f"« {name} » n'est pas une couche de zones : couches possibles {known}.")
    where, parameters = filtre.sql(filtre.parse(conditions), layer)
    path = espace.referentiel_gpkg if layer.role == "reference" else espace.travail_gpkg
    rows = read.rows(path, name, where or None, parameters=parameters)
    if not rows:
        which = f" pour le filtre « {conditions} »" if conditions else ""
        raise BadInput(f"La couche « {layer.title} » ne contient aucune zone{which} : changez le filtre ou importez la couche.")
    found.shapes += [shapely.from_wkb(row["geom"]) for row in rows if row.get("geom") is not None]
    text = f" ({conditions})" if conditions and not isinstance(conditions, dict) else ""
    found.labels.append(f"{layer.title}{text}")


def _raster(found: _Gathered, path: str, threshold: Any, espace: Espace, ctx: JobContext) -> None:
    try:
        depth = float(0.0 if threshold is None else threshold)
    except (TypeError, ValueError):
        depth = math.nan
    if not 0.0 <= depth < 100.0:
        raise BadInput(f"La hauteur d'eau « {threshold} » n'est pas utilisable : donnez des mètres, par exemple 0.5.")
    file = path if os.path.isfile(path) else str(espace.generation / path)
    pieces = grille.depth_zone(file, depth, ctx)
    words = f"{depth:g}".replace(".", ",")
    if not pieces:
        raise BadInput(f"La grille « {os.path.basename(path)} » n'a aucun point à plus de {words} m d'eau : baissez la hauteur demandée.")
    found.shapes += pieces
    found.labels.append(f"Plus de {words} m d'eau ({os.path.splitext(os.path.basename(path))[0]})")
    found.depth = file
