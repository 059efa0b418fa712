"""Footprints against computations of another kind: closed form on flat ground, brute force on terrain."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_drones.core.emprise import calcul, camera, rayons
from ddtm_drones.core.emprise.incertitude import ground_error
from ddtm_drones.core.emprise.terrain import Flat, Grid
from ddtm_drones.core.projection import local_frame
from shared.espace import Espace
from shared.jobs import JobContext

PLAIN = ((0.0, 0.0), ((1.0, 0.0), (0.0, 1.0)))  # map axes = east and north


def a_photo(**more):
    base = dict(
        nom="a.jpg", sha256="0" * 64, longitude=3.9, latitude=43.57, cap=0.0, inclinaison=-90.0, roulis=0.0, focale_px=3600.0,
        hauteur_decollage=100.0, largeur_px=4800, hauteur_px=3600, precision_h=None, precision_v=None, rtk=None, heure_utc=None,
    )  # fmt: skip
    return {**base, **more}


def corners(row):
    """The four corners of a flat footprint."""
    shape = shapely.from_wkb(row["geom"])
    return np.array(shape.geoms[0].exterior.coords)[:-1].reshape(4, calcul.PER_SIDE, 2)[:, 0]


def rotation(yaw, pitch, roll):
    """Camera to world by Euler matrices (north, east, down), unlike the code, which crosses vectors."""
    y, p, r = np.radians([yaw, pitch, roll])
    rz = np.array([[math.cos(y), -math.sin(y), 0], [math.sin(y), math.cos(y), 0], [0, 0, 1]])
    ry = np.array([[math.cos(p), 0, math.sin(p)], [0, 1, 0], [-math.sin(p), 0, math.cos(p)]])
    rx = np.array([[1, 0, 0], [0, math.cos(r), -math.sin(r)], [0, math.sin(r), math.cos(r)]])
    return rz @ ry @ rx


def test_straight_down_is_a_rectangle_of_the_size_of_the_closed_form():
    row = calcul.footprint(a_photo(), PLAIN, 0.0, Flat())
    expected = np.array([(-200 / 3, 50), (200 / 3, 50), (200 / 3, -50), (-200 / 3, -50)])  # 100 m up, 4800 x 3600 px, focal 3600 px
    assert np.abs(corners(row) - expected).max() < 1e-6
    assert row["surface_m2"] == pytest.approx(400 / 3 * 100, rel=1e-4) and row["pixel_cm"] == pytest.approx(100 / 36, abs=0.01)
    assert row["methode"] == "plan" and not row["tronquee"]


@settings(max_examples=150, deadline=None)
@given(st.floats(0, 360), st.floats(-90, -45), st.floats(-8, 8), st.floats(20, 150))
def test_on_flat_ground_corners_equal_the_closed_form(yaw, pitch, roll, height):
    photo = a_photo(cap=yaw, inclinaison=pitch, roulis=roll, hauteur_decollage=height)
    world = rotation(yaw, pitch, roll)
    expected = []
    for column, line in ((0, 0), (4800, 0), (4800, 3600), (0, 3600)):
        north, east, down = world @ np.array([1.0, (column - 2400) / 3600, (line - 1800) / 3600])
        if down <= 0 or height / down * math.hypot(east, north) > rayons.MAX_RANGE_M:
            return
        expected.append((east * height / down, north * height / down))
    columns, lines = camera.border((4800, 3600), 1)
    rays = camera.directions(columns, lines, (4800, 3600), 3600.0, yaw, pitch, roll)
    hits = rayons.cast((0.0, 0.0), photo["hauteur_decollage"], PLAIN[1], rays, Flat())
    assert hits.hit.all() and np.hypot(hits.x - np.array(expected)[:, 0], hits.y - np.array(expected)[:, 1]).max() < 0.01


def hills(cell: float = 5.0) -> Grid:
    x = np.arange(400) * cell
    heights = 40 * np.sin(x / 90)[None, :] * np.cos(x / 130)[:, None] + 10 * np.sin(x / 23)[None, :] + 60
    return Grid(heights, 0.0, 400 * cell, (cell, cell))


def brute(ground: Grid, place, altitude, ray) -> tuple:
    """Walk the ray by 2 cm with a bilinear formula written apart (per cell), no refinement."""
    t = np.arange(0.0, 2000.0, 0.02)
    x, y, z = place[0] + t * ray[0], place[1] + t * ray[1], altitude + t * ray[2]
    column, row = x / ground.dx - 0.5, (ground.north - y) / ground.dy - 0.5
    i, j = np.floor(row).astype(int), np.floor(column).astype(int)
    ok = (i >= 0) & (j >= 0) & (i < ground.heights.shape[0] - 1) & (j < ground.heights.shape[1] - 1)
    i, j = np.where(ok, i, 0), np.where(ok, j, 0)
    u, v = column - j, row - i
    h = ground.heights
    ground_z = (
        h[i, j]
        + u * (h[i, j + 1] - h[i, j])
        + v * (h[i + 1, j] - h[i, j])
        + u * v * (h[i, j] - h[i, j + 1] - h[i + 1, j] + h[i + 1, j + 1])
    )
    under = ok & (z <= ground_z)
    return (x[under.argmax()], y[under.argmax()]) if under.any() else (None, None)


@pytest.mark.parametrize("seed", range(12))
def test_on_terrain_every_ray_equals_a_brute_force_walk_within_10_cm(seed):
    rng = np.random.default_rng(seed)
    ground = hills()
    place = tuple(rng.uniform(600, 1400, 2))
    altitude = float(ground.at(np.array([place[0]]), np.array([place[1]]))[0]) + rng.uniform(30, 120)
    columns, lines = camera.border((4800, 3600), 3)
    rays = camera.directions(
        columns, lines, (4800, 3600), 3600.0, rng.uniform(0, 360), rng.choice([-90, -60, -45, -35]), rng.uniform(-5, 5)
    )
    hits = rayons.cast(place, altitude, PLAIN[1], rays, ground)
    compared = 0
    for rank, ray in enumerate(rays):
        x, y = brute(ground, place, altitude, ray)
        if hits.hit[rank]:
            assert math.hypot(hits.x[rank] - x, hits.y[rank] - y) < 0.1
            compared += 1
    assert compared >= 6


def test_a_ridge_hides_what_is_behind():
    heights = np.zeros((200, 200))
    heights[:, 120] = 40.0  # a wall 5 m thick, 100 m east of the camera
    ground = Grid(heights, 0.0, 1000.0, (5.0, 5.0))
    ray = np.array([[math.cos(math.radians(15)), 0.0, -math.sin(math.radians(15))]])
    hits = rayons.cast((500.0, 500.0), 50.0, PLAIN[1], ray, ground)
    assert hits.hit[0] and 595 < hits.x[0] < 605, "the flat ground would be met at 687 m"


def test_above_the_horizon_and_too_far_are_cut_and_marked():
    row = calcul.footprint(a_photo(inclinaison=-15.0), PLAIN, 0.0, Flat())
    shape = shapely.from_wkb(row["geom"])
    assert row["tronquee"] and shape.is_valid and 1400 < shape.bounds[3] <= 2000
    assert calcul.footprint(a_photo(inclinaison=45.0), PLAIN, 0.0, Flat()) is None


def test_a_camera_under_the_terrain_gives_no_footprint():
    assert calcul.footprint(a_photo(hauteur_decollage=5.0), ((1000.0, 1000.0), PLAIN[1]), 0.0, hills()) is None


def test_unknown_ground_cuts_the_ray_instead_of_inventing():
    ground = hills()
    ground.heights[:, 220:] = np.nan
    row = calcul.footprint(a_photo(hauteur_decollage=150.0), ((1090.0, 1000.0), PLAIN[1]), 0.0, ground)
    assert row["tronquee"] and shapely.from_wkb(row["geom"]).bounds[2] <= 1101


def test_map_axes_turn_with_the_convergence_of_the_meridians():
    from pyproj import Geod, Proj

    place, matrix = local_frame(3.9, 43.57)
    factors = Proj(2154).get_factors(3.9, 43.57)
    assert math.degrees(math.atan2(matrix[0][1], matrix[1][1])) == pytest.approx(-factors.meridian_convergence, abs=1e-3)
    assert math.hypot(matrix[0][1], matrix[1][1]) == pytest.approx(factors.meridional_scale, abs=1e-6)
    row = calcul.footprint(a_photo(cap=90.0, inclinaison=-45.0), (place, matrix), 0.0, Flat())
    # the ground aimed at is 100 m due east: compare with the geodesic, through pyproj's inverse
    from pyproj import Transformer

    longitude, latitude, _ = Geod(ellps="GRS80").fwd(3.9, 43.57, 90.0, 100.0)
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(longitude, latitude)
    rays = camera.directions(np.array([2400.0]), np.array([1800.0]), (4800, 3600), 3600.0, 90.0, -45.0, 0.0)
    hits = rayons.cast(place, 100.0, matrix, rays, Flat())
    assert math.hypot(hits.x[0] - x, hits.y[0] - y) < 0.01 and row["distance_m"] == pytest.approx(141.4, abs=0.1)


@pytest.mark.parametrize("pitch, per_degree", ((-90, 1.7), (-45, 3.5), (-30, 7.0), (-15, 26.0)))
def test_the_uncertainty_grows_as_measured_when_the_view_lies_down(pitch, per_degree):
    """At 100 m, a degree of pitch alone displaces the ground by this much; the stated value is never less than 1.2 of them."""
    stated = ground_error(100.0, pitch, 0.02, 0.03, "fixe")
    assert 1.2 * per_degree <= stated * 1.01
    assert stated < ground_error(100.0, pitch, None, None, None)


def test_a_photo_that_lacks_something_is_counted_not_invented(tmp_path):
    photos = [a_photo(cap=None), a_photo(hauteur_decollage=None), a_photo(focale_px=None), a_photo()]
    made, notes = calcul.footprints(photos, Espace.at(tmp_path), None, None, JobContext())
    assert len(made) == 1 and "3 photo(s) sans emprise" in notes[0] and "supposé plat" in notes[1]


def test_communes_and_zones_of_the_pack_are_named():
    from tests.paquet import shared_small_space

    espace = Espace.at(shared_small_space())
    from shared.gpkg.read import rows

    town = next(row for row in rows(espace.referentiel_gpkg, "commune") if row["nom"] == "Lattes")
    from pyproj import Transformer

    centre = shapely.from_wkb(town["geom"]).representative_point()
    longitude, latitude = Transformer.from_crs(2154, 4326, always_xy=True).transform(centre.x, centre.y)
    made, notes = calcul.footprints([a_photo(longitude=longitude, latitude=latitude)], espace, None, None, JobContext())
    assert "Lattes (34129)" in made[0]["communes"] and made[0]["methode"] == "relief"
    assert any("sous la première photo" in note for note in notes)
    zones = [row for row in rows(espace.referentiel_gpkg, "zone_reglementaire_ppr") if row["geom"]]
    expected = {f"PPR {row['code_zone']}" for row in zones if shapely.from_wkb(row["geom"]).intersects(shapely.from_wkb(made[0]["geom"]))}
    assert {text for text in (made[0]["zonages"] or "").split(" ; ") if text.startswith("PPR")} == expected
