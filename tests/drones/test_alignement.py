"""Two mosaics of one place: the shift put there on purpose is found and taken away, whatever changed in between."""

from __future__ import annotations

import numpy as np
import pytest

from ddtm_drones.core.alignement import job
from shared.errors import BadInput
from shared.jobs import JobContext

cv2 = pytest.importorskip("cv2")
rasterio = pytest.importorskip("rasterio")

from . import vol  # noqa: E402

WEST, NORTH, CELL = 772_000.0, 6_274_100.0, 0.1


def paint(path, pixels, west=WEST, north=NORTH, cell=CELL, epsg=2154):
    with rasterio.open(
        path, "w", driver="GTiff", width=pixels.shape[1], height=pixels.shape[0], count=3, dtype="uint8", crs=f"EPSG:{epsg}",
        transform=rasterio.transform.from_origin(west, north, cell, cell),
    ) as raster:  # fmt: skip
        raster.write(np.moveaxis(pixels, 2, 0))
    return str(path)


def turned(pixels, degrees, scale):
    """The picture turned about its middle: what a compass and a scale that are a little wrong make of it."""
    side = pixels.shape[0]
    matrix = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), degrees, scale)
    return cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_CUBIC)


@pytest.fixture(scope="module")
def ground():
    return vol.texture(100, seed=8)


def ask(tmp_path, before, after, **more):
    return job.run({"espace": str(tmp_path), "avant": before, "apres": after, "sortie": str(tmp_path / "aligne.tif"), **more}, JobContext())


def test_the_shift_turn_and_scale_put_there_are_taken_away(ground, tmp_path):
    """A sixth of the place has been dug over, light is lower: what has not changed lies within 2 pixels."""
    after = turned(ground, 2.0, 1.01).astype(float) * 0.8 + 10
    after[200:600, 300:700] = np.random.default_rng(1).uniform(0, 255, (400, 400, 1))
    result = ask(tmp_path, paint(tmp_path / "a.tif", ground), paint(tmp_path / "b.tif", after.astype(np.uint8), WEST + 2.4, NORTH - 1.7))
    assert result["decalage_m"] == pytest.approx(np.hypot(2.4, 1.7), abs=0.15)
    assert abs(result["rotation_deg"]) == pytest.approx(2.0, abs=0.05) and result["echelle"] == pytest.approx(1 / 1.01, abs=0.001)
    assert result["residu_median_m"] < CELL and result["residu_p90_m"] < 2 * CELL
    with rasterio.open(result["sortie"]) as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        window = raster.window(WEST + 10, NORTH - 95, WEST + 25, NORTH - 75)  # a corner that nobody dug
        seen = cv2.cvtColor(np.moveaxis(raster.read(window=window, out_shape=(3, 200, 150)), 0, 2), cv2.COLOR_RGB2GRAY)
    true = cv2.cvtColor(ground[770:930, 120:230], cv2.COLOR_RGB2GRAY)
    _, best, _, (dx, dy) = cv2.minMaxLoc(cv2.matchTemplate(seen, true, cv2.TM_CCOEFF_NORMED))
    assert best > 0.8 and np.hypot(dx - 20, dy - 20) < 1.5, "in pixels, by a method of another kind"


def test_the_image_of_before_and_of_after_are_not_touched(ground, tmp_path):
    before, after = paint(tmp_path / "a.tif", ground), paint(tmp_path / "b.tif", ground, WEST + 1)
    held = [open(path, "rb").read() for path in (before, after)]
    ask(tmp_path, before, after)
    assert held == [open(path, "rb").read() for path in (before, after)]
    with pytest.raises(BadInput, match="ne peut pas remplacer"):
        ask(tmp_path, before, after, sortie=after)


def test_two_images_that_share_nothing_are_refused(ground, tmp_path):
    before = paint(tmp_path / "a.tif", ground)
    with pytest.raises(BadInput, match="points communs"):
        ask(tmp_path, before, paint(tmp_path / "b.tif", vol.texture(100, seed=9)))
    with pytest.raises(BadInput, match="même lieu"):
        ask(tmp_path, before, paint(tmp_path / "c.tif", ground, WEST + 5000))
    with pytest.raises(BadInput, match="système de coordonnées"):
        ask(tmp_path, before, paint(tmp_path / "d.tif", ground, epsg=32631))
    with pytest.raises(BadInput, match="introuvable"):
        ask(tmp_path, before, "rien.tif")
    assert not (tmp_path / "aligne.tif").exists()


def test_an_image_torn_by_relief_is_refused_unless_forced(ground, tmp_path):
    x, y = np.meshgrid(np.arange(1000, dtype=np.float32), np.arange(1000, dtype=np.float32))
    torn = cv2.remap(ground, x + 22 * np.sin(y / 60), y + 22 * np.sin(x / 70), cv2.INTER_LINEAR)
    before, after = paint(tmp_path / "a.tif", ground), paint(tmp_path / "b.tif", torn)
    with pytest.raises(BadInput, match="Alignement refusé|points communs"):
        ask(tmp_path, before, after)
