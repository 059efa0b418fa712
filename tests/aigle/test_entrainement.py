"""The training kit without torch: sets, parts, crops, targets, measures, card, and what a user is told when something is wrong."""

from __future__ import annotations

import csv
import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ddtm_aigle.core.apprentissage.mesure import Matched
from ddtm_aigle.training.core import augmentation, carte, cible, evaluer, preparer
from ddtm_aigle.training.core import jeu as sets
from shared.errors import BadInput
from shared.jobs import JobContext

from . import onnx_mini

CLASSES = ("caravane", "mobil_home", "construction", "piscine", "bateau", "epave_bateau")


@pytest.fixture
def annotated(tmp_path):
    """Four pictures of three places, as annotations and a folder of pictures: a pool in each of the first three."""
    folder, images = tmp_path / "annotations", tmp_path / "images" / "ville"
    for inside in ("labels", "ignore"):
        (folder / inside).mkdir(parents=True)
    images.mkdir(parents=True)
    (folder / "classes.txt").write_text("piscine\nmobil_home\n")
    rows = [("a0", "p1", "train"), ("a1", "p1", "train"), ("b0", "p2", "test"), ("champ0", "p3", "test")]
    with (folder / "images.csv").open("w", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["nom", "famille", "completes", "lieu", "partie"])
        for name, place, part in rows:
            out.writerow(
                [name, "agricultural" if name == "champ0" else "ville", "piscine" if name == "a1" else "piscine|mobil_home", place, part]
            )
    for name, _, _ in rows:
        pixels = np.full((128, 128, 3), 90, np.uint8)
        if name != "champ0":
            pixels[40:60, 30:70] = (0, 0, 255)
            (folder / "labels" / f"{name}.txt").write_text("0 0.390625 0.390625 0.3125 0.15625\n")
        Image.fromarray(pixels).save(images / f"{name}.png")
    return folder, tmp_path / "images"


@pytest.fixture
def prepared(annotated, tmp_path):
    folder, images = annotated
    preparer.run({"annotations": str(folder), "images": str(images), "sortie": str(tmp_path / "jeu"), "resolution": 20}, JobContext())
    return tmp_path / "jeu"


def test_a_set_is_made_of_annotations_and_pictures(prepared):
    about = json.loads((prepared / "jeu.json").read_text())
    assert about["classes"] == list(CLASSES) and about["images"] == {"train": 2, "val": 0, "test": 2}
    data = sets.read(prepared, "train")
    assert [s.name for s in data.samples] == ["a0", "a1"]
    assert np.allclose(data.samples[0].boxes, [[30, 40, 70, 60, CLASSES.index("piscine")]], atol=0.01)
    assert list(data.samples[0].complete) == [True] * 6
    assert data.samples[1].complete[CLASSES.index("piscine")] and not data.samples[1].complete[CLASSES.index("mobil_home")]


def test_a_place_never_lies_in_two_parts(annotated, tmp_path):
    folder, images = annotated
    text = (folder / "images.csv").read_text().replace("b0,ville,piscine|mobil_home,p2", "b0,ville,piscine|mobil_home,p1")
    (folder / "images.csv").write_text(text)
    with pytest.raises(BadInput, match="p1 » est à la fois dans deux parties"):
        preparer.run({"annotations": str(folder), "images": str(images), "sortie": str(tmp_path / "jeu")}, JobContext())
    assert not (tmp_path / "jeu").exists() and not list(tmp_path.glob("jeu*.part"))


def test_the_annotations_of_the_kit_keep_places_apart_and_name_known_classes():
    rows = preparer.catalogue(preparer.ANNOTATIONS)
    assert len(rows) > 800 and {row["partie"] for row in rows} == set(sets.PARTS)
    known = set((preparer.ANNOTATIONS / "classes.txt").read_text().split())
    assert known <= set(CLASSES)
    names = {row["nom"] for row in rows}
    for kind in ("labels", "ignore"):
        files = list((preparer.ANNOTATIONS / kind).glob("*.txt"))
        assert {file.stem for file in files} <= names
        for file in files:
            boxes = sets.boxes_of(file, (1, 1), len(known))
            assert len(boxes) and (boxes[:, :4] > -0.02).all() and (boxes[:, :4] < 1.02).all(), file.name


