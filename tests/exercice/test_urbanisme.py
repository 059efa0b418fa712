"""Parcels and planning zones of the exercise: a click in a commune always meets one zone, and one parcel where there are parcels."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely

from data_sync.core.exercice import urbanisme
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from tests.paquet import shared_small_space


@pytest.fixture(scope="module")
def espace() -> Espace:
    return Espace.at(shared_small_space())


def rows(espace, name):
    return read_layer(espace.referentiel_gpkg, name)


def owners(espace, name, points):
    table = rows(espace, name)
    hits = shapely.STRtree(table.geometry.to_numpy()).query(points, predicate="intersects")[0]
    return np.bincount(hits, minlength=len(points))


def points_inside(shapes, count, seed=7):
    draw = np.random.default_rng(seed)
    left, bottom, right, top = shapely.total_bounds(shapes)
    points = shapely.points(draw.uniform(left, right, count), draw.uniform(bottom, top, count))
    union = shapely.union_all(shapes)
    shapely.prepare(union)
    return points[shapely.contains(union, points)]


def test_a_place_in_a_commune_is_in_one_zone_and_only_one(espace):
    met = owners(espace, "zone_urba", points_inside(rows(espace, "commune").geometry.to_numpy(), 4000))
    assert (met <= 1).all() and (met == 1).mean() > 0.999


def test_parcels_cover_their_communes_without_overlap(espace):
    parcels, communes = rows(espace, "parcelle"), rows(espace, "commune")
    mine = communes[communes["code_insee"].isin(parcels["code_insee"])]
    assert len(mine) == 12 and parcels["idu"].is_unique
    assert abs(parcels.geometry.area.sum() / mine.geometry.area.sum() - 1) < 1e-6
    met = owners(espace, "parcelle", points_inside(mine.geometry.to_numpy(), 2000))
    assert (met == 1).all()
    assert all(re.fullmatch(r"34\d{3}000[0A-Z][A-Z]\d{4}", one) for one in parcels["idu"])


def test_towns_are_urban_and_every_zone_opens_its_page(espace):
    zones, buildings = rows(espace, "zone_urba"), rows(espace, "batiment")
    urban = shapely.union_all(zones.geometry[zones["type_zone"].isin(["U", "AU"])].to_numpy())
    shapely.prepare(urban)
    assert shapely.intersects(urban, shapely.centroid(buildings.geometry.to_numpy())).mean() > 0.7
    assert set(zones["type_zone"]) == {"U", "AU", "A", "N"}
    pdf = (espace.generation / "reglements" / urbanisme.REGULATION).read_bytes()
    pages = len(re.findall(rb"/Type /Page\b", pdf))
    assert {int(one.split("#page=")[1]) for one in zones["nomfic"]} == set(range(1, pages + 1))
