"""Colour indices against hand computations, and outlines against areas painted on purpose."""

from __future__ import annotations

import numpy as np
import pytest

from ddtm_drones.core.indices import formules, job
from shared.errors import BadInput
from shared.jobs import JobContext

rasterio = pytest.importorskip("rasterio")


def paint(path, pixels: np.ndarray, cell: float = 0.5, alpha: bool = True):
    bands = np.moveaxis(pixels, 2, 0)
    with rasterio.open(
        path, "w", driver="GTiff", width=pixels.shape[1], height=pixels.shape[0], count=4 if alpha else 3, dtype="uint8", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(770_000, 6_280_000, cell, cell),
    ) as raster:  # fmt: skip
        raster.write(bands, (1, 2, 3))
        if alpha:
            raster.write(np.where(pixels.sum(axis=2) > 0, 255, 0).astype("uint8"), 4)
    return str(path)


@pytest.fixture
def meadow(tmp_path):
    """200 x 160 pixels of 0.5 m: green, with a dark square of 60 x 40 pixels (30 m x 20 m), and an empty corner."""
    pixels = np.empty((160, 200, 3), np.uint8)
    pixels[:] = (90, 160, 70)
    pixels[40:80, 50:110] = (25, 24, 26)
    pixels[:20, :20] = 0
    return paint(tmp_path / "pré.tif", pixels)


def ask(image, tmp_path, **more):
    return job.run({"espace": str(tmp_path), "image": image, "sortie": str(tmp_path / "indice.tif"), **more}, JobContext())


@pytest.mark.parametrize(
    "name, expected",
    (("vari", 70 / 180), ("grvi", 70 / 250), ("gli", 160 / 480), ("exg", 160 / 320), ("clarte", 320 / 765), ("brule", 0.0)),
)
def test_each_formula_by_hand(name, expected):
    assert formules.compute(name, *(np.array([value], np.uint8) for value in (90, 160, 70)))[0] == pytest.approx(expected, abs=1e-6)


def test_char_stands_out_from_dark_water_and_from_a_meadow():
    """Black and grey char against dark green water, dry grass and foliage: the threshold proposed parts them."""
    char, other = [(30, 29, 31), (45, 44, 43)], [(20, 45, 60), (150, 130, 80), (60, 110, 50)]
    values = formules.compute("brule", *np.array(char + other, np.uint8).T)
    assert values[:2].min() > 0.75 and values[2:].max() < 0.4


@pytest.mark.parametrize("name", ("vari", "grvi", "gli", "exg"))
def test_black_has_no_value_instead_of_zero(name):
    assert np.isnan(formules.compute(name, *(np.zeros(1, np.uint8),) * 3)[0])


def test_the_dark_square_is_outlined_with_its_area(meadow, tmp_path):
    geopandas = pytest.importorskip("geopandas")
    result = ask(meadow, tmp_path, indice="clarte", cote="au_dessous")
    assert result["seuil_propose"] and 0.1 < result["seuil"] < 0.42, "between the two colours"
    outline = geopandas.read_file(result["fichiers"][1])
    assert result["surface_m2"] == pytest.approx(600) and outline.area.sum() == pytest.approx(600) and list(outline["etat"]) == ["ébauche"]
    assert tuple(outline.total_bounds) == (770_025, 6_279_960, 770_055, 6_279_980)
    assert "600 m² au-dessous" in result["phrase"] and result["image_m2"] == pytest.approx((160 * 200 - 400) * 0.25)
    assert sum(result["histogramme"]) == 160 * 200 - 400


def test_the_index_is_a_cog_with_nothing_where_the_image_has_nothing(meadow, tmp_path):
    result = ask(meadow, tmp_path, indice="gli")
    with rasterio.open(result["sortie"]) as raster:
        values = raster.read(1)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG" and raster.crs.to_epsg() == 2154
    assert np.isnan(values[:20, :20]).all() and values[100, 150] == pytest.approx(1 / 3, abs=1e-6)


def test_a_threshold_given_is_used_and_specks_are_left_out(tmp_path):
    pixels = np.full((100, 100, 3), 200, np.uint8)
    pixels[10:12, 10:12] = 10
    pixels[40:60, 40:60] = 10
    image = paint(tmp_path / "a.tif", pixels, alpha=False)
    result = ask(image, tmp_path, indice="clarte", cote="au_dessous", seuil=0.3, surface_min=5)
    assert result["seuil"] == 0.3 and result["contours"] == 1 and result["surface_m2"] == pytest.approx(100)
    assert ask(image, tmp_path, indice="clarte", cote="au_dessous", seuil=0.3, surface_min=0.5)["contours"] == 2


def test_large_images_are_outlined_at_a_reduced_resolution_with_the_same_area(tmp_path, monkeypatch):
    pixels = np.full((400, 600, 3), 200, np.uint8)
    pixels[100:200, 200:400] = 10
    monkeypatch.setattr(job, "OUTLINE_SIDE", 150)
    monkeypatch.setattr(job, "BLOCK", 128)
    result = ask(paint(tmp_path / "a.tif", pixels), tmp_path, indice="clarte", cote="au_dessous", seuil=0.3)
    assert result["surface_m2"] == pytest.approx(100 * 200 * 0.25, rel=0.03)


@pytest.mark.parametrize(
    "more, sentence",
    (
        ({"indice": "ndvi"}, "Indice inconnu"),
        ({"image": "absente.tif"}, "introuvable"),
        ({"sortie": "a.png"}, "finit par .tif"),
        ({"cote": "gauche"}, "côté du seuil"),
    ),
)
def test_what_cannot_be_done_is_said(meadow, tmp_path, more, sentence):
    with pytest.raises(BadInput, match=sentence):
        ask(more.pop("image", meadow), tmp_path, **more)


def test_an_image_without_colours_is_refused(tmp_path):
    with rasterio.open(
        tmp_path / "g.tif",
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=1,
        dtype="uint8",
        crs="EPSG:2154",
        transform=rasterio.transform.from_origin(0, 4, 1, 1),
    ) as raster:
        raster.write(np.ones((4, 4), "uint8"), 1)
    with pytest.raises(BadInput, match="image couleur"):
        ask(str(tmp_path / "g.tif"), tmp_path)
    (tmp_path / "b.tif").write_bytes(b"rien")
    with pytest.raises(BadInput, match="pas lisible"):
        ask(str(tmp_path / "b.tif"), tmp_path)
