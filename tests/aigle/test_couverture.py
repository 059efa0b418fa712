"""Only ground that was photographed and looked at may be said empty, on the day of its own flight."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core.histoire.job import run as cross
from ddtm_aigle.core.inference.couverture import CELL, WHOLE, hole_of
from shared.gpkg import read
from shared.jobs import JobContext

from .mondes import X0, Y0, detect, found, picture, rows
from .onnx_mini import centre_model

HERE = [(40, 40, "piscine")]  # 8 m from the west and the north


@pytest.fixture
def model(tmp_path):
    return centre_model(tmp_path / "modele.onnx")


def seen(space):
    return [(row["date_vol_debut"], row["date_vol_fin"], shapely.from_wkb(row["geom"])) for row in rows(space, "detection_couverture")]


def story(space, model, tmp_path, old, **more):
    """The pool of 2021, after a run on the picture `old` of 2012."""
    detect(space, old, model, millesime=2012, **more)
    detect(space, picture(tmp_path / "ortho_2021.tif", HERE), model, millesime=2021, vol="2021-06-03")
    cross({"espace": str(space), "date": "2026-01-01"}, JobContext())
    (row,) = rows(space, "objet_detecte")
    return row


def test_an_old_picture_without_the_thing_says_it_absent_that_day(tmp_path, model):
    row = story(tmp_path / "e", model, tmp_path, picture(tmp_path / "o2012.tif", []), vol="2012-07-03")
    assert (row["absent_le"], row["prescription"]) == ("2012-07-03", "incertain")


@pytest.mark.parametrize("nodata", [0, 255], ids=["declared nodata", "declared white"])
def test_a_hole_of_the_old_picture_proves_no_absence(tmp_path, model, nodata):
    old = picture(tmp_path / "o2012.tif", [], nodata=nodata, empty=(20, 20, 120, 120))
    row = story(tmp_path / "e", model, tmp_path, old, vol="2012-07-03")
    assert row["absent_le"] is None and "aucune image antérieure sans lui" in row["phrase"]


@pytest.mark.parametrize("colour", [0, 255])
def test_a_large_patch_of_pure_black_or_white_without_declared_nodata_is_a_hole_too(tmp_path, model, colour):
    old = picture(tmp_path / "o2012.tif", [])
    with rasterio.open(old, "r+") as opened:
        opened.write(np.full((3, 160, 160), colour, np.uint8), window=rasterio.windows.Window(0, 0, 160, 160))
    result = detect(tmp_path / "x", old, model, millesime=2012)
    assert any("n'est pas photographiée" in note for note in result["notes"])
    assert story(tmp_path / "e", model, tmp_path, old, vol="2012-07-03")["absent_le"] is None


def test_each_part_is_dated_by_its_own_flight(tmp_path, model):
    import geopandas as gpd

    west, east = shapely.box(X0, Y0 - 60, X0 + 30, Y0), shapely.box(X0 + 30, Y0 - 60, X0 + 60, Y0)
    gpd.GeoDataFrame({"DATE_VOL": ["2012-07-03", "2014-05-20"]}, geometry=[west, east], crs=2154).to_file(tmp_path / "vols.gpkg")
    old = picture(tmp_path / "o2012.tif", [])
    row = story(tmp_path / "e", model, tmp_path, old, vol="2012-01-01/2014-12-31", vols=str(tmp_path / "vols.gpkg"))
    assert row["absent_le"] == "2012-07-03"
    parts = {(low, high): round(shape.area) for low, high, shape in seen(tmp_path / "e")}
    assert parts[("2012-07-03", "2012-07-03")] == 1800 and parts[("2014-05-20", "2014-05-20")] == 1800
    assert parts[("2012-01-01", "2014-12-31")] == 1200, "what the layer of flights does not date keeps the run's interval"


def test_a_thing_across_two_flights_takes_the_interval_of_both(tmp_path, model):
    import geopandas as gpd

    west, east = shapely.box(X0, Y0 - 60, X0 + 9, Y0), shapely.box(X0 + 9, Y0 - 60, X0 + 80, Y0)
    gpd.GeoDataFrame({"DATE_VOL": ["2012-07-03", "2014-05-20"]}, geometry=[west, east], crs=2154).to_file(tmp_path / "vols.gpkg")
    row = story(tmp_path / "e", model, tmp_path, picture(tmp_path / "o2012.tif", []), vols=str(tmp_path / "vols.gpkg"))
    assert row["absent_le"] == "2012-07-03", "the earlier of the two days: the surest"


def test_black_is_a_colour_in_sheets_and_a_missing_sheet_is_a_hole(tmp_path):
    """Sheets without declared nodata: a pure black thing is still seen; the gap between sheets is not ground looked at."""
    folder = tmp_path / "dalles"
    folder.mkdir()
    model = centre_model(tmp_path / "noir.onnx")
    from rasterio.transform import Affine

    for column in (0, 2):  # the sheet in the middle is missing
        name = picture(
            folder / f"d{column}.tif", [(40, 40, "piscine")], size=(200, 200), transform=Affine(0.2, 0, X0 + 40 * column, 0, -0.2, Y0)
        )
        if column == 0:
            with rasterio.open(name, "r+") as opened:
                block = opened.read()
                block[:, 46:49, 46:49] = 0  # its very middle is black
                opened.write(block)
    detect(tmp_path / "e", folder, model)
    assert [x for x, _, _ in found(tmp_path / "e")] == [40, 440]
    ((_, _, ground),) = seen(tmp_path / "e")
    assert ground.area == pytest.approx(2 * 1600, rel=0.02)
    assert not ground.intersects(shapely.box(X0 + 45, Y0 - 35, X0 + 75, Y0 - 5))


def test_a_resumed_run_knows_the_holes_of_the_first_try(tmp_path, model):
    image = picture(tmp_path / "o2012.tif", [], nodata=0, empty=(0, 0, 200, 300))
    calls = []

    def stop():
        calls.append(1)
        return len(calls) > 6

    from shared.errors import Cancelled

    with pytest.raises(Cancelled):
        detect(tmp_path / "e", image, model, JobContext(is_cancelled=stop), lot=1)
    assert detect(tmp_path / "e", image, model)["reprises"] > 0
    detect(tmp_path / "whole", image, model)
    (one,), (other,) = seen(tmp_path / "e"), seen(tmp_path / "whole")
    assert one[2].equals(other[2]) and 0 < other[2].area < 0.6 * 80 * 60


def test_doing_a_run_again_does_not_double_its_ground(tmp_path, model):
    image = picture(tmp_path / "o2012.tif", [])
    for again in (False, True):
        detect(tmp_path / "e", image, model, recommencer=again)
    assert len(read.rows(tmp_path / "e" / "travail" / "travail.gpkg", "detection_couverture", deleted=True)) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 120), st.integers(0, 120), st.integers(1, 128), st.integers(1, 128))
def test_no_pixel_that_was_not_photographed_is_taken_for_seen(left, top, width, height):
    valid = np.ones((128, 128), bool)
    valid[top : top + height, left : left + width] = False
    hole = hole_of(np.full((3, 128, 128), 90, np.uint8), valid, 128, 128)
    if hole == WHOLE:
        return
    assert hole is not None
    cells = np.unpackbits(np.frombuffer(hole, np.uint8), count=64).reshape(8, 8).astype(bool)
    assert (np.kron(cells, np.ones((CELL, CELL), bool)) | valid).all()


def test_a_small_black_roof_is_no_hole():
    pixels = np.full((3, 128, 128), 90, np.uint8)
    pixels[:, 40:80, 40:80] = 0
    assert hole_of(pixels, None, 128, 128) is None
