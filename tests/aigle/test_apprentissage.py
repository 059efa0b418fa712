"""ddtm_aigle:exporter_apprentissage: what the reviews teach, and nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ddtm_aigle.core.apprentissage.job import run
from shared.errors import BadInput
from shared.gpkg import read, write
from shared.jobs import JobContext

from . import onnx_mini
from .mondes import detect, picture

SQUARES = [(20, 20, "piscine"), (60, 30, "piscine"), (200, 40, "mobil_home"), (300, 200, "piscine")]


@pytest.fixture
def space(tmp_path):
    """Four detections: a pool and a mobile home confirmed, one pool invalidated, one not looked at."""
    model = onnx_mini.centre_model(tmp_path / "m.onnx")
    for year in (2018, 2021):
        image = picture(tmp_path / f"ortho_{year}.tif", SQUARES)
        detect(tmp_path / "e", image, model, millesime=year)
    path = tmp_path / "e" / "travail" / "travail.gpkg"
    rows = {(row["millesime"], *_corner(row)): row["uuid"] for row in read.rows(path, "detection")}
    for year in (2018, 2021):
        for corner, state in (((20, 20), "suspect"), ((200, 40), "illegal"), ((300, 200), "invalide")):
            write.update_rows(path, "detection", [{"uuid": rows[(year, *corner)], "validation": state}])
    return tmp_path


def _corner(row):
    import shapely

    from .mondes import X0, Y0

    x1, _, _, y2 = shapely.from_wkb(row["geom"]).bounds
    return round((x1 - X0) / 0.2), round((Y0 - y2) / 0.2)


def export(space, **more):
    given = {
        "espace": str(space / "e"),
        "images": [str(space / "ortho_2018.tif"), str(space / "ortho_2021.tif")],
        "sortie": str(space / "jeu"),
    }
    return run({**given, "tuile": 128, **more}, JobContext())


def test_confirmed_things_are_boxes_invalidated_ones_background_others_ignored(space):
    from PIL import Image

    result = export(space)
    assert result["par_classe"] == {"piscine": 2, "mobil_home": 2} and result["tuiles"] == 6 and result["negatifs"] == 2
    (part,) = [path for path in (space / "jeu").iterdir() if path.is_dir()]
    label = (part / "labels" / "2021_1_0_0.txt").read_text().split()
    assert label[0] == "3" and np.allclose([float(v) for v in label[1:]], [27.5 / 128, 27.5 / 128, 15 / 128, 15 / 128], atol=1e-4)
    assert len((part / "ignore" / "2021_1_0_0.txt").read_text().splitlines()) == 1, "the pool nobody looked at"
    assert (part / "labels" / "2021_1_2_1.txt").read_text() == "", "the invalidated one is a counter-example"
    pixels = np.asarray(Image.open(part / "images" / "2021_1_0_0.png"))
    assert pixels.shape == (128, 128, 3) and tuple(pixels[27, 27]) == (0, 0, 255)
    assert json.loads((space / "jeu" / "jeu.json").read_text())["classes"][3] == "piscine"


def test_a_place_is_in_one_part_in_every_vintage(space):
    export(space, part_validation=0.5)
    parts = {}
    for image in (space / "jeu").rglob("*.png"):
        place = image.stem.split("_")[2:]
        parts.setdefault(tuple(place), set()).add(image.parts[-3])
    assert len(parts) == 3 and all(len(names) == 1 for names in parts.values())


def test_the_same_reviews_give_the_same_set(space):
    export(space)
    export(space, sortie=str(space / "encore"))
    one = {p.relative_to(space / "jeu"): p.read_bytes() for p in (space / "jeu").rglob("*.*") if p.name != "jeu.json"}
    two = {p.relative_to(space / "encore"): p.read_bytes() for p in (space / "encore").rglob("*.*") if p.name != "jeu.json"}
    assert one == two


def test_nothing_is_overwritten_and_nothing_half_written(space):
    export(space)
    with pytest.raises(BadInput, match="existe déjà"):
        export(space)
    data = (space / "ortho_2021.tif").read_bytes()
    (space / "ortho_2021.tif").write_bytes(data[: len(data) // 3])
    with pytest.raises(BadInput, match="illisible"):
        export(space, sortie=str(space / "autre"))
    assert not [path.name for path in space.iterdir() if path.name.startswith("autre")]


def test_bad_inputs_are_said_in_one_sentence(space, tmp_path):
    for more, sentence in (
        ({"images": []}, "Aucune image"), ({"tuile": 3}, "un nombre entre"), ({"images": ["rien_2021.tif"]}, "introuvable"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=sentence):
            export(space, sortie=str(tmp_path / "x"), **more)
    path = space / "e" / "travail" / "travail.gpkg"
    write.update_rows(path, "detection", [{"uuid": row["uuid"], "validation": "non_verifie"} for row in read.rows(path, "detection")])
    with pytest.raises(BadInput, match="n'a encore été revue"):
        export(space, sortie=str(tmp_path / "x"))
