"""Measures against the geodesic, closed forms and random trials; volumes against solids whose volume is known."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

from ddtm_drones.core.mesure import job, volumes
from shared.errors import BadInput
from shared.jobs import JobContext

rasterio = pytest.importorskip("rasterio")

PLACE = np.array([772_000.0, 6_274_000.0])
BACK = Transformer.from_crs(2154, 4326, always_xy=True)
GEOD = Geod(ellps="GRS80")


def raster(path, heights, west=PLACE[0] - 50, north=PLACE[1] + 50, cell=0.25, epsg=2154, **tags):
    with rasterio.open(
        path, "w", driver="GTiff", width=heights.shape[1], height=heights.shape[0], count=1, dtype="float32", crs=f"EPSG:{epsg}",
        transform=rasterio.transform.from_origin(west, north, cell, cell), nodata=-9999,
    ) as out:  # fmt: skip
        out.write(np.where(np.isfinite(heights), heights, -9999).astype(np.float32), 1)
        out.update_tags(**tags)
    return str(path)


def grid(cell=0.25):
    side = np.arange(int(100 / cell)) * cell + cell / 2 - 50
    return np.meshgrid(side, -side)


def ask(tmp_path, objets, **more):
    return job.run({"espace": str(tmp_path), "objets": objets, **more}, JobContext())


@pytest.mark.parametrize("turn", range(0, 360, 50))
def test_a_length_is_that_of_the_geodesic(tmp_path, turn):
    end = PLACE + 800 * np.array([math.cos(math.radians(turn)), math.sin(math.radians(turn))])
    (line,) = ask(tmp_path, shapely.LineString([PLACE, end]).wkt)["mesures"]
    _, _, expected = GEOD.inv(*BACK.transform(*PLACE), *BACK.transform(*end))
    assert line["longueur_m"] == pytest.approx(expected, rel=2e-6)


def test_an_area_is_that_of_the_ellipsoid(tmp_path):
    shape = shapely.Point(PLACE).buffer(300).difference(shapely.Point(PLACE).buffer(100))
    (line,) = ask(tmp_path, shape.wkt)["mesures"]
    areas = [abs(GEOD.polygon_area_perimeter(*BACK.transform(*np.array(ring.coords).T))[0]) for ring in (shape.exterior, *shape.interiors)]
    assert line["surface_m2"] == pytest.approx(areas[0] - areas[1], rel=1e-5)


def test_the_stated_doubts_are_those_of_ten_thousand_trials():
    rng = np.random.default_rng(1)
    ring = np.array([(0, 0), (30, 2), (34, 20), (15, 28), (-4, 18)], float)
    moved = ring + rng.normal(0, 0.3, (10_000, *ring.shape))
    x, y = moved[..., 0], moved[..., 1]
    areas = 0.5 * np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(axis=1))
    lengths = np.hypot(*np.diff(moved, axis=1).transpose(2, 0, 1)).sum(axis=1)
    assert job.area_sigma(ring, 0.3) == pytest.approx(areas.std(), rel=0.03)
    assert job.length_sigma(ring, 0.3) == pytest.approx(lengths.std(), rel=0.03)


def test_heights_are_surface_less_ground_and_absent_without_a_surface(tmp_path):
    x, y = grid()
    ground = raster(tmp_path / "sol.tif", 20 + 0.1 * x)
    model = raster(tmp_path / "mns.tif", 20 + 0.1 * x + np.where((np.abs(x) < 5) & (np.abs(y) < 4), 6.0, 0.0))
    roof = shapely.box(PLACE[0] - 4, PLACE[1] - 3, PLACE[0] + 4, PLACE[1] + 3).wkt
    (line,) = ask(tmp_path, roof, modele=model, sol=ground)["mesures"]
    assert line["hauteur_moyenne_m"] == pytest.approx(6, abs=0.01) and line["hauteur_max_m"] == pytest.approx(6, abs=0.01)
    assert line["surface_m2"] == pytest.approx(48, rel=1e-3)
    (bare,) = ask(tmp_path, roof, sol=ground)["mesures"]
    assert bare["hauteur_max_m"] is None
    (point,) = ask(tmp_path, shapely.Point(PLACE[0] + 20, PLACE[1]).wkt, sol=ground)["mesures"]
    assert point["altitude_m"] == pytest.approx(22, abs=0.01)


def test_a_line_that_climbs_is_longer_than_its_map(tmp_path):
    x, _ = grid()
    ground = raster(tmp_path / "sol.tif", 50 + 0.75 * x)
    (line,) = ask(tmp_path, shapely.LineString([PLACE, PLACE + (40, 0)]).wkt, sol=ground)["mesures"]
    assert line["longueur_surface_m"] == pytest.approx(50, rel=1e-3) and line["denivele_m"] == pytest.approx(30, rel=1e-3)


def test_the_doubt_that_the_image_states_is_the_one_used(tmp_path):
    image = raster(tmp_path / "mosaique.tif", np.zeros((10, 10)), cell=0.05, DDTM_ECART_TYPE_M="0.40", DDTM_ECHELLE="0.01")
    result = ask(tmp_path, shapely.LineString([PLACE, PLACE + (100, 0)]).wkt, image=image)
    sigma = math.hypot(0.4, 0.05)
    assert result["precision_m"] == pytest.approx(sigma)
    assert result["mesures"][0]["longueur_sigma_m"] == pytest.approx(math.hypot(sigma * math.sqrt(2), 1.0), rel=1e-3)


def test_the_table_holds_one_line_an_object(tmp_path):
    text = f"LINESTRING ({PLACE[0]} {PLACE[1]}, {PLACE[0] + 10} {PLACE[1]}) | {shapely.Point(PLACE).buffer(5).wkt}"
    result = ask(tmp_path, text, sortie=str(tmp_path / "m.csv"))
    lines = list(csv.DictReader((tmp_path / "m.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [line["nature"] for line in lines] == ["ligne", "surface"] and lines[0]["longueur_m"].startswith("9,99")
    assert "2 objets mesurés" in result["phrase"]
    import geopandas

    ask(tmp_path, text, sortie=str(tmp_path / "m.gpkg"))
    assert len(geopandas.read_file(tmp_path / "m.gpkg")) == 2


@pytest.mark.parametrize(
    "objets, more, said",
    (
        ("", {}, "Rien à mesurer"),
        ("LINESTRING (1 2", {}, "WKT"),
        ("LINESTRING (3.9 43.5, 3.91 43.5)", {}, "Lambert 93"),
        ("POINT (772000 6274000)", {}, "ne se mesure qu'avec"),
        ("POLYGON ((0 900000, 9 900009, 9 900000, 0 900009, 0 900000))", {}, "se recoupe"),
        ("LINESTRING (772000 6274000, 772010 6274000)", {"precision": -1}, "précision"),
        ("LINESTRING (772000 6274000, 772010 6274000)", {"sortie": "m.doc"}, "CSV"),
    ),
)
def test_what_cannot_be_measured_is_refused_in_one_sentence(tmp_path, objets, more, said):
    with pytest.raises(BadInput, match=said):
        ask(tmp_path, objets, **more)


# -- volumes -----------------------------------------------------------------------------------------------------------------


def weigh(tmp_path, heights, zone, **more):
    model = heights if isinstance(heights, str) else raster(tmp_path / "mns.tif", heights)
    return volumes.run({"espace": str(tmp_path), "modele": model, "zone": zone, "sortie": str(tmp_path / "v.tif"), **more}, JobContext())


def cone(x, y, radius=20.0, height=8.0):
    return np.maximum(0, height * (1 - np.hypot(x, y) / radius))


CIRCLE = shapely.Point(PLACE).buffer(21, quad_segs=64).wkt
CONE_M3 = math.pi * 20**2 * 8 / 3


@pytest.mark.parametrize("slope", (0.0, 0.2))
def test_a_cone_on_a_slope_has_the_volume_of_a_cone_over_its_border_plane(tmp_path, slope):
    x, y = grid()
    result = weigh(tmp_path, 100 + slope * x - 0.1 * slope * y + cone(x, y), CIRCLE)
    assert result["au_dessus_m3"] == pytest.approx(CONE_M3, rel=0.003) and result["au_dessous_m3"] < 1
    with rasterio.open(result["sortie"]) as raster_:
        assert float(np.nanmax(raster_.read(1))) == pytest.approx(8, abs=0.15)


def test_bushes_on_the_border_do_not_lift_the_base(tmp_path):
    x, y = grid()
    bush = np.where((np.hypot(x - 21, y) < 4), 2.0, 0.0)
    clean = weigh(tmp_path, 100 + cone(x, y), CIRCLE)["au_dessus_m3"]
    assert abs(weigh(tmp_path, 100 + np.maximum(cone(x, y), bush), CIRCLE)["au_dessus_m3"] - clean) < 0.05 * clean


def test_between_two_flights_cut_and_fill_are_told_apart(tmp_path):
    x, y = grid()
    before = raster(tmp_path / "avant.tif", 100 + 0.1 * x)
    change = np.where((x > 2) & (x < 12) & (np.abs(y) < 5), 3.0, 0) - np.where((x < -2) & (x > -12) & (np.abs(y) < 5), 1.5, 0)
    zone = shapely.box(*(PLACE - 30), *(PLACE + 30)).wkt
    result = weigh(tmp_path, 100 + 0.1 * x + change, zone, base="terrain", mnt=before, precision=0.1)
    assert result["au_dessus_m3"] == pytest.approx(300, rel=0.02) and result["au_dessous_m3"] == pytest.approx(150, rel=0.02)
    assert result["incertitude_m3"] == pytest.approx(3600 * 0.1 * math.sqrt(2), rel=1e-3)


def test_a_height_gives_a_flat_base(tmp_path):
    x, _ = grid()
    zone = shapely.box(*(PLACE - 10.1), *(PLACE + 10.1)).wkt  # cuts cells in two
    result = weigh(tmp_path, np.full(x.shape, 12.5), zone, base="altitude", altitude=10)
    assert result["au_dessus_m3"] == pytest.approx(2.5 * 20.2**2, rel=2e-3)


@pytest.mark.parametrize(
    "more, said",
    (
        ({"base": "altitude"}, "altitude de la base"),
        ({"base": "mer"}, "Base inconnue"),
        ({"base": "terrain"}, "Aucun terrain"),
        ({"precision": 0}, "précision"),
        ({"sortie": "v.png"}, "GeoTIFF"),
        ({"zone": shapely.Point(PLACE + 500).buffer(5).wkt}, "ne couvre pas"),
        ({"zone": shapely.Point(PLACE + 45).buffer(20).wkt}, "couvre pas toute"),
        ({"zone": shapely.LineString([PLACE, PLACE + 5]).wkt}, "il faut des surfaces"),
    ),
)
def test_a_volume_that_would_be_false_is_refused(tmp_path, more, said):
    x, y = grid()
    zone = more.pop("zone", CIRCLE) if "zone" in more else CIRCLE
    with pytest.raises(BadInput, match=said):
        weigh(tmp_path, 100 + cone(x, y), zone, **more)


def test_a_model_with_holes_in_the_heap_is_refused(tmp_path):
    x, y = grid()
    heights = np.where(np.hypot(x, y) < 8, np.nan, 100 + cone(x, y))
    with pytest.raises(BadInput, match="trous"):
        weigh(tmp_path, heights, CIRCLE)


def test_a_mosaic_is_no_surface_model(tmp_path):
    with pytest.raises(BadInput, match="mosaïque à plat"):
        weigh(tmp_path, "", CIRCLE)
    with pytest.raises(BadInput, match="pas en Lambert 93"):
        weigh(tmp_path, raster(tmp_path / "utm.tif", np.zeros((9, 9)), epsg=32631), CIRCLE)
