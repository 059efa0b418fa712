"""Sheets of a folder taken together, and the values of a picture: what is lost or mistaken there is lost for good."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from shared.errors import BadInput

from . import onnx_mini
from .mondes import X0, Y0, detect, found, picture
from .test_detecter import EXPECTED, SQUARES


def at(column, row=0, pixel=0.2):
    return Affine(pixel, 0, X0 + 0.2 * column, 0, -pixel, Y0 - 0.2 * row)


def sheets(folder, name="dalle{}.tif", order=(0, 1, 2), colours=None, described=None):
    """SQUARES in four sheets of 200 x 150."""
    folder.mkdir()
    with rasterio.open(picture(folder.parent / "entier.tif", SQUARES, order=order)) as source:
        pixels = source.read()
    for i, (left, top) in enumerate(itertools.product((0, 200), (0, 150))):
        part = pixels[:, top : top + 150, left : left + 200]
        with rasterio.open(
            folder / name.format(i), "w", driver="GTiff", width=200, height=150, count=3, dtype="uint8", crs="EPSG:2154",
            transform=at(left, top), photometric="MINISBLACK",
        ) as target:  # fmt: skip
            target.write(part)
            if colours:
                target.colorinterp = colours
            if described:
                target.descriptions = described
    return folder


def test_the_colours_that_sheets_name_are_those_that_the_model_sees(tmp_path, espace, model):
    blue_first = [ColorInterp.blue, ColorInterp.green, ColorInterp.red]
    detect(espace, sheets(tmp_path / "dalles", order=(2, 1, 0), colours=blue_first), model)
    assert found(espace) == EXPECTED


@pytest.mark.parametrize("told", [{"name": "34-2021-IRC-{}.tif"}, {"described": ("NIR", "Red", "Green")}])
def test_infrared_sheets_are_known_as_such_in_a_folder_of_any_name(tmp_path, espace, model, told):
    with pytest.raises(BadInput, match="contient pir, rouge, vert"):
        detect(espace, sheets(tmp_path / "dalles", **told), model)


def test_paletted_sheets_are_read_with_their_own_palettes(tmp_path, espace, model):
    (tmp_path / "dalles").mkdir()
    for i, water in enumerate((3, 9)):
        index = np.full((200, 200), 7, np.uint8)
        index[50:65, 50:65] = water
        with rasterio.open(
            tmp_path / "dalles" / f"{i}.tif", "w", driver="GTiff", width=200, height=200, count=1, dtype="uint8", crs="EPSG:2154", transform=at(200 * i)
        ) as target:  # fmt: skip
            target.write(index, 1)
            target.write_colormap(1, {water: (0, 0, 255, 255), 7: (60, 60, 60, 255)})
    detect(espace, tmp_path / "dalles", model)
    assert found(espace) == [(50, 50, "piscine"), (250, 50, "piscine")]


@pytest.mark.parametrize("nodata", [0, 255])
def test_the_empty_border_of_a_sheet_hides_nothing_of_its_neighbour_and_a_pool_without_red_is_seen(tmp_path, espace, model, nodata):
    folder = tmp_path / "dalles"
    folder.mkdir()
    picture(folder / "a.tif", [(60, 60, "piscine"), (160, 60, "piscine")], size=(200, 200), nodata=nodata)
    picture(folder / "b.tif", [(160, 60, "piscine")], size=(200, 200), nodata=nodata, empty=(0, 0, 100, 200), transform=at(100))
    result = detect(espace, folder, model)
    assert found(espace) == [(60, 60, "piscine"), (160, 60, "piscine"), (260, 60, "piscine")] and result["notes"] == []


def test_a_white_thing_is_seen_where_white_stands_for_nothing(tmp_path, espace, monkeypatch):
    monkeypatch.setitem(onnx_mini.COLOURS, "caravane", (255, 255, 255))
    model = onnx_mini.centre_model(tmp_path / "m.onnx", classes=("caravane",))
    image = picture(tmp_path / "o.tif", [(200, 200, "caravane"), (20, 100, "caravane")], nodata=255, empty=(0, 0, 100, 300))
    detect(espace, image, model)
    assert found(espace) == [(200, 200, "caravane")]


SHEETS_APART = {
    "coarse": (lambda p: picture(p, [], size=(20, 20), pixel=2.0, transform=at(200, pixel=2.0)), "pixels de 200 cm et « a.tif » de 20 cm"),
    "south up": (lambda p: picture(p, [], size=(50, 50), transform=Affine(0.2, 0, X0 + 40, 0, 0.2, Y0 - 10)), "« b.tif » est tournée ou renv"),
    "preview": (lambda p: picture(p, [], size=(50, 50), crs=None), "« b.tif » n'est pas géoréférencée : retirez-la du dossier"),
    "infrared": (lambda p: picture(p.with_name("b-IRC.tif"), [], size=(50, 50), transform=at(200)), "ne sont pas du même type"),
    "deep": (lambda p: picture(p, [], size=(50, 50), dtype="uint16", transform=at(200)), "n'a pas la projection, les canaux ou la prof"),
}  # fmt: skip


@pytest.mark.parametrize("case", SHEETS_APART)
def test_sheets_that_do_not_go_together_are_named(tmp_path, espace, model, case):
    make, sentence = SHEETS_APART[case]
    (tmp_path / "dalles").mkdir()
    picture(tmp_path / "dalles" / "a.tif", [], size=(200, 200))
    make(tmp_path / "dalles" / "b.tif")
    with pytest.raises(BadInput, match=sentence):
        detect(espace, tmp_path / "dalles", model)


def test_the_damaged_sheet_of_a_folder_is_named(tmp_path, espace, model):
    folder = sheets(tmp_path / "dalles")
    data = (folder / "dalle2.tif").read_bytes()
    (folder / "dalle2.tif").write_bytes(data[: len(data) // 2])
    with pytest.raises(BadInput, match="« dalle2.tif » est illisible"):
        detect(espace, folder, model)


def _values(path, change, **options):
    picture(path, [(100, 100, "piscine")], **options)
    with rasterio.open(path, "r+") as target:
        pixels = target.read()
        change(pixels)
        target.write(pixels)
    return path


DEPTHS = {
    "sixteen bits, black border not declared": (lambda a: a[:, :, :60].fill(0), {"dtype": "uint16", "factor": 16}, (0.11, 0.16)),
    "sixteen bits, a dark pond is no hole": (lambda a: a[:, :160, 200:].fill(16), {"dtype": "uint16", "factor": 16}, (0, 0)),
    "floats, not a number where nothing is": (lambda a: a[:, :, :60].fill(np.nan), {"dtype": "float32"}, (0.14, 0.17)),
    "signed, -9999 where nothing is": (lambda a: a[:, :, :60].fill(-9999), {"dtype": "int16", "nodata": -9999}, (0.14, 0.17)),
}


@pytest.mark.parametrize("case", DEPTHS)
def test_deep_pictures_show_things_and_holes_as_they_are(tmp_path, espace, model, case):
    change, options, (least, most) = DEPTHS[case]
    result = detect(espace, _values(tmp_path / "o.tif", change, **options), model)
    assert found(espace) == [(100, 100, "piscine")]
    blind = next((int(note.split(" %")[0]) / 100 for note in result["notes"] if "photographiée" in note), 0)
    assert least <= blind <= most


def test_half_a_metre_is_read_by_a_model_of_twenty_centimetres_and_told(tmp_path, espace, model):
    result = detect(espace, picture(tmp_path / "o.tif", [(40, 40, "piscine")], size=(160, 120), side=6, pixel=0.5), model)
    assert found(espace) == [(100, 100, "piscine")] and "pixels de 50 cm" in result["notes"][0]


def test_a_sheet_tried_alone_before_its_folder_doubles_nothing(tmp_path, espace, model):
    folder = sheets(tmp_path / "dalles")
    alone = detect(espace, folder / "dalle0.tif", model)["ajoutees"]
    assert detect(espace, folder, model)["ajoutees"] == len(EXPECTED) - alone < len(EXPECTED)
    assert found(espace) == EXPECTED
