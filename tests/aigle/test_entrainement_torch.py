"""Training itself: same seed same weights, resume as if never stopped, export that answers like the network. Skips without torch."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is not installed (requirements/training.txt)")
pytest.importorskip("onnx", reason="onnx is not installed (requirements/training.txt)")

from ddtm_aigle.core.inference.modele import open_model  # noqa: E402
from ddtm_aigle.core.modeles import service  # noqa: E402
from ddtm_aigle.training.core import entrainer, exporter, tronc  # noqa: E402
from ddtm_aigle.training.core.perte import boxes_of, giou  # noqa: E402
from ddtm_aigle.training.core.reprise import network_asked, start_from  # noqa: E402
from ddtm_aigle.training.core.reseau import NETWORKS, Detector, parameters  # noqa: E402
from shared.errors import BadInput, Cancelled  # noqa: E402
from shared.jobs import JobContext  # noqa: E402

FAST = {"lot": 4, "cote": 64, "precision": "f32", "graine": 3}


@pytest.fixture(scope="module")
def jeu(tmp_path_factory):
    """Blue rectangles on grey."""
    folder = tmp_path_factory.mktemp("jeu")
    draw = np.random.default_rng(0)
    for kind in ("images", "labels"):
        (folder / "train" / kind).mkdir(parents=True)
    for i in range(6):
        pixels = draw.integers(70, 110, (96, 96, 3)).astype(np.uint8)
        text = ""
        if i < 4:
            x, y = (int(v) for v in draw.integers(5, 55, 2))
            pixels[y : y + 16, x : x + 28] = (20, 60, 220)
            text = f"0 {(x + 14) / 96} {(y + 8) / 96} {28 / 96} {16 / 96}\n"
        Image.fromarray(pixels).save(folder / "train" / "images" / f"i{i}.png")
        (folder / "train" / "labels" / f"i{i}.txt").write_text(text)
    (folder / "jeu.json").write_text(json.dumps({"classes": ["piscine"], "resolution_cm": 20}))
    return folder


def weights(path):
    return entrainer.load(torch, path)["moyenne"]


def same(a, b):
    return all(torch.equal(a[key], b[key]) for key in a)


def test_the_same_seed_gives_the_same_weights(jeu, tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        entrainer.run({**FAST, "graine": seed, "jeu": str(jeu), "pas": 3, "sortie": str(tmp_path / f"{name}.pt")}, JobContext())
    a, b, c = (weights(tmp_path / f"{name}.pt") for name in "abc")
    assert same(a, b) and not same(a, c)


def test_a_training_cut_in_two_ends_as_one_in_a_piece(jeu, tmp_path):
    whole = {**FAST, "jeu": str(jeu), "pas": 6, "sortie": str(tmp_path / "entier.pt")}
    entrainer.run(whole, JobContext())

    class Stop(JobContext):
        seen = 0

        def progress(self, fraction, message=""):
            self.seen += 1
            if self.seen > 3:
                raise Cancelled

    cut = {**whole, "sortie": str(tmp_path / "coupe.pt")}
    with pytest.raises(Cancelled):
        entrainer.run(cut, Stop())
    assert entrainer.load(torch, tmp_path / "coupe.pt")["pas"] == 3
    entrainer.run({**cut, "reprendre": True}, JobContext())
    assert same(weights(tmp_path / "entier.pt"), weights(tmp_path / "coupe.pt"))
    with pytest.raises(BadInput, match="autres réglages"):
        entrainer.run({**cut, "reprendre": True, "graine": 9}, JobContext())


def test_the_trunk_starts_from_known_weights_or_from_chance(jeu, tmp_path, monkeypatch):
    """Without the package, from chance; with another file than the known one, not at all."""
    other = tmp_path / "poids.pth"
    other.write_bytes(b"autre chose")
    params = {**FAST, "reseau": "lite0", "jeu": str(jeu), "pas": 1, "sortie": str(tmp_path / "m.pt")}
    monkeypatch.setattr(tronc, "weights_file", lambda: other)
    with pytest.raises(BadInput, match="ne sont pas ceux qui sont attendus"):
        entrainer.run(params, JobContext())
    monkeypatch.setattr(tronc, "weights_file", lambda: None)
    entrainer.run(params, JobContext())
    assert entrainer.load(torch, tmp_path / "m.pt")["reglages"]["tronc_sha256"] == ""


@pytest.mark.skipif(tronc.weights_file() is None, reason="the starting weights are not installed (requirements/training.txt)")
def test_a_trunk_that_has_learnt_keeps_its_first_blocks_and_goes_on_learning(jeu, tmp_path):
    entrainer.run({**FAST, "reseau": "lite0", "jeu": str(jeu), "pas": 2, "sortie": str(tmp_path / "m.pt")}, JobContext())
    held, given = entrainer.load(torch, tmp_path / "m.pt"), torch.load(tronc.weights_file(), weights_only=True)
    kept = {key: torch.equal(held["poids"]["trunk." + key], given[key]) for key in tronc.Trunk().state_dict()}
    first = ("_conv_stem", "_bn0", *(f"_blocks.{i}." for i in range(tronc.SETTLED)))
    assert all(same for key, same in kept.items() if key.startswith(first))
    assert not any(same for key, same in kept.items() if not key.startswith(first) and key.endswith("conv.weight"))
    assert held["reglages"]["tronc_sha256"] == tronc.SHA256


def test_an_exported_model_is_read_by_the_suite_and_can_be_started_from(jeu, tmp_path):
    entrainer.run({**FAST, "reseau": "lite0", "jeu": str(jeu), "pas": 3, "sortie": str(tmp_path / "m.pt")}, JobContext())
    out = tmp_path / "m.onnx"
    result = exporter.run({"point": str(tmp_path / "m.pt"), "sortie": str(out), "demonstration": True, "seuil": 0.4}, JobContext())
    model = open_model(str(out), JobContext(), 1)
    assert result["ecart"] < 1e-3 and result["taille_mo"] <= 10
    assert (model.classes, model.resolution_cm, model.conf, model.demonstration, model.layout) == (("piscine",), 20, 0.4, True, "centre")
    fresh = Detector(2)
    start_from(fresh, ["bateau", "piscine"], str(out))
    fresh.eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        mine = fresh(picture)[:, [1, 2, 3, 4, 5]].numpy()
    theirs = model.session.run(None, {model.input_name: picture.numpy()})[0]
    assert np.abs(mine - theirs).max() < 1e-2  # the pool's row and the geometry; boats start afresh


def test_the_shipped_model_can_be_started_from():
    """Whichever network it is of: filled from the file, it answers as the file does."""
    model = open_model(str(service.SHIPPED), JobContext(), 1)
    fresh = NETWORKS[network_asked(None, str(service.SHIPPED))](len(model.classes))
    start_from(fresh, model.classes, str(service.SHIPPED))
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        mine = fresh.eval()(picture).numpy()
    assert np.abs(mine - model.session.run(None, {model.input_name: picture.numpy()})[0]).max() < 1e-2


def test_the_plain_network_is_taught_from_chance(jeu, tmp_path):
    params = {**FAST, "jeu": str(jeu), "pas": 1, "sortie": str(tmp_path / "m.pt")}
    entrainer.run(params, JobContext())
    held = entrainer.load(torch, tmp_path / "m.pt")["reglages"]
    assert (held["reseau"], held["tronc_sha256"]) == ("compact", "") and network_asked(None, tmp_path / "m.pt") == "compact"
    assert exporter.run({"point": str(tmp_path / "m.pt"), "sortie": str(tmp_path / "m.onnx")}, JobContext())["ecart"] < 1e-3


def test_the_exported_file_is_the_same_bytes_twice(jeu, tmp_path):
    entrainer.run({**FAST, "jeu": str(jeu), "pas": 1, "sortie": str(tmp_path / "m.pt")}, JobContext())
    for name in "ab":
        exporter.run({"point": str(tmp_path / "m.pt"), "sortie": str(tmp_path / f"{name}.onnx")}, JobContext())
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()


def test_the_network_is_compact_and_boxes_read_as_the_decoder_reads_them():
    assert parameters(Detector(5)) < 1_000_000
    raw = torch.zeros(1, 4, 8, 8)
    raw[0, 2:] = torch.log(torch.tensor(10.0))
    box = boxes_of(raw)[0, :, 2, 3]
    assert torch.allclose(box, torch.tensor([9.0, 5.0, 19.0, 15.0]))  # centre of cell (3, 2): 14, 10
    assert torch.allclose(giou(boxes_of(raw), boxes_of(raw)), torch.ones(1, 8, 8))


@pytest.mark.parametrize(
    "more, sentence",
    [
        ({"cote": 70}, "multiple de 16"),
        ({"device": "cuda:77"}, "n'est pas utilisable ici"),
        ({"precision": "f8"}, "Précision"),
        ({"pas": 0}, "pas"),
        ({"poids": "piscine"}, "Poids"),
        ({"reseau": "yolo"}, "Réseau"),
        ({"classes": "bateau"}, "bateau » n'a aucun cadre"),
    ],
)
def test_settings_that_cannot_be_are_refused(jeu, tmp_path, more, sentence):
    with pytest.raises(BadInput, match=sentence):
        entrainer.run({**FAST, "jeu": str(jeu), "pas": 1, "sortie": str(tmp_path / "m.pt"), **more}, JobContext())


def test_a_foreign_file_is_no_start(jeu, tmp_path):
    other = tmp_path / "autre.onnx"
    other.write_bytes(b"rien")
    with pytest.raises(BadInput, match="pas un modèle ONNX lisible"):
        entrainer.run({**FAST, "jeu": str(jeu), "pas": 1, "depuis": str(other), "sortie": str(tmp_path / "m.pt")}, JobContext())


def test_each_class_can_bring_its_own_threshold(jeu, tmp_path):
    """A score of 0.6 becomes the model's 0.3, and the order of scores stays."""
    entrainer.run({**FAST, "jeu": str(jeu), "pas": 1, "sortie": str(tmp_path / "m.pt")}, JobContext())
    for name, more in (("a", {}), ("b", {"seuils": "piscine=0.6"})):
        exporter.run({"point": str(tmp_path / "m.pt"), "sortie": str(tmp_path / f"{name}.onnx"), **more}, JobContext())
    a, b = (open_model(str(tmp_path / f"{name}.onnx"), JobContext(), 1) for name in "ab")
    tile = np.zeros((1, 3, 64, 64), np.uint8)
    gap = b.session.run(None, {b.input_name: b.prepare(tile)})[0][:, 0] - a.session.run(None, {a.input_name: a.prepare(tile)})[0][:, 0]
    assert np.allclose(gap, np.log(0.3 / 0.7) - np.log(0.6 / 0.4), atol=1e-3)
    with pytest.raises(BadInput, match="Seuils"):
        exporter.run({"point": str(tmp_path / "m.pt"), "seuils": "bateau=0.5", "sortie": str(tmp_path / "c.onnx")}, JobContext())
