"""ddtm_aigle:detecter: no object doubled or lost at seams, whatever the picture, its zones and the model."""

from __future__ import annotations

import itertools
import math
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from shared.errors import BadInput
from shared.gpkg import write
from shared.gpkg.connection import register_functions

from . import mondes, onnx_mini
from .mondes import X0, Y0, detect, found, picture, rows

ROOT = Path(__file__).resolve().parents[2]
SQUARES = [
    (0, 0, "piscine"), (385, 285, "piscine"), (385, 0, "mobil_home"), (0, 285, "mobil_home"),  # the four corners
    (120, 60, "piscine"), (90, 121, "mobil_home"), (184, 90, "piscine"), (92, 92, "piscine"),  # across the seams of 128/96
    (200, 200, "mobil_home"), (217, 200, "mobil_home"), (234, 200, "mobil_home"), (300, 150, "piscine"),  # close together
]  # fmt: skip
EXPECTED = sorted(SQUARES)


def test_every_object_once_with_its_class_score_and_place(tmp_path, espace, model):
    result = detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model)
    assert found(espace) == EXPECTED
    assert result["detections"] == result["ajoutees"] == len(SQUARES)
    row = rows(espace)[0]
    assert row["score"] > 0.9 and row["millesime"] == 2021 and row["modele"] == "carres.onnx" and row["validation"] == "non_verifie"
    assert (row["date_vol_debut"], row["date_vol_fin"]) == ("2021-01-01", "2021-12-31")
    assert abs(row["surface_m2"] - 9.0) < 0.01


@pytest.mark.parametrize("shift", [(0, 0), (1, 7), (13, 50), (48, 31), (77, 95), (95, 2)])
def test_shifting_the_grid_changes_nothing(tmp_path, espace, model, shift):
    detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model, decalage=shift)
    assert found(espace) == EXPECTED


def test_tiles_give_what_one_look_at_the_whole_picture_gives(tmp_path, model):
    """The same network on the whole picture at once, no seam at all, is the reference."""
    image = picture(tmp_path / "ortho.tif", SQUARES)
    whole = onnx_mini.centre_model(tmp_path / "entier.onnx", tile=512)
    assert detect(tmp_path / "a", image, whole)["tuiles"] == 1
    assert detect(tmp_path / "b", image, model)["tuiles"] == 12
    one, many = ([(row["classe"], row["score"], row["geom"]) for row in rows(tmp_path / name)] for name in "ab")
    assert sorted(one) == sorted(many)


def test_a_wall_of_touching_objects_survives_every_seam(tmp_path, espace):
    model = onnx_mini.centre_model(tmp_path / "m.onnx", side=9, tile=64)
    squares = [(x, y, "piscine") for x, y in itertools.product(range(2, 380, 11), range(2, 280, 11))]
    detect(espace, picture(tmp_path / "ortho.tif", squares, side=9), model)
    assert found(espace) == sorted(squares)


@pytest.mark.parametrize(
    "kind, declared",
    [
        *itertools.product(["YOLO_Ultralytics", "YOLO_v9", "YOLO_v5_or_v7_default"], [True, False]),
        ("YOLO_v6", True),  # without its name it reads as YOLOv5, which is the same when objectness is 1
    ],
)
def test_yolo_outputs_are_understood(tmp_path, espace, kind, declared):
    model = onnx_mini.yolo_model(tmp_path / "y.onnx", kind, **({} if declared else {"det_type": None}))
    detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model)
    assert found(espace) == [square for square in EXPECTED if square[2] == "piscine"]


@pytest.mark.parametrize("shift", [(0, 0), (17, 40)])
@pytest.mark.parametrize("declared", [True, False])
def test_oriented_boxes_keep_their_direction_and_are_not_doubled_at_seams(tmp_path, espace, declared, shift):
    """Boxes of 30 x 15 pixels turned by 0.5 radian: pictures run down, the ground runs up, so they lean the other way there."""
    model = onnx_mini.yolo_model(tmp_path / "y.onnx", "YOLO_Ultralytics_obb", tiles_overlap=40, **({} if declared else {"det_type": None}))
    squares = [(60, 60, "piscine"), (110, 100, "piscine"), (250, 200, "piscine")]
    detect(espace, picture(tmp_path / "ortho.tif", squares), model, decalage=shift)
    shapes = [shapely.from_wkb(row["geom"]) for row in rows(espace)]
    assert len(shapes) == 3
    for left, top, _ in squares:
        centre = shapely.Point(X0 + 0.2 * (left + 7.5), Y0 - 0.2 * (top + 7.5))
        shape = min(shapes, key=lambda one: one.distance(centre))
        ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
        sides = np.diff(ring[:3], axis=0)
        long = sides[np.hypot(*sides.T).argmax()]
        assert shape.area == pytest.approx(6 * 3, rel=0.02) and shape.centroid.distance(centre) < 0.2
        assert np.tan(np.arctan2(long[1], long[0])) == pytest.approx(-np.tan(onnx_mini.OBB_ANGLE), abs=0.02)


