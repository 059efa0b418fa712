"""One photograph onto the terrain, against a ground whose truth is known and against the ray caster, which goes the other way."""

from __future__ import annotations

import numpy as np
import pytest

from ddtm_drones.core.emprise import camera, rayons
from ddtm_drones.core.emprise.terrain import Flat, Grid
from ddtm_drones.core.ortho import job
from shared.errors import BadInput
from shared.jobs import JobContext

from . import fabrique as f
from .test_emprises import PLAIN, a_photo, hills

cv2 = pytest.importorskip("cv2")
rasterio = pytest.importorskip("rasterio")

from . import vol  # noqa: E402


def ask(photo, tmp_path, **more):
    return job.run({"espace": str(tmp_path / "espace"), "photo": str(photo), "sortie": str(tmp_path / "o.tif"), **more}, JobContext())


@pytest.mark.parametrize("pitch, roll, yaw", ((-90, 0, 20), (-60, 3, 140), (-45, -4, 275)))
@pytest.mark.parametrize("relief", (False, True))
def test_a_ground_point_comes_back_to_the_pixel_whose_ray_met_it(pitch, roll, yaw, relief):
    ground = hills() if relief else Flat()
    place = (1000.0, 1000.0)
    base = float(ground.at(np.array([1000.0]), np.array([1000.0]))[0])
    photo = a_photo(cap=float(yaw), inclinaison=float(pitch), roulis=float(roll), hauteur_decollage=110.0)
    rng = np.random.default_rng(1)
    columns, lines = rng.uniform(0, 4800, 60), rng.uniform(0, 3600, 60)
    hits = rayons.cast(place, base + 110.0, PLAIN[1], camera.directions(columns, lines, (4800, 3600), 3600.0, yaw, pitch, roll), ground)
    found_c, found_l, seen = job.pixels_of(hits.x[None], hits.y[None], photo, (place, PLAIN[1]), base, ground)
    both = seen[0] & hits.hit
    assert both.sum() > 45 and np.abs(found_c[0][both] - columns[both]).max() < 0.1 and np.abs(found_l[0][both] - lines[both]).max() < 0.1


def test_what_a_ridge_hides_is_left_empty():
    heights = np.zeros((200, 200))
    heights[:, 119:122] = 40.0
    ground = Grid(heights, 0.0, 1000.0, (5.0, 5.0))
    photo = a_photo(cap=90.0, inclinaison=-30.0, hauteur_decollage=50.0)
    _, _, seen = job.pixels_of(np.array([[560.0, 640.0]]), np.array([[500.0, 500.0]]), photo, ((500.0, 500.0), PLAIN[1]), 0.0, ground)
    assert seen.tolist() == [[True, False]]


def test_a_made_up_photo_is_laid_where_its_ground_is(tmp_path):
    true = vol.fly(tmp_path / "vol", strips=1, per_strip=1, noise=0.0)
    (path,) = (tmp_path / "vol").glob("*.JPG")
    data = path.read_bytes()
    from ddtm_drones.core.meta.photo import read_photo

    stored = f"{read_photo(path)['cap']:+.2f}"
    at = data.index(b'GimbalYawDegree="') + len(b'GimbalYawDegree="')
    end = data.index(b'"', at)
    heading = f"{true[path.name][1]:+.2f}".ljust(end - at, "0").encode()[: end - at]
    path.write_bytes(data[:at] + heading + data[end:])
    assert float(stored) != true[path.name][1], "the recorded heading had noise; the true one is put back"
    result = ask(path, tmp_path, pixel=20)
    ground = vol.texture()
    with rasterio.open(result["sortie"]) as raster:
        image, bounds, pixel = np.moveaxis(raster.read((1, 2, 3)), 0, 2), raster.bounds, raster.res[0]
        alpha = raster.read(4)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG" and raster.crs.to_epsg() == 2154
    row, column = np.argwhere(alpha > 0)[:: max(1, (alpha > 0).sum() // 4000)].T
    x, y = bounds.left + (column + 0.5) * pixel, bounds.top - (row + 0.5) * pixel
    i, j = (ground.shape[0] - (y - vol.ORIGIN[1]) / vol.CELL).astype(int), ((x - vol.ORIGIN[0]) / vol.CELL).astype(int)
    expected = cv2.blur(ground, (2, 2))[i, j, ::-1].astype(float)
    correlation = np.corrcoef(expected.ravel(), image[row, column].astype(float).ravel())[0, 1]
    assert correlation > 0.85, correlation
    assert result["surface_m2"] == pytest.approx(60 * 45, rel=0.05) and result["methode"] == "plan"


def test_a_photo_of_the_register_is_found_by_its_name(tmp_path):
    from ddtm_drones.core.importer import job as importer

    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "A.JPG").write_bytes(f.dji(CalibratedFocalLength=60))
    importer.run({"espace": str(tmp_path / "espace"), "source": str(tmp_path / "c")}, JobContext())
    assert "A.JPG posée au sol" in ask("A.JPG", tmp_path, pixel=100)["phrase"]


@pytest.mark.parametrize(
    "data, more, sentence",
    (
        (f.picture(), {}, "ne dit pas : cap, focale, hauteur, inclinaison, position"),
        (f.dji(-91.9, 46.8), {}, "hors de la métropole"),
        (f.dji(pitch=30, CalibratedFocalLength=60), {}, "ne voit pas le sol"),
        (f.dji(CalibratedFocalLength=60), {"sortie": "o.png"}, "finit par .tif"),
        (f.dji(CalibratedFocalLength=60, height=400), {"pixel": 1}, "trop grande"),
    ),
    ids=("sans étiquette", "loin", "vers le ciel", "png", "trop fine"),
)
def test_what_cannot_be_laid_is_said(tmp_path, data, more, sentence):
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(BadInput, match=sentence):
        ask(tmp_path / "a.jpg", tmp_path, **more)
    with pytest.raises(BadInput, match="introuvable"):
        ask("absente.jpg", tmp_path)