def test_sets_of_the_reviews_are_taken_and_joined_with_others(annotated, prepared, tmp_path):
    folder, images = annotated
    shutil.copytree(prepared, tmp_path / "revues")
    given_sets = [str(tmp_path / "revues")]
    result = preparer.run({"jeux": given_sets, "sortie": str(tmp_path / "seul")}, JobContext())
    assert result["cadres"] == {"piscine": 3}
    with pytest.raises(BadInput, match="pas la même taille de pixel"):
        preparer.run({"jeux": given_sets, "images": str(images), "annotations": str(folder), "sortie": str(tmp_path / "x")}, JobContext())
    both = {"jeux": given_sets, "images": str(images), "annotations": str(folder), "resolution": 20, "sortie": str(tmp_path / "deux")}
    assert preparer.run(both, JobContext())["images"] == {"train": 4, "val": 0, "test": 4}


@pytest.mark.parametrize(
    "params, sentence",
    [({}, "Rien à préparer"), ({"jeux": ["absent"]}, "n'est pas un jeu"), ({"images": "absent"}, "manquent dans")],
)
def test_what_cannot_be_prepared_is_said_in_a_sentence(tmp_path, params, sentence):
    with pytest.raises(BadInput, match=sentence):
        preparer.run({**params, "sortie": str(tmp_path / "jeu")}, JobContext())
    assert list(tmp_path.iterdir()) == []


def test_a_bad_line_of_labels_is_named(prepared):
    (prepared / "train" / "labels" / "a0.txt").write_text("9 0.5 0.5 0.1 0.1\n")
    with pytest.raises(BadInput, match="a0.txt"):
        sets.read(prepared, "train")


# Crops and targets ---------------------------------------------------------------------------------------------------


def source(prepared, size=64, seed=1):
    data = sets.read(prepared, "train")
    data = sets.only(data, sets.seen_classes(data))
    assert data.classes == ("piscine",)
    return augmentation.Source(data.samples, 1, size, seed)


def test_a_crop_depends_on_seed_and_number_alone(prepared):
    one, two = source(prepared), source(prepared)
    two.crop(3)
    assert all(np.array_equal(a, b) for a, b in zip(one.crop(7), two.crop(7)))
    assert not np.array_equal(one.crop(7)[0], source(prepared, seed=2).crop(7)[0])


def test_boxes_follow_their_pools_through_every_turn(prepared):
    """The pool is the only blue: whatever the flips, turns, scales and joins, the boxes hold it and nothing else."""
    crops, checked = source(prepared, 96), 0
    for number in range(60):
        image, boxes, ignored, _ = crops.crop(number)
        blue = image[..., 2].astype(int) > image[..., :2].max(axis=2).astype(int) + 60
        covered = np.zeros_like(blue)
        for x1, y1, x2, y2 in [*boxes[:, :4], *ignored]:
            covered[max(0, int(y1) - 2) : int(y2) + 3, max(0, int(x1) - 2) : int(x2) + 3] = True
        assert (blue & ~covered).sum() <= 0.02 * max(1, blue.sum())
        for x1, y1, x2, y2, _ in boxes:
            inner = blue[int(y1) + 2 : max(int(y2) - 2, int(y1) + 3), int(x1) + 2 : max(int(x2) - 2, int(x1) + 3)]
            checked += 1
            assert inner.mean() > 0.8
    assert checked > 30


def test_a_class_is_shown_as_often_as_asked():
    def picture(name, *codes):
        boxes = np.array([[10, 10, 30, 30, code] for code in codes], np.float32).reshape(-1, 5)
        return sets.Sample(name, None, boxes, np.empty((0, 4)), np.array([True, True]), "", (64, 64))

    samples = [picture("a", 0), picture("b", 0), picture("c", 1), picture("d")]
    alike, thrice = (augmentation.Source(samples, 2, 64, 1, weights=w).chance for w in (None, [1, 3]))
    assert alike[0] + alike[1] == pytest.approx(alike[2]) and thrice[2] == pytest.approx(3 * (thrice[0] + thrice[1]))
    assert alike[3] == thrice[3] == pytest.approx(augmentation.EMPTY_SHARE)