def test_slanted_neighbours_are_two_things_for_an_oriented_model():
    from shared.detecteur.cadres import corners, thin

    def box(x, y):  # 35 x 12 pixels at 45 degrees: the frames overlap, the things do not
        half = (35 + 12) / 2 * np.sqrt(0.5)
        return [x - half, y - half, x + half, y + half, 0.9, 0, 35, 12, np.pi / 4]

    rows_ = np.array([box(100, 100), box(109, 91)])
    assert len(thin(rows_, 0.5, 6)) == 2 and len(thin(rows_, 0.3)) == 1
    assert not shapely.Polygon(corners(rows_, 6)[0]).intersects(shapely.Polygon(corners(rows_, 6)[1]))


def test_end_to_end_yolo_is_understood(tmp_path, espace):
    model = onnx_mini.yolo_model(tmp_path / "y.onnx", "YOLO_bout_en_bout", tile=128)
    detect(espace, picture(tmp_path / "ortho.tif", [(40, 0, "piscine")], size=(128, 128)), model)  # the first cells only are given
    assert found(espace) == [(40, 0, "piscine")]


@pytest.mark.parametrize("pixel", [0.05, 0.10, 0.25, 0.35])
def test_another_resolution_is_brought_to_the_models(tmp_path, espace, model, pixel):
    side = round(3.0 / pixel)
    squares = [(round(x / pixel), round(y / pixel), "piscine") for x, y in ((5, 5), (24, 11), (40, 30))]
    size = (round(60 / pixel), round(50 / pixel))
    detect(espace, picture(tmp_path / "ortho.tif", squares, size=size, side=side, pixel=pixel), model)
    got = sorted(shapely.from_wkb(row["geom"]).centroid.coords[0] for row in rows(espace))
    want = sorted((X0 + (x + side / 2) * pixel, Y0 - (y + side / 2) * pixel) for x, y, _ in squares)
    assert len(got) == 3 and np.abs(np.array(got) - np.array(want)).max() < 0.25


def test_a_rotated_picture_gives_rotated_objects_in_the_right_place(tmp_path, espace, model):
    turned = Affine.translation(X0, Y0) * Affine.rotation(30) * Affine.scale(0.2, -0.2)
    detect(espace, picture(tmp_path / "ortho.tif", [(100, 80, "piscine")], transform=turned), model)
    (row,) = rows(espace)
    shape = shapely.from_wkb(row["geom"])
    x, y = turned * (107.5, 87.5)
    assert shape.centroid.distance(shapely.Point(x, y)) < 0.05
    assert abs(shape.area - 9.0) < 0.05 and shape.envelope.area > 1.5 * shape.area


def test_a_picture_in_degrees_is_placed_and_measured_in_metres(tmp_path, espace, model):
    import pyproj

    lon, lat = pyproj.Transformer.from_crs(2154, 4326, always_xy=True).transform(X0, Y0)
    degrees = Affine(0.2 / (111_320 * math.cos(math.radians(lat))), 0, lon, 0, -0.2 / 111_120, lat)
    detect(espace, picture(tmp_path / "ortho.tif", [(50, 50, "piscine")], crs="EPSG:4326", transform=degrees), model)
    (row,) = rows(espace)
    assert 8.3 < row["surface_m2"] < 9.7
    assert shapely.from_wkb(row["geom"]).centroid.distance(shapely.Point(X0 + 11.5, Y0 - 11.5)) < 1


def test_nodata_borders_and_holes_give_no_object_and_lose_none(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES, nodata=0, empty=(230, 100, 400, 300))
    detect(espace, image, model)
    seen = [s for s in EXPECTED if not (s[0] + 15 > 230 and s[1] + 15 > 100)]
    assert found(espace) == seen


