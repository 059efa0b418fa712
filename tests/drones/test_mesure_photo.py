"""Measures pointed in one oblique photograph: places put through an independent camera come back, and the doubts are those of trials."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from ddtm_drones.core.mesure import doute, objets, photo
from ddtm_drones.core.projection import local_frame
from shared.errors import BadInput
from shared.jobs import JobContext

from . import fabrique as f
from .test_emprises import rotation

rasterio = pytest.importorskip("rasterio")

LONGITUDE, LATITUDE, HEIGHT, FOCAL, SIZE = 3.9, 43.57, 60.0, 1200.0, (1600, 1200)
FRAME = local_frame(LONGITUDE, LATITUDE)
POSE = {"yaw": 140.0, "pitch": -35.0}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An oblique photograph, one that sees the sky, and a hilly terrain under them."""
    folder = tmp_path_factory.mktemp("oblique")
    for name, pitch in (("oblique.jpg", POSE["pitch"]), ("ciel.jpg", -5.0)):
        data = f.dji(LONGITUDE, LATITUDE, height=HEIGHT, yaw=POSE["yaw"], pitch=pitch, size=SIZE, CalibratedFocalLength=FOCAL)
        (folder / name).write_bytes(data)
    (x, y), _ = FRAME
    west, north, cell = x - 400, y + 400, 1.0
    columns, lines = np.meshgrid(np.arange(800) + 0.5, np.arange(800) + 0.5)
    heights = hill(west + columns * cell, north - lines * cell)
    with rasterio.open(
        folder / "mnt.tif", "w", driver="GTiff", width=800, height=800, count=1, dtype="float32", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(west, north, cell, cell),
    ) as out:  # fmt: skip
        out.write(heights.astype(np.float32), 1)
    return folder


def hill(x, y):
    (cx, cy), _ = FRAME
    return 20 + 4 * np.sin((x - cx) / 45) * np.cos((y - cy) / 60)


def pixel(east, north, up, pitch=POSE["pitch"], yaw=POSE["yaw"], roll=0.0):
    """Pixel of a place given in metres from the camera, by Euler matrices (the code crosses vectors)."""
    forward, right, down = rotation(yaw, pitch, roll).T @ np.array([north, east, -up])
    return SIZE[0] / 2 + FOCAL * right / forward, SIZE[1] / 2 + FOCAL * down / forward


def on_map(east, north):
    (x, y), ((a, b), (c, d)) = FRAME
    return x + a * east + b * north, y + c * east + d * north


def ask(made, tmp_path, points, name="oblique.jpg", **more):
    told = " ; ".join(f"{x:.4f},{y:.4f}" for x, y in points)
    return photo.run({"espace": str(tmp_path), "photo": str(made / name), "points": told, **more}, JobContext())


AHEAD = [(distance * math.sin(math.radians(bearing)), distance * math.cos(math.radians(bearing))) for distance, bearing in ((70, 132), (95, 146), (80, 155))]  # fmt: skip


def test_on_flat_ground_a_distance_and_an_area_are_those_of_the_ground(made, tmp_path):
    pixels = [pixel(east, north, -HEIGHT) for east, north in AHEAD]
    line = ask(made, tmp_path, pixels[:2])
    assert line["valeur"] == pytest.approx(math.dist(AHEAD[0], AHEAD[1]), abs=0.01) and line["denivele_m"] == pytest.approx(0, abs=1e-6)
    (x1, y1), (x2, y2), (x3, y3) = AHEAD
    area = ask(made, tmp_path, pixels, mesure="surface")
    assert area["valeur"] == pytest.approx(abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2, rel=1e-3) and area["sol"] == "plan"
    assert any("supposé plat" in note for note in area["notes"]) and area["points"][0]["altitude_m"] is None