@settings(max_examples=40, deadline=None)
@given(st.floats(2, 60), st.floats(2, 60), st.floats(4, 30), st.floats(4, 30))
def test_what_is_taught_decodes_to_the_box(x, y, w, h):
    """Targets seen through the suite's own decoder give the box back."""
    from shared.detecteur.decodage import decode

    box = np.array([[x - w / 2, y - h / 2, x + w / 2, y + h / 2, 0]], np.float32)
    heat, counts, corners, learnt = cible.targets(box, np.empty((0, 4)), np.ones((1, 16, 16), bool), 64)
    row, column = np.unravel_index(heat[0].argmax(), heat[0].shape)
    assert heat[0, row, column] == 1 and learnt[row, column] > 0 and counts.all()
    raw = np.full((1, 5, 16, 16), -9, np.float32)
    raw[0, 0] = np.log(np.clip(heat[0], 1e-4, 0.999) / (1 - np.clip(heat[0], 1e-4, 0.999)))
    left, top, right, bottom = corners[:, row, column]
    raw[0, 1:, row, column] = (
        (left + right) / 8 - column - 0.5, (top + bottom) / 8 - row - 0.5, np.log(right - left), np.log(bottom - top),
    )  # fmt: skip
    found = decode("centre", [raw], 1, 0.9, 64)[0]
    assert len(found) == 1 and np.allclose(found[0, :4], box[0, :4], atol=0.05)


def test_what_nobody_boxed_teaches_nothing():
    known = np.zeros((2, 16, 16), bool)
    known[0] = True
    heat, counts, _, learnt = cible.targets(np.empty((0, 5)), np.array([[8, 8, 24, 24]]), known, 64)
    assert not counts[1].any() and not counts[0, 2:6, 2:6].any() and counts[0, 7:, 7:].all()
    assert not heat.any() and not learnt.any()


# Measures ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(tmp_path):
    """Finds blue squares of 20 pixels: exact where the pool is one, blind elsewhere."""
    return onnx_mini.centre_model(tmp_path / "bleu.onnx", ("piscine",), side=21, tile=128, demonstration="oui")


def test_a_model_is_measured_on_places_it_never_saw(prepared, model, tmp_path):
    result = evaluer.run({"jeu": str(prepared), "modele": str(model), "sortie": str(tmp_path / "m.json")}, JobContext())
    assert result["images"] == 2 and result["lieux"] == 2 and result["classes"]["piscine"]["vrais"] == 1
    assert result["terrains"]["agricultural"]["fausses_alertes"] == 0
    assert result["terrains"]["agricultural"]["km2"] == pytest.approx(128 * 128 * 0.2 * 0.2 / 1e6, abs=1e-3)
    assert "2 images de 2 lieux" in result["phrase"] and "piscine" in evaluer.tell(result)


def test_models_are_compared_on_a_prepared_set_too(prepared, model):
    from ddtm_aigle.core.apprentissage import comparer

    result = comparer.run({"jeu": str(prepared), "partie": "train", "ancien": str(model), "nouveau": str(model)}, JobContext())
    assert result["remplacer"] and result["images"] == 2 and result["modeles"]["nouveau"]["classes"]["piscine"]["vrais"] == 2


def test_no_threshold_is_chosen_on_the_test_part(prepared, model):
    with pytest.raises(BadInput, match="ne se choisit pas sur la partie"):
        evaluer.run({"jeu": str(prepared), "modele": str(model), "choisir": True}, JobContext())


def test_intervals_come_from_places_not_from_pictures():
    """Ten pictures of one place prove no more than one: the interval stays whole."""
    right, wrong = Matched(np.array([0.9]), np.array([True]), 1, 0.1), Matched(np.empty(0), np.empty(0, bool), 1, 0.1)
    pictures = [right] * 10 + [wrong] * 10
    two_places = evaluer.measured(pictures, [list(range(10)), list(range(10, 20))], 0.5)
    twenty = evaluer.measured(pictures, [[i] for i in range(20)], 0.5)
    assert two_places["rappel"] == twenty["rappel"] == 0.5
    assert two_places["rappel_intervalle"] == [0.0, 1.0] and twenty["rappel_intervalle"][0] > 0.2