def test_sixteen_bits_paletted_and_jp2_are_read(tmp_path, model):
    squares = [s for s in SQUARES if s[2] == "piscine"]
    detect(tmp_path / "a", picture(tmp_path / "seize.tif", squares, dtype="uint16", factor=16), model)
    assert found(tmp_path / "a") == sorted(squares)
    lossless = {"driver": "JP2OpenJPEG", "QUALITY": "100", "REVERSIBLE": "YES"}
    detect(tmp_path / "b", picture(tmp_path / "ortho.jp2", squares, **lossless), model)
    assert found(tmp_path / "b") == sorted(squares)
    index = np.full((300, 400), 7, np.uint8)
    for left, top, _ in squares:
        index[top : top + 15, left : left + 15] = 3
    with rasterio.open(
        tmp_path / "palette.tif", "w", driver="GTiff", width=400, height=300, count=1, dtype="uint8", crs="EPSG:2154",
        transform=Affine(0.2, 0, X0, 0, -0.2, Y0),
    ) as target:  # fmt: skip
        target.write(index, 1)
        target.write_colormap(1, {3: (0, 0, 255, 255), 7: (60, 60, 60, 255)})
    detect(tmp_path / "c", tmp_path / "palette.tif", model)
    assert found(tmp_path / "c") == sorted(squares)


def test_sheets_of_a_folder_are_one_picture_without_a_seam(tmp_path, espace, model):
    whole = picture(tmp_path / "ortho.tif", SQUARES)
    folder = tmp_path / "dalles_2021"
    folder.mkdir()
    with rasterio.open(whole) as source:
        pixels = source.read()
    for i, (left, top) in enumerate(itertools.product((0, 127, 254), (0, 100, 200))):
        part = pixels[:, top : top + 100, left : min(left + 127, 400) if left < 254 else 400]
        with rasterio.open(
            folder / f"dalle{i}.tif", "w", driver="GTiff", width=part.shape[2], height=part.shape[1], count=3, dtype="uint8", crs="EPSG:2154",
            transform=Affine(0.2, 0, X0 + left * 0.2, 0, -0.2, Y0 - top * 0.2),
        ) as target:  # fmt: skip
            target.write(part)
    detect(espace, folder, model)
    assert found(espace) == EXPECTED


def test_infrared_pictures_go_only_to_models_made_for_them(tmp_path, model):
    image = picture(tmp_path / "34-2021-IRC-E080.tif", SQUARES, photometric="MINISBLACK")
    with pytest.raises(BadInput, match="pir, rouge, vert ; le modèle a besoin de rouge, vert, bleu"):
        detect(tmp_path / "a", image, model)
    infrared = onnx_mini.centre_model(tmp_path / "irc.onnx", bandes="pir,rouge,vert")
    detect(tmp_path / "b", image, infrared)
    assert len(rows(tmp_path / "b")) == len(SQUARES) and rows(tmp_path / "b")[0]["couleur"] is None
    with pytest.raises(BadInput, match="besoin de pir"):
        detect(tmp_path / "c", picture(tmp_path / "34-2021.tif", SQUARES), infrared)


def test_bands_in_another_order_can_be_imposed(tmp_path, espace, model):
    image = picture(tmp_path / "bgr.tif", SQUARES, order=(2, 1, 0), photometric="MINISBLACK")
    detect(espace, image, model, bandes="3,2,1")
    assert found(espace) == EXPECTED


def test_only_the_tiles_of_the_zones_are_read_and_zones_are_named(tmp_path, espace, model):
    import geopandas as gpd

    zone = shapely.box(X0, Y0 - 15, X0 + 15, Y0)
    gpd.GeoDataFrame({"libelle": ["N1"]}, geometry=[zone], crs=2154).to_file(tmp_path / "plu.gpkg")
    result = detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model, zones=[str(tmp_path / "plu.gpkg")])
    assert result["tuiles"] == 1
    assert found(espace) == [(0, 0, "piscine")]
    assert rows(espace)[0]["zones"] == "plu : N1"


