"""Land, sea, lagoons and the cells of the communes: plausible shapes around public centroids, without gap or overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import List

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import Voronoi

from .courbes import blob, smooth, wander
from .faits import Facts, Place
from .hasard import generator

SMALL_PACK_CENTRE = "Lattes"
SMALL_PACK_REACH = 20_500.0  # the motorway is kept that far, so that it has several exits
DISC = 1.22  # a commune reaches this many times the radius of a disc of its surface
CLOSING = 3500.0
CORRIDOR = 4500.0  # half-width of the land kept along the motorway beyond the border
FAR = 120_000.0


@dataclass(frozen=True)
class Territory:
    places: List[Place]  # communes of the pack, sorted by code
    outside: List[Place]  # towns beyond the border
    communes: gpd.GeoDataFrame  # code_insee, nom, geometry, same order as places
    department: shapely.Geometry
    domain: shapely.Geometry  # where roads may go: the department and the corridors to Nîmes and Narbonne
    sea: shapely.Geometry
    lagoons: gpd.GeoDataFrame  # nom, nature, geometry
    density: float  # 1 for the whole department, less for the small pack


def build(facts: Facts, seed: int, scale: float = 1.0) -> Territory:
    """The territory of the pack. scale < 1: only that share of the communes, the nearest to Lattes, and sparser towns."""
    communes = [place for place in facts.places if not place.outside]
    outside = [place for place in facts.places if place.outside]
    coast = wander(seed, smooth(facts.coast, 120.0), 60.0, 1500.0, "coast")
    sea = _sea(coast)
    waters = gpd.GeoDataFrame(
        [(name, nature, blob(seed, ring, 40.0)) for name, (nature, ring) in facts.lagoons.items()],
        columns=["nom", "nature", "geometry"], crs=2154,
    )  # fmt: skip
    waters["geometry"] = waters.geometry.difference(shapely.buffer(sea, 250.0))
    outline = _outline(seed, communes).difference(sea)
    outline = max(shapely.get_parts(outline), key=lambda part: part.area)
    cells = _cells(seed, communes, outline)
    if scale < 1.0:
        kept = _nearest(communes, facts.by_name[SMALL_PACK_CENTRE], scale)
        communes, cells, outside = [communes[i] for i in kept], cells[kept], []
    communes = [_centred(place, cell) for place, cell in zip(communes, cells)]
    department = shapely.unary_union(cells)
    corridors = _corridors(facts, outside)
    if scale < 1.0:
        corridors = shapely.intersection(corridors, shapely.Point(facts.by_name[SMALL_PACK_CENTRE].centre).buffer(SMALL_PACK_REACH))
    domain = shapely.unary_union([department, corridors]).difference(sea)
    table = gpd.GeoDataFrame(
        {"code_insee": [place.code for place in communes], "nom": [place.name for place in communes]}, geometry=list(cells), crs=2154
    )
    inside = shapely.intersects(waters.geometry.to_numpy(), domain)
    waters = waters[inside].reset_index(drop=True)
    waters["geometry"] = waters.geometry.intersection(domain)
    density = 1.0 if scale >= 1.0 else max(0.12, min(1.0, 3.0 * scale))
    return Territory(communes, outside, table, department, domain, sea, waters, density)


def _centred(place: Place, cell: shapely.Geometry) -> Place:
    """The place, with its centre inside its own cell."""
    if shapely.contains(cell, shapely.Point(place.centre)):
        return place
    return replace(place, centre=place.centroid)


def _nearest(communes: List[Place], centre: Place, scale: float) -> np.ndarray:
    points = np.array([place.centroid for place in communes])
    distance = np.hypot(*(points - np.array(centre.centroid)).T)
    return np.sort(np.argsort(distance, kind="stable")[: max(6, round(scale * len(communes)))])


def _sea(coast: np.ndarray) -> shapely.Polygon:
    south = coast[:, 1].min() - 60_000.0
    ring = np.vstack(
        [
            [coast[0, 0] - FAR, coast[0, 1]],
            coast,
            [coast[-1, 0] + FAR, coast[-1, 1]],
            [coast[-1, 0] + FAR, south],
            [coast[0, 0] - FAR, south],
        ]
    )
    return shapely.make_valid(shapely.Polygon(ring))


def _outline(seed: int, communes: List[Place]) -> shapely.Polygon:
    points = shapely.points([place.centroid for place in communes])
    radius = DISC * np.sqrt(np.array([place.surface_km2 for place in communes]) * 1e6 / np.pi)
    shape = shapely.unary_union(shapely.buffer(points, radius)).buffer(CLOSING).buffer(-CLOSING - 500.0).buffer(500.0)
    shape = max(shapely.get_parts(shape), key=lambda part: part.area)
    ring = shapely.get_coordinates(shapely.segmentize(shapely.simplify(shapely.Polygon(shape.exterior), 250.0), 300.0))
    return shapely.make_valid(shapely.Polygon(wander(seed, ring, 350.0, 1200.0, "outline")))


def _cells(seed: int, communes: List[Place], outline: shapely.Polygon) -> np.ndarray:
    """(n,) geometries: a Voronoi cell each, its sides broken at random, cut by the outline. They tile the outline exactly."""
    seeds = np.array([place.centroid for place in communes])
    middle = seeds.mean(axis=0)
    around = middle + FAR * 3 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]])
    diagram = Voronoi(np.vstack([seeds, around]))
    lines = [shapely.LineString(shapely.get_coordinates(outline.exterior))]
    for pair, ends in zip(diagram.ridge_points, diagram.ridge_vertices):
        if min(ends) >= 0:
            lines.append(shapely.LineString(_broken(generator(seed, "ridge", *sorted(map(int, pair))), diagram.vertices[sorted(ends)])))
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.unary_union(lines)))), dtype=object)
    inside = shapely.contains(outline, shapely.point_on_surface(faces))
    faces = faces[inside]
    tree = shapely.STRtree(faces)
    owner = np.full(len(faces), -1)
    point, face = tree.query(shapely.points(seeds), predicate="within")
    owner[face] = point
    for index in np.flatnonzero(owner < 0):  # a scrap cut off by the outline goes to the nearest commune
        centre = np.array(faces[index].representative_point().coords[0])
        owner[index] = int(np.argmin(np.hypot(*(seeds - centre).T)))
    return np.array([shapely.unary_union(faces[owner == i]) for i in range(len(seeds))], dtype=object)


def _broken(random: np.random.Generator, ends: np.ndarray) -> np.ndarray:
    """A side of a cell, halved and shifted three times over."""
    points = ends
    length = float(np.hypot(*(ends[1] - ends[0])))
    if length > 60_000.0:
        return points
    for _ in range(4 if length > 800 else 2):
        middle = (points[:-1] + points[1:]) / 2
        step = points[1:] - points[:-1]
        reach = np.minimum(0.16, 260.0 / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1.0))[
            :, None
        ]  # a long side must not cross its neighbours
        middle = middle + np.column_stack([step[:, 1], -step[:, 0]]) * random.uniform(-1.0, 1.0, (len(step), 1)) * reach
        merged = np.empty((len(points) + len(middle), 2))
        merged[0::2], merged[1::2] = points, middle
        points = merged
    return points


def _corridors(facts: Facts, outside: List[Place]) -> shapely.Geometry:
    ends = [shapely.Point(place.centre).buffer(CORRIDOR if place.population > 40_000 else 2200.0) for place in outside]
    axis = next(motorway for motorway in facts.motorways if motorway.axis == "A9")
    return shapely.unary_union([shapely.LineString(smooth(axis.points, 300.0)).buffer(CORRIDOR), *ends])