@pytest.mark.parametrize("count, bound", [(0, 2.996), (1, 4.744), (5, 10.513)])
def test_the_upper_bound_of_rare_alarms_is_poissons(count, bound):
    assert evaluer.poisson_bound(count) == pytest.approx(bound, abs=0.001)


def test_the_card_says_what_falls_short_and_what_was_not_measured(prepared, model, tmp_path):
    mesures = tmp_path / "m.json"
    evaluer.run({"jeu": str(prepared), "modele": str(model), "sortie": str(mesures)}, JobContext())
    content = json.loads(mesures.read_text())
    content["classes"]["piscine"].update(vrais=40, f1=0.7)
    content["classes"]["bateau"] = {**content["classes"]["piscine"], "vrais": 3}
    mesures.write_text(json.dumps(content))
    result = carte.run({"modele": str(model), "mesures": str(mesures), "jeu": str(prepared), "licence": "domaine public"}, JobContext())
    text = model.with_suffix(".carte.md").read_text(encoding="utf-8")
    assert result["ecarts"][0] == "piscine : F1 0,70, objectif 0,80, il manque 0,10" and all(gap in text for gap in result["ecarts"])
    assert "trop peu de surface pour prouver" in result["ecarts"][1]  # one picture of a field proves no rate
    assert text.startswith("# Modèle de démonstration") and "| bateau | 3 | non mesuré" in text and "domaine public" in text
    (tmp_path / "autre").mkdir()
    other = onnx_mini.centre_model(tmp_path / "autre" / "autre.onnx", ("piscine",), side=9, tile=128)
    evaluer.run({"jeu": str(prepared), "modele": str(other), "sortie": str(tmp_path / "o.json")}, JobContext())
    carte.run({"modele": str(other), "mesures": str(tmp_path / "o.json")}, JobContext())
    local = other.with_suffix(".carte.md").read_text(encoding="utf-8")
    assert local.startswith("# Modèle «") and "États-Unis" not in local  # the limits of the demonstration model are its own
    with pytest.raises(BadInput, match="d'un autre modèle"):
        carte.run({"modele": str(other), "mesures": str(mesures)}, JobContext())


@pytest.mark.parametrize(
    "taught, sentence",
    [
        ({"tronc_sha256": "ab" * 32}, "parti de poids appris sur ImageNet (empreinte `abababababababab`)"),
        ({"tronc_sha256": ""}, "Réseau parti du hasard"),
        ({"tronc_sha256": "", "depuis": "ancien.onnx"}, "Repris de « ancien.onnx »"),
    ],
)
def test_the_card_says_where_training_began_and_how_to_do_it_again(taught, sentence):
    text = "\n".join(carte.taught_lines({"apprentissage": taught, "commande": "entrainer jeu --graine 3"}))
    assert sentence in text and "Commande : `entrainer jeu --graine 3`" in text


def test_without_torch_training_says_what_to_install(prepared, tmp_path):
    from ddtm_aigle.training.core import entrainer

    try:
        import torch  # noqa: F401
    except ImportError:
        with pytest.raises(BadInput, match="requirements/training.txt"):
            entrainer.run({"jeu": str(prepared), "sortie": str(tmp_path / "m.pt")}, JobContext())
    else:
        pytest.skip("torch is installed")


def test_the_command_line_has_every_verb(capsys):
    from ddtm_aigle.training.__main__ import DESCRIPTION, VERBS
    from shared.cli import main

    assert [verb.name for verb in VERBS] == ["preparer", "entrainer", "exporter", "evaluer", "carte"]
    for wanted in ("--reseau", "--classes", "--poids", "--depuis", "--miner"):
        assert any(wanted in arg.flags for arg in VERBS[1].args), wanted
    assert main("ddtm_aigle.training", VERBS, ["evaluer", "absent", "--modele", "absent.onnx"], DESCRIPTION) == 2
    assert "jeu" in capsys.readouterr().err