def test_parcels_and_flight_days_are_joined(tmp_path, espace, model):
    import geopandas as gpd

    left, right = shapely.box(X0, Y0 - 60, X0 + 40, Y0), shapely.box(X0 + 40, Y0 - 60, X0 + 80, Y0)
    gpd.GeoDataFrame({"id": ["34172000AB0001", "34172000AB0002"]}, geometry=[left, right], crs=2154).to_file(tmp_path / "parcelles.gpkg")
    gpd.GeoDataFrame({"DATE_VOL": ["2021-06-03", "2021-07-14"]}, geometry=[left, right], crs=2154).to_file(tmp_path / "vols.gpkg")
    image = picture(tmp_path / "ortho.tif", [(20, 20, "piscine"), (300, 20, "piscine")])
    detect(espace, image, model, parcelles=str(tmp_path / "parcelles.gpkg"), vols=str(tmp_path / "vols.gpkg"))
    got = sorted((row["parcelle"], row["date_vol_debut"], row["date_vol_fin"]) for row in rows(espace))
    assert got == [("34172000AB0001", "2021-06-03", "2021-06-03"), ("34172000AB0002", "2021-07-14", "2021-07-14")]


def test_running_again_adds_nothing_and_keeps_the_reviews(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES)
    detect(espace, image, model)
    before = rows(espace)
    write.update_rows(espace / "travail" / "travail.gpkg", "detection", [{"uuid": before[0]["uuid"], "validation": "legal"}])
    assert detect(espace, image, model)["deja_fait"] is True
    again = detect(espace, image, model, recommencer=True)
    assert again["ajoutees"] == 0 and again["detections"] == len(SQUARES)
    lower = detect(espace, image, model, seuil=0.4)  # other settings, the same things: nothing doubled
    assert lower["ajoutees"] == 0
    after = rows(espace)
    assert [row["uuid"] for row in after] == [row["uuid"] for row in before] and after[0]["validation"] == "legal"


def test_another_processor_that_rounds_otherwise_doubles_nothing(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES)
    detect(espace, image, model)
    with sqlite3.connect(espace / "travail" / "travail.gpkg") as work:  # the name that a box 0.1 m away would have had
        register_functions(work)
        work.execute("UPDATE detection SET uuid = replace(uuid, substr(uuid, 1, 4), 'ffff')")
    work.close()
    assert detect(espace, image, model, recommencer=True, lot=1)["ajoutees"] == 0


def test_the_vintage_is_read_in_the_name_or_asked_for(tmp_path, espace, model):
    image = picture(tmp_path / "34-2018-0770-6280-LA93-0M20-E080.tif", SQUARES)
    assert detect(espace, image, model, millesime=None)["millesime"] == 2018
    with pytest.raises(BadInput, match="millésime .* inconnu"):
        detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model, millesime=None)


def test_the_model_of_the_space_is_taken_when_none_is_named(tmp_path, espace, monkeypatch):
    monkeypatch.setattr("ddtm_aigle.core.modeles.service.SHIPPED", tmp_path / "absent.onnx")  # an installation without its model
    image = picture(tmp_path / "ortho.tif", SQUARES)
    with pytest.raises(BadInput, match="Aucun modèle n'est installé"):
        detect(espace, image, "")
    (espace / "modeles").mkdir(parents=True)
    onnx_mini.centre_model(espace / "modeles" / "local.onnx", demonstration="oui")
    result = detect(espace, image, "")
    assert found(espace) == EXPECTED and "démonstration" in " ".join(result["notes"])


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="peak memory is read from Linux")
def test_memory_stays_bounded_whatever_the_picture(tmp_path):
    """A picture 16 times larger costs no more memory: only tiles in flight are held."""
    code = (
        "import sys; from ddtm_aigle.__main__ import main; from ddtm_aigle.cli import VERBS;"
        "assert main('x', VERBS, sys.argv[1:]) == 0; print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    model = onnx_mini.centre_model(tmp_path / "m.onnx", side=3, tile=512)
    peaks = []
    for name, side in (("petite", 1200), ("grande", 4800)):
        image = mondes.picture(tmp_path / f"{name}.tif", [], size=(side, side))
        run = subprocess.run(
            [sys.executable, "-c", code, "detecter", str(image), "--modele", str(model), "--millesime", "2021", "--fils", "1", "--espace", str(tmp_path / name)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(run.stdout.split()[-1]) // 1024)
    assert peaks[1] < 1500 and peaks[1] - peaks[0] < 250, peaks
