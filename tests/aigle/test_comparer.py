"""ddtm_aigle:comparer_modeles: figures that can be checked by hand, and a verdict that is careful."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ddtm_aigle.core.apprentissage.comparer import run, tell
from ddtm_aigle.core.apprentissage.mesure import Matched, Seen, figures, match
from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.jobs import JobContext

from . import onnx_mini
from .onnx_mini import COLOURS

POOL, HOME = CLASSE_DETECTION.codes.index("piscine"), CLASSE_DETECTION.codes.index("mobil_home")


def a_set(folder, pictures=12, tile=128, side=15):
    """Each picture holds a pool and a mobile home with their boxes."""
    from PIL import Image

    for name in ("images", "labels", "ignore"):
        (folder / "val" / name).mkdir(parents=True)
    for i in range(pictures):
        pixels = np.full((tile, tile, 3), 60, np.uint8)
        text = ""
        for code, name, x in ((POOL, "piscine", 20 + i), (HOME, "mobil_home", 80)):
            pixels[40 : 40 + side, x : x + side] = COLOURS[name]
            text += f"{code} {(x + side / 2) / tile} {(40 + side / 2) / tile} {side / tile} {side / tile}\n"
        Image.fromarray(pixels).save(folder / "val" / "images" / f"p{i:02}.png")
        (folder / "val" / "labels" / f"p{i:02}.txt").write_text(text)
    (folder / "jeu.json").write_text(json.dumps({"classes": list(CLASSE_DETECTION.codes), "resolution_cm": 20, "tuile_px": tile}))
    return folder


def compare(folder, old, new):
    return run({"jeu": str(folder), "ancien": str(old), "nouveau": str(new), "fils": 1}, JobContext())


def test_figures_are_those_computed_by_hand():
    """Scores .9 right, .8 wrong, .7 right, .3 right of four true things on 0.5 km2, at .5: P 2/3, R 2/4, F1 4/7, two false alarms a km2."""
    one = Matched(np.array([0.9, 0.8, 0.7, 0.3]), np.array([True, False, True, True]), 4, 0.5)
    got = figures([one], 0.5)
    assert got["precision"] == pytest.approx(2 / 3) and got["rappel"] == 0.5 and got["f1"] == pytest.approx(4 / 7)
    assert got["fausses_alertes_km2"] == 2.0
    assert got["ap50"] == pytest.approx(0.25 * (1 + 0.75 + 0.75)), "precision made monotone: 1, 3/4, 3/4"


def test_ignored_regions_count_neither_way_and_doubles_are_false():
    box = [0.1, 0.1, 0.2, 0.2]
    seen = Seen(
        np.array([[*box, 0.9, 0], [*box, 0.8, 0], [0.5, 0.5, 0.6, 0.6, 0.7, 0]]),
        np.array([[*box, 0]]),
        np.array([[0.45, 0.45, 0.7, 0.7, 0]]),
        1.0,
    )
    assert match(seen, 0).right.tolist() == [True, False]


def test_an_equal_model_may_replace_and_a_blind_one_may_not(tmp_path):
    folder = a_set(tmp_path / "jeu")
    good = onnx_mini.centre_model(tmp_path / "bon.onnx")
    same = onnx_mini.centre_model(tmp_path / "pareil.onnx", tile=64)  # smaller tiles: the same detections
    blind = onnx_mini.centre_model(tmp_path / "aveugle.onnx", classes=("piscine",))
    result = compare(folder, good, same)
    assert result["remplacer"] is True and result["modeles"]["nouveau"]["f1"] == 1.0
    row = result["modeles"]["nouveau"]["classes"]["piscine"]
    assert row["vrais"] == 12 and row["f1_intervalle"] == (1.0, 1.0) and row["ap50"] == 1.0 and row["fausses_alertes_km2"] == 0
    worse = compare(folder, good, blind)
    assert worse["remplacer"] is False and "mobil_home" in worse["phrase"]
    assert compare(folder, blind, good)["remplacer"] is True
    assert "F1 1.00" in tell(result)


def test_the_same_comparison_gives_the_same_figures(tmp_path):
    folder = a_set(tmp_path / "jeu", pictures=4)
    one, two = onnx_mini.centre_model(tmp_path / "a.onnx"), onnx_mini.centre_model(tmp_path / "b.onnx", classes=("piscine",))
    assert compare(folder, one, two) == compare(folder, one, two)


def test_bad_inputs_are_said_in_one_sentence(tmp_path):
    model = onnx_mini.centre_model(tmp_path / "a.onnx")
    with pytest.raises(BadInput, match="n'est pas un jeu exporté"):
        compare(tmp_path / "rien", model, model)
    folder = a_set(tmp_path / "jeu", pictures=1)
    with pytest.raises(BadInput, match="Deux modèles"):
        run({"jeu": str(folder), "ancien": str(model)}, JobContext())
    (folder / "val" / "labels" / "p00.txt").write_text("1 2 trois")
    with pytest.raises(BadInput, match="illisible"):
        compare(folder, model, model)
    (folder / "val" / "images" / "p00.png").unlink()
    with pytest.raises(BadInput, match="aucune image"):
        compare(folder, model, model)