def test_on_terrain_each_pixel_comes_back_to_the_ground_it_shows(made, tmp_path):
    base = float(hill(*on_map(0, 0)))
    points, pixels = [], []
    for east, north in AHEAD:
        x, y = on_map(east, north)
        points.append((x, y, float(hill(x, y))))
        pixels.append(pixel(east, north, points[-1][2] - base - HEIGHT))
    result = ask(made, tmp_path, pixels, mnt=str(made / "mnt.tif"))
    for place, (x, y, z) in zip(result["points"], points):
        assert math.dist((place["x"], place["y"]), (x, y)) < 0.1 and place["altitude_m"] == pytest.approx(z, abs=0.05)
    assert result["denivele_m"] == pytest.approx(points[-1][2] - points[0][2], abs=0.05) and result["sol"] == "relief"
    known = ask(made, tmp_path, pixels, mnt=str(made / "mnt.tif"), altitude_decollage=base + 5)  # five metres higher looks further
    assert known["points"][0]["distance_m"] > result["points"][0]["distance_m"] + 3


def test_the_height_of_a_pole_is_read_from_its_foot_to_its_top(made, tmp_path):
    east, north = AHEAD[0]
    result = ask(made, tmp_path, [pixel(east, north, -HEIGHT), pixel(east, north, 4.2 - HEIGHT)], mesure="hauteur")
    assert result["valeur"] == pytest.approx(4.2, abs=0.01) and 0.05 < result["sigma"] < 1 and result["wkt"].startswith("POINT")
    assert "Hauteur au-dessus du sol : 4,20 m" in result["phrase"]


def test_the_doubts_are_those_of_two_thousand_flights(made, tmp_path):
    """Same errors, drawn at random together on flat ground and solved in closed form."""
    rng = np.random.default_rng(5)
    result = ask(made, tmp_path, [pixel(*AHEAD[0], -HEIGHT), pixel(*AHEAD[1], -HEIGHT)], pointe_px=3)
    pixels = np.array([(place["colonne"], place["ligne"]) for place in result["points"]])
    found = []
    for _ in range(2000):
        turn, move = rng.normal(0, (3.0, 1.2, 1.2)), rng.normal(0, (2.0, 2.0, 3.0))
        world = rotation(POSE["yaw"] + turn[0], POSE["pitch"] + turn[1], turn[2])
        clicked = pixels + rng.normal(0, 3, pixels.shape)
        focal = FOCAL * (1 + rng.normal(0, doute.FOCAL["CalibratedFocalLength"]))
        rays = np.column_stack([np.ones(2), (clicked[:, 0] - SIZE[0] / 2) / focal, (clicked[:, 1] - SIZE[1] / 2) / focal]) @ world.T
        found.append(rays[:, [1, 0]] * ((HEIGHT + move[2]) / rays[:, 2])[:, None] + move[:2])
    found = np.array(found)
    lengths = np.hypot(*(found[:, 1] - found[:, 0]).T)
    assert result["sigma"] == pytest.approx(lengths.std(), rel=0.12)
    place = result["points"][0]
    assert place["sigma_m"] == pytest.approx(math.hypot(*found[:, 0].std(axis=0)), rel=0.12)
    assert result["sigma"] < place["sigma_m"], "what the whole photograph is wrong by leaves a distance truer than a position"
    assert place["ellipse_grand_m"] > place["ellipse_petit_m"] and 0 <= place["ellipse_azimut"] < 180


def test_no_ground_above_the_horizon_and_no_doubt_told_just_below_it(made, tmp_path):
    with pytest.raises(BadInput, match="Pas de sol touché au point 2"):
        ask(made, tmp_path, [(800, 1100), (800, 100)], "ciel.jpg")
    below = ask(made, tmp_path, [(800, 545)], "ciel.jpg")
    assert below["points"][0]["sigma_m"] is None and "incertitude inconnue" in below["phrase"] and photo.GRAZING in below["notes"]


