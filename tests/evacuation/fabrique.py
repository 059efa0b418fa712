"""Small populations and work spaces made for these tests: random communes, squares and buildings, none of them real."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import shapely

from data_sync.core.population.build import build_population
from shared import catalogue
from shared.espace import Espace
from shared.gpkg import write
from shared.gpkg.create import create
from shared.jobs import JobContext

X, Y, SIDE = 760_000.0, 6_270_000.0, 2_000.0


def communes(count=4):
    """`count` square communes in a row, each with another number of people."""
    shapes = [shapely.box(X + i * SIDE, Y, X + (i + 1) * SIDE, Y + SIDE) for i in range(count)]
    names = [f"Commune {chr(65 + i)}" for i in range(count)]
    return gpd.GeoDataFrame(
        {"code_insee": [f"34{i + 1:03d}" for i in range(count)], "nom": names, "population": [1000 + 777 * i for i in range(count)]},
        geometry=shapes,
        crs=2154,
    )


def buildings(number=600, seed=0, count=4):
    """Turned rectangles, L shapes and courtyards, in hamlets."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform((X, Y), (X + count * SIDE, Y + SIDE), (max(3, number // 40), 2))
    spot = centre[rng.integers(0, len(centre), number)] + rng.normal(0, 120, (number, 2))
    shapes = []
    for i, (x, y) in enumerate(spot):
        width, depth = rng.uniform(6, 30, 2)
        shape = shapely.box(0, 0, width, depth)
        if i % 7 == 0:
            shape = shapely.difference(shape, shapely.box(width / 3, depth / 3, width / 2, depth / 2))
        elif i % 5 == 0:
            shape = shapely.union(shape, shapely.box(0, 0, width / 3, depth * 2))
        turn = rng.uniform(0, 6.28)
        c, s = np.cos(turn), np.sin(turn)
        shapes.append(shapely.transform(shape, lambda p, c=c, s=s, x=x, y=y: p @ np.array([[c, s], [-s, c]]) + (x, y)))
    homes = rng.choice([None, 1, 1, 2, 8], number)
    return gpd.GeoDataFrame(
        {"usage_1": "Résidentiel", "nombre_de_logements": homes, "nombre_d_etages": rng.choice([None, 1, 2, 4], number)},
        geometry=shapes,
        crs=2154,
    )


def population(number=600, seed=0, count=4, grid=None):
    return build_population(
        buildings(number, seed, count), communes(count), grid=grid, millesime="2023", exercise=True, ctx=JobContext()
    )  # fmt: skip


PLACES = (
    ("ehpad", "Résidence des Aiguerelles", 300.0, 300.0, {"capacite": 80, "unite_capacite": "lits", "telephone": "04 00 00 00 01"}),
    ("elementaire", "École du Bourg", 500.0, 500.0, {"effectif_jour": 120}),
    ("camping", "Camping de la Plage", 2500.0, 300.0, {"capacite": 100, "unite_capacite": "emplacements"}),
    ("salle_accueil", "Salle polyvalente", 7500.0, 1500.0, {}),
)


def space(root, *, number=600, seed=0, count=4, places=PLACES, zones=(), exercise=True) -> Espace:
    """A complete work space: communes, establishments, potential flood zones, population; no road network."""
    generation = root / "referentiel" / "gen-1"
    generation.mkdir(parents=True)
    gpkg = generation / "referentiel.gpkg"
    create(gpkg, catalogue.layers("reference"), exercise=exercise)
    frame = communes(count)
    write.insert_rows(
        gpkg,
        "commune",
        [{**row, "geom": shape.wkb} for row, shape in zip(frame.drop(columns="geometry").to_dict("records"), frame.geometry)],
    )
    if places:
        rows = []
        for nature, name, dx, dy, more in places:
            code = min(count - 1, int(dx // SIDE))
            rows.append(
                {"nature": nature, "nom": name, "commune": frame.nom[code], "code_insee": frame.code_insee[code], **more,
                 "geom": shapely.Point(X + dx, Y + dy).wkb}
            )  # fmt: skip
        write.insert_rows(gpkg, "etablissement", rows)
    if zones:
        write.insert_rows(gpkg, "zone_inondee_potentielle", list(zones))
    population(number, seed, count).save(generation / "population.npz")
    pack = {
        "titre": "Essai",
        "exercice": exercise,
        "version": 1,
        "cree_le": "2026-01-01T00:00:00Z",
        "departement": "34",
        "millesimes": {},
        "sources": [],
    }
    (generation / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
    (root / "referentiel" / "CURRENT").write_text("gen-1\n", encoding="utf-8")
    return Espace.at(root)