def test_a_measure_is_kept_as_a_table_or_a_layer(made, tmp_path):
    import geopandas

    pixels = [pixel(*place, -HEIGHT) for place in AHEAD]
    ask(made, tmp_path, pixels, mesure="surface", sortie=str(tmp_path / "m.gpkg"))
    (row,) = geopandas.read_file(tmp_path / "m.gpkg", layer="mesure").to_dict("records")
    assert row["mesure"] == "surface" and row["photo"] == "oblique.jpg" and row["geometry"].area == pytest.approx(row["valeur"], rel=1e-3)
    assert len(geopandas.read_file(tmp_path / "m.gpkg", layer="points")) == 3
    ask(made, tmp_path, pixels[:1], sortie=str(tmp_path / "m.csv"))
    (line,) = csv.DictReader(io.StringIO((tmp_path / "m.csv").read_text("utf-8-sig")), delimiter=";")
    assert float(line["x"].replace(",", ".")) == pytest.approx(on_map(*AHEAD[0])[0], abs=0.01) and line["altitude_m"] == ""


def test_a_register_photo_takes_off_where_its_flight_did(made, tmp_path):
    from ddtm_drones.core.importer import job as importer

    card = tmp_path / "carte"
    card.mkdir()
    place = on_map(60, 30)
    from pyproj import Transformer

    first = Transformer.from_crs(2154, 4326, always_xy=True).transform(*place)
    (card / "a.jpg").write_bytes(f.dji(*first, height=HEIGHT, hour="2026:06:12 14:00:00", size=SIZE, CalibratedFocalLength=FOCAL))
    (card / "b.jpg").write_bytes((made / "oblique.jpg").read_bytes())
    importer.run({"espace": str(tmp_path / "e"), "source": str(card), "mnt": str(made / "mnt.tif"), "controle": False}, JobContext())
    params = {"espace": str(tmp_path / "e"), "photo": "b.jpg", "points": "800,600", "mnt": str(made / "mnt.tif")}
    by_flight, stated = (photo.run({**params, **more}, JobContext()) for more in ({}, {"altitude_decollage": float(hill(*place))}))
    assert by_flight["points"][0]["x"] == pytest.approx(stated["points"][0]["x"], abs=0.02)
    assert any("première photo du vol" in note for note in by_flight["notes"])


@pytest.mark.parametrize(
    "more, said",
    (
        ({"points": ""}, "Points illisibles"),
        ({"points": "1;2"}, "Points illisibles"),
        ({"points": "10,nan"}, "Points illisibles"),
        ({"points": "5000,10"}, "hors de la photo, qui fait 1600"),
        ({"points": "1,1100 ; 900,1100", "mesure": "surface"}, "au moins 3"),
        ({"points": "1,1100", "mesure": "hauteur"}, "le pied puis le haut"),
        ({"points": "800,700 ; 900,1100 ; 800,1100 ; 900,700", "mesure": "surface"}, "se recoupe"),
        ({"mesure": "poids"}, "Mesure inconnue"),
        ({"pointe_px": 0}, "entre 0 et 200"),
        ({"altitude_decollage": "haut"}, "nombre de mètres"),
        ({"sortie": "m.shp"}, "CSV ou en GeoPackage"),
        ({"photo": "absente.jpg"}, "introuvable"),
        ({"mnt": "absent.tif"}, "introuvable"),
    ),
)
def test_what_cannot_be_measured_is_said(made, tmp_path, more, said):
    with pytest.raises(BadInput, match=said):
        photo.run({"espace": str(tmp_path), "photo": str(made / "oblique.jpg"), "points": "800,900", **more}, JobContext())


def test_a_photo_without_pose_says_what_it_lacks(tmp_path):
    (tmp_path / "nue.jpg").write_bytes(f.picture(64, 48))
    with pytest.raises(BadInput, match="ne dit pas : cap, focale, hauteur, inclinaison, position"):
        photo.run({"espace": str(tmp_path), "photo": str(tmp_path / "nue.jpg"), "points": "10,10"}, JobContext())


def test_the_ellipse_turns_with_its_covariance():
    angle = math.radians(30)
    east_north = np.array([math.sin(angle), math.cos(angle)])
    across = np.array([math.cos(angle), -math.sin(angle)])
    assert doute.ellipse(25 * np.outer(east_north, east_north) + 4 * np.outer(across, across)) == pytest.approx((5, 2, 30))
    assert objets.map_scale(*FRAME[0]) == pytest.approx(1, abs=1e-3)
